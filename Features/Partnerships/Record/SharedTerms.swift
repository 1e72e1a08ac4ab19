import Kernel
import Ledger

/// What of a partnership belongs to all its parties: once a second party has joined, none of it changes without the assent of all. Where it
/// stands in an office's own work (status, lead, notes, publication) is that office's alone.
struct SharedTerms: Equatable {
    var kind: PartnershipKind
    var since: PartialDate?
    var fields: [FieldOfWork]
    var theme: String
    var basis: PartnershipBasis
    var basisText: String
    var basisLink: String
    var involvement: InvolvementModel?
    /// For the public: why the parties do this.
    var purpose: String

    /// The fields, in the order of the form.
    static let fields = ["kind", "since", "purpose", "theme", "fields", "basis", "basis-text", "basis-link", "involvement"]

    /// The object of the record that holds them.
    static let object = "agreed/partnership"

    init(_ record: PartnershipRecord) {
        (kind, since, fields, theme, purpose) = (record.kind, record.since, record.fields, record.theme, record.summary)
        (basis, basisText, basisLink, involvement) = (record.basis, record.basisText, record.basisLink, record.involvement)
    }

    /// As fields of the object: what is empty is left out.
    var values: [String: Value] {
        var values: [String: Value] = ["kind": .string(kind.rawValue), "basis": .string(basis.rawValue)]
        values["since"] = since.map { .string($0.description) }
        values["fields"] = fields.isEmpty ? nil : .array(fields.map { .string($0.rawValue) })
        for (name, text) in [("theme", theme), ("basis-text", basisText), ("basis-link", basisLink), ("purpose", purpose)] where !text.isEmpty {
            values[name] = .string(text)
        }
        values["involvement"] = involvement.map { .string($0.rawValue) }
        return values
    }

    /// What the record says, laid over what the register has. A word that this version does not know leaves the register as it is.
    func apply(_ values: [String: Value], to record: inout PartnershipRecord) {
        record.kind = values["kind"]?.text.flatMap { PartnershipKind(rawValue: $0) } ?? record.kind
        record.since = values["since"]?.text.flatMap { PartialDate($0) }
        record.fields = (values["fields"]?.list ?? []).compactMap { $0.text.flatMap { FieldOfWork(rawValue: $0) } }
        record.theme = values["theme"]?.text ?? ""
        record.basis = values["basis"]?.text.flatMap { PartnershipBasis(rawValue: $0) } ?? record.basis
        record.basisText = values["basis-text"]?.text ?? ""
        record.basisLink = values["basis-link"]?.text ?? ""
        record.involvement = values["involvement"]?.text.flatMap { InvolvementModel(rawValue: $0) }
        record.summary = values["purpose"]?.text ?? ""
    }
}

/// A party as the record names it, so that it reads without any server's directory.
struct SharedParty: Hashable {
    let organisation: OrganisationID
    let name: String
    let kind: String
    let place: PlaceID?
    let country: String?

    /// The name of a party that is on no server yet.
    var absent: String { "organisation/\(organisation)" }

    var values: [String: Value] {
        var values: [String: Value] = ["name": .string(name), "kind": .string(kind)]
        values["place"] = place.map { .int(Int64($0)) }
        values["country"] = country.map { .string($0) }
        return values
    }

    static func object(_ party: String) -> String { "agreed/party/\(party)" }
}

/// All that the record agrees on, as objects.
struct SharedState: Equatable {
    let terms: [String: Value]
    /// By the name of the object.
    let parties: [String: [String: Value]]
    let absent: Set<String>

    /// - Parameters:
    ///   - keeper: the party that keeps the record here.
    ///   - own: the keeper's own entry in the directory, if it is one of the parties: an association also keeps partnerships between others.
    init(_ record: PartnershipRecord, parties all: [SharedParty], keeper: PartyID, own: OrganisationID?, keeperName: String) {
        terms = SharedTerms(record).values
        let others = all.filter { $0.organisation != own }
        absent = Set(others.map(\.absent))
        var objects = Dictionary(others.map { (SharedParty.object($0.absent), $0.values) }) { first, _ in first }
        var mine = all.first { $0.organisation == own }?.values ?? ["name": .string(keeperName)]
        mine["role"] = .string(all.contains { $0.organisation == own } ? "party" : "keeper")
        objects[SharedParty.object(keeper.hex)] = mine
        parties = objects
    }

    /// What a proposal must set and remove to bring what is agreed to this.
    func changes(from agreed: [String: [String: Value]]) -> (set: [String: [String: Value]], remove: Set<String>) {
        var wanted = parties
        wanted[SharedTerms.object] = terms
        var set: [String: [String: Value]] = [:]
        for (object, fields) in wanted {
            let before = agreed[object] ?? [:]
            var change = fields.filter { before[$0.key] != $0.value }
            for gone in before.keys where fields[gone] == nil { change[gone] = .null }
            if !change.isEmpty { set[object] = change }
        }
        let remove = Set(agreed.keys.filter { $0.hasPrefix(SharedParty.object("")) && wanted[$0] == nil })
        return (set, remove)
    }
}
