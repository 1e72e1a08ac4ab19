import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Sheets
import Storage
import Web

/// The pages of the import, step by step. What they have in common stands here; each step has a file of its own.
struct ImportPages: Sendable {
    let gazetteer: Gazetteer
    let jobs: ImportJobs

    var routes: [Route] {
        [
            .get(ImportPaths.imports, may: May.edit, list),
            .postFlow(ImportPaths.imports, may: May.edit, bodyLimit: SheetIntake.uploadLimit, upload),
            ImportList.listing.exportRoute(may: May.edit),
            .get("\(ImportPaths.imports)/{id}", may: May.edit, show),
            .postFlow("\(ImportPaths.imports)/{id}/reading", may: May.edit, read),
            .postFlow("\(ImportPaths.imports)/{id}/matching", may: May.edit, match),
            .get("\(ImportPaths.imports)/{id}/review", may: May.edit, review),
            .postFlow("\(ImportPaths.imports)/{id}/review", may: May.edit, decide),
            .post("\(ImportPaths.imports)/{id}/doubt", may: May.edit, doubt),
            .get("\(ImportPaths.imports)/{id}/plan", may: May.edit, plan),
            .postFlow("\(ImportPaths.imports)/{id}/plan", may: May.edit, choose),
            .postFlow("\(ImportPaths.imports)/{id}/application", may: May.edit, apply),
            .postFlow("\(ImportPaths.imports)/{id}/removal", may: May.edit, remove),
            .post("\(ImportPaths.imports)/{id}/discarding", may: May.edit, discard),
        ]
    }

    // MARK: What every step needs

    func store(_ context: Context, _ connection: Connection) throws -> ImportStore { ImportStore(connection, office: try context.office()) }

    func id(_ context: Context) throws -> ImportID { try context.id("id") }

    /// The import, to be worked on: of this office, not made already, and nobody at work on it in the background.
    func open(_ context: Context, _ connection: Connection) throws -> ImportRecord {
        let record = try store(context, connection).open(try id(context))
        if try connection.jobs.active(record.job) != nil { throw NotNow.importAtWork(ImportPaths.show(record.id), context.w) }
        return record
    }

    /// Leads to the work in the background where it is one's own; says who is at it otherwise.
    func waiting(_ record: ImportRecord, _ context: Context, _ connection: Connection) throws -> Reply? {
        guard let job = try connection.jobs.active(record.job) else { return nil }
        if job.createdBy == context.actor.user { return .redirect(JobPages.path(job.id)) }
        let w = context.w
        return page(
            record, context,
            "\(ImportViews.head(record, w("At work"), w))<p class=\"lead\">\(w("\(record.updatedBy) has work on this import running. Reload this page in a moment."))</p>"
        )
    }

    func page(_ record: ImportRecord, _ context: Context, status: Int = 200, _ body: HTML) -> Reply {
        context.page("\(context.w("Import")): \(record.name)", status: status, path: ImportPaths.imports, body)
    }

    /// An import that was made already leads to what it did, whatever was asked of it.
    func orMade(_ context: Context, _ body: () throws -> Reply) throws -> Reply {
        do { return try body() } catch let made as ImportMade { return Self.made(made.id, context) }
    }

    func orMade(_ context: Context, _ body: () async throws -> Reply) async throws -> Reply {
        do { return try await body() } catch let made as ImportMade { return Self.made(made.id, context) }
    }

    private static func made(_ id: ImportID, _ context: Context) -> Reply {
        Reply.redirect(ImportPaths.show(id)).saying(context.w("This import was made already. Here is what it did."))
    }

    static func revision(_ context: Context) -> Int { Int(context.request.form.text("revision").prefix(10)) ?? 0 }

    // MARK: The list and the upload

    @Sendable private func list(_ context: Context, _ connection: Connection) throws -> Reply {
        try listPage(context, connection, Problems(), status: 200)
    }

