import Kernel
import Ledger
import Markup

/// A decision of somebody who has to decide before a city binds itself: who, when, about what, with how many votes and on which conditions.
/// (domain.md, section 4: a recorded vote, e.g. 7 to 2.)
enum ApprovalKind {
    enum Body: String, CaseIterable, Sendable {
        case council, committee, mayor, board, other

        func word(_ w: Words) -> String {
            switch self {
            case .council: w("City council")
            case .committee: w("Committee")
            case .mayor: w("Mayor")
            case .board: w("Board of the association")
            case .other: w("Other")
            }
        }

        /// As it ends a sentence: approved by the city council.
        func by(_ w: Words) -> String {
            switch self {
            case .council: w("by the city council")
            case .committee: w("by the committee")
            case .mayor: w("by the mayor")
            case .board: w("by the board of the association")
            case .other: ""
            }
        }
    }

    enum Subject: String, CaseIterable, Sendable {
        case partnership, agreement, renewal, end

        func word(_ w: Words) -> String {
            switch self {
            case .partnership: w("The partnership")
            case .agreement: w("An agreement")
            case .renewal: w("A renewal")
            case .end: w("The end of the partnership")
            }
        }
    }

    static let kind: SharedKind = .init(
        "approval", path: "approvals", tab: AgreementKind.tab.path, .own, title: "",
        word: { $0("Decision") }, new: { $0("New decision") },
        fields: [
            SharedField("party", .party, isRequired: true) { $0("Whose decision") },
            SharedField("body", .choice { w in Body.allCases.map { ($0.rawValue, $0.word(w)) } }, isRequired: true) { $0("Who decided") },
            SharedField("body-text", .line(200), help: { $0("In its own words: Committee for international affairs.") }) { $0("Name of the body") },
            SharedField("on", .date(isFull: true), isRequired: true) { $0("Decided on") },
            SharedField("subject", .choice { w in Subject.allCases.map { ($0.rawValue, $0.word(w)) } }, isRequired: true) { $0("About") },
            SharedField("agreement", .object(prefix: AgreementKind.kind.prefix), help: { $0("Where it was about one of those entered here.") }) {
                $0("Which agreement")
            },
            SharedField("for", .count, help: { $0("Empty where nobody counted.") }) { $0("Votes for") },
            SharedField("against", .count) { $0("Votes against") },
            SharedField("abstain", .count) { $0("Abstentions") },
            SharedField("conditions", .text(2000), help: { $0("What was asked for in return: a report every year, a ceiling of costs.") }) {
                $0("Conditions")
            },
            SharedField("link", .link, help: { $0("To the minutes or the council’s information system.") }) { $0("Address of the decision") },
        ], check: check)

    @Sendable private static func check(_ entry: SharedEntry, _ reading: SharedReading, _ w: Words, _ problems: inout Problems) {
        if let on = entry.date("on"), let today = reading.today, on > today { problems.add("on", w("This day has not come yet.")) }
        let isOther = entry.text("body") == Body.other.rawValue
        if isOther, entry["body-text"] == nil { problems.add("body-text", w("Say which body.")) }
        votes(entry, w, &problems)
        guard entry["agreement"] != nil else { return }
        if reading.object(AgreementKind.kind, entry.text("agreement")) == nil {
            problems.add("agreement", w("This agreement is not agreed yet. Leave it out until all parties have assented."))
        } else if [Subject.partnership, .end].map(\.rawValue).contains(entry.text("subject")) {
            problems.add("agreement", w("The decision was not about an agreement: leave this empty, or choose what it was about."))
        }
    }

    /// Votes are counted together or not at all, and a mayor casts none.
    private static func votes(_ entry: SharedEntry, _ w: Words, _ problems: inout Problems) {
        let counted = ["for", "against", "abstain"].filter { entry[$0] != nil }
        guard let first = counted.first else { return }
        if entry["body"] == nil { problems.add("body", w("Say who voted.")) }
        if entry.text("body") == Body.mayor.rawValue { problems.add(first, w("A mayor decides alone: leave the votes empty.")) }
        if entry["for"] == nil { problems.add("for", w("Enter the votes for it as well.")) }
        if entry["against"] == nil { problems.add("against", w("Enter the votes against it as well; 0 for none.")) }
        if entry["for"]?.integer == 0, entry["against"]?.integer == 0 { problems.add("for", w("Somebody must have voted for or against it.")) }
    }
}

/// A decision as it is read.
struct Approval: Sendable {
    struct Votes: Equatable, Sendable {
        let yes: Int
        let no: Int
        let abstained: Int
    }

    let object: SharedObject
    let body: ApprovalKind.Body
    let subject: ApprovalKind.Subject
    let on: PartialDate
    /// Nil where nobody counted.
    let votes: Votes?

    /// A tie is no majority.
    var isGiven: Bool { votes.map { $0.yes > $0.no } ?? true }

    /// All decisions of a record, the newest first. One that another program wrote with words unknown here is left out.
    static func all(_ reading: SharedReading) -> [Approval] {
        reading.all(ApprovalKind.kind).compactMap { object in
            guard let body = ApprovalKind.Body(rawValue: object.text("body")), let subject = ApprovalKind.Subject(rawValue: object.text("subject")),
                let on = object.date("on")
            else { return nil }
            var votes: Votes?
            if let yes = object["for"]?.integer, let no = object["against"]?.integer {
                votes = Votes(yes: Int(clamping: yes), no: Int(clamping: no), abstained: Int(clamping: object["abstain"]?.integer ?? 0))
            }
            return Approval(object: object, body: body, subject: subject, on: on, votes: votes)
        }.sorted { ($0.on, $0.object.id) > ($1.on, $1.object.id) }
    }
}
