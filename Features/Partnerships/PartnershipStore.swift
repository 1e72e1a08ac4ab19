import Directory
import Gazetteer
import Kernel
import Storage

/// The partnerships of one office, inside one transaction: who reads or changes them, when, and all the SQL for it.
public struct PartnershipStore {
    let connection: Connection
    let office: OfficeID
    let actor: Actor
    let now: Instant
    let gazetteer: Gazetteer
    /// The reference of the request, for the journal.
    let request: String?

    public init(_ connection: Connection, office: OfficeID, by actor: Actor, at now: Instant, gazetteer: Gazetteer, request: String? = nil) {
        (self.connection, self.office, self.actor, self.now, self.gazetteer, self.request) = (connection, office, actor, now, gazetteer, request)
    }

    /// Enters a partnership and the partners' local governments that the directory lacks. One fact in the journal each.
    /// - Parameter batch: the import it belongs to; it can then be undone as a whole.
    @discardableResult
    public func create(_ draft: PartnershipDraft, batch: String? = nil) throws -> PartnershipID {
        throw AppError.notFound
    }

    /// The same for many, with few statements besides their rows. The ids stand in the order of the drafts.
    public func create(all drafts: [PartnershipDraft], batch: String? = nil) throws -> [PartnershipID] {
        throw AppError.notFound
    }

    /// Changes one. The revision is the one the writer saw; nil takes what stands (an import).
    /// - Throws: `AppError.conflict` when somebody changed it meanwhile, `notFound` when the office has none such.
    public func update(_ id: PartnershipID, _ draft: PartnershipDraft, revision: Int?, batch: String? = nil) throws {
        throw AppError.notFound
    }

    /// One as it is stored, with its partners.
    public func record(_ id: PartnershipID) throws -> PartnershipRecord {
        throw AppError.notFound
    }

    /// Partnerships that the office has already with these places, by place and kind; of several the oldest. One statement.
    public func findExisting(partnerPlaces: [PlaceID]) throws -> [ExistingPartnership] {
        throw AppError.notFound
    }

    /// The partnership of this kind with the local government of a place, if the office has one.
    public func findExisting(partnerPlace: PlaceID, kind: PartnershipKind) throws -> PartnershipID? {
        throw AppError.notFound
    }

    /// Undoes an import: what it created is removed unless somebody changed it since; what it changed is restored from the journal
    /// unless somebody changed it since.
    public func removeBatch(_ batch: String) throws -> BatchRemoval {
        throw AppError.notFound
    }
}

/// A partnership that stands in the register already.
public struct ExistingPartnership: Sendable, Equatable {
    public let id: PartnershipID
    public let place: PlaceID
    public let kind: PartnershipKind
    public let status: PartnershipStatus
    public let since: PartialDate?
    public let revision: Int
}

/// What undoing an import did.
public struct BatchRemoval: Sendable, Equatable {
    public var removed = 0
    public var restored = 0
    /// Changed by somebody since the import, and left as it is.
    public var kept = 0
}
