import Kernel
import Markup
import Storage
import Web

/// A published partnership as plain values, for the public pages of features that do not know the register.
public struct PublishedPartnership: Sendable {
    public let id: PartnershipID
    /// The office that published it.
    public let office: OfficeID
    /// The first partner in the reader's language, and locally with its language.
    public let partner: String
    public let partnerLocal: String?
    public let partnerLanguage: String?
    public let place: PlaceID?
    /// ISO 3166-1, two letters.
    public let country: String?
    /// Degrees, WGS 84.
    public let latitude: Double?
    public let longitude: Double?
    /// Words in the reader's language: `Partner city`, `Active`.
    public let kind: String
    public let since: PartialDate?
    public let state: String
    /// The shape that stands before the state, as `Part.state` draws it.
    public let stateKind: String
    public let summary: String
    public let updatedAt: Instant
}

extension PartnershipsFeature {
    /// What is published, the latest change first: of one office, or of all. One statement; nothing private is in it.
    public static func publicConnections(office: OfficeID?, limit: Int, w: Words, _ connection: Connection) throws -> [PublishedPartnership] {
        let whose: SQL = office.map { "p.office_id = \($0) AND" } ?? .empty
        return try connection.rows(
            """
            SELECT p.id, p.office_id, p.kind, p.status, p.since, p.summary, p.updated_at, \(Partner.columnsOfFirst(w.language)) FROM partnership p
            WHERE \(whose) p.is_public = 1 AND p.archived_at IS NULL ORDER BY p.updated_at DESC, p.id DESC LIMIT \(max(0, limit))
            """
        ) { row in
            let partner = try Partner(row: row)
            let status: PartnershipStatus = try row["status"]
            return PublishedPartnership(
                id: try row["id"], office: try row["office_id"], partner: partner.name, partnerLocal: partner.local,
                partnerLanguage: partner.localLanguage,
                place: partner.place?.id, country: partner.country?.code, latitude: partner.latitude, longitude: partner.longitude,
                kind: w.kind(try row["kind"]), since: try row["since"], state: w.status(status), stateKind: status.shape,
                summary: try row["summary"], updatedAt: try row["updated_at"])
        }
    }
}
