import Kernel
import Ledger
import Markup
import Web

/// How the form of a thing looks, whatever its kind.
enum SharedObjectViews {
    static func form(
        _ kind: SharedKind, _ page: RecordPage, _ object: SharedObject?, _ typed: Parameters, _ problems: Problems, notice: HTML
    ) -> HTML {
        let (w, reading) = (page.w, page.reading)
        let form = FormView(typed, problems, w)
        let back = page.paths.tab(kind.tab)
        let isNew = object == nil && !kind.isSingle
        let action = isNew ? page.paths.thing(kind) : page.paths.thing(kind, object?.id ?? "")
        let note =
            kind.ownership == .own
            ? page.guest == nil
                ? w("Written under your office's name; the other parties read it.")
                : w("Written in the name of \(page.partyName); the other parties read it.")
            : reading.isAlone
                ? w("Holds at once: your office is alone in this record.") : w("Goes into the draft. The other parties assent to it as a whole.")
        let title = isNew ? kind.new(w) : object?.title.isEmpty == false ? object?.title ?? "" : kind.word(w)
        return """
            \(Part.head(title, over: isNew || title == kind.word(w) ? "" : kind.word(w), crumbs: page.crumbs, actions: taking(object, page)))
            \(notice)\(form.wrongs(kind.fields.map { ($0.name, $0.word(w)) }))
            <form class="form" method="post" action="\(action)" data-guard>\(page.context.csrf)
            <input type="hidden" name="thing" value="\(typed.text("thing"))"><input type="hidden" name="seen" value="\(typed.text("seen"))">
            \(kind.fields, { $0.view(form, reading, w) })
            \(form.dock(w("Save"), note: note, cancel: back))</form>
            """
    }

    private static func taking(_ object: SharedObject?, _ page: RecordPage) -> HTML {
        guard let object, !object.kind.isSingle else { return .empty }
        let w = page.w
        return Part.asking(
            w("Take out"), id: "removal", title: w("Take “\(object.title.isEmpty ? object.kind.word(w) : object.title)” out?"),
            text: w("The history keeps what it was. What is personal in it is erased for good."), yes: w("Take it out"),
            path: page.paths.removal(object.kind, object.id), page.context)
    }

    /// What stands now beside what was typed.
    static func conflict(_ kind: SharedKind, _ page: RecordPage, _ object: SharedObject?, _ typed: Parameters) -> HTML {
        let (w, reading) = (page.w, page.reading)
        let fields = kind.fields.map { field in
            (
                label: field.word(w), now: object?[field.name].map { field.said($0, reading, w) } ?? "",
                yours: kindly(field, typed, reading, w)
            )
        }
        let head = reading.ledger.history.last
        let who = reading.draft.map(\.updatedBy).flatMap { $0.isEmpty ? nil : $0 } ?? head.map { reading.partyName($0.author.hex) } ?? ""
        return ConflictView.notice(by: who, at: reading.draft?.updatedAt ?? head?.time ?? page.context.now, fields: fields, w)
    }

    private static func kindly(_ field: SharedField, _ typed: Parameters, _ reading: SharedReading, _ w: Words) -> String {
        var ignored = Problems()
        return field.read(typed, reading, w, &ignored).map { field.said($0, reading, w) } ?? typed.text(field.name)
    }

    /// The fields of a thing that hold something, with their words.
    /// - Parameter left: fields that are shown elsewhere.
    static func facts(_ object: SharedObject, _ reading: SharedReading, _ w: Words, without left: Set<String> = []) -> HTML {
        Part.facts(pairs(object, reading, w, without: left), wide: true)
    }

    static func pairs(_ object: SharedObject, _ reading: SharedReading, _ w: Words, without left: Set<String> = []) -> [(name: String, value: HTML)] {
        object.kind.fields.filter { !left.contains($0.name) }.compactMap { field in
            object[field.name].map { (field.word(w), value($0, field, reading, w)) }
        }
    }

    /// A value in words; an address as a link, several lines as such.
    static func value(_ value: Value, _ field: SharedField, _ reading: SharedReading, _ w: Words) -> HTML {
        let said = field.said(value, reading, w)
        switch field.sort {
        case .link: return Link(typed: said).map { "<a href=\"\($0.address)\" rel=\"noopener\">\($0.shown)</a>" } ?? HTML(text: said)
        case .text: return "<span class=\"lines\">\(said)</span>"
        case .texts: return SharedTexts.shown(value, w)
        default: return HTML(text: said)
        }
    }
}
