/// What an entry does. The meaning of each is in `docs/ledger.md`.
public enum Act: Sendable, Equatable {
    /// The first entry of a partnership.
    indirect case create(Creation)
    /// Lets a party write in this record. Its assent counts only once all parties have agreed to have it among them.
    indirect case invite(Invitation)
    /// The first entry of every other party.
    indirect case join(Joining)
    /// Writes a field of an object; null clears it. The last writer wins.
    case set(object: String, field: String, Content)
    /// Removes an object with all that was written in it before.
    case remove(object: String)
    /// Proposes a next version of what is agreed. Proposing is assenting.
    indirect case propose(Proposal)
    /// Assents to a proposal. `released` names the entries that free the author from what it had assented to on the same version.
    case assent(proposal: EntryHash, released: [EntryHash])
    /// Declines a proposal, for ever.
    case decline(proposal: EntryHash, reason: String)
    case suspend(reason: String)
    case resume(reason: String)
    /// Leaves the partnership.
    case withdraw(reason: String)
    indirect case attach(Attachment)
    /// A message; `about` names an object, a proposal or nothing.
    case say(Content, about: String)
    /// Heals a fork: all these ends of the author's own chain are what it has written.
    case adopt([EntryHash])
    /// Asks everybody to erase personal values of the author's own.
    case erase([Commitment])
    /// The author signs with this key from the next entry on.
    case rotate(to: PublicKey)
    /// The same, because the present key is in other hands or lost.
    case revoke(to: PublicKey)
    /// An act that this version cannot read: of a kind it does not know, or with members it does not know. Kept, never folded.
    case unknown(Value)
}

/// A value that stands in the chain, or only the commitment to one that travels beside it and can be erased.
public enum Content: Sendable, Equatable {
    case plain(Value)
    case sealed(Commitment)
}

/// How a partnership begins.
public struct Creation: Sendable, Equatable {
    public var key: PublicKey
    /// The public part of a key kept offline, which alone may then revoke.
    public var recovery: PublicKey?
    public var name: String
    /// What sort of partnership: the application's word.
    public var kind: String
    /// All parties with a key, the founder among them.
    public var parties: Set<PartyID>
    /// Parties that are on no server yet, by a name of the application's choice.
    public var absent: Set<String>

    public init(key: PublicKey, recovery: PublicKey? = nil, name: String, kind: String, parties: Set<PartyID>, absent: Set<String> = []) {
        (self.key, self.recovery, self.name, self.kind, self.parties, self.absent) = (key, recovery, name, kind, parties, absent)
    }
}

public struct Invitation: Sendable, Equatable {
    public var party: PartyID
    public var name: String
    /// The inviter's server holds the key of this party as long as it has no server of its own. Everybody may know that.
    public var isHosted: Bool

    public init(party: PartyID, name: String, isHosted: Bool = false) {
        (self.party, self.name, self.isHosted) = (party, name, isHosted)
    }
}

public struct Joining: Sendable, Equatable {
    public var key: PublicKey
    public var recovery: PublicKey?
    public var name: String
    /// The entry that lets this party in: an invitation, or the creation if it is named there.
    public var invitation: EntryHash

    public init(key: PublicKey, recovery: PublicKey? = nil, name: String, invitation: EntryHash) {
        (self.key, self.recovery, self.name, self.invitation) = (key, recovery, name, invitation)
    }
}

/// A next version of what is agreed.
public struct Proposal: Sendable, Equatable {
    /// The version it builds on: the creation or an earlier proposal.
    public var base: EntryHash
    /// Withdrawals and revocations that the author knows of and that matter for who has to assent.
    public var knows: Set<EntryHash>
    /// Fields to write, by object; null clears one. The names begin with `agreed/`.
    public var set: [String: [String: Value]]
    /// Objects to take out, before the fields are written.
    public var remove: Set<String>
    /// The parties of the new version; nil leaves them as they are, less those known to have left.
    public var parties: Set<PartyID>?
    /// The parties without a key of the new version; nil leaves them as they are.
    public var absent: Set<String>?
    /// The proposal that this one answers, and thereby declines.
    public var answers: EntryHash?
    /// As in an assent.
    public var released: Set<EntryHash>
    /// Why; for people.
    public var note: String

    public init(
        base: EntryHash, knows: Set<EntryHash> = [], set: [String: [String: Value]] = [:], remove: Set<String> = [],
        parties: Set<PartyID>? = nil, absent: Set<String>? = nil, answers: EntryHash? = nil, released: Set<EntryHash> = [], note: String = ""
    ) {
        (self.base, self.knows, self.set, self.remove) = (base, knows, set, remove)
        (self.parties, self.absent, self.answers, self.released, self.note) = (parties, absent, answers, released, note)
    }
}

/// A document, named by its hash; its bytes travel beside the record.
public struct Attachment: Sendable, Equatable {
    public var document: DocumentHash
    public var name: String
    public var mediaType: String
    /// In bytes.
    public var size: Int64
    /// The object it belongs to, or nothing.
    public var object: String

    public init(document: DocumentHash, name: String, mediaType: String, size: Int64, object: String = "") {
        (self.document, self.name, self.mediaType, self.size, self.object) = (document, name, mediaType, size, object)
    }
}

extension Act {
    /// The entries this act names. It is folded only when all of them are there.
    var cited: [EntryHash] {
        switch self {
        case .join(let joining): [joining.invitation]
        case .propose(let proposal): [proposal.base] + proposal.knows + proposal.released + (proposal.answers.map { [$0] } ?? [])
        case .assent(let proposal, let released): [proposal] + released
        case .decline(let proposal, _): [proposal]
        case .adopt(let ends): ends
        default: []
        }
    }

    /// Whether it begins a chain.
    var begins: Bool {
        switch self {
        case .create, .join: true
        default: false
        }
    }

    /// Whether it belongs to the author's own record alone, where the last writer wins: what a revoked key may no longer write.
    var isOrdinary: Bool {
        switch self {
        case .set, .remove, .suspend, .resume, .attach, .say, .erase: true
        default: false
        }
    }
}
