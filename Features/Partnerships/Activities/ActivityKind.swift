import Markup

/// What the parties do together: agreed with who answers for it and until when. How it stands is for each party to say.
enum ActivityKind {
    static let tab: RecordTab = .init("activities", count: { $0.all(kind).count }) { $0("Activities") }

    /// What a party has to do with an activity (a responsibility matrix: responsible, accountable, consulted, informed).
    enum Duty: String, CaseIterable, Sendable {
        case does = "R"
        case answers = "A"
        case both = "RA"
        case asked = "C"
        case told = "I"

        func word(_ w: Words) -> String {
            switch self {
            case .does: w("does it")
            case .answers: w("answers for it")
            case .both: w("does it and answers for it")
            case .asked: w("is asked")
            case .told: w("is told")
            }
        }

        /// The letters as the matrix shows them.
        var letters: String { self == .both ? "R/A" : rawValue }
        var isAccountable: Bool { self == .answers || self == .both }
    }

    static let kind: SharedKind = .init(
        "agreed/activity", path: "activities", tab: tab.path, .agreed, title: "title",
        word: { $0("Activity") }, new: { $0("New activity") },
        fields: [
            SharedField("title", .line(200), isRequired: true) { $0("What is done") },
            SharedField("deliverable", .text(2000), help: { $0("What is there when it is done.") }) { $0("Deliverable") },
            SharedField("party", .party) { $0("Responsible party") },
            SharedField("persons", .contacts, help: { $0("Out of the contact points of the parties.") }) { $0("Responsible persons") },
            SharedField("due", .date(isFull: false), help: { $0("The day, or the month, or the year.") }) { $0("Due") },
            SharedField(
                "roles", .ofEachParty { w in Duty.allCases.map { ($0.rawValue, "\($0.letters): \($0.word(w))") } },
                help: { $0("The responsibility matrix. At most one party answers for an activity.") }
            ) { $0("Who has which part") },
            SharedField("note", .text(2000)) { $0("Note") },
        ],
        check: { entry, _, w, problems in
            let accountable = PartyChoices.all(entry["roles"]).filter { Duty(rawValue: $0.choice)?.isAccountable == true }
            if accountable.count > 1 { problems.add("roles", w("Only one party can answer for it.")) }
        })
}

/// What a party says about how an activity stands. The last word counts, whoever said it.
enum ActivityStateKind {
    enum State: String, CaseIterable, Sendable {
        case planned
        case underWay = "under-way"
        case done, late, dropped

        func word(_ w: Words) -> String {
            switch self {
            case .planned: w("Planned")
            case .underWay: w("Under way")
            case .done: w("Done")
            case .late: w("Late")
            case .dropped: w("Dropped")
            }
        }

        /// Nothing more is to be done.
        var isOver: Bool { self == .done || self == .dropped }

        /// The shape of its mark.
        var look: String {
            switch self {
            case .planned: "exploring"
            case .underWay: "active"
            case .done, .dropped: "dormant"
            case .late: "ending"
            }
        }
    }

    static let kind: SharedKind = .init(
        "activity-state", path: "activity-states", tab: ActivityKind.tab.path, .own, title: "",
        word: { $0("State of an activity") }, new: { $0("How an activity stands") },
        fields: [
            SharedField("activity", .object(prefix: ActivityKind.kind.prefix), isRequired: true) { $0("Activity") },
            SharedField("state", .choice { w in State.allCases.map { ($0.rawValue, $0.word(w)) } }, isRequired: true) { $0("State") },
            SharedField("done-on", .date(isFull: true)) { $0("Done on") },
            SharedField("remark", .text(2000)) { $0("Remark") },
            SharedField("report", .text(4000), help: { $0("Afterwards: what came of it, what was learnt, what follows.") }) {
                $0("Report after the activity")
            },
        ],
        check: { entry, _, w, problems in
            if entry["done-on"] != nil, entry.text("state") != State.done.rawValue {
                problems.add("done-on", w("It has a day on which it was done only when it is done."))
            }
            if entry["report"] != nil, State(rawValue: entry.text("state"))?.isOver == false {
                problems.add("report", w("It is reported on when it is done or dropped."))
            }
        })
}
