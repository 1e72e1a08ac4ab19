import Directory
import Gazetteer
import Kernel
import People
import Storage

/// Invented people at the partners of Düsseldorf, as an office would have written them down. Their names are made up, their addresses end in
/// `.example`, and the source of each entry says that it is invented.
enum DemonstrationPeople {
    private struct Invented {
        let name: PersonName
        /// GeoNames number of the city whose government they work for.
        let city: PlaceID
        let kind: PersonRole.Kind
        let post: String
        var from: String?
        var until: String?
        var salutations: [(String, String)] = []
        var languages: [String]
        var channels: [PersonChannel] = []
        var hours: WorkingHours?
        var notes = PrivateNotes()
        var review = "2028-06-30"
        var basis = LegalBasis.publicTask
        /// Days before today, how, and what it was about.
        var talks: [(days: Int, medium: Talk.Medium, line: String)] = []
    }

    private static let chongqing = 1_814_906, reading = 2_639_577, haifa = 294_801, chemnitz = 2_940_132, warsaw = 756_135

    /// Enters them for the office that keeps the cities as organisations.
    static func enter(for office: OfficeID, _ gazetteer: Gazetteer, by officer: Actor, _ now: Instant, _ connection: Connection) throws {
        let cities = [chongqing, reading, haifa, chemnitz, warsaw]
        try PlaceStore(connection).keep(cities, gazetteer: gazetteer)
        let governments = try OrganisationStore(connection).localGovernments(
            at: cities, for: office, language: .english, isPublic: true, by: .system, at: now)
        for person in all {
            guard let organisation = governments.organisations[person.city], let review = PartialDate(person.review) else { continue }
            let role = PersonRole(
                organisation, person.kind, person.post, from: person.from.flatMap { PartialDate($0) }, until: person.until.flatMap { PartialDate($0) }
            )
            let entry = PersonEntry(
                name: person.name, salutations: person.salutations.compactMap { pair in Language(pair.0).map { Salutation($0, pair.1) } },
                languages: person.languages.compactMap { Language($0) }, channels: person.channels, hours: person.hours, place: person.city,
                roles: [role], notes: person.notes, basis: person.basis, reviewUntil: review, source: "Invented for the demonstration")
            let store = PersonStore(connection)
            let id = try store.add(entry, office: office, by: officer, at: now)
            for talk in person.talks {
                guard let day = PartialDate(now.adding(days: Int64(-talk.days)).rfc3339.prefix(10)) else { continue }
                try store.note(day, talk.medium, who: officer.name, talk.line, with: id, by: officer, at: now)
            }
        }
        try PeopleFeature.lookForDuplicates(of: office, at: now, connection)
    }

    private static let all: [Invented] = [
        Invented(
            name: PersonName(
                title: "Prof.", given: "Xiaoming", family: "Wang", order: .familyFirst, native: "王晓鸣", nativeLanguage: Language("zh"),
                romanisation: "Wáng Xiǎomíng", pronunciation: "wahng sh(y)ow-ming"),
            city: chongqing, kind: .internationalOffice, post: "Director, Foreign Affairs Office", from: "2021",
            salutations: [("de", "Sehr geehrter Herr Professor Wang"), ("en", "Dear Professor Wang"), ("zh", "尊敬的王教授")], languages: ["zh", "en"],
            channels: [
                PersonChannel(.wechat, "invented-wang-cq", note: "reads it within the day"), PersonChannel(.email, "wang.xiaoming@chongqing.example"),
                PersonChannel(.telephone, "+86 23 5550 0110", note: "secretary, Ms Li"),
            ], hours: WorkingHours(days: [1, 2, 3, 4, 5], from: 540, until: 1050),
            notes: PrivateNotes(
                protocolNote: "Is greeted first, before the deputy. Presents are given and taken with both hands.", diet: "No coriander.",
                access: "Asks for a chair at long receptions."),
            talks: [(12, .video, "Programme of the hospital delegation in spring"), (65, .letter, "Invitation to the trade fair")]),
        Invented(
            name: PersonName(
                given: "Yulan", family: "Chen", order: .familyFirst, native: "陈玉兰", nativeLanguage: Language("zh"), romanisation: "Chén Yùlán"),
            city: chongqing, kind: .internationalOffice, post: "Director, Foreign Affairs Office", from: "2014", until: "2021",
            salutations: [("en", "Dear Ms Chen")], languages: ["zh"], review: "2026-10-31"),
        Invented(
            name: PersonName(given: "Jianguo", family: "Liu", order: .familyFirst, native: "刘建国", nativeLanguage: Language("zh")), city: chongqing,
            kind: .head, post: "Deputy Mayor", from: "2023", salutations: [("en", "Dear Deputy Mayor Liu")], languages: ["zh", "en"],
            channels: [PersonChannel(.email, "office.liu@chongqing.example")], talks: [(140, .visit, "Reception at the town hall")]),
        Invented(
            name: PersonName(title: "Cllr", given: "Imogen", family: "Ashdown"), city: reading, kind: .council, post: "Lead Councillor for Culture",
            from: "2022", salutations: [("en", "Dear Councillor Ashdown")], languages: ["en", "fr"],
            channels: [PersonChannel(.email, "i.ashdown@reading.example"), PersonChannel(.mobile, "+44 7700 900110")],
            hours: WorkingHours(days: [1, 2, 3, 4, 5], from: 570, until: 1020), talks: [(30, .email, "Dates of the youth orchestra")]),
        Invented(
            name: PersonName(
                title: "Dr.", given: "Tamar", family: "Lavi", native: "תמר לביא", nativeLanguage: Language("he"), pronunciation: "ta-MAR la-VEE"),
            city: haifa,
            kind: .internationalOffice, post: "Head of International Relations", from: "2019",
            salutations: [("de", "Sehr geehrte Frau Dr. Lavi"), ("en", "Dear Dr Lavi")], languages: ["he", "en", "de"],
            channels: [PersonChannel(.whatsapp, "+972 50 5550110"), PersonChannel(.email, "t.lavi@haifa.example")],
            hours: WorkingHours(days: [1, 2, 3, 4, 7], from: 480, until: 960), notes: PrivateNotes(diet: "Kosher."),
            talks: [(5, .telephone, "Measurements at the second junction")]),
        Invented(
            name: PersonName(given: "Zbigniew", family: "Wieczorek", pronunciation: "zBIG-nyef vye-CHO-rek"), city: warsaw, kind: .administration,
            post: "Deputy Director, European Affairs", from: "2020",
            salutations: [("pl", "Szanowny Panie Dyrektorze"), ("de", "Sehr geehrter Herr Wieczorek")],
            languages: ["pl", "en"],
            channels: [PersonChannel(.telephone, "+48 22 555 01 10"), PersonChannel(.email, "z.wieczorek@warszawa.example")],
            basis: .publicTask),
        Invented(
            name: PersonName(given: "Friederike", family: "Anders"), city: chemnitz, kind: .internationalOffice, post: "Partner cities",
            from: "2024-03",
            salutations: [("de", "Liebe Frau Anders")], languages: ["de", "cs"], channels: [PersonChannel(.email, "anders@chemnitz.example")]),
        // The same person as above, entered by somebody who did not look: the report of duplicates shows it.
        Invented(
            name: PersonName(native: "王晓鸣", nativeLanguage: Language("zh")), city: chongqing, kind: .other, post: "Professor, Faculty of Medicine",
            languages: ["zh"], channels: [PersonChannel(.mobile, "+86 138 5550 0110")], review: "2027-12-31"),
    ]
}
