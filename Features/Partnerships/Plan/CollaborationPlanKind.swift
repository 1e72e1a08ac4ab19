import Markup

/// The collaboration plan: what the parties want together, how they talk, with whom, and what shall come of it. (domain.md, section 5.)
enum CollaborationPlanKind {
    static let tab = RecordTab("plan") { $0("Plan") }

    static let kind = SharedKind(
        "agreed/plan", path: "plan", tab: tab.path, .agreed, isSingle: true, title: "",
        word: { $0("Collaboration plan") }, new: { $0("Collaboration plan") }, fields: sections.flatMap(\.fields))

    /// A section of the plan with its fields, in the order in which one talks them through.
    struct Section: Sendable {
        let word: @Sendable (Words) -> String
        let fields: [SharedField]
    }

    static let sections = [
        Section(
            word: { $0("Objective") },
            fields: [
                field("issues", help: { $0("What weighs on the cities and brings them together.") }) { $0("Issues of concern") },
                field("objective", help: { $0("What are we trying to accomplish?") }) { $0("Objective") },
                field("areas") { $0("Areas of joint activity") },
                field("partners", help: { $0("Departments, universities, firms, clubs that take part.") }) { $0("Partners involved") },
                field("success", help: { $0("How somebody from outside would notice it.") }) { $0("What success would look like") },
            ]),
        Section(
            word: { $0("Communication") },
            fields: [
                field("communication-objectives", help: { $0("Who is to know what, and what for.") }) { $0("Objectives of communication") },
                field("barriers", help: { $0("Language, competences, time zones, not knowing who decides.") }) { $0("Barriers") },
                field("strategy") { $0("Strategy and process") },
                field("risks", help: { $0("What may go wrong, and what is then done.") }) { $0("Risks and their solutions") },
            ]),
        Section(
            word: { $0("Team and resources") },
            fields: [field("team", help: { $0("Who brings which knowledge; time and money.") }) { $0("Team and expertise") }]),
        Section(
            word: { $0("Outcomes") },
            fields: [field("deliverables", help: { $0("What will be there at the end, and what is in it.") }) { $0("Deliverables") }]),
    ]

    private static func field(
        _ name: String, help: @escaping @Sendable (Words) -> String = { _ in "" }, _ word: @escaping @Sendable (Words) -> String
    ) -> SharedField { SharedField(name, .text(4000), help: help, word) }
}
