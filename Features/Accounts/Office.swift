import Kernel

/// An office of international affairs on this server: the tenant whose records are its own.
public struct Office: Sendable, Equatable {
    public let id: OfficeID
    /// Its part of public addresses, `/cities/SLUG`: small ASCII letters, digits and hyphens.
    public let slug: String
    public let name: String
    /// Its city.
    public let place: PlaceID
    /// Its own city's entry in the directory.
    public let organisation: OrganisationID?
    /// The language its records are mostly written in.
    public let language: Language
    public let createdAt: Instant
}

/// An office somebody belongs to, and as what.
public struct Membership: Sendable, Equatable {
    public let office: OfficeID
    public let officeName: String
    public let officeSlug: String
    public let role: Role
}
