import Foundation
import Kernel

/// What happened, to be written into the journal in the transaction in which it happens.
public struct Fact: Sendable {
    /// The kind of thing and its identity: `organisation`, and its id.
    public let subjectKind: String
    public let subjectID: String
    /// What was done to it: `created`, `renamed`, `approved`.
    public let act: String
    public let office: OfficeID?
    /// The state before and after, as JSON; nil where there was or is none.
    public let before: String?
    public let after: String?
    /// Facts that belong together and can be undone as a whole: an import.
    public let batch: String?

    /// A fact with its states as JSON text.
    public init(
        _ act: String, _ subjectKind: String, _ subjectID: String, office: OfficeID?, before: String? = nil, after: String? = nil,
        batch: String? = nil
    ) {
        (self.act, self.subjectKind, self.subjectID, self.office) = (act, subjectKind, subjectID, office)
        (self.before, self.after, self.batch) = (before, after, batch)
    }

    /// A fact with its states as values, written as JSON with sorted keys.
    public init(
        _ act: String, _ subjectKind: String, _ subjectID: String, office: OfficeID?, from before: (any Encodable)?, to after: (any Encodable)?,
        batch: String? = nil
    ) throws {
        self.init(
            act, subjectKind, subjectID, office: office, before: try before.map { try JSON.text($0) }, after: try after.map { try JSON.text($0) },
            batch: batch)
    }
}

/// A fact as it stands in the journal.
public struct JournalEntry: Sendable, Hashable {
    /// A UUID of version 7: entries sort by it in the order in which they happened.
    public let id: String
    public let at: Instant
    public let office: OfficeID?
    public let actorID: UserID?
    public let actorName: String
    public let subjectKind: String
    public let subjectID: String
    public let act: String
    public let before: String?
    public let after: String?
    public let batch: String?
    /// The reference of the request, as in the log.
    public let request: String?
}

/// The journal: who did what to which thing, when, with the state before and after. It only grows.
public struct Journal {
    let connection: Connection

    /// Writes a fact. It is kept if and only if the transaction is.
    public func record(_ fact: Fact, by actor: Actor, at instant: Instant, request: String? = nil) throws {
        try record([fact], by: actor, at: instant, request: request)
    }

    /// Writes many facts, a hundred to a statement: for imports.
    public func record(_ facts: [Fact], by actor: Actor, at instant: Instant, request: String? = nil) throws {
        for start in stride(from: 0, to: facts.count, by: Self.batch) {
            let some = facts[start..<min(start + Self.batch, facts.count)]
            let rows: [SQL] = some.map { fact in
                // The order within the transaction goes into the identity: 4,096 facts to a millisecond, more move on to the next.
                let number = connection.facts
                connection.facts += 1
                var generator = NumberedRandomness(number: UInt64(number & 0xFFF))
                let moment = Instant(milliseconds: instant.milliseconds &+ Int64(number >> 12))
                let id = ID<Fact>.new(at: moment, random: &generator)
                return """
                    (\(id), \(instant), \(fact.office), \(actor.user), \(actor.name), \(fact.subjectKind), \(fact.subjectID),
                    \(fact.act), \(fact.before), \(fact.after), \(fact.batch), \(request))
                    """
            }
            try connection.run(
                """
                INSERT INTO journal (id, at, office_id, actor_id, actor_name, subject_kind, subject_id, act, before, after, batch_id, request_id)
                VALUES \(rows.joined(separator: ", "))
                """)
        }
        let occasion = Occasion(actor: actor, at: instant, request: request)
        for fact in facts { try connection.bells?.reactions.run(fact, occasion, connection) }
    }

    private static let batch = 100

    /// Whose facts are asked for.
    public enum Scope: Sendable {
        case subject(kind: String, id: String)
        case office(OfficeID)
        case actor(UserID)
        case batch(String)
        case everything
    }

    /// The newest facts first, older than `before` (the id of the last one seen) where given.
    public func facts(_ scope: Scope, before: String? = nil, limit: Int = 50) throws -> [JournalEntry] {
        let older: SQL = before.map { "AND id < \($0)" } ?? ""
        return try connection.rows(
            """
            SELECT \(JournalEntry.columns) FROM journal WHERE \(condition(scope)) \(older) ORDER BY id DESC LIMIT \(max(0, limit))
            """, JournalEntry.init(row:))
    }

    /// Every fact of a batch in the order in which they happened, one at a time: to undo it from the end, collect and reverse.
    public func eachFact(_ scope: Scope, _ body: (JournalEntry) throws -> Void) throws {
        try connection.forEach(
            """
            SELECT \(JournalEntry.columns) FROM journal WHERE \(condition(scope)) ORDER BY id
            """
        ) { try body(JournalEntry(row: $0)) }
    }

    private func condition(_ scope: Scope) -> SQL {
        switch scope {
        case .subject(let kind, let id): "subject_kind = \(kind) AND subject_id = \(id)"
        case .office(let office): "office_id = \(office)"
        case .actor(let user): "actor_id = \(user)"
        case .batch(let batch): "batch_id = \(batch)"
        case .everything: "1 = 1"
        }
    }
}

extension Connection {
    /// The journal, in this transaction.
    public final var journal: Journal { Journal(connection: self) }
}

extension JournalEntry {
    /// What `init(row:)` reads.
    public static let columns: SQL = "id, at, office_id, actor_id, actor_name, subject_kind, subject_id, act, before, after, batch_id, request_id"

    public init(row: Row) throws {
        id = try row["id"]
        at = try row["at"]
        office = try row["office_id"]
        actorID = try row["actor_id"]
        actorName = try row["actor_name"]
        subjectKind = try row["subject_kind"]
        subjectID = try row["subject_id"]
        act = try row["act"]
        before = try row["before"]
        after = try row["after"]
        batch = try row["batch_id"]
        request = try row["request_id"]
    }
}

/// Randomness whose first word is a number of our choosing: in a UUID of version 7 it lands right after the time.
private struct NumberedRandomness: RandomNumberGenerator {
    private var number: UInt64?
    private var random = SystemRandomNumberGenerator()

    init(number: UInt64) { self.number = number }

    mutating func next() -> UInt64 {
        if let first = number {
            number = nil
            return first
        }
        return random.next()
    }
}

/// JSON as it is stored: sorted keys, so that equal values are equal texts.
enum JSON {
    static func text(_ value: any Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String, as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
