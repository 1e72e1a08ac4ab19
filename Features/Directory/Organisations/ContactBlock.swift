import Kernel

/// Whom to write to, who decides there, and by which procedure: the barrier named first by every city that was asked.
public struct ContactBlock: Sendable, Equatable, Codable {
    /// Unit or role: `Office of International Affairs`. A role outlasts a person.
    public var unit: String
    public var person: String?
    public var postalAddress: String?
    public var email: String?
    public var telephone: String?
    /// `10 working days`.
    public var answersWithin: String?
    public var decisions: [Decision]
    public var procedure: [Step]
    /// Working languages, the preferred first.
    public var languages: [Language]
    public var channels: [Channel]
    public var preferredChannel: Channel.Kind?
    public var sectors: [Sector]
    public var seeks: [Offer]
    public var offers: [Offer]

    public init(
        unit: String, person: String? = nil, postalAddress: String? = nil, email: String? = nil, telephone: String? = nil,
        answersWithin: String? = nil,
        decisions: [Decision] = [], procedure: [Step] = [], languages: [Language] = [], channels: [Channel] = [],
        preferredChannel: Channel.Kind? = nil,
        sectors: [Sector] = [], seeks: [Offer] = [], offers: [Offer] = []
    ) {
        (self.unit, self.person, self.postalAddress, self.email, self.telephone) = (unit, person, postalAddress, email, telephone)
        (self.answersWithin, self.decisions, self.procedure, self.languages, self.channels) = (
            answersWithin, decisions, procedure, languages, channels
        )
        (self.preferredChannel, self.sectors, self.seeks, self.offers) = (preferredChannel, sectors, seeks, offers)
    }

    /// Who decides in a matter: `A partner city`, `City council, recorded vote`.
    public struct Decision: Sendable, Equatable, Codable {
        public var matter: String
        public var who: String
        public init(matter: String, who: String) { (self.matter, self.who) = (matter, who) }
    }

    /// One step from the first letter to a signature.
    public struct Step: Sendable, Equatable, Codable {
        public var title: String
        public var text: String?
        /// How long it takes, in words: `2 to 4 weeks`.
        public var duration: String?
        public init(title: String, text: String? = nil, duration: String? = nil) { (self.title, self.text, self.duration) = (title, text, duration) }
    }

    /// What is sought or offered.
    public struct Offer: Sendable, Equatable, Codable {
        public var title: String
        public var text: String?
        public init(title: String, text: String? = nil) { (self.title, self.text) = (title, text) }
    }
}

/// The contact block of an organisation as it is kept.
public struct KeptContact: Sendable {
    public let block: ContactBlock
    /// The day on which the office last said that all of it still holds.
    public let confirmedOn: PartialDate?
    public let confirmedBy: String?
    public let revision: Int
    public let updatedAt: Instant
    public let updatedBy: String
}
