import Kernel
import Markup
import Storage
import Web

enum MergingViews {
    struct Page {
        let kept: Organisation
        let gone: Organisation
        let contact: ContactBlock?
        let otherContact: ContactBlock?
        let typed: Parameters
        let above: HTML
    }

    /// Both entries side by side. Where both say something different one chooses; what is a list is united.
    static func compare(_ page: Page, _ context: Context) -> HTML {
        let w = context.w
        let (kept, gone) = (page.kept, page.gone)
        let turned = Part.button(w("Keep the other one"), to: DirectoryPaths.merging(gone.id, with: kept.id), small: true)
        let fields = MergingField.allCases.filter { !$0.isSame(kept.entry, gone.entry) }
        let rows = fields.map { row($0, page, w) }.joined() + lists(page, w)
        return """
            \(Part.head(w("One organisation, two entries"), over: w("The entry on the left is kept, with its history. The other one is archived, and its address leads here."), crumbs: [(w("Cities and organisations"), DirectoryPaths.organisations), (w("Duplicates"), DirectoryPaths.duplicates)], actions: turned))
            \(page.above)<form class="sheet sheet--wide" method="post" action="\(DirectoryPaths.merging(kept.id, with: gone.id))">\(context.csrf)<input type="hidden" name="revision-kept" value="\(String(kept.revision))"><input type="hidden" name="revision-gone" value="\(String(gone.revision))">
            <table class="table table--cards merging"><thead><tr><th scope="col">\(w("Field"))</th>\(column(kept, w))\(column(gone, w))</tr></thead><tbody>\(rows)</tbody></table>
            \(if: rows.isEmpty, "<p class=\"after\">\(w("The two say the same."))</p>")
            \(Part.leaf(w("The rest"), .empty, "<p>\(w("What both say alike stays. Partnerships, posts of people, files and stars of the other one go to the one that is kept."))</p>"))
            \(dock(kept, gone, context))</form>
            <form id="two" method="post" action="\(DirectoryPaths.organisation(kept.id))/distinction/\(gone.id.text)">\(context.csrf)</form>
            """
    }

    private static func column(_ organisation: Organisation, _ w: Words) -> HTML {
        "<th scope=\"col\">\(organisation.entry.name), \(w("entered \(w.date(organisation.createdAt))"))</th>"
    }

    private static func dock(_ kept: Organisation, _ gone: Organisation, _ context: Context) -> HTML {
        let w = context.w
        return """
            <div class="dock"><p class="second">\(w("You can undo it afterwards."))</p><div class="actions"><a class="button" href="\(DirectoryPaths.duplicates)">\(w("Cancel"))</a><button class="button" form="two">\(w("Two organisations"))</button><button class="button button--act">\(w("Make them one"))</button></div></div>
            """
    }

    private static func row(_ field: MergingField, _ page: Page, _ w: Words) -> HTML {
        let label = field.label(w)
        let (first, second) = (page.kept.entry, page.gone.entry)
        // Of a field in which an entry says nothing, no word stands there: `Other` is no kind.
        let texts = (field.isEmpty(first) ? "" : field.text(page.kept, w), field.isEmpty(second) ? "" : field.text(page.gone, w))
        guard !field.isEmpty(first), !field.isEmpty(second) else {
            return line(label, (texts.0, w("taken")), (texts.1, w("taken")), w)
        }
        let typed = page.typed.text("choice-\(field.rawValue)")
        let isSecond = typed == "second" || (typed.isEmpty && proposesSecond(field, first, second))
        func choice(_ value: String, _ text: String, _ isChosen: Bool) -> HTML {
            "<td class=\"c-row\" data-label=\"\(value == "first" ? w("Kept") : w("The other one"))\"><label class=\"keep\"><input class=\"tick\" type=\"radio\" name=\"choice-\(field.rawValue)\" value=\"\(value)\" aria-label=\"\(label): \(text)\"\(if: isChosen, " checked")>\(text)</label></td>"
        }
        return "<tr><th scope=\"row\">\(label)</th>\(choice("first", texts.0, !isSecond))\(choice("second", texts.1, isSecond))</tr>"
    }

    /// The fuller entry's value is proposed; but nothing is published because another entry was.
    private static func proposesSecond(_ field: MergingField, _ first: OrganisationEntry, _ second: OrganisationEntry) -> Bool {
        field == .published ? first.isPublic && !second.isPublic : OrganisationUniting.isSecondFuller(first, second)
    }

