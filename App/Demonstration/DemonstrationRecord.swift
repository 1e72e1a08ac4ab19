import Gazetteer
import Kernel
import Ledger
import Partnerships
import Storage

/// What Düsseldorf and Reading share: the plan, what they measure, what they do, whom to write to. Everything in it is invented and says so; only that
/// the two are partners, and since when, is real.
enum DemonstrationRecord {
    static let duesseldorf = 2_934_246, reading = 2_639_577

    static func fill(
        _ office: OfficeID, by officer: Actor, with other: OfficeID, by otherOfficer: Actor, _ gazetteer: Gazetteer, _ now: Instant,
        _ connection: Connection
    ) throws {
        func day(_ back: Int) -> Instant { now.adding(days: -Int64(back)) }
        func date(_ back: Int) -> Value { text(day(back).day?.description ?? "") }
        let ours = try RecordWriter(
            connection, office: office, by: officer, at: day(760), gazetteer: gazetteer, partnershipWith: reading)
        let theirs = try ours.share(with: other, by: otherOfficer, homePlace: duesseldorf)
        let (us, them) = (text(try ours.party()), text(try theirs.party()))

        let readers = ours.identity(), exchanges = ours.identity(), answers = ours.identity()
        try ours.at(day(750)).propose(
            [
                (
                    "agreed/plan", "",
                    [
                        "issues": text("Invented. Libraries in both cities lose young readers; nobody knows what the other has tried."),
                        "objective": text("Two library systems learn from each other how to win readers between 12 and 16."),
                        "areas": text("Libraries, schools, youth orchestra."),
                        "success": text("More of them borrow, and the librarians write to each other without us in between."),
                        "communication-objectives": text("Librarians know each other by name; both councils read one report a year."),
                        "barriers": text("School years that do not match; data that may not leave the house."),
                        "team": text("One librarian and one school on each side, two weeks a year."),
                        "deliverables": text("A handbook of what worked, forty pages, in both languages."),
                    ]
                ),
                ("agreed/term", "", ["from": date(750), "until": date(-345), "review": date(-160), "renewal": text("by-agreement")]),
                (
                    "agreed/communication", "",
                    [
                        "language": text("English"), "channel": text("E-mail between the contact points; a call every quarter"),
                        "rhythm": text("quarterly"),
                    ]
                ),
                (
                    "agreed/indicator", readers,
                    [
                        "name": text("Young borrowers, both cities"), "unit": text("persons"), "direction": text("up"), "baseline": text("8400"),
                        "baseline-on": date(750), "target": text("10000"), "due": date(-300), "remark": text("Invented."),
                    ]
                ),
                (
                    "agreed/indicator", exchanges,
                    [
                        "name": text("Librarians who worked a week in the other city"), "direction": text("up"), "baseline": text("0"),
                        "baseline-on": date(750), "target": text("12"), "due": date(-300), "remark": text("Invented."),
                    ]
                ),
                (
                    "agreed/indicator", answers,
                    [
                        "name": text("Days until a question is answered"), "unit": text("days"), "direction": text("down"), "baseline": text("21"),
                        "baseline-on": date(750), "target": text("5"), "due": date(-300), "measurer": them, "remark": text("Invented."),
                    ]
                ),
            ], note: "As talked through in March. (Invented.)")
        try theirs.at(day(741)).assent()

        let katrin = try contact(
            ours.at(day(740)), us, "Katrin Albers", "Invented: head of the children's library", "library@duesseldorf.example", "Europe/Berlin",
            "German, English")
        let hannah = try contact(
            theirs.at(day(739)), them, "Hannah Whitcombe", "Invented: libraries Manager", "libraries@reading.example", "Europe/London", "English")

        let exchange = ours.identity(), handbook = ours.identity(), concert = ours.identity()
        try theirs.at(day(700)).propose(
            [
                (
                    "agreed/activity", exchange,
                    [
                        "title": text("Exchange of librarians, first round"), "deliverable": text("A report of ten pages. (Invented.)"), "party": us,
                        "persons": .array([katrin, hannah].sorted().map(text)), "roles": roles([("RA", us), ("R", them)]), "due": date(420),
                    ]
                ),
                (
                    "agreed/activity", concert,
                    [
                        "title": text("Return concert of the youth orchestra"), "deliverable": text("A concert in Reading. (Invented.)"),
                        "party": them, "persons": .array([text(hannah)]), "roles": roles([("RA", them), ("C", us)]), "due": date(30),
                    ]
                ),
                (
                    "agreed/activity", handbook,
                    [
                        "title": text("Handbook of what worked"), "deliverable": text("Forty pages in both languages. (Invented.)"), "party": us,
                        "persons": .array([text(katrin)]), "roles": roles([("A", us), ("R", them)]), "due": date(-200),
                    ]
                ),
            ], note: "What we do first. (Invented.)")
        try ours.at(day(695)).assent()
        try ours.at(day(415)).put(
            "activity-state",
            [
                "activity": text(exchange), "state": text("done"), "done-on": date(421), "remark": text("Six went. (Invented.)"),
                "report": text(
                    "Six librarians spent a week in the other house. Story hours with two languages were taken up at once; the catalogues do not fit together yet. The second round begins with the catalogues. (Invented.)"
                ),
            ])
        try theirs.at(day(60)).put(
            "activity-state", ["activity": text(concert), "state": text("under-way"), "remark": text("The hall is booked. (Invented.)")])

        try agreement(ours, us, theirs, them, day)

        let measured: [(RecordWriter, String, String, Int)] = [
            (ours, readers, "8650", 560), (theirs, readers, "9020", 380), (ours, readers, "9310", 190), (theirs, readers, "9480", 40),
            (ours, exchanges, "6", 410), (theirs, exchanges, "7", 120), (theirs, answers, "16", 500), (theirs, answers, "9", 250),
            (theirs, answers, "6", 35),
        ]
        for (writer, indicator, value, back) in measured {
            try writer.at(day(back - 3)).put(
                "measurement", ["indicator": text(indicator), "value": text(value), "on": date(back), "source": text("Invented count")])
        }
        try ours.at(day(400)).put(
            "sub",
            [
                "kind": text("school"), "ours": text("Invented Gymnasium am Hafen"), "theirs": text("Invented Thames Valley School"),
                "since": text("1994"), "state": text("active"),
            ])
        try ours.at(now).year(
            "Mobility", "Buses that keep their time, quiet streets, a conference in autumn. (Invented.)")
        try ours.at(day(52)).say("Shall we show the new figures to both councils in one paper? (Invented.)")
        try theirs.at(day(50)).say("Gladly. We write the first page, you the second. (Invented.)")
        // One that waits for an answer, so that the page shows what that looks like.
        try theirs.at(day(6)).propose(
            [
                (
                    "agreed/indicator", readers,
                    [
                        "name": text("Young borrowers, both cities"), "unit": text("persons"), "direction": text("up"), "baseline": text("8400"),
                        "baseline-on": date(750), "target": text("10500"), "due": date(-300), "remark": text("Invented."),
                    ]
                )
            ],
            note: "We are ahead of the course: shall we aim higher? (Invented.)")
    }

