import Kernel
import Ledger
import Storage

/// Speaking for a party that is on no server, and handing it over to the office it gets one day.
extension Sharing {
    private var hosting: HostedParties { HostedParties(connection: connection) }

    /// Keeps a key for an absent party: with that its guests write.
    /// - Parameter absent: its name in the record; the party where a key is kept already.
    /// - Returns: the party for which they write.
    func host(_ absent: String, in record: PartnershipID) throws -> PartyID {
        if let known = try hosting.all(record).first(where: { $0.absent == absent || $0.party.hex == absent }) { return known.party }
        var made: PartyID?
        try write(record) { ledger, own in
            let agreement = ledger.agreement
            guard agreement.absent.contains(absent), let name = agreement.objects[SharedParty.object(absent)]?["name"]?.text else {
                throw AppError.notFound
            }
            let guest = try hosting.make(absent, record, at: now)
            let invitation = try ledger.write(.invite(Invitation(party: guest.party, name: name, isHosted: true)), with: own, at: now)
            try ledger.write(.join(Joining(key: guest.key.publicKey, name: name, invitation: invitation.hash)), with: guest, at: now)
            made = guest.party
        }
        guard let made else { throw AppError.notFound }
        return made
    }

    /// The guest's party takes part.
    func takePart(in record: PartnershipID, _ partnership: PartnershipID) throws {
        let known = try hostedByGuest(record)
        try write(record) { ledger, own in try becomeParty(own, as: known, &ledger) }
        try note("taken-part", partnership, [:])
    }

    /// The guest's party does not take part, for the time being.
    func refuseToTakePart(reason: String, in record: PartnershipID, _ partnership: PartnershipID) throws {
        let known = try hostedByGuest(record)
        try write(record) { ledger, own in try declineBecomingParty(own, as: known, reason: reason, &ledger) }
        try note("declined", partnership, [:])
    }

    private func hostedByGuest(_ record: PartnershipID) throws -> HostedParties.Hosted {
        guard let guest, let known = try hosting.all(record).first(where: { $0.party == guest.party }) else { throw AppError.notFound }
        return known
    }

    /// The hosted party that an office of this server is: its own organisation, or the city of the same place.
    func hosted(for other: OfficeID, _ organisation: OrganisationID, in record: PartnershipID, _ agreement: Agreement) throws
        -> HostedParties.Hosted?
    {
        let all = try hosting.all(record)
        guard !all.isEmpty else { return nil }
        let place = try place(of: other)
        return all.first { hosted in
            let values = agreement.objects[SharedParty.object(hosted.party.hex)] ?? agreement.objects[SharedParty.object(hosted.absent)] ?? [:]
            return Self.isSame(hosted.absent, values, organisation, place)
        }
    }

    /// Hands a hosted party over to this office: from here on it signs with its own key, and the one kept here is forgotten.
    func takeOver(_ party: PartyID, in record: PartnershipID, _ ledger: inout Ledger, as own: Signer) throws {
        try ledger.write(.rotate(to: own.key.publicKey), with: try hosting.signer(party, in: record), at: now)
        try hosting.remove(party, record)
        try GuestStore(connection: connection).endAll(record, party, at: now)
    }
}
