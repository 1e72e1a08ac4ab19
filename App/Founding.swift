import Accounts
import Directory
import Gazetteer
import Kernel
import Storage

/// What an office has from its first moment on: its city among the places, and its own city's public entry in the directory.
public enum Founding {
    public static func organisation(of office: OfficeID, by actor: Actor, at now: Instant, on connection: Connection) throws {
        guard let found = try OfficeStore.find(office, on: connection), found.organisation == nil else { return }
        let made = try OrganisationStore(connection).localGovernments(
            at: [found.place], for: office, language: found.language, isPublic: true, by: actor, at: now)
        if let organisation = made.organisations[found.place] { try OfficeStore.setOrganisation(organisation, of: office, on: connection) }
    }

    /// An office with its place and its entry.
    public static func office(
        _ name: String, at place: PlaceID, language: Language, gazetteer: Gazetteer, by actor: Actor, now: Instant, on connection: Connection
    ) throws -> Office {
        try PlaceStore(connection).keep([place], gazetteer: gazetteer)
        let office = try OfficeStore.create(name: name, place: place, language: language, by: actor, at: now, on: connection)
        try organisation(of: office.id, by: actor, at: now, on: connection)
        return try OfficeStore.find(office.id, on: connection) ?? office
    }
}
