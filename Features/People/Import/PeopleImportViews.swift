import Directory
import Kernel
import Markup
import Web

/// What the page of an import shows.
struct PeopleImportPage {
    /// So many rows of each kind are shown; the others follow what is decided for all.
    static let mostShown = 100

    let record: PeopleImport
    let columns: PersonColumns?
    /// What is wrong with the columns as somebody chose them.
    let problem: String?
    let today: String
    let counts: [PeopleImport.Outcome: Int]
    var same: [PeopleImport.Row] = []
    var refused: [PeopleImport.Row] = []
    var new: [PeopleImport.Row] = []
    var known: [PersonID: Person] = [:]
    /// Taken, but not with all that stands in them.
    var remarked = 0

    func count(_ outcome: PeopleImport.Outcome) -> Int { counts[outcome] ?? 0 }
}

enum PeopleImportViews {
    static func list(_ all: [PeopleImport], _ problems: Problems, limit: Int, _ context: Context) -> HTML {
        let w = context.w
        let upload = UploadView.form(
            to: PeoplePaths.imports, label: w("Cards or spreadsheet"), accepts: ".vcf,.vcard,.csv,.tsv,.txt,.xlsx,text/vcard,text/csv",
            help: w(
                "VCF of any version, CSV or XLSX, at most \(w.number(max(1, limit >> 20))) MB. Birthdays and pictures are not taken: the office does not need them."
            ), problems, context)
        return """
            \(Part.head(w("Import people"), over: w("Cards from a telephone or a spreadsheet become entries. You see first what would happen, and all of it can be undone."), crumbs: [(w("People"), PeoplePaths.people)]))
            \(upload)
            \(PastImport.list(all.map { line($0, w) }, counting: w("Entries"), w))
            """
    }

    private static func line(_ record: PeopleImport, _ w: Words) -> PastImport {
        let standing: PastImport.Standing =
            switch record.state {
            case .read, .planned: .waiting
            case .applied: .made
            case .undone: .undone
            }
        return PastImport(
            path: PeoplePaths.importPage(record.id), name: title(record, w), standing, rows: record.rows, at: record.createdAt, by: record.createdBy)
    }

    /// What the file was called; of imports from before that was written down, what and when it was.
    private static func title(_ record: PeopleImport, _ w: Words) -> String {
        record.name.isEmpty ? "\(kind(record, w)), \(w.dateAndTime(record.createdAt))" : record.name
    }

    private static func kind(_ record: PeopleImport, _ w: Words) -> String { record.kind == .cards ? w("Cards") : w("Spreadsheet") }

    // MARK: One import

    static func page(_ page: PeopleImportPage, _ form: FormView, _ context: Context) -> HTML {
        let w = context.w
        let record = page.record
        let head = Part.head(
            title(record, w), over: w("\(record.rows) entries"),
            crumbs: [(w("People"), PeoplePaths.people), (w("Import"), PeoplePaths.imports)])
        switch record.state {
        case .read:
            return
                "\(head)<p class=\"lead\">\(w("The file is being read. Reload this page in a moment."))</p>\(ColumnsByHeading.notice(page.problem, w))\(if: page.problem != nil, Part.leaf(w("Columns"), HTML(text: w("By their headings")), columns(page, context)))<div class=\"after\">\(discard(record, context))</div>"
        case .planned: return "\(head)\(review(page, form, context))"
        case .applied, .undone: return "\(head)\(done(page, context))"
        }
    }

