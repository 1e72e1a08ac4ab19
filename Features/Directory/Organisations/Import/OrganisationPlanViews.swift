import Kernel
import Markup
import Web

/// The dry run of an import, and what it did.
enum OrganisationPlanViews {
    static func review(_ page: OrganisationImportPage, _ remarks: HTML, _ context: Context) -> HTML {
        let w = context.w
        let record = page.record
        let path = DirectoryPaths.organisationImport(record.id)
        let here = "\(w("What only the file knows is added; what stands stays"))" as HTML
        return """
            <p class="lead">\(tally(page, w)) \(w("Nothing is entered yet."))</p>
            \(if: page.publishing > 0, "<p>\(w("\(page.publishing) new entries would be published at once, because the file says so."))</p>")\(remarks)
            \(ColumnsByHeading.notice(page.problem, w))
            \(Part.leaf(w("Columns"), HTML(text: w("By their headings")), OrganisationImportViews.columns(page, context)))
            \(if: page.cases.all > 0, Part.leaf(w("Cities"), HTML(text: w("Found only where one place alone can be meant")), cities(page, w)))
            <form class="sheet" method="post" action="\(path)/application" data-guard>\(context.csrf)\(OrganisationImportViews.revision(record))
            \(if: !page.same.isEmpty, Part.leaf(w("Here already"), here, same(page, w)))
            \(if: !page.new.isEmpty, Part.leaf(w("New"), ImportReview.more(page.new.count, of: page.count(.new), w), new(page.new, w)))
            \(if: !page.untaken.isEmpty, Part.leaf(w("Not taken"), ImportReview.more(page.untaken.count, of: page.untakenCount, w), untaken(page, w)))
            <div class="dock"><p class="second">\(w("All of it or nothing. You can undo it afterwards."))</p><div class="actions"><button class="button button--act">\(w("Import"))</button></div></div></form>
            <p class="block">\(OrganisationImportViews.discard(record, context))</p>
            """
    }

    private static func tally(_ page: OrganisationImportPage, _ w: Words) -> String {
        let counts = [
            (page.count(.new), w("\(page.count(.new)) are new.")), (page.count(.same), w("\(page.count(.same)) seem to be here already.")),
            (page.count(.double), w("\(page.count(.double)) stand twice in the file.")),
            (page.count(.open), w("\(page.count(.open)) wait for their city.")), (page.count(.out), w("\(page.count(.out)) are left out.")),
            (page.count(.refused), w("\(page.count(.refused)) cannot be read.")),
        ]
        return counts.filter { $0.0 > 0 }.map(\.1).joined(separator: " ")
    }

    private static func cities(_ page: OrganisationImportPage, _ w: Words) -> HTML {
        let said =
            page.cases.open > 0
            ? w("\(page.cases.open) names of cities want your eye. Rows without a settled city are left out.") : w("Every city is settled.")
        return """
            <p>\(said)</p><p class="after">\(Part.button(page.cases.open > 0 ? w("Settle the cities") : w("Look at the cities"), to: OrganisationPlacesPages.path(page.record.id), small: true))</p>
            """
    }

    // MARK: Here already

    private static func acts(_ w: Words) -> [(value: String, word: String)] {
        [("fill", w("Add what is missing")), ("skip", w("Leave out")), ("enter", w("It is another one: enter"))]
    }

    private static func same(_ page: OrganisationImportPage, _ w: Words) -> HTML {
        let rest = page.count(.same) - page.same.count
        let others: HTML =
            rest > 0
            ? "<p class=\"after\"><label class=\"sub\" for=\"f-others\">\(w("And the other \(rest)"))</label><select class=\"input input--small\" id=\"f-others\" name=\"others\">\(Part.options(acts(w), chosen: "fill"))</select></p>"
            : .empty
        return """
            <table class="table table--cards twins"><thead><tr><th scope="col">\(w("In the file"))</th><th scope="col">\(w("Here"))</th><th scope="col">\(w("Would be added"))</th><th scope="col">\(w("What to do"))</th></tr></thead>
            <tbody>\(page.same, { sameRow($0, page, w) })</tbody></table>\(others)
            """
    }

