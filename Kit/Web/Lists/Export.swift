import Foundation
import Kernel
import Sheets
import Storage

extension Listing {
    private static var formats: [String: (type: String, suffix: String)] {
        [
            "csv": ("text/csv; charset=utf-8", "csv"), "json": ("application/json", "json"),
            "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ]
    }

    /// The whole list as a file, with the filters of the address: `PATH/export/csv`, `xlsx`, `json`. Constant memory, whatever the length.
    public func exportRoute(may: Permission) -> Route {
        .getFlow("\(path)/export/{format}", may: may) { context in try await export(context) }
    }

    /// The answer of that route, for a list that is made when it is asked for.
    public func export(_ context: Context) async throws -> Reply {
        let format = try context.word("format")
        guard let kind = Self.formats[format] else { throw AppError.notFound }
        let query = self.query(context.request.query)
        let day = PartialDate(String(context.now.rfc3339.prefix(10)))?.description ?? ""
        return try await reply(format, kind.type, query, context.scope, context.house.database).download("\(name)-\(day).\(kind.suffix)")
    }

    private func reply(_ format: String, _ type: String, _ query: ListQuery, _ scope: ListScope, _ database: Database) async throws -> Reply {
        guard format == "xlsx" else {
            return Reply(body: .stream(type: type) { sink in try await write(format, query, scope, database, to: sink) })
        }
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-export-\(UUID().uuidString).xlsx")
        try await writeWorkbook(url, query, scope, database)
        return Reply(body: .temporaryFile(url, type: type))
    }

    /// Writes the list as CSV or JSON, a batch at a time.
    public func write(_ format: String, _ query: ListQuery, _ scope: ListScope, _ database: Database, to sink: ByteSink) async throws {
        let buffer = Buffer()
        let target = SheetTarget.sink { buffer.bytes += $0 }
        let writer = Exclusive(format == "json" ? try JSONWriter(target) as any SheetWriter : try CSVWriter(target))
        try writer.use { try $0.begin(columns: sheetColumns(scope)) }
        try await forEachPage(query, scope, database) { page in
            try writer.use { writer in for (place, item) in page.items.enumerated() { try writer.row(cells(item, place, page, scope)) } }
            let bytes = buffer.take()
            if !bytes.isEmpty { try await sink(bytes) }
        }
        try writer.use { try $0.finish() }
        try await sink(buffer.take())
    }

    /// Writes the list as a workbook.
    public func writeWorkbook(_ url: URL, _ query: ListQuery, _ scope: ListScope, _ database: Database) async throws {
        let writer = Exclusive(try XLSXWriter(file: url, sheetName: name) as any SheetWriter)
        try writer.use { try $0.begin(columns: sheetColumns(scope)) }
        try await forEachPage(query, scope, database) { page in
            try writer.use { writer in for (place, item) in page.items.enumerated() { try writer.row(cells(item, place, page, scope)) } }
        }
        try writer.use { try $0.finish() }
    }

    private func sheetColumns(_ scope: ListScope) -> [SheetColumn] {
        columns.map { SheetColumn(key: $0.name, title: scope.w($0.title)) }
            + extras(scope).map { SheetColumn(key: $0.name, title: scope.w($0.title)) }
    }

    private func cells(_ item: Item, _ place: Int, _ page: ListPage<Item>, _ scope: ListScope) -> [SheetCell] {
        (columns.map { $0.value(item, scope.w) } + page.extras.map { $0.cells[place] }).map { cell in
            switch cell {
            case .none: .empty
            case .text(let text): .text(text)
            case .integer(let number): .integer(number)
            case .decimal(let number): .decimal(number)
            case .date(let date): .date(date.description)
            case .texts(let texts): .text(texts.joined(separator: ", "))
            }
        }
    }

    /// The list as a question of the API: the same search, filters and sorts; `next` leads to the page after.
    /// - Parameter reader: the list as one reader has it, where not all may find and sort by everything; its columns are the same.
    public func apiRoute(_ apiPath: String, may: Permission, _ summary: String, for reader: (@Sendable (Actor) -> Self)? = nil) -> Route {
        let operation = described(summary, []).extended { self.described(summary, self.records == nil ? [] : $0) }
        return .api(apiPath, may: may, operation) { context, connection in
            let limit = min(max(Int(context.request.query.text("limit").prefix(6)) ?? 50, 1), 500)
            let listing = reader?(context.actor) ?? self
            let page = try listing.page(listing.query(context.request.query, limit: limit), context.scope, connection)
            let items = page.items.enumerated().map { place, item in
                // What others have added and this reader does not see is there and empty: an answer has one shape.
                let added = (self.records == nil ? [] : context.house.extras).map { extra in
                    (extra.name, page.extras.first { $0.extra.name == extra.name }.map { $0.cells[place].json } ?? .null)
                }
                return JSONValue.object(
                    Dictionary([("href", .string(self.href(item)))] + self.columns.map { ($0.name, $0.value(item, context.w).json) } + added) { $1 })
            }
            let next = page.after.map { apiPath + context.request.query.setting("before", nil).setting("after", $0.text).queryString }
            return try .json(
                ["total": .integer(page.total ?? items.count), "next": next.map { .string($0) } ?? .null, "items": .array(items)] as JSONValue)
        }
    }

    private func described(_ summary: String, _ extras: [ListExtra]) -> Operation {
        let parameters =
            [
                Operation.Parameter("q", .string, "Words to search for"),
                Operation.Parameter("sort", .string, "Column; a leading minus turns the order"),
                Operation.Parameter("after", .string, "Where the page before ended"),
                Operation.Parameter("limit", .integer, "Entries a page, at most 500"),
            ]
            + (filters.map(\.name) + extras.map(\.filter.name)).map { Operation.Parameter($0, .array(.string), "Filter; may be given several times") }
        let item = Schema.object(
            [("href", .string)] + columns.map { ($0.name, .optional($0.schema)) } + extras.map { ($0.name, .optional($0.schema)) })
        return Operation(
            summary, parameters: parameters, answer: .object([("total", .integer), ("next", .optional(.string)), ("items", .array(item))]))
    }
}

/// Gathers what a writer gives until it can be sent.
private final class Buffer: @unchecked Sendable {
    var bytes: [UInt8] = []
    func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}

/// A writer that several tasks hold but one at a time uses: the batches of an export follow one another.
private final class Exclusive<Value>: @unchecked Sendable {
    private let value: Value
    private let lock = NSLock()
    init(_ value: Value) { self.value = value }
    func use<Result>(_ body: (Value) throws -> Result) rethrows -> Result { try lock.withLock { try body(value) } }
}
