import Kernel
import Markup
import Web

/// How notes look. Functions of plain values.
enum NoteViews {
    /// As much of a text as stands in a row of a list.
    static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 160 ? line.prefix(159) + "…" : line
    }

    // MARK: On a record's page

    static func panel(_ notes: [Note], hasMore: Bool, _ subject: NoteSubject, _ context: Context) -> HTML {
        let w = context.w
        let all: HTML = hasMore ? "<a href=\"\(NotePaths.about(subject))\">\(w("All notes"))</a>" : .empty
        let list: HTML = notes.isEmpty ? .empty : "<ol class=\"notes\">\(notes, { item($0, context) })</ol>"
        return """
            <section class="block" id="notes"><div class="block-head"><h2>\(w("Notes"))</h2>\(all)</div>\(list)\(writing(subject, context))</section>
            """
    }

    private static func item(_ note: Note, _ context: Context) -> HTML {
        let w = context.w
        let change: HTML =
            note.mayChange(context.actor)
            ? "<div class=\"actions\">\(Part.button(w("Change"), to: "\(NotePaths.note(note.id))/edit", small: true))\(Part.doing(w("Remove"), "\(NotePaths.note(note.id))/removal", context, small: true))</div>"
            : .empty
        return """
            <li class="note"><p class="note-head"><b>\(note.author)</b> <a href="\(NotePaths.note(note.id))"><time datetime="\(note.writtenAt.rfc3339)">\(w.date(note.writtenAt))</time></a>\(if: note.isChanged, " <span class=\"third\">\(w("changed \(w.date(note.updatedAt))"))</span>")</p>
            <p class="note-text">\(note.text)</p>\(change)</li>
            """
    }

    private static func writing(_ subject: NoteSubject, _ context: Context) -> HTML {
        let w = context.w
        return """
            <form class="note-new" method="post" action="\(NotePaths.list)">\(context.csrf)<input type="hidden" name="kind" value="\(subject.kind)"><input type="hidden" name="record" value="\(subject.id)">
            <label class="label" for="note-text">\(w("Write a note"))</label><textarea class="input" id="note-text" name="text" rows="3" aria-describedby="note-who"></textarea>
            <p class="actions"><button class="button button--small">\(w("Keep the note"))</button><span class="second" id="note-who">\(w("Read by your office alone, with your name and today’s date."))</span></p></form>
            """
    }

    static func found(_ notes: [Note], _ w: Words) -> HTML {
        """
        <table class="table table--cards"><thead class="unseen"><tr><th scope="col">\(w("About"))</th><th scope="col">\(w("Note"))</th><th scope="col">\(w("Written"))</th></tr></thead>
        <tbody>\(notes, { foundRow($0, w) })</tbody></table>
        """
    }

    private static func foundRow(_ note: Note, _ w: Words) -> HTML {
        """
        <tr><th scope="row"><a href="\(NotePaths.note(note.id))">\(note.subjectName)</a></th><td class="c-sub">\(short(note.text))</td><td class="c-sub nowrap">\(w.date(note.writtenAt))<span class="second">\(note.author)</span></td></tr>
        """
    }

    // MARK: A note's own page

    static func page(_ note: Note, _ record: RecordKind, earlier: [EarlierWording], _ context: Context) -> HTML {
        let w = context.w
        let path = NotePaths.note(note.id)
        let acts: HTML =
            note.mayChange(context.actor) && !note.isRemoved
            ? "\(Part.button(w("Change"), to: "\(path)/edit"))\(Part.doing(w("Remove"), "\(path)/removal", context))" : .empty
        return """
            \(Part.head(w("Note about \(note.subjectName)"), over: w("\(note.author), \(w.dateAndTime(note.writtenAt))"), crumbs: [(w("Notes"), NotePaths.list), (note.subjectName, record.path(note.subject.id))], actions: acts))
            \(if: note.isRemoved, removed(note, context))
            <p class="note-text note-text--whole">\(note.text)</p>
            \(if: !earlier.isEmpty, Part.block(w("What it said before"), "<ol class=\"notes\">\(earlier, { wording($0, w) })</ol>"))
            """
    }

    private static func removed(_ note: Note, _ context: Context) -> HTML {
        let w = context.w
        return Part.notice(
            w("Removed on \(note.removedAt.map { w.date($0) } ?? "") by \(note.removedBy ?? "")"),
            "<p>\(w("Nobody else finds it any more. For \(Int(NoteStore.daysKept)) days it can be taken back."))</p><div class=\"actions\">\(Part.doing(w("Take it back"), "\(NotePaths.note(note.id))/restoration", context))</div>"
        )
    }

    private static func wording(_ wording: EarlierWording, _ w: Words) -> HTML {
        "<li class=\"note\"><p class=\"note-head\"><b>\(wording.by)</b> <span class=\"third\">\(w("until \(w.date(wording.replacedAt))"))</span></p><p class=\"note-text\">\(wording.text)</p></li>"
    }

    /// The form of a new note that needs another look, or of one that is changed.
    static func form(
        _ form: FormView, title: String, crumb: (word: String, path: String), to path: String, _ subject: NoteSubject, above: HTML = .empty,
        _ context: Context
    ) -> HTML {
        let w = form.w
        return """
            \(Part.head(title, crumbs: [crumb]))
            \(above)\(form.wrongs([("text", w("Note"))]))
            <form class="sheet" method="post" action="\(path)" data-guard>\(context.csrf)<input type="hidden" name="kind" value="\(subject.kind)"><input type="hidden" name="record" value="\(subject.id)"><input type="hidden" name="revision" value="\(form.typed.text("revision"))">
            \(form.area("text", w("Note"), help: w("Read by your office alone."), optional: false, rows: 8))
            \(form.dock(w("Keep the note"), cancel: crumb.path))</form>
            """
    }
}
