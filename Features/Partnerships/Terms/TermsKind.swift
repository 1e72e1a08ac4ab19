import Kernel
import Markup

/// The terms as a form of their own, for guests: an office changes them together with its own entry of the register.
enum TermsKind {
    static let kind = SharedKind(
        SharedTerms.object, path: "terms", tab: RecordTabs.terms.path, .agreed, isSingle: true, title: "",
        word: { $0("Terms") }, new: { $0("Terms") },
        fields: [
            SharedField("kind", .choice { w in PartnershipKind.allCases.map { ($0.rawValue, w.kind($0)) } }, isRequired: true) { $0("Kind") },
            SharedField("since", .date(isFull: false)) { $0("Since") },
            SharedField("purpose", .text(2000)) { $0("Summary for the public") },
            SharedField("theme", .line(200)) { $0("What it is about") },
            SharedField("fields", .choices { w in FieldOfWork.allCases.map { ($0.rawValue, w.field($0)) } }) { $0("Fields of work") },
            SharedField("basis", .choice { w in PartnershipBasis.allCases.map { ($0.rawValue, w.basis($0)) } }, isRequired: true) { $0("Basis") },
            SharedField("basis-text", .line(500)) { $0("About the basis") },
            SharedField("basis-link", .link) { $0("Address of the document") },
            SharedField("involvement", .choice { w in InvolvementModel.allCases.map { ($0.rawValue, w.involvement($0)) } }) { $0("Who carries it") },
        ],
        check: { entry, reading, w, problems in
            if let since = entry.date("since"), let today = reading.today, since > today { problems.add("since", w("This day has not come yet.")) }
        })
}
