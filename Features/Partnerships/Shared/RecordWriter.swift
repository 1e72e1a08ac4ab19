import Gazetteer
import Kernel
import Ledger
import Storage

/// Writes into the shared record of a partnership without forms, as one office at one moment: what the demonstration is made with. Every rule of
/// the record holds as it does behind the pages; what the forms would refuse is refused.
public struct RecordWriter {
    private let sharing: Sharing
    private let partnership: PartnershipID
    private let record: PartnershipID

    /// - Parameter place: of the partner; the office has one partnership with it.
    /// - Throws: `AppError.notFound` where it has none.
    public init(
        _ connection: Connection, office: OfficeID, by actor: Actor, at now: Instant, gazetteer: Gazetteer, partnershipWith place: PlaceID
    ) throws {
        sharing = Sharing(connection: connection, office: office, actor: actor, now: now, gazetteer: gazetteer)
        let store = PartnershipStore(connection, office: office, by: actor, at: now, gazetteer: gazetteer)
        guard let found = try store.findExisting(partnerPlaces: [place]).first?.id,
            let record = try RecordStore(connection: connection).record(of: found)
        else { throw AppError.notFound }
        (partnership, self.record) = (found, record)
    }

    private init(_ sharing: Sharing, _ partnership: PartnershipID, _ record: PartnershipID) {
        (self.sharing, self.partnership, self.record) = (sharing, partnership, record)
    }

    /// The same at another moment.
    public func at(_ now: Instant) -> RecordWriter {
        RecordWriter(
            Sharing(connection: sharing.connection, office: sharing.office, actor: sharing.actor, now: now, gazetteer: sharing.gazetteer),
            partnership, record)
    }

    /// Invites the partner's office, which joins with the partnership that its own register has.
    /// - Returns: the other office as a writer in the same record.
    public func share(with other: OfficeID, by actor: Actor, homePlace: PlaceID) throws -> RecordWriter {
        let candidates = try SharedParties(connection: sharing.connection).candidates(partnership, record)
        guard let found = candidates.first(where: { $0.office == other }) else { throw AppError.notFound }
        try sharing.invite(found, to: partnership, record)
        let theirs = Sharing(connection: sharing.connection, office: other, actor: actor, now: sharing.now, gazetteer: sharing.gazetteer)
        let store = PartnershipStore(sharing.connection, office: other, by: actor, at: sharing.now, gazetteer: sharing.gazetteer)
        let id = try theirs.join(record, existing: try store.findExisting(partnerPlaces: [homePlace]).first?.id)
        return RecordWriter(theirs, id, record)
    }

    /// The party of this office, as the record names it.
    public func party() throws -> String {
        let ledger = try RecordStore(connection: sharing.connection).ledger(record)
        guard let own = try sharing.reading(record, ledger).own else { throw AppError.notFound }
        return own.hex
    }

    /// A new identity for a thing.
    public func identity() -> String {
        var random = SystemRandomNumberGenerator()
        return ID<SharedObject>.new(at: sharing.now, random: &random).text
    }

    /// Proposes things that all parties agree on; alone the office states them.
    /// - Parameter things: the prefix of the kind (`agreed/indicator`), the identity (empty for a kind of which there is one), the fields.
    public func propose(_ things: [(kind: String, id: String, fields: [String: Value])], note: String) throws {
        let objects = try things.map { thing in
            let kind = try kind(thing.kind, .agreed)
            return (name: kind.isSingle ? kind.prefix : "\(kind.prefix)/\(thing.id)", fields: Optional(thing.fields.filter { !$0.value.isNull }))
        }
        guard try sharing.agree(objects, in: record) == .drafted else { return }
        _ = try sharing.propose(note: note, in: record, partnership)
    }

    /// Assents to everything that waits for this office.
    public func assent() throws {
        let ledger = try RecordStore(connection: sharing.connection).ledger(record)
        guard let own = try sharing.reading(record, ledger).own else { throw AppError.notFound }
        for proposal in ledger.proposals where ledger.isOpen(proposal) {
            guard let assents = ledger.assents(to: proposal), assents.asked.contains(own), !assents.given.contains(own) else { continue }
            try sharing.assent(to: proposal, in: record, partnership)
        }
    }

    /// Writes a thing of this office's own.
    /// - Returns: what it is called in the record.
    @discardableResult
    public func put(_ prefix: String, _ fields: [String: Value], personal: [String: Value] = [:]) throws -> String {
        let kind = try kind(prefix, .own)
        guard let own = PartyID(hex: try party()) else { throw AppError.notFound }
        let name = kind.name(identity(), by: own)
        try sharing.put(name, SharedEntry(values: fields, personal: personal), in: record)
        return name
    }

    /// Says something to the other parties.
    public func say(_ text: String) throws { try sharing.say(text, about: "", in: record) }

    /// Gives the office's present year a theme, and this partnership its focus.
    public func year(_ theme: String, _ text: String) throws {
        guard let year = sharing.now.day?.year else { throw AppError.notFound }
        let years = YearStore(connection: sharing.connection, office: sharing.office)
        try years.save(OfficeYear(year: year, theme: theme, text: text), over: nil, by: sharing.actor, at: sharing.now)
        try years.setFocus(partnership, true, in: year, by: sharing.actor, at: sharing.now)
    }

    private func kind(_ prefix: String, _ ownership: SharedKind.Ownership) throws -> SharedKind {
        guard let kind = SharedKinds.all.first(where: { $0.prefix == prefix && $0.ownership == ownership }) else {
            throw AppError.invalid("There is no kind “\(prefix)” in a record.")
        }
        return kind
    }
}
