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
            \(PastImport.list(all.map(line), counting: w("Rows"), w))
            """
    }

    private static func line(_ record: OrganisationImport) -> PastImport {
        let standing: PastImport.Standing =
            switch record.state {
            case .reading, .read, .matched, .planned: .waiting
            case .applied: .made
            case .undone: .undone
            }
        return PastImport(
            path: DirectoryPaths.organisationImport(record.id), name: record.name, standing, rows: record.rows, at: record.createdAt,
            by: record.createdBy)
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
                "\(head)<p class=\"lead\">\(w("The columns are not settled, or reading was stopped. Nothing is entered yet."))</p>\(told)\(ColumnsByHeading.notice(page.problem, w))\(Part.leaf(w("Columns"), HTML(text: w("By their headings")), columns(page, context)))<div class=\"after actions\">\(discard(record, context))</div>"
        case .matched:
            return
                "\(head)<p class=\"lead\">\(w("Cities were decided since the plan was made. Nothing is entered yet."))</p><div class=\"after actions\">\(Part.button(w("Look at the cities"), to: OrganisationPlacesPages.path(record.id)))\(Part.doing(w("Work the plan out"), OrganisationPlacesPages.path(record.id), context, isAct: true, fields: [("go", "plan")]))\(discard(record, context))</div>"
        case .planned: return "\(head)\(OrganisationPlanViews.review(page, told, context))"
        case .applied, .undone: return "\(head)\(OrganisationPlanViews.done(page, context))"
        }
    }

    static func columns(_ page: OrganisationImportPage, _ context: Context) -> HTML {
        let record = page.record
        let columns = zip(record.guess.columns, page.columns.parts).map { column, part in
            ColumnsByHeading.Column(column.label, sample: column.samples.first ?? "", chosen: part?.rawValue ?? "")
        }
        return ColumnsByHeading.form(
            to: "\(DirectoryPaths.organisationImport(record.id))/columns", columns,
            OrganisationColumns.Part.allCases.map { ($0.rawValue, $0.word(context.w)) }, revision: record.revision, context)
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
