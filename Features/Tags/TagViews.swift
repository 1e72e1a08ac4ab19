import Kernel
import Markup
import Web

/// How tags look. Functions of plain values.
enum TagViews {
    // MARK: On a record's page

    static func panel(_ tags: [Tag], _ record: RecordKind, _ id: String, _ context: Context) -> HTML {
        let w = context.w
        let canEdit = context.may(TagsFeature.edit)
        let list: HTML = tags.isEmpty ? .empty : "<ul class=\"tags\">\(tags, { item($0, record, id, canEdit, context) })</ul>"
        return """
            <section class="tag-panel" id="tags" aria-label="\(w("Tags"))"><h2 class="label">\(w("Tags"))</h2>\(list)\(if: canEdit, adding(record, id, context))</section>
            """
    }

    private static func item(_ tag: Tag, _ record: RecordKind, _ id: String, _ canEdit: Bool, _ context: Context) -> HTML {
        let word: HTML = record.list.map { "<a href=\"\(TagPaths.narrowed($0, to: tag.id))\">\(tag.name)</a>" } ?? "<span>\(tag.name)</span>"
        return "<li class=\"tag\">\(word)\(if: canEdit, takingOff(tag, record, id, context))</li>"
    }

    private static func takingOff(_ tag: Tag, _ record: RecordKind, _ id: String, _ context: Context) -> HTML {
        """
        <form method="post" action="\(TagPaths.takingOff)">\(context.csrf)\(about(record, id))<input type="hidden" name="tag" value="\(tag.id.text)"><button aria-label="\(context.w("Take off the tag \(tag.name)"))">\(Icon.close)</button></form>
        """
    }

    private static func about(_ record: RecordKind, _ id: String) -> HTML {
        "<input type=\"hidden\" name=\"kind\" value=\"\(record.name)\"><input type=\"hidden\" name=\"record\" value=\"\(id)\">"
    }

    private static func adding(_ record: RecordKind, _ id: String, _ context: Context) -> HTML {
        let w = context.w
        return """
            <form class="tag-new" method="post" action="\(TagPaths.taggings)">\(context.csrf)\(about(record, id))<label class="unseen" for="f-tag">\(w("Tag"))</label>\(field(w))<button class="button button--small">\(w("Put on"))</button></form>
            """
    }

    /// A field that offers the tags there are. What is not among them becomes a new one.
    static func field(_ w: Words, value: String = "") -> HTML {
        """
        <div class="combo" data-combo="\(TagPaths.suggestions)"><input class="input input--small" id="f-tag" name="tag" type="text" role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="f-tag-list" autocomplete="off" maxlength="\(Tag.longest)" placeholder="\(w("A word"))" value="\(value)"><ul class="combo-list" id="f-tag-list" role="listbox" aria-label="\(w("Tags"))" hidden></ul></div>
        """
    }

    // MARK: All of them

    static func list(_ uses: [TagUse], removed: [Tag], _ records: [RecordKind], canEdit: Bool, _ context: Context) -> HTML {
        let w = context.w
        let table: HTML =
            uses.isEmpty
            ? Part.empty(
                w("No tags yet"),
                w("Open the page of an organisation, a partnership or a person and put a word on it: lists can then be narrowed by it."))
            : """
            <table class="table table--cards"><thead><tr><th scope="col">\(w("Tag"))</th><th scope="col">\(w("Where it stands"))</th>\(if: canEdit, "<th scope=\"col\"><span class=\"unseen\">\(w("Change"))</span></th>")</tr></thead>
            <tbody>\(uses, { row($0, records, canEdit, w) })</tbody></table>
            """
        return """
            \(Part.head(w("Tags"), over: w("The office’s own words for its records. Lists can be narrowed by them.")))
            \(table)
            \(if: !removed.isEmpty, Part.block(w("Removed"), "<ul class=\"plain tag-removed\">\(removed, { removedRow($0, context) })</ul>"))
            """
    }

    private static func row(_ use: TagUse, _ records: [RecordKind], _ canEdit: Bool, _ w: Words) -> HTML {
        """
        <tr><th scope="row">\(use.tag.name)</th><td class="c-sub">\(places(use, records, w))</td>\(if: canEdit, "<td class=\"c-sub num\"><a href=\"\(TagPaths.tag(use.tag.id))\">\(w("Rename, unite, remove"))<span class=\"unseen\"> \(use.tag.name)</span></a></td>")</tr>
        """
    }

    /// How many records of each kind, each number leading to the list narrowed to them.
    private static func places(_ use: TagUse, _ records: [RecordKind], _ w: Words) -> HTML {
        let all: [HTML] = records.compactMap { record in
            guard let count = use.counts[record.name], count > 0 else { return nil }
            let text: HTML = "\(w(record.title)): \(w.number(count))"
            return record.list.map { "<a class=\"tag-count\" href=\"\(TagPaths.narrowed($0, to: use.tag.id))\">\(text)</a>" }
                ?? "<span class=\"tag-count\">\(text)</span>"
        }
        return all.isEmpty ? "<span class=\"second\">\(w("nowhere"))</span>" : all.joined(" ")
    }

    private static func removedRow(_ tag: Tag, _ context: Context) -> HTML {
        "<li><span>\(tag.name)</span> \(Part.doing(context.w("Take it back"), "\(TagPaths.tag(tag.id))/restoration", context, small: true))</li>"
    }

    // MARK: One of them

    static func page(_ use: TagUse, others: [Tag], _ records: [RecordKind], _ form: FormView, _ context: Context) -> HTML {
        let w = form.w
        let path = TagPaths.tag(use.tag.id)
        let choices = [(value: "", word: w("Choose a tag"))] + others.map { (value: $0.id.text, word: $0.name) }
        let uniting: HTML = """
            <form method="post" action="\(path)/union">\(context.csrf)\(form.choice("into", w("The tag that stays"), choices, help: w("What bears “\(use.tag.name)” then bears the other one. This cannot be undone.")))
            <p class="after"><button class="button">\(w("Unite the two"))</button></p></form>
            """
        return """
            \(Part.head(w("Tag: \(use.tag.name)"), crumbs: [(w("Tags"), TagPaths.list)]))
            \(form.wrongs([("name", w("Name")), ("into", w("The tag that stays"))]))
            <div class="sheet">\(Part.leaf(w("Where it stands"), .empty, "<p>\(places(use, records, w))</p>"))
            \(Part.leaf(w("Name"), .empty, renaming(form, path, context)))
            \(if: !others.isEmpty, Part.leaf(w("Unite with another"), .empty, uniting))
            \(Part.leaf(w("Remove"), .empty, removing(use, path, context)))</div>
            """
    }

    private static func renaming(_ form: FormView, _ path: String, _ context: Context) -> HTML {
        """
        <form method="post" action="\(path)">\(context.csrf)\(form.text("name", form.w("Name"), help: form.w("Capitals, accents and spaces make no difference: “Klima” and “klima” are one tag.")))
        <p class="after"><button class="button">\(form.w("Rename"))</button></p></form>
        """
    }

    private static func removing(_ use: TagUse, _ path: String, _ context: Context) -> HTML {
        let w = context.w
        return """
            <p>\(w("It is taken off \(use.total) records. It can be taken back on the page of the tags."))</p><p class="after">\(Part.doing(w("Remove the tag"), "\(path)/removal", context))</p>
            """
    }
}
