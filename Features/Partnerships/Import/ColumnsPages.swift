import Directory
import Foundation
import Kernel
import Markup
import Sheets
import Storage
import Web

/// The second step: what the file was read as, and which column is what. And what an import did, once it was made.
extension ImportPages {
    @Sendable func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let record = try store(context, connection).find(try id(context))
        if let waiting = try waiting(record, context, connection) { return waiting }
        if let outcome = record.outcome, record.state == .applied || record.state == .undone {
            return page(record, context, ResultViews.page(record, outcome, context))
        }
        return columnsPage(record, context)
    }

    func columnsPage(
        _ record: ImportRecord, _ context: Context, typed: Parameters? = nil, problems: Problems = Problems(), notice: HTML = .empty,
        status: Int = 200
    ) -> Reply {
        var form = typed ?? ColumnsForm.typed(record)
        form = form.setting("revision", String(record.revision))
        return page(record, context, status: status, ColumnsViews.page(record, FormView(form, problems, context.w), notice: notice, context))
    }

    /// Reads the file as somebody says it is to be read.
    @Sendable func read(_ context: Context) async throws -> Reply {
        try await orMade(context) {
            let w = context.w
            let (record, content) = try await context.house.database.read { connection in
                let record = try open(context, connection)
                return (record, try store(context, connection).content(record.id))
            }
            let form = context.request.form
            if let conflict = conflict(record, context) { return conflict }
            let options = ColumnsForm.options(form, record.guess, ImportUpload.options(context))
            var problems = Problems()
            do {
                let (intake, columns) = try await OffThread.run {
                    let intake = try SheetIntake.with(content) { try SheetIntake(file: $0, name: record.name, options: options) }
                    return (intake, try ColumnGuess(gazetteer: gazetteer).columns(of: intake.guess))
                }
                try await context.house.database.write { connection in
                    let now = try open(context, connection)
                    guard now.revision == record.revision else {
                        throw AppError.conflict(w("Somebody else changed this import a moment ago. Open it again."))
                    }
                    try store(context, connection).setReading(record.id, intake, mapping: columns, by: context.actor, at: context.now)
                }
                return Reply.redirect(ImportPaths.show(record.id)).saying(w("Read anew: \(intake.rows) rows. Look whether the columns fit."))
            } catch let error as SheetError {
                problems.add(ColumnsForm.field(of: error), w.sheet(error))
            } catch is SheetIntake.TooManyRows {
                problems.add("header", w.tooManyRows(ImportRecord.mostRows))
            }
            return columnsPage(record, context, typed: ColumnsForm.completed(form, record), problems: problems, status: 422)
        }
    }

    /// Takes over what the columns are, and looks for the places.
    @Sendable func match(_ context: Context) async throws -> Reply {
        try await orMade(context) {
            let w = context.w
            let record = try await context.house.database.read { try open(context, $0) }
            let form = context.request.form
            if let conflict = conflict(record, context) { return conflict }
            let (columns, problems) = ColumnsForm.columns(form, record.guess, w)
            guard problems.isEmpty else {
                return columnsPage(record, context, typed: ColumnsForm.completed(form, record), problems: problems, status: 422)
            }
            let office = record.office
            let job = try await context.house.database.write { connection -> JobID? in
                let now = try open(context, connection)
                guard now.revision == record.revision else {
                    throw AppError.conflict(w("Somebody else changed this import a moment ago. Open it again."))
                }
                try store(context, connection).setMapping(record.id, columns, by: context.actor, at: context.now)
                if record.isSmall { return nil }
                return try ImportJobs.enqueue(
                    .match, record, title: w("Looking for the places of “\(record.name)”"), by: context.actor, at: context.now, connection)
            }
            if let job { return .redirect(JobPages.path(job)) }
            let tally = try await context.house.database.write { connection in
                try jobs.match(record.id, office, context.actor, at: context.now, connection)
                return try ImportRowStore(connection, record.id).tally()
            }
            return .redirect(tally.cases > 0 ? ImportPaths.review(record.id) : ImportPaths.plan(record.id))
        }
    }

    /// Both versions, where somebody else settled the columns meanwhile.
    private func conflict(_ record: ImportRecord, _ context: Context) -> Reply? {
        guard Self.revision(context) != record.revision else { return nil }
        let form = ColumnsForm.completed(context.request.form, record)
        let notice = ConflictView.notice(
            by: record.updatedBy, at: record.updatedAt, fields: ColumnsForm.differences(record, form, context.w), context.w)
        return columnsPage(record, context, typed: form, notice: notice, status: 409)
    }
}

/// The two forms of the step: how the file is read, and which column is what.
enum ColumnsForm {
    static let none = "-"

