import Kernel
import Ledger
import Markup

/// A record as the pages of a partnership read it: the things in it by kind, its parties by name, and what lies in the office's draft.
struct SharedReading: Sendable {
    let ledger: Ledger
    let agreement: Agreement
    /// The party that this office is; nil before it has a key.
    let own: PartyID?
    /// The personal values that are here; empty where the page needs none.
    let personal: PersonalValues
    /// What this office means to propose and has not sent yet.
    let draft: Draft?
    /// The version that is agreed, by its hash: what a page was drawn from is known again when somebody answers it.
    var version: String { ledger.versions.last?.hex ?? "" }
    /// The day on which it is read: what is measured or signed later has not happened yet.
    let today: PartialDate?

    init(_ ledger: Ledger, own: PartyID?, personal: PersonalValues = PersonalValues(), draft: Draft? = nil, today: PartialDate? = nil) {
        (self.ledger, self.own, self.personal, self.draft, self.today) = (ledger, own, personal, draft, today)
        agreement = ledger.agreement
    }

    /// Whether this office is the only one that signs what is agreed.
    var isAlone: Bool { own.map { agreement.parties == [$0] } ?? true }

    // MARK: Parties

    struct Party: Sendable {
        /// As the record's objects name it: 64 hexadecimal digits, or `organisation/UUID` of one without a key.
        let id: String
        let name: String
        let isOwn: Bool
        /// It has a key and signs.
        let signs: Bool
        /// One of those the partnership is between; the other kind is who merely keeps its record.
        let isParty: Bool
    }

    /// Those the partnership is between, this office's own first.
    var parties: [Party] { everybody.filter(\.isParty) }

    /// With whoever only keeps the record.
    var everybody: [Party] {
        let signing = agreement.parties.sorted().map { party($0.hex, isOwn: $0 == own, signs: true) }
        let all = signing + agreement.absent.sorted().map { party($0, isOwn: false, signs: false) }
        return all.filter(\.isOwn) + all.filter { !$0.isOwn }
    }

    private func party(_ id: String, isOwn: Bool, signs: Bool) -> Party {
        let role = agreement.objects[SharedParty.object(id)]?["role"]?.text
        return Party(id: id, name: partyName(id), isOwn: isOwn, signs: signs, isParty: role != "keeper")
    }

    /// The name of a party, also of one that has left or signs under another name now.
    func partyName(_ id: String) -> String {
        if let name = agreement.objects[SharedParty.object(id)]?["name"]?.text { return name }
        if let party = PartyID(hex: id), let found = ledger.participants.first(where: { $0.party == party }), !found.name.isEmpty {
            return found.name
        }
        for version in ledger.versions.reversed() {
            if let name = ledger.agreement(at: version).objects[SharedParty.object(id)]?["name"]?.text { return name }
        }
        return id.hasPrefix("organisation/") ? "" : String(id.prefix(8))
    }

    /// The agreed term; nil where there is none.
    var term: Term? { Term(agreement.objects[TermKind.kind.prefix]) }

    // MARK: Things

    /// All things of a kind, in the order of their identities, which is that of their age.
    /// - Parameter drafted: agreed ones as this office's draft would have them.
    func all(_ kind: SharedKind, drafted: Bool = false) -> [SharedObject] {
        switch kind.ownership {
        case .agreed:
            let objects = drafted ? draft?.applied(to: agreement.objects) ?? agreement.objects : agreement.objects
            return objects.compactMap { name, values in
                kind.id(of: name).map { SharedObject(kind: kind, id: $0, name: name, values: values, personal: nil, author: nil) }
            }.sorted { $0.id < $1.id }
        case .own:
            return ledger.objectNames.compactMap { own($0, kind) }.sorted { ($0.id, $0.name) < ($1.id, $1.name) }
        }
    }

    func object(_ kind: SharedKind, _ id: String, drafted: Bool = false) -> SharedObject? {
        all(kind, drafted: drafted).first { $0.id == id }
    }

    private func own(_ name: String, _ kind: SharedKind) -> SharedObject? {
        guard kind.id(of: name) != nil, let written = ledger.object(name)[OwnObject.plain], case .plain(let value) = written.content else {
            return nil
        }
        let author = written.stamp.author
        guard let id = kind.id(of: name, writtenBy: author) else { return nil }
        var personal: [String: Value]?
        if let sealed = ledger.object(name)[OwnObject.personal], sealed.stamp.author == author, let value = self.personal.reveal(sealed.content) {
            personal = OwnObject.fields(value)
        }
        return SharedObject(kind: kind, id: id, name: name, values: OwnObject.fields(value), personal: personal, author: author)
    }

    /// The things of a kind to choose from, by the names people call them.
    func choices(_ prefix: String) -> [(value: String, word: String)] {
        guard let kind = SharedKinds.all.first(where: { $0.prefix == prefix }) else { return [] }
        return all(kind, drafted: true).map { ($0.id, $0.title) }
    }
}

/// How a thing of one party lies in the record: all its plain fields in one entry, all its personal ones sealed in another.
enum OwnObject {
    static let plain = "is"
    static let personal = "person"

    static func fields(_ value: Value) -> [String: Value] {
        Dictionary((value.object?.all ?? []).map { ($0.name, $0.value) }) { first, _ in first }
    }

    static func value(_ fields: [String: Value]) -> Value {
        Value.Members(fields.map { ($0.key, $0.value) }).map { .object($0) } ?? .null
    }
}