    private func listPage(_ context: Context, _ connection: Connection, _ problems: Problems, status: Int) throws -> Reply {
        let w = context.w
        let query = ImportList.listing.query(context.request.query)
        let found = try ImportList.listing.page(query, context.scope, connection)
        let list = try ImportList.listing.view(
            found, query, context, connection,
            empty: Part.empty(w("No import yet"), w("Upload a spreadsheet above. Nothing is entered before you have seen what it would do.")))
        return context.page(
            w("Import"), status: status, path: ImportPaths.imports,
            """
            \(Part.head(w("Import"), over: w("A spreadsheet as it was once typed becomes entries of the register. You see first what it would do.")))
            \(ImportViews.upload(problems, limit: context.house.settings.uploadLimit, context))
            <section class="block"><div class="block-head"><h2>\(w("Imports so far"))</h2></div>\(list)</section>
            """)
    }

    @Sendable private func upload(_ context: Context) async throws -> Reply {
        let w = context.w
        let office = try context.office()
        do {
            let upload = try ImportUpload(context)
            let (content, intake, columns) = try await OffThread.run {
                let intake = try SheetIntake(file: upload.file, name: upload.name, options: upload.options)
                return (try Self.bytes(upload.file), intake, try ColumnGuess(gazetteer: gazetteer).columns(of: intake.guess))
            }
            guard intake.rows > 0 else { throw ImportUpload.Refused.empty(w) }
            let sum = SheetIntake.checksum(content)
            let id = try await context.house.database.write { connection in
                let store = ImportStore(connection, office: office)
                if let twin = try store.twin(upload.name, sum, by: context.actor, since: context.now.adding(seconds: -60)) { return twin }
                return try store.add(
                    name: upload.name, content: content, checksum: sum, intake: intake, mapping: columns, by: context.actor, at: context.now)
            }
            return .redirect(ImportPaths.show(id))
        } catch {
            guard let problems = ImportUpload.problems(error, w) else { throw error }
            return try await context.house.database.read { try listPage(context, $0, problems, status: 422) }
        }
    }

    private static func bytes(_ url: URL) throws -> [UInt8] { Array(try Data(contentsOf: url)) }

    @Sendable private func discard(_ context: Context, _ connection: Connection) throws -> Reply {
        try orMade(context) {
            let record = try open(context, connection)
            try store(context, connection).remove(record.id)
            return Reply.redirect(ImportPaths.imports).saying(context.w("“\(record.name)” is discarded. Nothing of it was entered."))
        }
    }
}

/// The office's imports as a list.
enum ImportList {
    struct Line: Sendable {
        let id: ImportID
        let name: String
        let state: ImportRecord.State
        let rows: Int
        let by: String
        let at: Instant
    }

    static let listing = Listing<Line>(
        name: "imports", path: ImportPaths.imports,
        columns: [
            Column("file", "File", value: { line, _ in .text(line.name) }),
            Column(
                "state", "State", onTelephone: "c-top", value: { line, w in .text(word(line.state, w)) },
                view: { line, w in Part.state(shape(line.state), word(line.state, w)) }),
            Column("rows", "Rows", .integer, value: { line, _ in .integer(line.rows) }),
            Column(
                "uploaded", "Uploaded", value: { line, _ in line.at.day.map { .date($0) } ?? .none },
                view: { line, w in HTML(text: w.dateAndTime(line.at)) }),
            Column("by", "By", onTelephone: "c-no", value: { line, _ in .text(line.by) }),
        ],
        // The newest first.
        sorts: [SortKey("uploaded", "-i.created_at", isNumber: true), SortKey("file", "i.name"), SortKey("rows", "i.row_count", isNumber: true)],
        href: { ImportPaths.show($0.id) }
    ) { scope in
        guard let office = scope.actor.office else { throw AppError.notFound }
        return ListSource(
            select: "i.id, i.name, i.state, i.row_count, i.created_by, i.created_at", from: "import i", conditions: ["i.office_id = \(office)"],
            id: "i.id",
            make: { row in
                Line(
                    id: try row["id"], name: try row["name"], state: try row["state"], rows: try row["row_count"], by: try row["created_by"],
                    at: try row["created_at"])
            })
    }

    static func word(_ state: ImportRecord.State, _ w: Words) -> String {
        switch state {
        case .columns: w("Columns to settle")
        case .matched: w("To be checked")
        case .applied: w("Imported")
        case .undone: w("Undone")
        }
    }

    private static func shape(_ state: ImportRecord.State) -> String {
        switch state {
        case .columns, .matched: "exploring"
        case .applied: "active"
        case .undone: "ended"
        }
    }
}
