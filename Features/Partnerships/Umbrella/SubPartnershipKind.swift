import Markup

/// What hangs under the roof of a partnership: schools, universities, ports, clubs that keep ties of their own. (domain.md, section 4.)
enum SubPartnershipKind {
    static let tab: RecordTab = .init("umbrella", count: { $0.all(kind).count }) { $0("Umbrella") }

    enum Sort: String, CaseIterable, Sendable {
        case school, university, hospital, port, library, club, parish, company, other

        /// A heading over several.
        func word(_ w: Words) -> String {
            switch self {
            case .school: w("Schools")
            case .university: w("Universities")
            case .hospital: w("Hospitals")
            case .port: w("Ports")
            case .library: w("Libraries")
            case .club: w("Clubs")
            case .parish: w("Parishes")
            case .company: w("Companies")
            case .other: w("Others")
            }
        }

        /// What one of them is.
        func one(_ w: Words) -> String {
            switch self {
            case .school: w("School")
            case .university: w("University")
            case .hospital: w("Hospital")
            case .port: w("Port")
            case .library: w("Library")
            case .club: w("Club")
            case .parish: w("Parish")
            case .company: w("Company")
            case .other: w("Something else")
            }
        }
    }

    enum State: String, CaseIterable, Sendable {
        case active, exploring, dormant, ended

        func word(_ w: Words) -> String {
            switch self {
            case .active: w("Active")
            case .exploring: w("Exploring")
            case .dormant: w("Dormant")
            case .ended: w("Ended")
            }
        }

        /// The shape of its mark.
        var look: String { self == .ended ? "held" : rawValue }
    }

    static let kind: SharedKind = .init(
        "sub", path: "sub-partnerships", tab: tab.path, .own, title: "theirs",
        word: { $0("Sub-partnership") }, new: { $0("New sub-partnership") },
        fields: [
            SharedField("kind", .choice { w in Sort.allCases.map { ($0.rawValue, $0.one(w)) } }, isRequired: true) { $0("Kind") },
            SharedField("ours", .line(200), isRequired: true) { $0("On our side") },
            SharedField("theirs", .line(200), isRequired: true) { $0("On their side") },
            SharedField("since", .date(isFull: false)) { $0("Since") },
            SharedField("state", .choice { w in State.allCases.map { ($0.rawValue, $0.word(w)) } }, isRequired: true) { $0("State") },
            SharedField("link", .link) { $0("Website") },
        ])
}
