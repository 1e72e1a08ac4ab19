import Kernel
import Markup
import Storage
import Web

/// What the page of an import shows.
struct OrganisationImportPage {
    /// So many rows of each kind are shown; the others follow what is decided for all.
    static let mostShown = 100

    /// A row as it is read.
    struct Line {
        let row: OrganisationImport.Row
        let name: String
        let kind: OrganisationKind?
        let city: String

        init(_ row: OrganisationImport.Row, _ reading: OrganisationReading) {
            let draft = row.cells.flatMap { reading.read($0).draft }
            self.row = row
            name = row.cells.map { String(reading.name($0).prefix(100)) } ?? ""
            kind = draft?.entry.kind
            city = [draft?.city?.name, draft?.city?.country].compactMap { $0 }.joined(separator: ", ")
        }
    }

    let record: OrganisationImport
    /// As they are settled, or as somebody chose them just now.
    let columns: OrganisationColumns
    let problem: String?
    let counts: [OrganisationImport.Outcome: Int]
    var isBusy = false
    var cases: (all: Int, open: Int) = (0, 0)
    var publishing = 0
    var same: [Line] = []
    var new: [Line] = []
    var untaken: [Line] = []
    var known: [OrganisationID: OrganisationSummary] = [:]

    func count(_ outcomes: OrganisationImport.Outcome...) -> Int { outcomes.reduce(0) { $0 + (counts[$1] ?? 0) } }
    var untakenCount: Int { OrganisationImport.Outcome.untaken.reduce(0) { $0 + (counts[$1] ?? 0) } }
}

enum OrganisationImportViews {
    private static let imports = DirectoryPaths.organisationImports

    static func crumbs(_ w: Words) -> [(word: String, path: String)] {
        [(w("Cities and organisations"), DirectoryPaths.organisations), (w("Import"), imports)]
    }

    static func list(_ all: [OrganisationImport], _ problems: Problems, limit: Int, _ context: Context) -> HTML {
        let w = context.w
        let form = UploadView.form(
            to: imports, label: w("Spreadsheet"), accepts: UploadView.sheets,
            help: w(
                "CSV or XLSX, at most \(w.number(max(1, limit >> 20))) MB and \(w.number(SheetIntake.mostRows)) rows, also an export of this list. One row for each organisation; the order of the columns does not matter."
            ), problems, context)
        return """
            \(Part.head(w("Import organisations"), over: w("A spreadsheet becomes entries of the directory. You see first what would happen, and all of it can be undone."), crumbs: [(w("Cities and organisations"), DirectoryPaths.organisations)]))
            \(form)
            \(if: !all.isEmpty, Part.block(w("Imports so far"), table(all, w)))
            """
    }

    private static func table(_ all: [OrganisationImport], _ w: Words) -> HTML {
        """
        <table class="table table--cards"><thead><tr><th scope="col">\(w("File"))</th><th scope="col">\(w("State"))</th><th scope="col" class="num">\(w("Rows"))</th><th scope="col">\(w("Uploaded"))</th><th scope="col">\(w("By"))</th></tr></thead>
        <tbody>\(all, { row($0, w) })</tbody></table>
        """
    }

    private static func row(_ record: OrganisationImport, _ w: Words) -> HTML {
        "<tr><th scope=\"row\"><a href=\"\(DirectoryPaths.organisationImport(record.id))\">\(record.name)</a></th><td class=\"c-top\">\(state(record.state, w))</td><td class=\"num c-row\" data-label=\"\(w("Rows"))\">\(w.number(record.rows))</td><td class=\"c-sub\">\(w.dateAndTime(record.createdAt))</td><td class=\"c-sub\">\(record.createdBy)</td></tr>"
    }

    private static func state(_ state: OrganisationImport.State, _ w: Words) -> HTML {
        switch state {
        case .reading, .read, .matched, .planned: Part.state("exploring", w("To be checked"))
        case .applied: Part.state("active", w("Imported"))
        case .undone: Part.state("ended", w("Undone"))
        }
    }

    /// What was done with an import, for the audit.
    static func what(_ fact: JournalEntry, _ w: Words) -> String {
        switch fact.act {
        case "applied": w("Import done")
        case "undone": w("Import undone")
        default: fact.act
        }
    }

