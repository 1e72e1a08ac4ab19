import Kernel

/// Why an entry was not written. Nothing is signed then.
public enum NotWritten: Error, Sendable, Equatable {
    /// It would have no effect.
    case withoutEffect(Fault)
    /// The key is not the one with which this party signs now.
    case notYourKey
    /// The party's chain has several ends: adopt them first.
    case forked(ends: [EntryHash])
    /// The proposal builds on a version that is not the present one.
    case outdated(present: EntryHash)
    /// The entry could not be read back: a number too large, a name with other letters, too many bytes.
    case unwritable(Fault)
}

extension Ledger {
    /// Begins the record of a partnership. The creation's key becomes that of `key`, and its party one of the parties.
    public static func found(
        _ partnership: PartnershipID, name: String, kind: String, with key: OfficeKey, recovery: PublicKey? = nil, parties: Set<PartyID> = [],
        absent: Set<String> = [], at time: Instant
    ) throws -> Ledger {
        let creation = Creation(
            key: key.publicKey, recovery: recovery, name: name, kind: kind, parties: parties.union([key.party]), absent: absent)
        let entry = try Entry(
            partnership: partnership, author: key.party, sequence: 1, previous: nil, clock: 1, time: time, act: .create(creation), sign: key.sign)
        try entry.checkReadable()
        var ledger = Ledger(partnership: partnership, root: entry.hash)
        if case .refused(let fault) = ledger.add(entry, isTrusted: true) { throw NotWritten.withoutEffect(fault) }
        return ledger
    }

    /// Signs an act and folds it, after every check that others will make of it too.
    ///
    /// - Parameter party: whose entry it is; nil for the party that began with this very key.
    @discardableResult
    public mutating func write(_ act: Act, with key: OfficeKey, as party: PartyID? = nil, at time: Instant) throws -> Entry {
        try write(act, as: party ?? key.party, key: key.publicKey, at: time, sign: key.sign)
    }

    mutating func write(_ act: Act, as party: PartyID, key: PublicKey, at time: Instant, sign: ([UInt8]) throws -> [UInt8]) throws -> Entry {
        let place = try place(for: act, key, party)
        let latest = max(clock, place.map { self[$0.end]?.clock ?? 0 } ?? 0)
        let before = place.flatMap { self[$0.end] }
        let entry = try Entry(
            partnership: partnership, author: party, sequence: (before?.sequence ?? 0) + 1, previous: before?.hash, clock: latest + 1,
            time: time, act: act, sign: sign)
        try entry.checkReadable()
        if let missing = act.cited.first(where: { !contains($0) }) { throw NotWritten.withoutEffect(.missing(missing)) }
        if let strand = place?.strand ?? beginning(entry), let fault = judge(entry, strand) { throw NotWritten.withoutEffect(fault) }
        if case .assent(let proposal, _) = act, let base = agreeing.motions[proposal]?.base, base != agreeing.head {
            throw NotWritten.outdated(present: agreeing.head)
        }
        if case .refused(let fault) = add(entry, isTrusted: true) { throw NotWritten.withoutEffect(fault) }
        return entry
    }

    /// The end of the chain that the next entry follows; nil for a first entry.
    private func place(for act: Act, _ key: PublicKey, _ party: PartyID) throws -> Branch? {
        let all = branches[party] ?? []
        if act.begins {
            if let end = all.first?.end { throw NotWritten.forked(ends: [end]) }
            return nil
        }
        var own = all.filter { $0.strand.key == key }
        if case .revoke = act { own = all.filter { ($0.strand.recovery ?? $0.strand.key) == key } }
        switch act {
        case .adopt(let ends): own = own.filter { ends.contains($0.end) }
        case .revoke: break
        default: if own.count > 1 { throw NotWritten.forked(ends: own.map(\.end).sorted()) }
        }
        // Of several ends the longest: what adopts must come after all it adopts.
        let longest = own.max { a, b in
            guard let x = self[a.end], let y = self[b.end] else { return false }
            return (x.sequence, y.hash) < (y.sequence, x.hash)
        }
        guard let longest else { throw NotWritten.notYourKey }
        return longest
    }

    /// A proposal on the present version with all that it has to name.
    public func proposal(
        by party: PartyID, set: [String: [String: Value]] = [:], remove: Set<String> = [], parties: Set<PartyID>? = nil,
        absent: Set<String>? = nil, answers: EntryHash? = nil, note: String = ""
    ) -> Act {
        let base = agreeing.head
        var knows = Set(departures(from: base).values)
        for member in agreeing.parties(of: base) ?? [] { knows.formUnion(revocations[member] ?? []) }
        let released = assents(of: party, on: base).compactMap { releasing($0) }
        return .propose(
            Proposal(
                base: base, knows: knows, set: set, remove: remove, parties: parties, absent: absent, answers: answers,
                released: Set(released), note: note))
    }

    /// An assent with the entries that set its author free to give it.
    public func assent(to proposal: EntryHash, by party: PartyID) -> Act {
        let others = agreeing.motions[proposal].map { assents(of: party, on: $0.base) } ?? []
        return .assent(proposal: proposal, released: Set(others.compactMap { releasing($0) }).sorted())
    }

    private func assents(of party: PartyID, on base: EntryHash) -> Set<EntryHash> {
        (branches[party] ?? []).reduce(into: []) { $0.formUnion($1.strand.assentsOn[base] ?? []) }
    }

    /// An entry that keeps a proposal from ever being complete, if there is one.
    private func releasing(_ proposal: EntryHash) -> EntryHash? {
        agreeing.motions[proposal].flatMap { obstacles(to: $0).min() }
    }
}

extension Entry {
    /// What cannot be read back the same must not be signed: the others would fold something else.
    fileprivate func checkReadable() throws {
        let again: Entry
        do { again = try Entry(reading: canonical) } catch let fault as Fault { throw NotWritten.unwritable(fault) }
        if again != self { throw NotWritten.unwritable(.unknownAct) }
    }
}
