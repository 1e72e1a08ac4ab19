import Kernel
import Markup
import Web

extension Words {
    func kind(_ kind: PartnershipKind) -> String {
        switch kind {
        case .partnerCity: self("Partner city")
        case .friendshipCity: self("Friendship city")
        case .smartCity: self("Smart-city or project partnership")
        case .partnerDistrict: self("Partner district")
        case .climate: self("Climate partnership")
        case .development: self("Development partnership")
        case .multilateral: self("Trilateral or multilateral partnership")
        case .cityAssociation: self("City and association")
        case .associationAssociation: self("Association and association")
        case .multiCity: self("Multi-city partnership")
        case .knownContact: self("Known contact")
        }
    }

    func status(_ status: PartnershipStatus) -> String {
        switch status {
        case .contact: self("Contact")
        case .exploring: self("Exploring")
        case .active: self("Active")
        case .dormant: self("Dormant")
        case .suspended: self("Suspended")
        case .ended: self("Ended")
        case .revived: self("Revived")
        }
    }

    /// `34 active`: how many partnerships stand so.
    func standing(_ status: PartnershipStatus, _ count: Int) -> String {
        switch status {
        case .contact: self("\(count) contacts")
        case .exploring: self("\(count) being explored")
        case .active: self("\(count) active")
        case .dormant: self("\(count) dormant")
        case .suspended: self("\(count) suspended")
        case .ended: self("\(count) ended")
        case .revived: self("\(count) revived")
        }
    }

    func basis(_ basis: PartnershipBasis) -> String {
        switch basis {
        case .agreement: self("Signed agreement")
        case .councilDecision: self("Council decision")
        case .letterOfIntent: self("Letter of intent")
        case .memorandum: self("Memorandum of understanding")
        case .exchangeOfLetters: self("Exchange of letters")
        case .noneKnown: self("None known")
        }
    }

    func involvement(_ model: InvolvementModel) -> String {
        switch model {
        case .municipality: self("Run by the municipality")
        case .civilSociety: self("Run by civil society")
        case .blended: self("Run by both")
        }
    }

    func field(_ field: FieldOfWork) -> String {
        switch field {
        case .waste: self("Waste")
        case .capacityBuilding: self("Capacity building")
        case .climate: self("Climate")
        case .maritimeEconomy: self("Maritime economy")
        case .urbanDevelopment: self("Urban development")
        case .culture: self("Culture")
        case .traffic: self("Traffic")
        case .lowCarbon: self("Low carbon")
        case .technology: self("Technology")
        case .education: self("Education")
        case .youth: self("Youth")
        case .sport: self("Sport")
        case .economy: self("Economy")
        case .tourism: self("Tourism")
        case .environment: self("Environment")
        case .health: self("Health")
        case .science: self("Science")
        case .administration: self("Administration")
        case .integration: self("Integration")
        case .peace: self("Peace")
        }
    }

    func fields(_ fields: [FieldOfWork]) -> String { fields.map { field($0) }.joined(separator: ", ") }
}

extension PartnershipStatus {
    /// The shape that stands before the word.
    var shape: String {
        switch self {
        case .contact, .exploring, .revived: "exploring"
        case .active: "active"
        case .dormant: "dormant"
        case .suspended: "held"
        case .ended: "ended"
        }
    }

    func mark(_ w: Words) -> HTML { Part.state(shape, w.status(self)) }
}
