import Foundation
import Kernel
import Markup
import Storage

/// What stands in a column, as a value: for the table, the export and the API alike.
public enum Cell: Sendable, Equatable {
    case none
    case text(String)
    case integer(Int)
    case decimal(Double)
    case date(PartialDate)
    case texts([String])

    /// As plain text.
    var text: String {
        switch self {
        case .none: ""
        case .text(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): String(number)
        case .date(let date): date.description
        case .texts(let texts): texts.joined(separator: ", ")
        }
    }

    var html: HTML {
        switch self {
        case .none: .empty
        case .text(let text): HTML(text: text)
        case .integer(let number): "\(number)"
        case .decimal(let number): "\(String(number))"
        case .date(let date): "\(date.description)"
        case .texts(let texts): HTML(text: texts.joined(separator: ", "))
        }
    }
}

/// One column of a list.
public struct Column<Item: Sendable>: Sendable {
    /// Name in the API and as `sort` in the address, `since`.
    public let name: String
    public let title: Message
    public let value: @Sendable (Item, Words) -> Cell
    /// How it looks in the table; as its value when nil.
    public let view: (@Sendable (Item, Words) -> HTML)?
    /// What becomes of it on a telephone: `c-sub`, `c-top`, `c-row`, `c-no`.
    public let onTelephone: String
    /// What the API says of it.
    public let schema: Schema
    /// Only in exports and the API, not in the table.
    public let isHidden: Bool

    public init(
        _ name: String, _ title: Message, _ schema: Schema = .string, onTelephone: String = "c-sub", isHidden: Bool = false,
        value: @escaping @Sendable (Item, Words) -> Cell,
        view: (@Sendable (Item, Words) -> HTML)? = nil
    ) {
        (self.name, self.title, self.schema, self.onTelephone, self.isHidden, self.value, self.view) = (
            name, title, schema, onTelephone, isHidden, value, view
        )
    }
}

/// Where a list's rows come from. All of it is written by the feature's store.
public struct ListSource<Item: Sendable>: Sendable {
    public let select: SQL
    /// The table whose rows these are, and what the columns need beside it.
    public let from: SQL
    /// The table alone, by which rows are found and counted; nil where it takes all of `from`.
    let table: SQL?
    /// Always true for this reader: office, visibility, words searched for.
    public let conditions: [SQL]
    public let id: SQL
    public let make: @Sendable (Row) throws -> Item

    public init(select: SQL, from: SQL, conditions: [SQL], id: SQL, make: @escaping @Sendable (Row) throws -> Item) {
        (self.select, self.from, self.conditions, self.id, self.make) = (select, from, conditions, id, make)
        table = nil
    }

    /// One whose rows are found and counted in a table alone, and only those of a page joined with what their columns need.
    /// - Parameters:
    ///   - joins: on the left, one row for each of the table.
    ///   - conditions: on the table. A filter or an order that asks more says so (`isJoined`).
    public init(
        select: SQL, from table: SQL, with joins: SQL, conditions: [SQL], id: SQL, make: @escaping @Sendable (Row) throws -> Item
    ) {
        (self.select, from, self.conditions, self.id, self.make) = (select, "\(table) \(joins)", conditions, id, make)
        self.table = table
    }
}

/// A list declared once: its table with search, filters, sort and paging, its exports and its question of the API.
public struct Listing<Item: Sendable>: Sendable {
    /// Name of files and of the API's question: `organisations`.
    public let name: String
    /// Address of its page.
    public let path: String
    /// The first is the row's name; the table makes it a link.
    public let columns: [Column<Item>]
    public let filters: [Filter]
    /// The first is the one used when none is asked for. A sort named like a column makes the column's head a link.
    public let sorts: [SortKey]
    public let href: @Sendable (Item) -> String
    /// What search words mean; nil for a list that cannot be searched.
    public let find: (@Sendable (String) -> SQL)?
    public let source: @Sendable (ListScope) throws -> ListSource<Item>
    /// Which records the rows are, for what others add; nil for a list that stands for itself.
    public let records: ListRecords<Item>?

    public init(
        name: String, path: String, columns: [Column<Item>], filters: [Filter] = [], sorts: [SortKey], href: @escaping @Sendable (Item) -> String,
        records: ListRecords<Item>? = nil, find: (@Sendable (String) -> SQL)? = nil,
        source: @escaping @Sendable (ListScope) throws -> ListSource<Item>
    ) {
        (self.name, self.path, self.columns, self.filters, self.sorts) = (name, path, columns, filters, sorts)
        (self.href, self.find, self.source, self.records) = (href, find, source, records)
    }

