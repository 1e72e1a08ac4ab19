/// Proposals, assents, and the chain of what is agreed.
struct Agreeing: Sendable {
    let root: EntryHash
    private(set) var founders: Set<PartyID>?
    private(set) var foundingAbsent: Set<String> = []
    private(set) var motions: [EntryHash: Motion] = [:]
    /// Complete proposals by the version they build on: one, unless somebody has signed two histories.
    private(set) var complete: [EntryHash: Set<EntryHash>] = [:]
    /// What is agreed, from the creation on.
    private(set) var versions: [EntryHash]
    private var position: [EntryHash: Int]

    init(root: EntryHash) {
        self.root = root
        versions = [root]
        position = [root: 0]
    }

    mutating func found(_ creation: Creation) { (founders, foundingAbsent) = (creation.parties, creation.absent) }

    /// The parties with a key of a version or proposal; nil when it is none.
    func parties(of version: EntryHash) -> Set<PartyID>? { version == root ? founders : motions[version]?.parties }

    func absent(of version: EntryHash) -> Set<String> { version == root ? foundingAbsent : motions[version]?.absent ?? [] }

    mutating func propose(_ motion: Motion) {
        motions[motion.hash] = motion
        assent(to: motion.hash, motion.author)
    }

    mutating func assent(to hash: EntryHash, _ party: PartyID) {
        guard motions[hash]?.assents.insert(party).inserted == true, let motion = motions[hash], motion.isComplete else { return }
        complete[motion.base, default: []].insert(hash)
        follow(from: motion.base)
    }

    mutating func decline(_ hash: EntryHash, by entry: EntryHash) { motions[hash]?.declines.insert(entry) }

    /// Completes the chain of versions after this one.
    private mutating func follow(from base: EntryHash) {
        guard let place = position[base] else { return }
        for version in versions[(place + 1)...] { position[version] = nil }
        versions.removeSubrange((place + 1)...)
        var last = base
        while let next = complete[last]?.compactMap({ motions[$0] }).min(by: { $0.stamp < $1.stamp }) {
            position[next.hash] = versions.count
            versions.append(next.hash)
            last = next.hash
        }
    }

    func isVersion(_ hash: EntryHash) -> Bool { position[hash] != nil }
    var head: EntryHash { versions.last ?? root }
}

/// A proposal and what became of it.
struct Motion: Sendable {
    let hash: EntryHash
    let stamp: Stamp
    let base: EntryHash
    let proposal: Proposal
    /// Parties of the base that are known to have left it.
    let left: Set<PartyID>
    /// Revocations that the assent of a party must build on.
    let revocations: [PartyID: Set<EntryHash>]
    let parties: Set<PartyID>
    let absent: Set<String>
    /// Those who have to assent: the parties of the base less those who left, and those to be added.
    let asked: Set<PartyID>
    var assents: Set<PartyID> = []
    /// The entries that decline or answer it.
    var declines: Set<EntryHash> = []

    var author: PartyID { stamp.author }
    var isComplete: Bool { asked.isSubset(of: assents) }
}

extension Ledger {
    /// A proposal as the rules see it; nil when it builds on nothing that could be agreed.
    func motion(_ proposal: Proposal, _ entry: Entry) -> Motion? {
        guard let before = agreeing.parties(of: proposal.base) else { return nil }
        var left: Set<PartyID> = []
        var revocations: [PartyID: Set<EntryHash>] = [:]
        for known in proposal.knows {
            guard let author = self[known]?.author, before.contains(author) else { continue }
            switch effects[known] {
            case .withdrew: if leaves(known, proposal.base) { left.insert(author) }
            case .revoked: revocations[author, default: []].insert(known)
            default: break
            }
        }
        let staying = before.subtracting(left)
        let parties = proposal.parties ?? staying
        return Motion(
            hash: entry.hash, stamp: entry.stamp, base: proposal.base, proposal: proposal, left: left, revocations: revocations,
            parties: parties, absent: proposal.absent ?? agreeing.absent(of: proposal.base), asked: staying.union(parties))
    }
}
