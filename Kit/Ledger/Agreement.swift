/// What all parties have agreed.
public struct Agreement: Sendable, Equatable {
    /// The creation or proposal that this is.
    public let version: EntryHash
    /// Those it binds: the parties of the version less those who have left since.
    public let parties: Set<PartyID>
    /// Those who have left since, each with its withdrawal.
    public let left: [PartyID: EntryHash]
    /// Parties without a key: they have signed nothing here.
    public let absent: Set<String>
    /// Fields by object; the names of objects begin with `agreed/`.
    public let objects: [String: [String: Value]]

    /// Whether everybody it names has signed it.
    public var isSignedByAll: Bool { absent.isEmpty }
}

/// What became of a proposal.
public enum Standing: Sendable, Equatable {
    /// Everybody asked has assented, and it is part of what is agreed, now or earlier.
    case agreed
    /// These still have to assent.
    case open(awaiting: Set<PartyID>)
    /// Somebody declined it, answered it with another, or left without having assented. It can be proposed again.
    case declined
    /// Another proposal on the same version was agreed.
    case overtaken
    /// The version it builds on is not agreed itself.
    case premature
}

extension Ledger {
    /// What is agreed now.
    public var agreement: Agreement { agreement(at: agreeing.head) }

    /// The versions of what is agreed, from the creation to the present one.
    public var versions: [EntryHash] { agreeing.versions }

    /// What a version, or a proposal if it were agreed, says.
    public func agreement(at version: EntryHash) -> Agreement {
        var way: [Motion] = []
        var step = version
        while let motion = agreeing.motions[step] {
            way.append(motion)
            step = motion.base
        }
        var objects: [String: [String: Value]] = [:]
        for motion in way.reversed() { motion.proposal.apply(to: &objects) }
        let parties = agreeing.parties(of: version) ?? []
        let left = departures(from: version)
        return Agreement(
            version: version, parties: parties.subtracting(left.keys), left: left, absent: agreeing.absent(of: version), objects: objects)
    }

    /// Parties of this version that have left it, each with its (first) withdrawal.
    func departures(from version: EntryHash) -> [PartyID: EntryHash] {
        var left: [PartyID: EntryHash] = [:]
        for party in agreeing.parties(of: version) ?? [] {
            let withdrawals = withdrawals(of: party).filter { leaves($0, version) }
            left[party] = withdrawals.min { (self[$0]?.stamp, $0) < (self[$1]?.stamp, $1) }
        }
        return left
    }

    func withdrawals(of party: PartyID) -> Set<EntryHash> {
        (branches[party] ?? []).reduce(into: []) { $0.formUnion($1.strand.withdrawals) }
    }

    /// All proposals, the senior first.
    public var proposals: [EntryHash] { agreeing.motions.values.sorted { $0.stamp < $1.stamp }.map(\.hash) }

    /// Who has to assent to a proposal and who has; nil when it is none.
    public func assents(to proposal: EntryHash) -> (asked: Set<PartyID>, given: Set<PartyID>)? {
        agreeing.motions[proposal].map { ($0.asked, $0.assents) }
    }

    /// Whether a proposal waits for somebody's assent.
    public func isOpen(_ proposal: EntryHash) -> Bool { if case .open = standing(of: proposal) { true } else { false } }

    /// What became of a proposal; nil when it is none.
    public func standing(of proposal: EntryHash) -> Standing? {
        guard let motion = agreeing.motions[proposal] else { return nil }
        if agreeing.isVersion(proposal) { return .agreed }
        if agreeing.isVersion(motion.base), motion.base != agreeing.head { return .overtaken }
        if motion.isComplete { return agreeing.isVersion(motion.base) ? .overtaken : .premature }
        if !obstacles(to: motion).isEmpty { return .declined }
        return agreeing.isVersion(motion.base) ? .open(awaiting: motion.asked.subtracting(motion.assents)) : .premature
    }

    /// Entries because of which a proposal can never be complete.
    func obstacles(to motion: Motion) -> Set<EntryHash> {
        let staying = (agreeing.parties(of: motion.base) ?? []).subtracting(motion.left)
        let leaving = staying.reduce(into: Set<EntryHash>()) { $0.formUnion(withdrawals(of: $1)) }
        return motion.declines.union(leaving.filter { releases($0, from: motion) })
    }
}

extension Proposal {
    func apply(to objects: inout [String: [String: Value]]) {
        for name in remove { objects[name] = nil }
        for (name, fields) in set {
            var present = objects[name] ?? [:]
            for (field, value) in fields { present[field] = value.isNull ? nil : value }
            objects[name] = present.isEmpty ? nil : present
        }
    }
}

private func < (a: (Stamp?, EntryHash), b: (Stamp?, EntryHash)) -> Bool {
    if let x = a.0, let y = b.0 { x < y } else { a.1 < b.1 }
}