    public func query(_ parameters: Parameters, limit: Int = 50) -> ListQuery {
        var query = ListQuery(
            parameters, filters: filters.map(\.name), sorts: sorts.map(\.name), isFalling: sorts.first?.isFalling ?? false, limit: limit)
        if let cursor = query.cursor, let sort = sorts.first(where: { $0.name == query.sort }), !cursor.fits(sort) { query.cursor = nil }
        return query
    }

    /// One page. Two statements: the rows and, unless told not to, their number.
    public func page(_ query: ListQuery, _ scope: ListScope, _ connection: Connection, counting: Bool = true) throws -> ListPage<Item> {
        let source = try source(scope)
        let filters = filters(scope, id: source.id)
        let query = query.asked(by: filters)
        let conditions = narrowed(source, query, by: filters, scope)
        guard let sort = sorts.first(where: { $0.name == query.sort }) ?? sorts.first else {
            return ListPage(items: [], total: 0, before: nil, after: nil, extras: [])
        }
        // Read backwards, a page is found from its end and turned round.
        let isFalling = query.descending != query.isBackwards
        var all = conditions
        if let cursor = query.cursor {
            all.append(
                isFalling
                    ? "(\(sort.column), \(source.id)) < (\(cursor.key), \(cursor.id))"
                    : "(\(sort.column), \(source.id)) > (\(cursor.key), \(cursor.id))")
        }
        let order: SQL = isFalling ? "ORDER BY list_key DESC, list_id DESC" : "ORDER BY list_key, list_id"
        // Without filters that ask for more, the joins are done for the rows of this page alone and not for all that match.
        let narrow = filters.contains { $0.isJoined && query.filters[$0.name]?.isEmpty == false } ? source.from : source.table ?? source.from
        let keys = "\(sort.column) AS list_key, \(source.id) AS list_id" as SQL
        let end = "\(order) LIMIT \(query.limit + 1)" as SQL
        let selected: SQL
        if source.table == nil {
            selected = "SELECT \(source.select), \(keys) FROM \(source.from) \(Self.clause(all)) \(end)"
        } else {
            selected = """
                SELECT \(source.select), \(keys) FROM \(source.from)
                WHERE \(source.id) IN (SELECT list_id FROM (SELECT \(keys) FROM \(sort.isJoined ? source.from : narrow) \(Self.clause(all)) \(end)) found)
                \(order)
                """
        }
        var rows: [(item: Item, cursor: Cursor)] = try connection.rows(selected) { row in
            (try source.make(row), Cursor(key: try row["list_key"], id: try row["list_id"]))
        }
        let hasMore = rows.count > query.limit
        if hasMore { rows.removeLast() }
        if query.isBackwards { rows.reverse() }
        let asked = query.filters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.joined(separator: ","))" }.joined(separator: "&")
        let total: Int? =
            counting
            ? try scope.recall("count \(path) \(query.find) \(asked)") { () throws -> Int in
                try connection.value("SELECT COUNT(*) FROM \(narrow) \(Self.clause(conditions))") ?? 0
            }
            : nil
        let hasBefore = query.isBackwards ? hasMore : query.cursor != nil
        let hasAfter = query.isBackwards ? true : hasMore
        return ListPage(
            items: rows.map(\.item), total: total, before: hasBefore ? rows.first?.cursor : nil, after: hasAfter ? rows.last?.cursor : nil,
            extras: try extraCells(rows.map(\.item), scope, connection))
    }

    func narrowed(_ source: ListSource<Item>, _ query: ListQuery, by filters: [Filter], _ scope: ListScope) -> [SQL] {
        var conditions = source.conditions
        if !query.find.isEmpty, let find { conditions.append(find(query.find)) }
        for filter in filters { if let values = query.filters[filter.name], !values.isEmpty { conditions.append(filter.condition(values, scope)) } }
        return conditions
    }

    static func clause(_ conditions: [SQL]) -> SQL {
        conditions.isEmpty ? .empty : "WHERE \(conditions.map { "(\($0))" as SQL }.joined(separator: " AND "))"
    }

    /// Every row that matches, a thousand at a time, each batch in a transaction of its own: constant memory, no long snapshot.
    public func forEachBatch(_ query: ListQuery, _ scope: ListScope, _ database: Database, _ body: @Sendable ([Item]) async throws -> Void)
        async throws
    { try await forEachPage(query, scope, database) { try await body($0.items) } }

    func forEachPage(_ query: ListQuery, _ scope: ListScope, _ database: Database, _ body: @Sendable (ListPage<Item>) async throws -> Void)
        async throws
    {
        var query = query
        (query.limit, query.cursor, query.isBackwards) = (1000, nil, false)
        while true {
            let asked = query
            let page = try await database.read { try self.page(asked, scope, $0, counting: false) }
            if !page.items.isEmpty { try await body(page) }
            guard let after = page.after else { return }
            query.cursor = after
        }
    }
}