    // MARK: One import

    static func page(_ page: OrganisationImportPage, _ context: Context) -> HTML {
        let w = context.w
        let record = page.record
        let head = Part.head(record.name, over: w("\(record.rows) rows"), crumbs: crumbs(w))
        let remarks = w.remarks(record.guess, repeated: record.repeated, brokenQuote: record.brokenQuote)
        let told: HTML = "\(remarks, { "<p class=\"second\">\($0)</p>" })"
        switch record.state {
        case .reading:
            return
                "\(head)<p class=\"lead\">\(w("The file is being read. Reload this page in a moment."))</p><div class=\"after actions\">\(discard(record, context))</div>"
        case .read where page.isBusy:
            return "\(head)<p class=\"lead\">\(w("The file is being read. Reload this page in a moment."))</p>"
        case .read:
            return
                "\(head)<p class=\"lead\">\(w("The columns are not settled, or reading was stopped. Nothing is entered yet."))</p>\(told)\(problem(page, w))\(Part.leaf(w("Columns"), HTML(text: w("By their headings")), columns(page, context)))<div class=\"after actions\">\(discard(record, context))</div>"
        case .matched:
            return
                "\(head)<p class=\"lead\">\(w("Cities were decided since the plan was made. Nothing is entered yet."))</p><div class=\"after actions\">\(Part.button(w("Look at the cities"), to: OrganisationPlacesPages.path(record.id)))\(Part.doing(w("Work the plan out"), OrganisationPlacesPages.path(record.id), context, isAct: true, fields: [("go", "plan")]))\(discard(record, context))</div>"
        case .planned: return "\(head)\(OrganisationPlanViews.review(page, told, context))"
        case .applied, .undone: return "\(head)\(OrganisationPlanViews.done(page, context))"
        }
    }

    static func problem(_ page: OrganisationImportPage, _ w: Words) -> HTML {
        page.problem.map {
            "<section class=\"notice notice--wrong\" role=\"alert\"><h2>\(w("The columns were not taken"))</h2><p>\($0)</p></section>"
        } ?? .empty
    }

    static func columns(_ page: OrganisationImportPage, _ context: Context) -> HTML {
        let w = context.w
        let record = page.record
        let options = [("", w("not read"))] + OrganisationColumns.Part.allCases.map { ($0.rawValue, $0.word(w)) }
        let pairs = zip(record.guess.columns, page.columns.parts).enumerated().map { place, pair in
            column(place, pair.0.label, pair.0.samples.first ?? "", pair.1?.rawValue ?? "", options)
        }
        return """
            <form method="post" action="\(DirectoryPaths.organisationImport(record.id))/columns" data-guard>\(context.csrf)\(revision(record))<div class="columns-set">\(pairs.joined())</div>
            <p class="after"><button class="button button--small">\(w("Read it again with these columns"))</button></p></form>
            """
    }

    private static func column(_ place: Int, _ heading: String, _ sample: String, _ chosen: String, _ options: [(String, String)]) -> HTML {
        "<div><label class=\"sub\" for=\"c-\(place)\">\(String(heading.prefix(60)))</label><select class=\"input input--small\" id=\"c-\(place)\" name=\"column\">\(options, { option($0, chosen) })</select>\(if: !sample.isEmpty, "<span class=\"third\">\(String(sample.prefix(40)))</span>")</div>"
    }

    static func option(_ option: (String, String), _ chosen: String) -> HTML {
        "<option value=\"\(option.0)\"\(if: option.0 == chosen, " selected")>\(option.1)</option>"
    }

    static func revision(_ record: OrganisationImport) -> HTML { "<input type=\"hidden\" name=\"revision\" value=\"\(String(record.revision))\">" }

    /// A way out that keeps nothing, asked for once more.
    static func discard(_ record: OrganisationImport, _ context: Context) -> HTML {
        let w = context.w
        return Part.asking(
            w("Discard"), id: "discard", title: w("Discard this import?"), text: w("The file is forgotten. Nothing of it is in the directory yet."),
            yes: w("Discard it"), path: "\(DirectoryPaths.organisationImport(record.id))/discarding", context)
    }
}
