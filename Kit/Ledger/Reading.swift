import Kernel

/// Who wrote something, and where it stands in the record.
public struct Written: Sendable, Equatable {
    public let content: Content
    public let stamp: Stamp
}

/// Somebody who writes in the record, or has been invited to.
public struct Participant: Sendable, Equatable {
    public let party: PartyID
    public let name: String
    public let hasJoined: Bool
    /// Another party's server holds its key.
    public let isHosted: Bool
    public let isAgreed: Bool
    /// The key it signs with now; nil before it has joined.
    public let key: PublicKey?
}

extension Ledger {
    /// The fields of an object that any party may write; empty when there is none.
    public func object(_ name: String) -> [String: Written] { ordinary.objects[name]?.present ?? [:] }

    /// The names of all objects that hold something, in order.
    public var objectNames: [String] { ordinary.objects.filter { !$0.value.present.isEmpty }.keys.sorted() }

    /// All that was ever written in an object, the last first: what stands and what it superseded.
    public func writings(in object: String) -> [Entry] {
        entries.filter { entry in
            switch entry.act {
            case .set(let name, _, _), .remove(let name): name == object && void[entry.hash] == nil
            default: false
            }
        }.sorted { $0.stamp > $1.stamp }
    }

    /// The messages in order.
    public var messages: [Entry] { ordinary.messages.sorted().compactMap { self[$0.entry] } }

    /// The documents in the order in which they were attached.
    public var attachments: [Entry] { ordinary.attachments.sorted().compactMap { self[$0.entry] } }

    /// The parties that have suspended the partnership, and why.
    public var suspensions: [PartyID: String] { ordinary.suspensions.filter { $0.value.isSuspended }.mapValues(\.reason) }

    /// Personal values whose own author asked everybody to erase them. `PersonalValues.erase` does it.
    public var toErase: Set<Commitment> {
        guard !ordinary.erased.isEmpty else { return [] }
        var all: Set<Commitment> = []
        for entry in entries {
            guard let asked = ordinary.erased[entry.author] else { continue }
            switch entry.act {
            case .set(_, _, .sealed(let commitment)), .say(.sealed(let commitment), _):
                if asked.contains(commitment) { all.insert(commitment) }
            default: break
            }
        }
        return all
    }

    /// Everybody who was named in the record with a key.
    public var participants: [Participant] {
        let agreed = agreement.parties
        return Set(ordinary.names.keys).union(agreed).sorted().map { party in
            let named = ordinary.names[party]
            return Participant(
                party: party, name: named?.name ?? "", hasJoined: named?.hasJoined ?? false, isHosted: named?.isHosted ?? false,
                isAgreed: agreed.contains(party), key: lastBranch(of: party)?.strand.key)
        }
    }

    func lastBranch(of party: PartyID) -> Branch? {
        branches[party]?.max { a, b in
            if let x = self[a.end]?.stamp, let y = self[b.end]?.stamp { x < y } else { false }
        }
    }
}