    /// An agreement in both languages, agreed word by word, signed by both leaders after a council had voted.
    private static func agreement(_ ours: RecordWriter, _ us: Value, _ theirs: RecordWriter, _ them: Value, _ day: (Int) -> Instant) throws {
        func date(_ back: Int) -> Value { text(day(back).day?.description ?? "") }
        let agreement = ours.identity()
        guard let texts = Value.Members(DemonstrationAgreements.texts.map { ($0.language, text($0.text)) }) else { return }
        try ours.at(day(560)).propose(
            [
                (
                    "agreed/agreement", agreement,
                    [
                        "title": text(DemonstrationAgreements.title), "texts": .object(texts), "effective": date(540), "expires": date(-555),
                        "renewal": text("Both councils decide half a year before the end."),
                    ]
                )
            ], note: "As both legal departments have read it. (Invented.)")
        try theirs.at(day(557)).assent()
        try ours.at(day(552)).put(
            "approval",
            [
                "party": us, "body": text("council"), "on": date(553), "subject": text("agreement"), "agreement": text(agreement), "for": .int(58),
                "against": .int(12), "conditions": text("A report to the council every year. (Invented.)"),
            ])
        try signature(ours.at(day(541)), agreement, us, "Konrad Behrens (invented)", "Lord Mayor", date(541))
        try signature(theirs.at(day(541)), agreement, them, "Philippa Marsh (invented)", "Mayor of Reading", date(541))
    }

    private static func signature(
        _ writer: RecordWriter, _ agreement: String, _ party: Value, _ name: String, _ title: String, _ on: Value
    ) throws {
        try writer.put(
            "signature",
            ["agreement": text(agreement), "party": party, "post": text("leader"), "post-text": text(title), "on": on, "place": text("Reading")],
            personal: ["name": text(name)])
    }

    /// Who has which part in an activity.
    private static func roles(_ all: [(duty: String, party: Value)]) -> Value {
        .array(all.map { "\($0.duty):\($0.party.text ?? "")" }.sorted().map(text))
    }

    private static func contact(
        _ writer: RecordWriter, _ party: Value, _ name: String, _ post: String, _ email: String, _ zone: String, _ languages: String
    ) throws -> String {
        try writer.put(
            "contact", ["party": party, "role": text("nodal"), "zone": text(zone), "languages": text(languages)],
            personal: ["name": text(name), "post": text(post), "email": text(email)])
    }

    private static func text(_ text: String) -> Value { .string(text) }
}
