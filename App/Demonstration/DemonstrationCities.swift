import Directory
import Kernel
import Partnerships

/// A city of the demonstration. Figures: the comparison of offices of 2015.
struct DemonstrationCity {
    let name: String
    let place: PlaceID
    var website: String?
    var figures: [OrganisationFigure] = []
    var contact = ContactBlock(unit: "Office of International Affairs")
}

/// A partnership of the demonstration: place and year are real, state and field of work invented.
struct DemonstrationPartnership {
    let place: PlaceID
    let since: Int
    var status = PartnershipStatus.active
    var fields: [FieldOfWork] = []
    var theme = ""
    var basis = PartnershipBasis.agreement
    var lead = ""
    var summary = ""

    var draft: PartnershipDraft {
        var draft = PartnershipDraft(kind: .partnerCity, status: status, since: PartialDate(year: since), partners: [.place(place)])
        (draft.fields, draft.theme, draft.basis, draft.lead, draft.summary, draft.isPublic) = (fields, theme, basis, lead, summary, true)
        draft.source = "Comparison of offices, 2015"
        return draft
    }
}

enum DemonstrationCities {
    private static let duesseldorf = 2_934_246, reading = 2_639_577, haifa = 294_801

    static let offices = [
        DemonstrationCity(
            name: "Düsseldorf", place: duesseldorf, website: "https://www.duesseldorf.de",
            figures: [
                figure(
                    population: 597_102, partners: 6, staff: 6, budget: Money(minor: 25_000_000, currency: "EUR"),
                    note: "100,000 for European affairs, 150,000 for partner cities; discretionary.")
            ],
            contact: DemonstrationContacts.duesseldorf),
        DemonstrationCity(name: "Reading", place: reading, website: "https://www.reading.gov.uk", contact: DemonstrationContacts.reading),
        DemonstrationCity(name: "Haifa", place: haifa, website: "https://www.haifa.muni.il", contact: DemonstrationContacts.haifa),
    ]

    static let neighbours = [
        DemonstrationCity(
            name: "Birmingham", place: 2_655_603, website: "https://www.birmingham.gov.uk",
            figures: [
                figure(
                    population: 1_000_000, partners: 10, staff: 14.5, budget: Money(minor: 80_000_000, currency: "GBP"),
                    note: "Half of it personnel; twinning about 50,000.")
            ]),
        DemonstrationCity(
            name: "Frankfurt am Main", place: 2_925_533, website: "https://frankfurt.de",
            figures: [
                figure(
                    population: 700_000, partners: 16, staff: 8, budget: Money(minor: 28_000_000, currency: "EUR"),
                    note: "208,000 over 16 partner cities, 20,000 Europe and networks, 47,000 America and development, 5,000 public relations.")
            ]),
        DemonstrationCity(
            name: "Hamburg", place: 2_911_298, website: "https://www.hamburg.de",
            figures: [
                figure(
                    population: 1_746_342, partners: 9, staff: 9, budget: Money(minor: 100_000_000, currency: "EUR"),
                    note: "About; a combined discretionary budget since 2015.")
            ]),
    ]

    static let partnerships = [
        DemonstrationPartnership(
            place: reading, since: 1988, fields: [.culture, .youth], theme: "Libraries; youth orchestra", lead: "Katrin Albers",
            summary: "Two libraries that borrow from each other, and an orchestra of young people that plays in both cities in turn."),
        DemonstrationPartnership(
            place: 2_940_132, since: 1988, fields: [.culture, .administration], theme: "Culture; administration", lead: "Katrin Albers",
            summary: "Begun when the city lay behind a border; now an exchange between two administrations and two theatres."),
        DemonstrationPartnership(
            place: haifa, since: 1988, fields: [.traffic, .climate], theme: "Bus priority; clean air", lead: "Milan Verhoeven",
            summary: "Engineers of both cities re-time junctions for buses, and measure what the air gains by it."),
        DemonstrationPartnership(
            place: 756_135, since: 1989, fields: [.economy, .education], theme: "Trade fair; schools", lead: "Katrin Albers",
            summary: "Trade fairs that send each other exhibitors, and forty classes that write to each other."),
        DemonstrationPartnership(
            place: 524_901, since: 1992, status: .suspended, fields: [.culture], theme: "Working level only", lead: "Milan Verhoeven",
            summary: "Suspended: funds are frozen, relations are kept at working level."),
        DemonstrationPartnership(
            place: 1_814_906, since: 2004, fields: [.health, .economy, .education], theme: "Health; trade; students", basis: .councilDecision,
            lead: "Milan Verhoeven",
            summary: "Hospitals, trade offices and two universities that exchange students every year."),
    ]

