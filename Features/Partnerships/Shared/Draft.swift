import Kernel
import Ledger
import Storage

/// What a party means to propose to the other parties and has not sent yet. All who may edit work on the same draft; what is sent becomes one
/// proposal, so the others answer it as a whole.
struct Draft: Sendable, Equatable {
    /// Fields by object, as they are to be; null clears one.
    var set: [String: [String: Value]] = [:]
    var remove: Set<String> = []
    /// The proposal of another party that this one answers and thereby declines.
    var answers: EntryHash?
    var updatedBy: String = ""
    var updatedAt: Instant = Instant(milliseconds: 0)

    var isEmpty: Bool { remove.isEmpty && set.isEmpty }

    /// What would be agreed.
    func applied(to agreed: [String: [String: Value]]) -> [String: [String: Value]] {
        var all = agreed
        for name in remove { all[name] = nil }
        for (name, fields) in set {
            var present = all[name] ?? [:]
            for (field, value) in fields { present[field] = value.isNull ? nil : value }
            all[name] = present.isEmpty ? nil : present
        }
        return all
    }

    /// Puts an object into the draft as it is to be; nil takes it out of what is agreed.
    mutating func put(_ name: String, _ fields: [String: Value]?, over agreed: [String: [String: Value]]) {
        set[name] = nil
        remove.remove(name)
        guard let fields, !fields.isEmpty else {
            if agreed[name] != nil { remove.insert(name) }
            return
        }
        let before = agreed[name] ?? [:]
        var change = fields.filter { before[$0.key] != $0.value }
        for gone in before.keys where fields[gone] == nil { change[gone] = .null }
        if !change.isEmpty { set[name] = change }
    }

    /// Leaves out what is agreed already: others may have brought it meanwhile.
    func normalised(over agreed: [String: [String: Value]]) -> Draft {
        var left = self
        for (name, fields) in set {
            let change = fields.filter { field, value in value.isNull ? agreed[name]?[field] != nil : agreed[name]?[field] != value }
            left.set[name] = change.isEmpty ? nil : change
        }
        left.remove = remove.filter { agreed[$0] != nil }
        return left
    }

    /// The same as a proposal's content, to be shown as one.
    var proposal: Proposal { Proposal(base: EntryHash(hashing: [UInt8]()), set: set, remove: remove) }

    // MARK: Stored

    /// As JSON: `{"remove": […], "set": {…}}`.
    var text: String {
        let objects = set.compactMap { name, fields in Value.Members(fields.map { ($0.key, $0.value) }).map { (name, Value.object($0)) } }
        let all = Value.Members([
            ("set", Value.Members(objects).map { .object($0) } ?? .null), ("remove", .array(remove.sorted().map { .string($0) })),
        ])
        return (all.map { Value.object($0) } ?? .null).canonicalText
    }

    init() {}

    init(stored text: String) throws {
        let value = try Value(reading: text)
        for member in value["set"]?.object?.all ?? [] { set[member.name] = OwnObject.fields(member.value) }
        remove = Set((value["remove"]?.list ?? []).compactMap(\.text))
    }
}

/// The drafts of parties: all SQL about `party_draft`.
struct DraftStore {
    let connection: Connection

    func draft(_ record: PartnershipID, of party: PartyID) throws -> Draft? {
        try connection.first(
            "SELECT changes, answers, updated_by, updated_at FROM party_draft WHERE record_id = \(record) AND party = \(party.hex)"
        ) { row in
            var draft: Draft
            do { draft = try Draft(stored: try row["changes"]) } catch is UnreadableValue { throw RecordDamaged(record: record) }
            draft.answers = (try row["answers"] as String?).flatMap { EntryHash(hex: $0) }
            (draft.updatedBy, draft.updatedAt) = (try row["updated_by"], try row["updated_at"])
            return draft
        }
    }

    /// Keeps a draft; an empty one is removed.
    func keep(_ draft: Draft, _ record: PartnershipID, of party: PartyID, by actor: Actor, at now: Instant) throws {
        guard !draft.isEmpty else { return try discard(record, of: party) }
        try connection.run(
            """
            INSERT INTO party_draft (record_id, party, changes, answers, updated_by, updated_at)
            VALUES (\(record), \(party.hex), \(draft.text), \(draft.answers?.hex), \(actor.name), \(now))
            ON CONFLICT (record_id, party) DO UPDATE SET changes = excluded.changes, answers = excluded.answers,
            updated_by = excluded.updated_by, updated_at = excluded.updated_at
            """)
    }

    func discard(_ record: PartnershipID, of party: PartyID) throws {
        try connection.run("DELETE FROM party_draft WHERE record_id = \(record) AND party = \(party.hex)")
    }
}
