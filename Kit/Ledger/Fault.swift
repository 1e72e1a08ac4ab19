/// What can be wrong with an entry, a chain, or a whole record. Each has a code that `docs/ledger.md` explains and that
/// other implementations give the same faults.
public enum Fault: Error, Sendable, Hashable {
    // Refused: the entry does not become part of the record, and what follows it waits for the right one.

    /// Not an entry of the form this version reads.
    case malformed(String)
    case tooLarge(bytes: Int)
    case wrongPartnership
    /// Another beginning than the one this record is known by.
    case secondBeginning
    case badSignature
    /// Signed, but by a key that is not the author's present one.
    case wrongKey
    /// It does not follow the entry that it names as its previous one.
    case brokenChain
    /// Its clock is not larger than the clocks of what it builds on.
    case clockBehind
    /// Its clock is more than a million ahead of what it builds on.
    case clockAhead

    // Waiting: what it builds on has not arrived.

    /// Entries of this author before this one are missing.
    case gap
    /// The entry before it, as we have it, is not the one it names.
    case brokenHash
    /// It names an entry that is not here.
    case missing(EntryHash)

    // Void: part of the chain, but without effect.

    /// Of a kind, or with members, that this version does not know.
    case unknownAct
    case notInvited
    case afterWithdrawal
    /// One party alone cannot change what is agreed, nor a proposal what is not.
    case notForOneAlone
    case notAmongAgreed
    /// What it names as a proposal or a version is none.
    case noProposal
    /// The author is not among those who have to assent.
    case notAsked
    /// The author has left that version, or has not assented to it.
    case noStanding
    case alreadyAssented
    case alreadyDeclined
    /// It had assented to another proposal on the same version, which is senior to this one and has not been declined.
    case againstTheRule(EntryHash)
    /// The proposal knows of a revocation that the author's entry does not build on.
    case withRevokedKey
    /// What it adopts is not the author's own, or longer than what it builds on, or more than 16 ends.
    case badAdoption

    // About a chain or the record; nothing is without effect because of them.

    /// Entries of one author that have the same one before them.
    case fork(PartyID, ends: [EntryHash])
    /// Two proposals on one version have everybody's assent: somebody has signed two histories. The senior one holds.
    case agreedTwice([EntryHash])
    /// The time on the wall is more than a day ahead of ours.
    case timeAhead

    /// The name of the fault in the specification.
    public var code: String {
        switch self {
        case .malformed: "malformed"
        case .tooLarge: "too-large"
        case .wrongPartnership: "wrong-partnership"
        case .secondBeginning: "second-beginning"
        case .badSignature: "bad-signature"
        case .wrongKey: "wrong-key"
        case .brokenChain: "broken-chain"
        case .clockBehind: "clock-behind"
        case .clockAhead: "clock-ahead"
        case .gap: "gap"
        case .brokenHash: "broken-hash"
        case .missing: "missing"
        case .unknownAct: "unknown-act"
        case .notInvited: "not-invited"
        case .afterWithdrawal: "after-withdrawal"
        case .notForOneAlone: "not-for-one-alone"
        case .notAmongAgreed: "not-among-agreed"
        case .noProposal: "no-proposal"
        case .notAsked: "not-asked"
        case .noStanding: "no-standing"
        case .alreadyAssented: "already-assented"
        case .alreadyDeclined: "already-declined"
        case .againstTheRule: "against-the-rule"
        case .withRevokedKey: "with-revoked-key"
        case .badAdoption: "bad-adoption"
        case .fork: "fork"
        case .agreedTwice: "agreed-twice"
        case .timeAhead: "time-ahead"
        }
    }
}