    /// A row in which nothing is chosen: what each says, and what becomes of it.
    private static func line(_ label: String, _ first: (text: String, word: String), _ second: (text: String, word: String), _ w: Words) -> HTML {
        func cell(_ said: (text: String, word: String), _ whose: String) -> HTML {
            said.text.isEmpty
                ? "<td class=\"c-row third\" data-label=\"\(whose)\">–</td>"
                : "<td class=\"c-row\" data-label=\"\(whose)\"><div>\(said.text)<span class=\"second\">\(said.word)</span></div></td>"
        }
        return "<tr><th scope=\"row\">\(label)</th>\(cell(first, w("Kept")))\(cell(second, w("The other one")))</tr>"
    }

    /// Names, numbers and figures of both, and the contact block, where the two do not say the same.
    private static func lists(_ page: Page, _ w: Words) -> HTML {
        let fields = zip(
            OrganisationHistory.fields(page.kept.entry, page.kept.place, w), OrganisationHistory.fields(page.gone.entry, page.gone.place, w))
        let lists: Set<String> = [w("Names in other languages"), w("Numbers and codes"), w("Figures")]
        let rows = fields.filter { lists.contains($0.label) && $0.text != $1.text }.map { ours, theirs in
            let word = ours.text.isEmpty || theirs.text.isEmpty ? w("taken") : w("both")
            return line(ours.label, (ours.text, word), (theirs.text, word), w)
        }
        guard page.contact != page.otherContact else { return rows.joined() }
        let (ours, theirs) = (page.contact.map(contact) ?? "", page.otherContact.map(contact) ?? "")
        let word = ours.isEmpty ? w("taken") : w("left with the archived entry")
        return rows.joined() + line(w("Contact block"), (ours, w("kept")), (theirs, word), w)
    }

    private static func contact(_ block: ContactBlock) -> String {
        [block.unit, block.person, block.email, block.telephone].compactMap { $0 }.joined(separator: ", ")
    }

    // MARK: What stands in the way

    /// One of the two as it was compared and as it stands now.
    struct Changed {
        let name: String
        let by: String
        let at: Instant
        let fields: [(label: String, before: String, now: String)]

        init(_ organisation: Organisation, since revision: Int, _ w: Words, _ connection: Connection) throws {
            (name, by, at) = (organisation.entry.name, organisation.updatedBy, organisation.updatedAt)
            let seen = try OrganisationHistory.entry(of: organisation.id, at: revision, now: organisation.revision, connection)
            let places = try PlaceStore(connection).named([seen?.place].compactMap { $0 }, language: w.language)
            let now = OrganisationHistory.fields(organisation.entry, organisation.place, w)
            let before = seen.map { OrganisationHistory.fields($0, $0.place.flatMap { places[$0] }, w) } ?? now
            fields = zip(before, now).filter { $0.text != $1.text }.map { ($0.label, $0.text, $1.text) }
        }
    }

    static func conflict(_ changes: [Changed], _ w: Words) -> HTML {
        Part.notice(
            w("One of the two was changed while you compared them"),
            "<p>\(w("Below they stand as they are now, with what you chose. Look once more."))</p>\(changes, { change($0, w) })", isWrong: true)
    }

    private static func change(_ change: Changed, _ w: Words) -> HTML {
        """
        <table class="table"><caption>\(w("“\(change.name)”, changed by \(change.by), \(w.dateAndTime(change.at))"))</caption><thead><tr><th scope="col">\(w("Field"))</th><th scope="col">\(w("As you compared it"))</th><th scope="col">\(w("As it stands now"))</th></tr></thead>
        <tbody>\(change.fields, { "<tr><th scope=\"row\">\($0.label)</th><td>\($0.before)</td><td>\($0.now)</td></tr>" })</tbody></table>
        """
    }

    static func refusal(_ refusal: SuccessionRefusal, _ w: Words) -> HTML {
        let link: HTML = "<a href=\"\(refusal.path)\">\(w("See it"))</a>"
        return Part.notice(
            w("Both are parties of one partnership"),
            "<p>\(w("As one organisation, it would be its own partner. Change that partnership first, or leave the two as they are.")) \(link)</p>",
            isWrong: true)
    }
}
