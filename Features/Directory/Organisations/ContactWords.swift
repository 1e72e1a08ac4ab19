import Markup

/// A way to reach an office (channels seen in the surveys of the field).
public struct Channel: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, CaseIterable, Codable {
        case email, telephone, letter, webPortal = "web_portal", onlineMeeting = "online_meeting", socialMedia = "social_media"
        case nationalGovernment = "national_government", association

        public func word(_ w: Words) -> String {
            switch self {
            case .email: w("E-mail")
            case .telephone: w("Telephone")
            case .letter: w("Letter")
            case .webPortal: w("Web portal")
            case .onlineMeeting: w("Online meeting")
            case .socialMedia: w("Social media")
            case .nationalGovernment: w("National or state government")
            case .association: w("Association of local governments")
            }
        }
    }

    public var kind: Kind
    /// An account, a form's address, hours: what one needs to use it.
    public var detail: String?
    public init(_ kind: Kind, detail: String? = nil) { (self.kind, self.detail) = (kind, detail) }
}

/// A field of work in which a city knows something or wants to: one of the field's own, or the office's word.
public enum Sector: Sendable, Hashable, Codable {
    case listed(Listed)
    case own(String)

    /// The sectors exchanged between cities (survey of 2021) and those of the departments that travel.
    public enum Listed: String, Sendable, CaseIterable, Codable {
        case waste, capacityBuilding = "capacity_building", climate, maritimeEconomy = "maritime_economy", urbanDevelopment = "urban_development"
        case culture, mobility, lowCarbon = "low_carbon", technology, economy, education, youth, health, housing, water, socialInclusion =
            "social_inclusion"
        case security, tourism, sport, digitalAdministration = "digital_administration", developmentCooperation = "development_cooperation", peace

        public func word(_ w: Words) -> String {
            switch self {
            case .waste: w("Waste")
            case .capacityBuilding: w("Capacity building")
            case .climate: w("Climate")
            case .maritimeEconomy: w("Maritime economy")
            case .urbanDevelopment: w("Urban development")
            case .culture: w("Culture")
            case .mobility: w("Mobility and traffic")
            case .lowCarbon: w("Low carbon")
            case .technology: w("Technology")
            case .economy: w("Economy and trade")
            case .education: w("Schools and education")
            case .youth: w("Youth")
            case .health: w("Health")
            case .housing: w("Housing")
            case .water: w("Water")
            case .socialInclusion: w("Social inclusion")
            case .security: w("Safety and civil protection")
            case .tourism: w("Tourism")
            case .sport: w("Sport")
            case .digitalAdministration: w("Digital administration")
            case .developmentCooperation: w("Development cooperation")
            case .peace: w("Peace and reconciliation")
            }
        }
    }

    /// From the stored or typed word.
    public init(_ text: String) { self = Listed(rawValue: text).map(Sector.listed) ?? .own(text) }

    public var stored: String {
        switch self {
        case .listed(let listed): listed.rawValue
        case .own(let text): text
        }
    }

    public func word(_ w: Words) -> String {
        switch self {
        case .listed(let listed): listed.word(w)
        case .own(let text): text
        }
    }

    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(stored)
    }
}
