import Ledger
import Markup

/// Which entries of a record guests wrote: those of a party whose key another party's server kept, up to the one that hands it over.
struct GuestEntries {
    /// The party on whose server a guest's key lies, and the place in the chain up to which it signed.
    private var hosts: [PartyID: (host: PartyID, until: Int64)] = [:]
    private let ledger: Ledger

    init(_ ledger: Ledger) {
        self.ledger = ledger
        for entry in ledger.entries {
            switch entry.act {
            case .invite(let invitation) where invitation.isHosted && ledger.void[entry.hash] == nil:
                hosts[invitation.party] = hosts[invitation.party] ?? (entry.author, .max)
            case .rotate:
                if let found = hosts[entry.author], found.until == .max { hosts[entry.author] = (found.host, entry.sequence) }
            default: continue
            }
        }
    }

    /// The party on whose server a guest wrote this entry; nil for all others.
    func host(of entry: Entry) -> PartyID? { hosts[entry.author].flatMap { entry.sequence <= $0.until ? $0.host : nil } }

    func contains(_ entry: Entry) -> Bool { host(of: entry) != nil }

    /// How many there are.
    var count: Int { hosts.isEmpty ? 0 : ledger.entries.count(where: contains) }

    /// What the party on whose server it was is called.
    func hostName(of entry: Entry) -> String? {
        guard let host = host(of: entry) else { return nil }
        if let name = ledger.agreement.objects[SharedParty.object(host.hex)]?["name"]?.text { return name }
        return ledger.participants.first { $0.party == host }?.name ?? ""
    }
}

extension Words {
    /// Who wrote an entry, in words: a party, or a guest of it on another's server.
    func writer(of entry: Entry, called name: String, _ guests: GuestEntries) -> String {
        let name = name.isEmpty ? self("a party without a name") : name
        guard let host = guests.hostName(of: entry) else { return name }
        return self("a guest of \(name), on the server of \(host)")
    }

    func writer(of entry: Entry, _ reading: SharedReading, _ guests: GuestEntries) -> String {
        writer(of: entry, called: reading.partyName(entry.author.hex), guests)
    }
}
