import Markup

/// What an organisation is. The words are the field's; `rawValue` is how it is stored and what the API says.
public enum OrganisationKind: String, Sendable, CaseIterable, Codable {
    case localGovernment = "local_government"
    case region
    case associationOfLocalGovernments = "association_of_local_governments"
    case network
    case nationalGovernment = "national_government"
    case consularPost = "consular_post"
    case company
    case university
    case school
    case hospital
    case port
    case museum
    case club
    case foundation
    case media
    case internationalOrganisation = "international_organisation"
    case other

    /// As people say it.
    public func word(_ w: Words) -> String {
        switch self {
        case .localGovernment: w("Local government")
        case .region: w("Region")
        case .associationOfLocalGovernments: w("Association of local governments")
        case .network: w("Network")
        case .nationalGovernment: w("National government")
        case .consularPost: w("Consular post")
        case .company: w("Company")
        case .university: w("University")
        case .school: w("School")
        case .hospital: w("Hospital")
        case .port: w("Port")
        case .museum: w("Museum")
        case .club: w("Club")
        case .foundation: w("Foundation")
        case .media: w("Media")
        case .internationalOrganisation: w("International organisation")
        case .other: w("Other")
        }
    }
}
