import Kernel
import Markup
import Storage

/// What a feature adds to the lists of others: a column and a filter by it. The list's feature does not know of it; App plugs the two together,
/// and it joins every list that says which kind of record its rows are (`Listing.records`).
public struct ListExtra: Sendable {
    /// Name of the column in exports and in the API: `tags`.
    public let name: String
    public let title: Message
    let schema: Schema
    /// Who sees it; for everybody else it is not there.
    let may: Permission
    /// The rows narrowed. The condition gets the kind of record and the row's identity as an expression.
    let filter: (name: String, title: Message)
    let options: @Sendable (ListScope, Connection) throws -> [(value: String, word: String)]
    let condition: @Sendable (_ kind: String, _ id: SQL, _ values: [String], ListScope) -> SQL
    /// What stands in the column, for all rows of a page in one statement.
    let cells: @Sendable (_ kind: String, _ ids: [String], ListScope, Connection) throws -> [String: Cell]

    public init(
        _ name: String, _ title: Message, _ schema: Schema, may: Permission, filter: (name: String, title: Message),
        options: @escaping @Sendable (ListScope, Connection) throws -> [(value: String, word: String)],
        condition: @escaping @Sendable (_ kind: String, _ id: SQL, _ values: [String], ListScope) -> SQL,
        cells: @escaping @Sendable (_ kind: String, _ ids: [String], ListScope, Connection) throws -> [String: Cell]
    ) {
        (self.name, self.title, self.schema, self.may, self.filter) = (name, title, schema, may, filter)
        (self.options, self.condition, self.cells) = (options, condition, cells)
    }
}

/// Which records the rows of a list are.
public struct ListRecords<Item: Sendable>: Sendable {
    /// As in `RecordKind.name`.
    public let kind: String
    public let id: @Sendable (Item) -> String
    public init(_ kind: String, id: @escaping @Sendable (Item) -> String) { (self.kind, self.id) = (kind, id) }
}

extension Listing {
    /// What others have added to this list and this reader sees.
    func extras(_ scope: ListScope) -> [ListExtra] { records == nil ? [] : scope.extras.filter { $0.may.allows(scope.actor) } }

    /// The list's own filters and those that others have added.
    /// - Parameter id: of a row, as an expression; of no account where a filter is only shown.
    func filters(_ scope: ListScope, id: SQL = "NULL") -> [Filter] {
        guard let kind = records?.kind else { return filters }
        return filters
            + extras(scope).map { extra in
                Filter(extra.filter.name, extra.filter.title, options: extra.options) { extra.condition(kind, id, $0, scope) }
            }
    }

    /// What stands in the added columns for these rows.
    func extraCells(_ items: [Item], _ scope: ListScope, _ connection: Connection) throws -> [(extra: ListExtra, cells: [Cell])] {
        guard let records, !items.isEmpty else { return [] }
        let ids = items.map(records.id)
        return try extras(scope).map { extra in
            let known = try extra.cells(records.kind, ids, scope, connection)
            return (extra, ids.map { known[$0] ?? .none })
        }
    }
}