    static let otherPartnerships: [(office: String, partners: [DemonstrationPartnership])] = [
        (
            "reading",
            [
                DemonstrationPartnership(
                    place: duesseldorf, since: 1988, fields: [.culture, .youth], theme: "Libraries; youth orchestra", lead: "Hannah Whitcombe",
                    summary: "A return concert every other year.")
            ]
        ),
        (
            "haifa",
            [
                DemonstrationPartnership(
                    place: duesseldorf, since: 1988, fields: [.traffic], theme: "Bus priority", lead: "Yael Shoham",
                    summary: "Six junctions re-timed together.")
            ]
        ),
    ]

    /// The city's name of a slug.
    static func name(of slug: String) -> String { ["duesseldorf": "Düsseldorf", "reading": "Reading", "haifa": "Haifa"][slug] ?? slug }

    private static func figure(population: Int, partners: Int, staff: Double, budget: Money?, note: String) -> OrganisationFigure {
        OrganisationFigure(year: 2015, population: population, partnerCities: partners, staff: staff, budget: budget, note: note)
    }
}

/// Contact blocks of invented people; the addresses end in `.example`, which no mail ever reaches.
enum DemonstrationContacts {
    static let duesseldorf = ContactBlock(
        unit: "Office of International Affairs", person: "Katrin Albers", postalAddress: "Marktplatz 1, 40213 Düsseldorf",
        email: "international@duesseldorf.example",
        telephone: "+49 211 555 0110", answersWithin: "10 working days",
        decisions: [
            .init(matter: "A visit or an exchange of experts", who: "Head of office, with the department concerned"),
            .init(matter: "A letter of intent, a project partnership up to three years", who: "The Lord Mayor"),
            .init(matter: "A partner city", who: "City council, recorded vote"),
            .init(matter: "Money", who: "Head of office, within the yearly budget"),
        ],
        procedure: [
            .init(
                title: "Write to the contact point", text: "In German, English or French. Say what you want to do together and who would take part."),
            .init(title: "First talk", text: "A video call with the technical department concerned. We send a note of it to both sides."),
            .init(title: "Proposal", text: "One page from both: what we are trying to accomplish, and what success would look like."),
            .init(title: "Political approval", text: "The committee advises, the city council votes. The vote is recorded."),
            .init(title: "Signature", text: "By the highest officials of both cities, for a fixed term with a review."),
        ],
        languages: [.german, .english] + ["fr"].compactMap { Language($0) },
        channels: [Channel(.email), Channel(.telephone), Channel(.onlineMeeting)], preferredChannel: .email,
        sectors: [.listed(.mobility), .listed(.climate), .listed(.economy), .listed(.culture), .listed(.education)],
        seeks: [
            .init(title: "Heat plans for dense quarters", text: "A city of 300,000 to 900,000 that has run one for two summers."),
            .init(title: "Nursing schools for an exchange of teachers"),
        ],
        offers: [
            .init(title: "Bus priority at junctions", text: "Signal plans, tender texts, two engineers for a week."),
            .init(title: "How a trade fair and a city work together", text: "Two days on site."),
        ])

    static let reading = ContactBlock(
        unit: "Chief Executive's Office, international links", person: "Hannah Whitcombe", email: "links@reading.example",
        telephone: "+44 118 555 0142", answersWithin: "two weeks",
        decisions: [.init(matter: "A new partner", who: "The council")], languages: [.english], channels: [Channel(.email)], preferredChannel: .email,
        sectors: [.listed(.culture), .listed(.youth)], offers: [.init(title: "A youth orchestra that travels")])

    static let haifa = ContactBlock(
        unit: "Department of Foreign Relations", person: "Yael Shoham", email: "foreign@haifa.example", telephone: "+972 4 555 0173",
        answersWithin: "10 working days",
        decisions: [.init(matter: "A visit", who: "Head of department"), .init(matter: "A partner city", who: "City council")],
        languages: [.english] + ["he"].compactMap { Language($0) }, channels: [Channel(.email), Channel(.onlineMeeting)], preferredChannel: .email,
        sectors: [.listed(.maritimeEconomy), .listed(.technology)], seeks: [.init(title: "Ports that have electrified their quays")])
}
