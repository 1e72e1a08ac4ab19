import Kernel
import Ledger
import Markup

/// The term of a partnership: from when to when it is agreed, when it is looked at again, and what happens at its end. Open-ended ones have none
/// but may still name a day of review. (domain.md, section 4: a fixed term with review is the modern default.)
enum TermKind {
    /// What happens when the term ends.
    enum Renewal: String, CaseIterable, Sendable {
        /// The parties agree on another one, or it is over.
        case byAgreement = "by-agreement"
        /// It goes on unless somebody says no.
        case tacit
        /// It is over.
        case none

        func word(_ w: Words) -> String {
            switch self {
            case .byAgreement: w("Renewed by agreement")
            case .tacit: w("Goes on unless a party says no")
            case .none: w("Ends for good")
            }
        }
    }

    /// How long each further period is, where that is agreed.
    enum Period: String, CaseIterable, Sendable {
        case year = "1", twoYears = "2", threeYears = "3", fiveYears = "5", tenYears = "10"

        var months: Int {
            switch self {
            case .year: 12
            case .twoYears: 24
            case .threeYears: 36
            case .fiveYears: 60
            case .tenYears: 120
            }
        }

        func word(_ w: Words) -> String { w("\(months / 12) years") }
    }

    static let kind = SharedKind(
        "agreed/term", path: "term", tab: RecordTabs.terms.path, .agreed, isSingle: true, title: "",
        word: { $0("Term and review") }, new: { $0("Term and review") },
        fields: [
            SharedField("from", .date(isFull: true)) { $0("Begins") },
            SharedField("until", .date(isFull: true), help: { $0("Empty for a partnership without an end.") }) { $0("Ends") },
            SharedField("review", .date(isFull: true), help: { $0("When the parties look at what was promised and what was kept.") }) {
                $0("Review")
            },
            SharedField("renewal", .choice { w in Renewal.allCases.map { ($0.rawValue, $0.word(w)) } }) { $0("At the end") },
            SharedField(
                "period", .choice { w in Period.allCases.map { ($0.rawValue, $0.word(w)) } },
                help: { $0("Empty when each further term is as long as this one.") }
            ) { $0("Each further term") },
        ],
        check: { entry, _, w, problems in
            if let from = entry.date("from"), let until = entry.date("until"), until < from {
                problems.add("until", w("It ends before it begins."))
            }
            if let review = entry.date("review"), let from = entry.date("from"), review < from {
                problems.add("review", w("The review lies before the term begins."))
            }
            if let review = entry.date("review"), let until = entry.date("until"), review > until {
                problems.add("review", w("The review lies after the end of the term."))
            }
        })
}
