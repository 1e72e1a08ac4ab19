import Kernel
import Markup
import Storage

/// Something done to many records of a list at once: to each what the single act would do, and to none that the single act would refuse.
///
/// A feature offers it through its door, for lists of its own or for every list of records (`lists` is nil).
public struct BulkAction: Sendable {
    /// In addresses and in the journal: `publish`.
    public let name: String
    /// What the choice is called: `Publish`.
    public let title: Message
    let may: Permission
    /// What must be said with it: a tag. Nil for none.
    let argument: BulkArgument?
    let lists: Set<String>?
    /// Why a row is left out, as an expression: the raw value of a `BulkReason`, NULL for a row that is to be changed. It may use the aliases of
    /// the lists it is offered on; one offered on every list uses the kind of record and the row's identity alone.
    let refusal: @Sendable (BulkAsk, _ kind: String, _ id: SQL) throws -> SQL
    /// Does it to some records, in a few statements, and writes a fact for each. Left alone is what cannot be changed any more.
    let perform: @Sendable (BulkAsk, _ kind: String, _ ids: [String], Connection) throws -> [BulkChanged]
    /// Takes it back, of those that nobody has changed since, and writes a fact for each.
    /// - Returns: which were taken back.
    let undo: @Sendable (BulkAsk, _ kind: String, [BulkChanged], Connection) throws -> [String]

    public init(
        _ name: String, _ title: Message, may: Permission, lists: Set<String>? = nil, argument: BulkArgument? = nil,
        refusal: @escaping @Sendable (BulkAsk, _ kind: String, _ id: SQL) throws -> SQL,
        perform: @escaping @Sendable (BulkAsk, _ kind: String, _ ids: [String], Connection) throws -> [BulkChanged],
        undo: @escaping @Sendable (BulkAsk, _ kind: String, [BulkChanged], Connection) throws -> [String]
    ) {
        (self.name, self.title, self.may, self.lists, self.argument) = (name, title, may, lists, argument)
        (self.refusal, self.perform, self.undo) = (refusal, perform, undo)
    }

    func isOffered(on list: BulkList, to actor: Actor) -> Bool { may.allows(actor) && lists?.contains(list.path) ?? true }
}

/// What an action must be told: a tag to put on.
public struct BulkArgument: Sendable {
    let label: Message
    /// Where a combobox asks while somebody types.
    let suggestions: String
    /// What is wrong with it, in words for whoever typed it; nil when it is good.
    let problem: @Sendable (BulkAsk, Connection) throws -> String?

    public init(_ label: Message, suggestions: String, problem: @escaping @Sendable (BulkAsk, Connection) throws -> String?) {
        (self.label, self.suggestions, self.problem) = (label, suggestions, problem)
    }
}

/// Who asks for an action, and when.
public struct BulkAsk: Sendable {
    public let actor: Actor
    public let office: OfficeID
    public let now: Instant
    public let w: Words
    /// What was said with it; empty where nothing need be.
    public let value: String
    /// Goes into every fact as its batch.
    public let batch: String
    public let request: String?
}

/// A record that was changed, and by what it is seen later whether somebody changed it since: a number of the feature's own, as its revision.
public struct BulkChanged: Sendable {
    public let id: String
    public let mark: Int64
    public init(_ id: String, mark: Int64 = 0) { (self.id, self.mark) = (id, mark) }
}

/// Why a row is left out.
public enum BulkReason: String, Sendable, CaseIterable {
    /// It is so already.
    case same
    /// Another office keeps it.
    case foreign
    /// It was put away and must be taken back first.
    case archived
    /// Somebody changed it since it was looked at.
    case changed

    func words(_ count: Int, _ w: Words) -> String {
        switch self {
        case .same: w("\(count) are so already")
        case .foreign: w("\(count) are kept by another office")
        case .archived: w("\(count) are archived: restore them first")
        case .changed: w("\(count) were changed by somebody since you looked at the list")
        }
    }

    func word(_ w: Words) -> String {
        switch self {
        case .same: w("is so already")
        case .foreign: w("kept by another office")
        case .archived: w("archived")
        case .changed: w("changed since")
        }
    }
}

/// A list on which rows can be chosen. Made of a listing by `Listing.bulk`, offered through the door of the feature the list belongs to.
public struct BulkList: Sendable {
    let path: String
    let kind: String
    let may: Permission
    /// When a row was changed last, as an expression.
    let changed: SQL
    /// The rows that match the list's own address.
    let rows: @Sendable (Parameters, ListScope) throws -> (from: SQL, conditions: [SQL], id: SQL)
}

extension Listing {
    /// The same list as one on which rows can be chosen; nil for a list whose rows are no records. Their identities must be text.
    /// - Parameter changed: when a row was changed last, as an expression.
    public func bulk(may: Permission, changed: SQL) -> BulkList? {
        guard let kind = records?.kind else { return nil }
        return BulkList(path: path, kind: kind, may: may, changed: changed) { parameters, scope in
            let source = try source(scope)
            let filters = filters(scope, id: source.id)
            return (source.from, narrowed(source, query(parameters).asked(by: filters), by: filters, scope), source.id)
        }
    }
}

/// What the house offers for many rows at once.
struct BulkOffers: Sendable {
    let lists: [String: BulkList]
    let actions: [BulkAction]

    init(_ features: [Feature]) {
        lists = Dictionary(features.flatMap(\.bulkLists).map { ($0.path, $0) }) { first, _ in first }
        actions = features.flatMap(\.bulkActions)
    }

    /// What this reader may do on the list of an address.
    func on(_ path: String, _ actor: Actor) -> [BulkAction] {
        guard actor.office != nil, let list = lists[path], list.may.allows(actor) else { return [] }
        return actions.filter { $0.isOffered(on: list, to: actor) }
    }
}
