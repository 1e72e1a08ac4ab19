import Markup

/// How the parties talk to each other: agreed, because follow-ups stay on the agreed channel. (domain.md, section 6.)
enum CommunicationKind {
    static let tab: RecordTab = .init("communication", count: { $0.all(ContactKind.kind).count }) { $0("Communication") }

    enum Rhythm: String, CaseIterable, Sendable {
        case weekly, monthly, quarterly, halfYearly = "half-yearly", yearly
        case asNeeded = "as-needed"

        func word(_ w: Words) -> String {
            switch self {
            case .weekly: w("Every week")
            case .monthly: w("Every month")
            case .quarterly: w("Every quarter")
            case .halfYearly: w("Every half year")
            case .yearly: w("Every year")
            case .asNeeded: w("When there is need")
            }
        }
    }

    static let kind: SharedKind = .init(
        "agreed/communication", path: "communication", tab: tab.path, .agreed, isSingle: true, title: "",
        word: { $0("Ways of communication") }, new: { $0("Ways of communication") },
        fields: [
            SharedField("language", .line(200), help: { $0("In which both sides write and speak.") }) { $0("Working language") },
            SharedField("channel", .line(200), help: { $0("E-mail, telephone, online meetings; who writes to whom.") }) { $0("Channel") },
            SharedField("rhythm", .choice { w in Rhythm.allCases.map { ($0.rawValue, $0.word(w)) } }) { $0("Rhythm of follow-up") },
            SharedField("process", .text(4000), help: { $0("How a question gets to whoever decides, and the answer back.") }) { $0("Process") },
        ])
}
