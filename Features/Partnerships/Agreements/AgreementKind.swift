import Kernel
import Markup

/// A document that the parties have signed or mean to sign: a partnership agreement, a memorandum, a programme of work. Its texts are agreed like
/// everything in the record, so each party holds the same words in every language.
enum AgreementKind {
    static let tab = RecordTab("agreements", count: { $0.all(kind).count }) { $0("Agreements") }

    static let kind: SharedKind = .init(
        "agreed/agreement", path: "agreements", tab: "agreements", .agreed, title: "title",
        word: { $0("Agreement") }, new: { $0("New agreement") },
        fields: [
            SharedField("title", .line(300), isRequired: true, help: { $0("As it stands above the document.") }) { $0("Title") },
            SharedField(
                "texts", .texts(15_000),
                help: {
                    $0(
                        "One text for each language; the order does not matter. A line that begins with # is a heading, an empty line begins a paragraph, - begins a list."
                    )
                }
            ) {
                $0("Text")
            },
            SharedField("effective", .date(isFull: true)) { $0("In force from") },
            SharedField("expires", .date(isFull: true), help: { $0("The last day; empty for one without an end.") }) { $0("In force until") },
            SharedField("renewal", .text(1000), help: { $0("What happens at the end: renewed by both, goes on by itself, ends.") }) { $0("Renewal") },
            SharedField("remark", .text(2000)) { $0("Remark") },
        ],
        check: { entry, _, w, problems in
            if let effective = entry.date("effective"), let expires = entry.date("expires"), expires < effective {
                problems.add("expires", w("It ends before it is in force."))
            }
        })
}