    private static func review(_ page: PeopleImportPage, _ form: FormView, _ context: Context) -> HTML {
        let w = context.w
        let record = page.record
        let tally = [
            w("\(page.count(.new)) are new."), w("\(page.count(.same)) are here already."), w("\(page.count(.refused)) cannot be read."),
        ].joined(separator: " ")
        let bases = LegalBasis.allCases.map { ($0.rawValue, $0.word(w)) }
        return """
            <p class="lead">\(tally) \(w("Nothing is entered yet."))</p>
            \(if: page.remarked > 0, "<p>\(w("\(page.remarked) of them are taken, but not with everything that stands there.")) <a href=\"\(PeoplePaths.importPage(record.id))/report\">\(w("All that has a remark, as a file"))</a></p>")
            \(ColumnsByHeading.notice(page.problem, w))
            \(if: record.kind == .sheet, Part.leaf(w("Columns"), HTML(text: w("By their headings")), columns(page, context)))
            <form class="sheet" method="post" action="\(PeoplePaths.importPage(record.id))/application" novalidate>\(context.csrf)<input type="hidden" name="revision" value="\(String(record.revision))">
            \(form.wrongs([("basis", w("Legal basis")), ("review", w("Review until"))]))
            \(if: !page.same.isEmpty, Part.leaf(w("Here already"), HTML(text: w("What only the file knows is added; what stands stays")), same(page, form, w)))
            \(if: !page.new.isEmpty, Part.leaf(w("New"), ImportReview.more(page.new.count, of: page.count(.new), w), rows(page.new, w)))
            \(if: !page.refused.isEmpty, Part.leaf(w("Cannot be read"), ImportReview.more(page.refused.count, of: page.count(.refused), w), refused(page, w)))
            \(Part.leaf(w("For all of them"), .empty, "\(form.choice("basis", w("Legal basis"), bases, help: w("Where the file says nothing of it.")))\(form.text("review", w("Review until"), help: w("Where the file says nothing of it.")))\(form.yes("organisations", w("Enter organisations that are not in the directory"), help: w("Otherwise posts at them are left out.")))"))
            <div class="dock"><p class="second">\(w("All of it or nothing. You can undo it afterwards."))</p><div class="actions">\(discardButton(w))<button class="button button--act">\(w("Import"))</button></div></div></form>
            \(discardDialog(record, context))
            """
    }

    private static func discardButton(_ w: Words) -> HTML {
        "<button type=\"button\" class=\"button\" popovertarget=\"discard\">\(w("Discard"))…</button>"
    }

    private static func discardDialog(_ record: PeopleImport, _ context: Context) -> HTML {
        let w = context.w
        return """
            <div class="dialog" popover id="discard" role="dialog" aria-labelledby="discard-title"><h2 id="discard-title">\(w("Discard this import?"))</h2><p>\(w("The file is forgotten. Nobody of it is in the directory yet."))</p>
            <div class="actions">\(Part.doing(w("Discard it"), "\(PeoplePaths.importPage(record.id))/discarding", context, isAct: true))<button type="button" class="button" popovertarget="discard" popovertargetaction="hide">\(w("Leave it"))</button></div></div>
            """
    }

    private static func discard(_ record: PeopleImport, _ context: Context) -> HTML {
        Part.doing(context.w("Discard it"), "\(PeoplePaths.importPage(record.id))/discarding", context)
    }

    private static func columns(_ page: PeopleImportPage, _ context: Context) -> HTML {
        let record = page.record
        let columns = zip(record.headings, page.columns?.parts ?? []).map { ColumnsByHeading.Column($0, chosen: $1?.rawValue ?? "") }
        return ColumnsByHeading.form(
            to: "\(PeoplePaths.importPage(record.id))/columns", columns, PersonColumns.Part.allCases.map { ($0.rawValue, $0.word(context.w)) },
            revision: record.revision, context)
    }

    private static func same(_ page: PeopleImportPage, _ form: FormView, _ w: Words) -> HTML {
        let acts = [(value: "merge", word: w("Merge with it")), ("enter", w("It is somebody else: enter")), ("skip", w("Leave out"))]
        let others: HTML =
            page.same.count < page.count(.same)
            ? "<p class=\"after\"><label class=\"sub\" for=\"f-others\">\(w("And the other \(page.count(.same) - page.same.count)"))</label><select class=\"input input--small\" id=\"f-others\" name=\"others\">\(Part.options(acts, chosen: form.typed["others"] ?? "merge"))</select> <span class=\"second\">\(w("Of these, too, those are left out for whom only the name or only the address speaks, or whose name several people here have."))</span></p>"
            : .empty
        return """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("In the file"))</th><th scope="col">\(w("Here"))</th><th scope="col">\(w("What to do"))</th></tr></thead>
            <tbody>\(page.same, { sameRow($0, page, form, acts, w) })</tbody></table>\(others)
            """
    }

