import Kernel
import Ledger

/// What an office tells those who share a record with it: its theme of a year, and which partnerships stand in the middle of it. Written from
/// the office's own list (`YearStore`) into every record it shares, under its own name.
enum YearKind {
    static let kind: SharedKind = .init(
        "year", path: "years", tab: "", .own, title: "theme", hasForm: false,
        word: { $0("Theme of the year") }, new: { $0("Theme of a year") },
        fields: [
            SharedField("year", .line(4), isRequired: true) { $0("Year") },
            SharedField("theme", .line(200)) { $0("Theme") },
            SharedField("text", .text(2000)) { $0("What it is about") },
            SharedField("focus", .line(2000)) { $0("Partnerships in focus") },
            SharedField("here", .choice { w in [(value: "yes", word: w("yes"))] }) { $0("This partnership is in focus") },
        ])

    /// Whether an entry only announces a year: it is sent by itself, and is no sign of life.
    static func announces(_ entry: Entry) -> Bool {
        switch entry.act {
        case .set(let object, _, _), .remove(let object): object.hasPrefix(kind.prefix + "/")
        default: false
        }
    }
}

/// A year of one office: a theme, and the partnerships in focus.
struct OfficeYear: Sendable, Equatable {
    struct Focus: Sendable, Equatable {
        let partnership: PartnershipID
        /// The first partner, as the directory has it.
        let name: String
        let kind: PartnershipKind
    }

    let year: Int
    var theme: String
    var text: String
    var revision = 0
    var updatedBy = ""
    var updatedAt = Instant(milliseconds: 0)
    var focus: [Focus] = []

    /// As a partner's record holds it.
    func entry(for partnership: PartnershipID?) -> SharedEntry {
        var entry = SharedEntry()
        entry.values["year"] = .string(String(year))
        if !theme.isEmpty { entry.values["theme"] = .string(theme) }
        if !text.isEmpty { entry.values["text"] = .string(text) }
        // Names are cut where the field ends: a list this long tells nothing.
        let names = String(focus.map(\.name).joined(separator: ", ").prefix(2000))
        if !names.isEmpty { entry.values["focus"] = .string(names) }
        if focus.contains(where: { $0.partnership == partnership }) { entry.values["here"] = .string("yes") }
        return entry
    }
}
