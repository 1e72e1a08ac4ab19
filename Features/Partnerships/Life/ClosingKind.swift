import Kernel
import Ledger
import Markup

/// The closing report: that the parties end a partnership, when and why, and what remains of it. While it stands the partnership is ended in
/// the registers of all who share the record; taken out again, it is revived. (domain.md, section 4: many dead partnerships are still on the
/// books.)
enum ClosingKind {
    static let kind = SharedKind(
        "agreed/closing", path: "closing", tab: LifeStep.tab.path, .agreed, isSingle: true, title: "", isForGuests: false,
        word: { $0("Closing report") }, new: { $0("Closing report") },
        fields: [
            SharedField("on", .date(isFull: false), isRequired: true) { $0("Ended on") },
            SharedField("reason", .text(1000), isRequired: true, help: { $0("It will be asked one day.") }) { $0("Who decided this, and why") },
            SharedField("achieved", .text(4000), help: { $0("What was promised and kept; what citizens got from it.") }) { $0("What was achieved") },
            SharedField("open", .text(4000), help: { $0("Promises, money and things lent that somebody still has to see to.") }) {
                $0("What remains to be done")
            },
            SharedField("lessons", .text(4000)) { $0("What we would do otherwise") },
            SharedField("papers", .line(300), help: { $0("Archive and signature, so that somebody finds them in thirty years.") }) {
                $0("Where the papers lie")
            },
        ],
        check: { entry, reading, w, problems in
            if let on = entry.date("on"), let today = reading.today, on > today {
                problems.add("on", w("This day has not come yet."))
            }
        })
}
