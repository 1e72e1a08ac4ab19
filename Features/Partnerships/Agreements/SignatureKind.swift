import Kernel
import Markup

/// Who put a name under an agreement, for which party, where and when. Each party writes down those it knows of; the name of the person never
/// enters the chain.
enum SignatureKind {
    /// What the signatory was when signing.
    enum Post: String, CaseIterable, Sendable {
        /// The highest official of a party: mayor, governor, president.
        case leader
        case deputy, officer, other

        func word(_ w: Words) -> String {
            switch self {
            case .leader: w("Leader: mayor, president")
            case .deputy: w("Deputy of the leader")
            case .officer: w("Officer of the administration")
            case .other: w("Other")
            }
        }

        /// As it stands behind a name.
        func mark(_ w: Words) -> String {
            switch self {
            case .leader: w("leader")
            case .deputy: w("deputy")
            case .officer: w("officer")
            case .other: ""
            }
        }
    }

    static let kind: SharedKind = .init(
        "signature", path: "signatures", tab: AgreementKind.tab.path, .own, title: "name",
        word: { $0("Signature") }, new: { $0("New signature") },
        fields: [
            SharedField("agreement", .object(prefix: AgreementKind.kind.prefix), isRequired: true) { $0("Agreement") },
            SharedField("party", .party, isRequired: true) { $0("Signed for") },
            SharedField(
                "name", .line(200), isPersonal: true, help: { $0("In the order and script in which the person writes it.") }
            ) {
                $0("Name")
            },
            SharedField("post", .choice { w in Post.allCases.map { ($0.rawValue, $0.word(w)) } }, isRequired: true) { $0("Post") },
            SharedField("post-text", .line(200), help: { $0("In the words of the document: Lord Mayor, President of the council.") }) {
                $0("Title of the post")
            },
            SharedField("on", .date(isFull: true), isRequired: true) { $0("Signed on") },
            SharedField("place", .line(200)) { $0("Signed at") },
            SharedField("languages", .line(200), help: { $0("Of the copies that were signed.") }) { $0("Languages") },
        ], check: check)

    @Sendable private static func check(_ entry: SharedEntry, _ reading: SharedReading, _ w: Words, _ problems: inout Problems) {
        if let on = entry.date("on"), let today = reading.today, on > today { problems.add("on", w("This day has not come yet.")) }
        if entry.text("post") == Post.other.rawValue, entry["post-text"] == nil { problems.add("post-text", w("Say which post.")) }
        if entry["agreement"] != nil, reading.object(AgreementKind.kind, entry.text("agreement")) == nil {
            problems.add("agreement", w("This agreement is not agreed yet. Enter the signatures once all parties have assented."))
        }
    }
}