    private static func sameRow(_ line: OrganisationImportPage.Line, _ page: OrganisationImportPage, _ w: Words) -> HTML {
        let here = line.row.match.flatMap { page.known[$0] }
        let adds = line.row.adds.map { $0.word(w) }
        let place: HTML = here?.place.map { "<span class=\"second\">\($0.name)</span>" } ?? .empty
        return """
            <tr><th scope="row">\(line.name)<span class="second">\(w("line \(String(line.row.line))"))\(if: !line.city.isEmpty, " · \(line.city)")</span></th>\
            <td class="c-sub">\(here.map { "<a href=\"\(DirectoryPaths.organisation($0.id))\">\($0.name)</a>\(place)" as HTML } ?? .empty)<span class="third">\(ground(line.row.ground, w))</span></td>\
            <td class="c-row" data-label="\(w("Would be added"))">\(adds.isEmpty ? w("nothing") : adds.joined(separator: ", "))</td>\
            <td class="c-row" data-label="\(w("What to do"))"><select class="input input--small" name="row-\(line.row.number)" aria-label="\(w("What to do with \(line.name)"))">\(Part.options(acts(w), chosen: OrganisationImport.Choices.usual(line.row).rawValue))</select></td></tr>
            """
    }

    private static func ground(_ ground: OrganisationImport.Ground?, _ w: Words) -> String {
        switch ground {
        case .identity: w("the same identity")
        case .number: w("the same number")
        case .name: w("the same name and city")
        case .alike: w("the same name; one of the two has no city")
        case nil: ""
        }
    }

    // MARK: New, not taken

    private static func new(_ lines: [OrganisationImportPage.Line], _ w: Words) -> HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("Kind"))</th><th scope="col">\(w("City"))</th><th scope="col" class="num">\(w("Line"))</th></tr></thead>
        <tbody>\(lines, { newRow($0, w) })</tbody></table>
        """
    }

    private static func newRow(_ line: OrganisationImportPage.Line, _ w: Words) -> HTML {
        "<tr><th scope=\"row\">\(line.name)</th><td class=\"c-sub\">\(line.kind?.word(w))</td><td class=\"c-sub\">\(line.city)</td><td class=\"num c-row\" data-label=\"\(w("Line"))\">\(String(line.row.line))</td></tr>"
    }

    private static func untaken(_ page: OrganisationImportPage, _ w: Words) -> HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col" class="num">\(w("Line"))</th><th scope="col">\(w("Problem"))</th></tr></thead>
        <tbody>\(page.untaken, { untakenRow($0, w) })</tbody></table>
        <p class="after"><a href="\(DirectoryPaths.organisationImport(page.record.id))/report">\(w("All of them as a file, with their problems"))</a></p>
        """
    }

    private static func untakenRow(_ line: OrganisationImportPage.Line, _ w: Words) -> HTML {
        "<tr><th scope=\"row\">\(line.name.isEmpty ? "–" : line.name)</th><td class=\"num c-top\">\(String(line.row.line))</td><td class=\"c-sub\">\(line.row.problem(w))</td></tr>"
    }

    // MARK: Done

    static func done(_ page: OrganisationImportPage, _ context: Context) -> HTML {
        let w = context.w
        let record = page.record
        let undo =
            record.state == .applied
            ? ImportReview.undo(
                w(
                    "What it entered is removed, what it added is taken away again. What somebody has changed since, or what something refers to, stays."
                ), path: "\(DirectoryPaths.organisationImport(record.id))/removal", context)
            : .empty
        let did = [
            w("\(record.result.entered) entered."), record.result.filled > 0 ? w("\(record.result.filled) completed that were here.") : nil,
            record.result.leftOut > 0 ? w("\(record.result.leftOut) left out.") : nil,
        ].compactMap { $0 }
        return """
            <p class="lead">\(did.joined(separator: " "))</p>
            \(if: record.state == .undone, undone(record.result, w))
            \(if: !page.untaken.isEmpty, Part.leaf(w("Not taken"), ImportReview.more(page.untaken.count, of: page.untakenCount, w), untaken(page, w)))
            <div class="after actions">\(undo)</div>
            """
    }

    /// What became of everything when it was taken back; what is still there, and why.
    private static func undone(_ result: OrganisationImport.Result, _ w: Words) -> HTML {
        let stays = [
            result.changed > 0 ? w("\(result.changed) entries stay because somebody has changed, merged or archived them since.") : nil,
            result.held > 0
                ? w("\(result.held) entries stay because something refers to them: a partnership, a person, a note, a file or a tag.") : nil,
        ].compactMap { $0 }
        return ImportReview.undone(removed: result.removed, restored: result.restored, stays: stays, w)
    }
}