    /// What the forms show before anything is changed.
    static func typed(_ record: ImportRecord) -> Parameters {
        let guess = record.guess
        var form = Parameters()
        form.append("encoding", guess.encoding?.rawValue ?? "")
        form.append("delimiter", guess.delimiter.map(name) ?? "")
        form.append("quotes", guess.quotes ? "1" : "0")
        form.append("header", guess.headerRow.map(String.init) ?? none)
        form.append("sheet", guess.sheet ?? "")
        for part in ImportColumns.Part.allCases { form.append("column-\(part.rawValue)", record.mapping[part].map(String.init) ?? "") }
        if record.mapping.keepsRest { form.append("rest", "1") }
        return form
    }

    /// One of the two forms was sent; the other shows what is stored.
    static func completed(_ form: Parameters, _ record: ImportRecord) -> Parameters {
        let sent = Set(form.pairs.map(\.name))
        let isColumns = sent.contains("column-partner")
        return Parameters(form.pairs + typed(record).pairs.filter { !sent.contains($0.name) && !(isColumns && $0.name == "rest") })
    }

    static func options(_ form: Parameters, _ guess: SheetGuess, _ base: SheetOptions) -> SheetOptions {
        var options = base
        // What the reader has not touched holds on, unless what it hangs on was changed: another encoding may have another separator,
        // another separator or sheet other headings.
        var isOtherwise = false
        if guess.format == .csv {
            options.encoding = SheetEncoding(rawValue: form.text("encoding"))
            isOtherwise = options.encoding != guess.encoding
            let delimiter = SheetDelimiter.allCases.first { name($0) == form.text("delimiter") }
            if !isOtherwise || delimiter != guess.delimiter { options.delimiter = delimiter }
            isOtherwise = isOtherwise || delimiter != guess.delimiter
            if form.text("quotes") == "0" { options.quotes = false } else if form.text("quotes") == "1", !guess.quotes { options.quotes = true }
        } else {
            let sheet = form.text("sheet")
            if !sheet.isEmpty { options.sheet = sheet }
            isOtherwise = sheet != guess.sheet
        }
        let header = form.text("header")
        if header == none {
            if !isOtherwise || guess.headerRow != nil { options.header = SheetHeader.none }
        } else if let row = Int(header.prefix(7)), !isOtherwise || row != guess.headerRow {
            options.header = .row(max(1, row))
        }
        return options
    }

    static func columns(_ form: Parameters, _ guess: SheetGuess, _ w: Words) -> (ImportColumns, Problems) {
        var columns = ImportColumns()
        var problems = Problems()
        var seen: [Int: ImportColumns.Part] = [:]
        for part in ImportColumns.Part.allCases {
            guard let index = Int(form.text("column-\(part.rawValue)").prefix(6)), guess.columns.indices.contains(index) else { continue }
            if let other = seen[index] {
                problems.add("column-\(part.rawValue)", w("“\(guess.columns[index].label)” is chosen for “\(w.part(other))” already."))
            }
            seen[index] = part
            columns[part] = index
        }
        if columns[.partner] == nil { problems.add("column-partner", w("Choose the column with the partners’ names.")) }
        columns.keepsRest = form.text("rest") == "1"
        return (columns, problems)
    }

    /// The field beside which a fault of the file is said.
    static func field(of error: SheetError) -> String {
        switch error {
        case .noSuchSheet: "sheet"
        case .tooManyColumns, .rowWiderThanHeader: "delimiter"
        case .quoteNotClosed, .cellTooLong: "quotes"
        case .noSuchHeaderRow, .noTable, .emptyFile, .tooManyRows: "header"
        default: "encoding"
        }
    }

    static func differences(_ record: ImportRecord, _ form: Parameters, _ w: Words) -> [(label: String, now: String, yours: String)] {
        let stored = typed(record)
        func word(_ value: String) -> String {
            Int(value).flatMap { record.guess.columns.indices.contains($0) ? record.guess.columns[$0].label : nil } ?? value
        }
        return ImportColumns.Part.allCases.map { part in
            (w.part(part), word(stored.text("column-\(part.rawValue)")), word(form.text("column-\(part.rawValue)")))
        } + [
            (w("Characters"), stored.text("encoding"), form.text("encoding")), (w("Separator"), stored.text("delimiter"), form.text("delimiter")),
            (w("Headings"), stored.text("header"), form.text("header")), (w("Sheet"), stored.text("sheet"), form.text("sheet")),
        ]
    }

    /// A separator's name in a form; a tab would not survive there.
    static func name(_ delimiter: SheetDelimiter) -> String {
        switch delimiter {
        case .comma: "comma"
        case .semicolon: "semicolon"
        case .tab: "tab"
        case .bar: "bar"
        }
    }
}

extension Words {
    func part(_ part: ImportColumns.Part) -> String {
        switch part {
        case .partner: self("Partner’s name")
        case .country: self("Partner’s country")
        case .region: self("Partner’s region")
        case .home: self("Home city")
        case .since: self("Since")
        case .kind: self("Kind")
        case .status: self("Status")
        case .field: self("Field of work")
        case .lead: self("Lead")
        case .note: self("Note")
        }
    }
}
