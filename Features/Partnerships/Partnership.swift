import Kernel
import Storage

/// What a relationship between cities is (the kinds of the field).
public enum PartnershipKind: String, Sendable, CaseIterable, Codable {
    /// Sister city, twin city, partner city: formal and open-ended.
    case partnerCity = "partner-city"
    /// Often the first stage of a partner city.
    case friendshipCity = "friendship-city"
    /// A project with a fixed term and agreed metrics.
    case smartCity = "smart-city"
    case partnerDistrict = "partner-district"
    case climate
    case development
    /// Three parties or more, each with each.
    case multilateral
    case cityAssociation = "city-association"
    case associationAssociation = "association-association"
    /// Cities of similar level of development with a problem in common.
    case multiCity = "multi-city"
    /// A person or office one knows there, before anything is agreed.
    case knownContact = "known-contact"
}

/// Where a partnership stands in its life.
public enum PartnershipStatus: String, Sendable, CaseIterable, Codable {
    case contact, exploring, active, dormant
    /// For political reasons; it loses nothing.
    case suspended
    case ended, revived
}

/// What a partnership rests on.
public enum PartnershipBasis: String, Sendable, CaseIterable, Codable {
    case agreement, councilDecision = "council-decision", letterOfIntent = "letter-of-intent"
    case memorandum, exchangeOfLetters = "exchange-of-letters", noneKnown = "none-known"
}

/// Who carries a partnership.
public enum InvolvementModel: String, Sendable, CaseIterable, Codable {
    case municipality, civilSociety = "civil-society", blended
}

/// What a partnership works on.
public enum FieldOfWork: String, Sendable, CaseIterable, Codable {
    case waste, capacityBuilding = "capacity-building", climate, maritimeEconomy = "maritime-economy", urbanDevelopment = "urban-development"
    case culture, traffic, lowCarbon = "low-carbon", technology
    case education, youth, sport, economy, tourism, environment, health, science, administration, integration, peace
}

/// A party as it is named before it is in the register: an organisation of the directory, or a place whose local government is meant.
public enum PartyChoice: Sendable, Hashable {
    /// The local government there that the office keeps or sees; entered into the directory where there is none.
    case place(PlaceID)
    case organisation(OrganisationID)
    /// An organisation by its name, at a place where one is known: the one the office sees under that name, or a new entry.
    case named(String, at: PlaceID?)
}

/// Everything somebody may say of a partnership, ready to be stored.
public struct PartnershipDraft: Sendable, Hashable {
    /// The first party. Nil, as nearly always, is the office's own organisation; a hub also keeps partnerships between other cities
    /// (a spreadsheet with a column for the home city).
    public var home: PartyChoice?
    public var kind: PartnershipKind
    public var status: PartnershipStatus
    /// As exact as history knows it; a year stays a year.
    public var since: PartialDate?
    /// The other parties in their order, the first one not among them. One at least.
    public var partners: [PartyChoice]
    public var fields: [FieldOfWork] = []
    /// What it is about, in a few free words.
    public var theme = ""
    public var basis: PartnershipBasis = .noneKnown
    public var basisText = ""
    /// Address of the document; checked as a `Link` where it is shown.
    public var basisLink = ""
    /// The lead person, as a free name.
    public var lead = ""
    public var involvement: InvolvementModel?
    /// For the public.
    public var summary = ""
    /// For the office alone.
    public var note = ""
    public var isPublic = false
    /// Where the row came from: a file's name and line.
    public var source: String?

    public init(
        kind: PartnershipKind = .partnerCity, status: PartnershipStatus = .active, since: PartialDate? = nil, home: PartyChoice? = nil,
        partners: [PartyChoice]
    ) {
        (self.kind, self.status, self.since, self.home, self.partners) = (kind, status, since, home, partners)
    }
}

extension PartnershipDraft {
    /// What stands in the register, to be changed and stored again.
    public init(_ record: PartnershipRecord) {
        self.init(
            kind: record.kind, status: record.status, since: record.since, home: .organisation(record.home),
            partners: record.partners.map { .organisation($0) })
        (fields, theme, basis, basisText, basisLink) = (record.fields, record.theme, record.basis, record.basisText, record.basisLink)
        (lead, involvement, summary, note, isPublic, source) = (
            record.lead, record.involvement, record.summary, record.note, record.isPublic, record.source
        )
    }
}

/// A partnership as it is stored, and as the journal keeps its state before and after a change.
public struct PartnershipRecord: Sendable, Equatable, Codable {
    public var kind: PartnershipKind
    public var status: PartnershipStatus
    public var since: PartialDate?
    /// The first party.
    public var home: OrganisationID
    /// The other parties in their order.
    public var partners: [OrganisationID]
    public var fields: [FieldOfWork]
    public var theme: String
    public var basis: PartnershipBasis
    public var basisText: String
    public var basisLink: String
    public var lead: String
    public var involvement: InvolvementModel?
    public var summary: String
    public var note: String
    public var isPublic: Bool
    public var source: String?
    public var isArchived: Bool
    public var revision: Int
    /// Since when it stands so, as exact as is known.
    public var statusSince: PartialDate?
    /// Why it stands so.
    public var reason: String?
    /// How it stood before the shared record made it stand otherwise; nil while the status is the office's own word.
    public var statusBefore: PartnershipStatus?

    init(_ draft: PartnershipDraft, home: OrganisationID, partners: [OrganisationID], isArchived: Bool = false, revision: Int = 1) {
        (kind, status, since, self.home, self.partners) = (draft.kind, draft.status, draft.since, home, partners)
        // In the order of the field's list, each once, so that equal choices are equal.
        fields = FieldOfWork.allCases.filter(draft.fields.contains)
        (theme, basis, basisText, basisLink) = (draft.theme, draft.basis, draft.basisText, draft.basisLink)
        (lead, involvement, summary, note, isPublic, source) = (
            draft.lead, draft.involvement, draft.summary, draft.note, draft.isPublic, draft.source
        )
        (self.isArchived, self.revision) = (isArchived, revision)
    }

    init(row: Row, home: OrganisationID, partners: [OrganisationID]) throws {
        (kind, status, since, self.home, self.partners) = (try row["kind"], try row["status"], try row["since"], home, partners)
        fields = FieldOfWork.stored(try row["fields"])
        (theme, basis, basisText, basisLink) = (try row["theme"], try row["basis"], try row["basis_text"], try row["basis_link"])
        (lead, involvement, summary, note) = (try row["lead_name"], try row["involvement"], try row["summary"], try row["note"])
        (isPublic, source, revision) = (try row["is_public"], try row["source"], try row["revision"])
        (statusSince, statusBefore) = (try row["status_since"], try row["status_before"])
        let why: String = try row["status_reason"]
        reason = why.isEmpty ? nil : why
        let archived: Instant? = try row["archived_at"]
        isArchived = archived != nil
    }
}

extension FieldOfWork {
    /// `,culture,youth,`; empty for none.
    static func text(_ fields: [FieldOfWork]) -> String { fields.isEmpty ? "" : "," + fields.map(\.rawValue).joined(separator: ",") + "," }
    static func stored(_ text: String) -> [FieldOfWork] { text.split(separator: ",").compactMap { FieldOfWork(rawValue: String($0)) } }
}
