import Kernel

/// The shared record of one partnership: a set of signed entries and the state they fold to.
///
/// The state depends on the set alone, never on the order of arrival; merging is the union of sets. The rules and the
/// proof that the parties never agree on two things are in `docs/ledger.md`. A value: copies are independent.
public struct Ledger: Sendable {
    public let partnership: PartnershipID
    /// The hash of the creation, by which this record is known. Entries that do not lead back to it are not its own.
    public let root: EntryHash

    /// The entries that are part of the record; each stands after all that it builds on.
    public internal(set) var entries: [Entry] = []
    var index: [EntryHash: Int] = [:]
    /// For each entry the key it must be signed by.
    var signers: [PublicKey] = []

    /// Entries that build on one which is not here yet, under the first of those that are missing.
    var parked: [EntryHash: [Parked]] = [:]
    var parkedNames: Set<EntryHash> = []

    /// What was refused, and why.
    public internal(set) var refused: Set<Refusal> = []
    /// Entries without effect, and why.
    public internal(set) var void: [EntryHash: Fault] = [:]

    /// The ends of every party's chain: one, or more where it forks.
    var branches: [PartyID: [Branch]] = [:]
    /// Parties that have written two entries after the same one, healed or not.
    var forked: Set<PartyID> = []
    /// What single entries did to their author's standing; see `Strand`.
    var effects: [EntryHash: Effect] = [:]
    var revocations: [PartyID: Set<EntryHash>] = [:]
    /// For authors with a fork and a revocation: the author's entries that each revocation builds on.
    var pasts: [EntryHash: Set<EntryHash>] = [:]

    var agreeing: Agreeing
    var ordinary = Ordinary()
    /// The largest clock of all entries.
    public internal(set) var clock: Int64 = 0

    /// An empty record that waits for its creation.
    public init(partnership: PartnershipID, root: EntryHash) {
        (self.partnership, self.root) = (partnership, root)
        agreeing = Agreeing(root: root)
    }

    struct Parked: Sendable {
        let entry: Entry
        let isTrusted: Bool
    }

    /// The entry of this name, if it is part of the record.
    public subscript(hash: EntryHash) -> Entry? { index[hash].map { entries[$0] } }

    public func contains(_ hash: EntryHash) -> Bool { index[hash] != nil }

    /// Entries that have arrived but wait for others.
    public var waiting: [Entry] { parked.values.joined().map(\.entry) }

    /// All entries in the order of clock, author and sequence: the history.
    public var history: [Entry] { entries.sorted { $0.stamp < $1.stamp } }

    /// The last entry of a party's chain; with a fork, that of the end which comes last in the order.
    public func end(of party: PartyID) -> Entry? {
        branches[party]?.compactMap { self[$0.end] }.max { $0.stamp < $1.stamp }
    }

    /// The names of entries that others wait for: what to ask the partners for.
    public var wanted: Set<EntryHash> { Set(parked.keys).subtracting(parkedNames) }
}

/// Something that arrived and is not part of the record.
public struct Refusal: Sendable, Hashable {
    /// The SHA-256 of the bytes that came.
    public let hash: EntryHash
    public let fault: Fault

    public init(hash: EntryHash, fault: Fault) { (self.hash, self.fault) = (hash, fault) }
}
