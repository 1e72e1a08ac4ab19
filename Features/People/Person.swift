import Directory
import Foundation
import Kernel

/// A person of the office's directory as one reader may see them.
public struct Person: Sendable, Identifiable {
    public let id: PersonID
    public let office: OfficeID
    /// Without the private notes for readers who may not see them.
    public let entry: PersonEntry
    /// Whether this reader sees the private notes; what is not there may then still be asked for.
    public let seesNotes: Bool
    public let place: KeptPlace?
    /// The organisations of the roles that this reader may see.
    public let organisations: [OrganisationID: OrganisationSummary]
    /// Counts its versions, from 1; a form says which one it was written on.
    public let revision: Int
    public let createdAt: Instant
    public let updatedAt: Instant
    public let updatedBy: String
    public let archivedAt: Instant?
    /// The day on which somebody last said that all of it still holds; to begin with the day on which somebody wrote it down, and of who came in
    /// with a file what that says of it. Nil: nobody has said so yet.
    public let confirmedOn: PartialDate?
    /// Nil where a file has brought the day.
    public let confirmedBy: String?
    /// The entry that took this one over.
    public let mergedInto: PersonID?

    public var isArchived: Bool { archivedAt != nil }

    /// The roles held on a day, as the office put them in order.
    public func roles(on day: String) -> [PersonRole] { entry.roles.filter { $0.isHeld(on: day) } }

    /// The time zone they work in: their own, that of their place, or that of the organisation they work for now.
    public func zone(on day: String) -> TimeZone? {
        let ofRoles = roles(on: day).lazy.compactMap { organisations[$0.organisation]?.place?.timeZone }.first
        return (entry.timeZone ?? place?.timeZone ?? ofRoles).flatMap { TimeZone(identifier: $0) }
    }

    /// The country they work in.
    public func country(on day: String) -> Country? {
        place?.country ?? roles(on: day).lazy.compactMap { organisations[$0.organisation]?.place?.country }.first
    }
}

/// What remains of somebody who was erased: that there was an entry, and who took it away when. No name.
public struct Tombstone: Sendable {
    public let id: PersonID
    public let erasedAt: Instant
    public let erasedBy: String
}

/// A person as a list or another page shows them.
public struct PersonSummary: Sendable, Identifiable {
    public let id: PersonID
    /// Without the private notes.
    public let entry: PersonEntry
    /// The organisation of the first role held now.
    public let organisation: OrganisationSummary.Named?
    public let post: String?
    /// Where they work, or their organisation sits.
    public let city: String?
    public let country: Country?
    public let lastContact: PartialDate?
    public let isOverdue: Bool
    public let confirmedOn: PartialDate?
    public let updatedAt: Instant

    public var name: PersonName { entry.name }
}

extension OrganisationSummary {
    /// Only what it is called and where it is found.
    public struct Named: Sendable {
        public let id: OrganisationID
        public let name: String
    }
}