    private static func sameRow(
        _ row: PeopleImport.Row, _ page: PeopleImportPage, _ form: FormView, _ acts: [(value: String, word: String)], _ w: Words
    ) -> HTML {
        let chosen = form.typed["row-\(row.number)"] ?? PersonApplying.Choices.usual(row).rawValue
        let role = row.draft?.roles.first
        let said = about(role?.post, role?.organisation, row.draft?.channels ?? [])
        let line = ([w("line \(String(row.line))")] + said).joined(separator: " · ")
        return """
            <tr><th scope="row">\(row.draft?.name.both)<span class="second">\(line)</span>\(row.remark, some: { "<span class=\"third\">\($0)</span>" })</th>\
            <td class="c-sub">\(row.person.flatMap { page.known[$0] }, some: { here($0, page.today) })<span class="third">\(ground(row.ground, w))</span></td>\
            <td class="c-row" data-label="\(w("What to do"))"><select class="input input--small" name="row-\(row.number)" aria-label="\(w("What to do with \(row.draft?.name.full ?? "")"))">\(Part.options(acts, chosen: chosen))</select></td></tr>
            """
    }

    /// Who is here, with what one tells namesakes apart by.
    private static func here(_ person: Person, _ today: String) -> HTML {
        let role = person.roles(on: today).first ?? person.entry.roles.first
        let said = about(role?.post, role.flatMap { person.organisations[$0.organisation]?.name }, person.entry.channels)
        return
            "<a href=\"\(PeoplePaths.person(person.id))\">\(person.entry.name.both)</a>\(if: !said.isEmpty, "<span class=\"second\">\(said.joined(separator: " · "))</span>")"
    }

    private static func about(_ post: String?, _ organisation: String?, _ channels: [PersonChannel]) -> [String] {
        ([post, organisation] + channels.filter { $0.kind == .email }.prefix(2).map { $0.value }).compactMap { $0 }.filter { !$0.isEmpty }
    }

    private static func ground(_ ground: PeopleImport.Ground?, _ w: Words) -> String {
        switch ground {
        case .address: w("the same address and a like name")
        case .organisation: w("the same name at the same organisation")
        case .country: w("the same name in the same country")
        case .name: w("the same name alone")
        case .namesakes: w("the same name; several people here have it")
        case .addressAlone: w("the same address, but another name")
        case nil: ""
        }
    }

    private static func refused(_ page: PeopleImportPage, _ w: Words) -> HTML {
        """
        \(rows(page.refused, w))
        <p class="after"><a href="\(PeoplePaths.importPage(page.record.id))/report">\(w("All of them as a file, with their problems"))</a></p>
        """
    }

    private static func rows(_ rows: [PeopleImport.Row], _ w: Words) -> HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("Name"))</th><th scope="col">\(w("Post"))</th><th scope="col">\(w("Organisation"))</th><th scope="col">\(w("Remark"))</th></tr></thead>
        <tbody>\(rows, { newRow($0, w) })</tbody></table>
        """
    }

    private static func newRow(_ row: PeopleImport.Row, _ w: Words) -> HTML {
        let role = row.draft?.roles.first
        return
            "<tr><th scope=\"row\">\(row.draft?.name.both)<span class=\"second\">\(w("line \(String(row.line))"))</span></th><td class=\"c-sub\">\(role?.post)</td><td class=\"c-sub\">\(role?.organisation)</td><td class=\"c-row\" data-label=\"\(w("Remark"))\">\(row.remark)</td></tr>"
    }

    private static func done(_ page: PeopleImportPage, _ context: Context) -> HTML {
        let w = context.w
        let record = page.record
        let undo =
            record.state == .applied
            ? ImportReview.undo(
                w("Whom it entered is removed, what it changed is as before. What somebody has changed since stays."),
                path: "\(PeoplePaths.importPage(record.id))/removal", context)
            : .empty
        return """
            <p class="lead">\(w("\(record.entered) entered.")) \(w("\(record.merged) merged with entries that were here.")) \(w("\(record.leftOut) left out."))</p>
            \(record.state == .undone ? undone(record.removal, w) : "<p class=\"second\">\(w("What the file said of them is not kept here any more."))</p>")<div class="after actions">\(undo)</div>
            """
    }

    /// What became of everybody when it was taken back; who is still there, and why.
    private static func undone(_ removal: PersonApplying.Removal?, _ w: Words) -> HTML {
        guard let removal else { return "<p>\(w("The import was undone."))</p>" }
        let stays = [
            removal.changed > 0 ? w("\(removal.changed) entries stay because somebody has changed or merged them since, or noted a contact.") : nil,
            removal.held > 0
                ? w("\(removal.held) entries stay because notes or tags hang on them. On their own pages they can be archived or erased.") : nil,
        ].compactMap { $0 }
        return ImportReview.undone(removed: removal.removed, restored: removal.restored, stays: stays, w)
    }
}
