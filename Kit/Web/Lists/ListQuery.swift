import Foundation
import Kernel
import Markup
import Storage

/// A place in a sorted list: the sort value and the identity of the row it lies behind. Paging goes on from it, whatever was added before.
public struct Cursor: Sendable, Equatable {
    let key: SQLValue
    let id: SQLValue

    /// Text for an address: the kind of each value, then the value, base64url.
    public var text: String { Guardian.text(Array((Self.say(key) + "\u{1F}" + Self.say(id)).utf8)) }

    init(key: SQLValue, id: SQLValue) { (self.key, self.id) = (key, id) }

    /// Nil for what is none of ours; the list then begins at its beginning.
    init?(_ text: String) {
        guard let bytes = Guardian.bytes(text) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\u{1F}", omittingEmptySubsequences: false)
        guard parts.count == 2, let key = Self.read(parts[0]), let id = Self.read(parts[1]) else { return nil }
        (self.key, self.id) = (key, id)
    }

    /// Whether it can be compared with what this order sorts by. One borrowed from another order cannot: PostgreSQL refuses to hold a number
    /// against a text. Rows are known by texts in every list.
    func fits(_ sort: SortKey) -> Bool {
        guard case .text = id else { return false }
        return switch key {
        case .integer: sort.isNumber
        case .text: !sort.isNumber
        default: false
        }
    }

    private static func say(_ value: SQLValue) -> String {
        switch value {
        case .integer(let number): "i\(number)"
        case .text(let text): "t\(text)"
        default: "t"
        }
    }

    private static func read(_ text: Substring) -> SQLValue? {
        switch text.first {
        case "i": Int64(text.dropFirst()).map { .integer($0) }
        case "t": text.utf8.contains(0) ? nil : .text(String(text.dropFirst()))
        default: nil
        }
    }
}

/// What a reader asks of a list; all of it stands in the address.
public struct ListQuery: Sendable {
    public var find: String
    /// Filter name and the values chosen.
    public var filters: [String: [String]]
    public var sort: String
    public var descending: Bool
    public var cursor: Cursor?
    /// The cursor is the end of the page wanted, not its beginning.
    public var isBackwards: Bool
    public var limit: Int
    /// The address's parameters as they came, for links that change one of them.
    public let parameters: Parameters

    public init(_ parameters: Parameters, filters names: [String], sorts: [String], isFalling: Bool = false, limit: Int = 50) {
        self.parameters = parameters
        find = String(parameters.text("q").prefix(200))
        filters = Dictionary(uniqueKeysWithValues: names.map { ($0, Self.values(of: $0, parameters)) })
        let wish = parameters.text("sort")
        let name = wish.hasPrefix("-") ? String(wish.dropFirst()) : wish
        sort = sorts.contains(name) ? name : sorts.first ?? ""
        descending = wish.isEmpty ? isFalling : wish.hasPrefix("-") && sort == name
        isBackwards = parameters["before"] != nil
        cursor = (parameters["before"] ?? parameters["after"]).flatMap { Cursor($0) }
        self.limit = limit
    }

    /// The same, asked by the filters too that others have added to the list.
    func asked(by filters: [Filter]) -> ListQuery {
        var query = self
        for filter in filters where query.filters[filter.name] == nil { query.filters[filter.name] = Self.values(of: filter.name, parameters) }
        return query
    }

    private static func values(of name: String, _ parameters: Parameters) -> [String] {
        parameters.all(name).filter { !$0.isEmpty }.prefix(50).map { String($0.prefix(100)) }
    }

    /// Whether anything narrows the list.
    public var isNarrowed: Bool { !find.isEmpty || filters.values.contains { !$0.isEmpty } }
}

/// One way to sort a list.
public struct SortKey: Sendable {
    public let name: String
    /// Never null (`COALESCE`), so that the rows without a value keep their place between pages.
    public let column: SQL
    /// Whether the largest comes first when nobody asks for an order: the newest of what happens.
    public let isFalling: Bool
    /// The column holds whole numbers; any other holds text.
    public let isNumber: Bool
    /// The column is not one of the list's table, but of what is joined with it.
    let isJoined: Bool
    public init(_ name: String, _ column: SQL, isFalling: Bool = false, isNumber: Bool = false, isJoined: Bool = false) {
        (self.name, self.column, self.isFalling, self.isNumber, self.isJoined) = (name, column, isFalling, isNumber, isJoined)
    }
}

/// One way to narrow a list: a field, the values it may take, and what they mean in SQL.
public struct Filter: Sendable {
    public let name: String
    public let title: Message
    public let options: @Sendable (ListScope, Connection) throws -> [(value: String, word: String)]
    let condition: @Sendable ([String], ListScope) -> SQL
    /// The condition is not on the list's table alone, but on what is joined with it.
    let isJoined: Bool

    public init(
        _ name: String, _ title: Message, isJoined: Bool = false,
        options: @escaping @Sendable (ListScope, Connection) throws -> [(value: String, word: String)],
        condition: @escaping @Sendable ([String]) -> SQL
    ) {
        self.init(name, title, isJoined: isJoined, options: options, conditionNow: { values, _ in condition(values) })
    }

    /// One whose values mean something else from day to day: `soon`.
    public init(
        _ name: String, _ title: Message, isJoined: Bool = false,
        options: @escaping @Sendable (ListScope, Connection) throws -> [(value: String, word: String)],
        conditionNow: @escaping @Sendable ([String], ListScope) -> SQL
    ) {
        (self.name, self.title, self.isJoined, self.options, self.condition) = (name, title, isJoined, options, conditionNow)
    }
}

/// For whom a list is made: the command line has no request, but an actor, a language and a time.
public struct ListScope: Sendable {
    public let actor: Actor
    public let w: Words
    public let now: Instant
    /// What others have added to lists.
    let extras: [ListExtra]
    let memory: Memory?

    public init(actor: Actor, w: Words, now: Instant, extras: [ListExtra] = []) {
        (self.actor, self.w, self.now, self.extras, memory) = (actor, w, now, extras, nil)
    }

    init(_ context: Context) {
        (actor, w, now, extras, memory) = (context.actor, context.w, context.now, context.house.extras, context.memory)
    }
}

extension Context {
    public var scope: ListScope { ListScope(self) }
}

/// A page of a list.
public struct ListPage<Item: Sendable>: Sendable {
    public let items: [Item]
    /// Rows that match, over all pages; nil where it was not counted.
    public let total: Int?
    public let before: Cursor?
    public let after: Cursor?
    /// What others have added, a value for each item.
    let extras: [(extra: ListExtra, cells: [Cell])]
}
