import Foundation
import Kernel
import Markup
import Storage
import Web

/// Writing, changing and taking away. One comes back to the page of the record.
struct NotePages: Sendable {
    let records: [RecordKind]

    var routes: [Route] {
        let one = "\(NotePaths.list)/{id}"
        return [
            .post(NotePaths.list, may: NotesFeature.use, add),
            .get(one, may: NotesFeature.use, show),
            .get("\(one)/edit", may: NotesFeature.use, edit),
            .post(one, may: NotesFeature.use, change),
            .post("\(one)/removal", may: NotesFeature.use) { try setRemoved(true, $0, $1) },
            .post("\(one)/restoration", may: NotesFeature.use) { try setRemoved(false, $0, $1) },
        ]
    }

    private func add(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, typed) = (context.w, context.request.form)
        let (record, subject, name) = try target(typed.text("kind"), typed.text("record"), context, connection)
        let (text, problems) = NoteForm.read(typed, w)
        guard problems.isEmpty else {
            return context.page(
                w("Note about \(name)"), status: 422, path: NotePaths.list,
                NoteViews.form(
                    FormView(typed, problems, w), title: w("Note about \(name)"), crumb: (name, record.path(subject.id)), to: NotePaths.list, subject,
                    context))
        }
        try record.keep(subject.id, connection)
        try NoteStore(context, connection, records).add(text, about: subject, at: context.now, request: context.request.id)
        return .redirect(record.path(subject.id) + "#notes").saying(w("Noted. Your office reads it."))
    }

    /// What is to be written about.
    /// - Throws: `AppError.notFound` for what this reader may not see.
    func target(_ kind: String, _ id: String, _ context: Context, _ connection: Connection) throws -> (RecordKind, NoteSubject, String) {
        guard let record = records.first(where: { $0.name == kind }) else { throw AppError.notFound }
        return (record, NoteSubject(kind: kind, id: id), try record.name(of: id, for: context.actor, context.language, connection))
    }

    func find(_ context: Context, _ connection: Connection) throws -> (note: Note, record: RecordKind, store: NoteStore) {
        let store = try NoteStore(context, connection, records)
        let note = try store.find(context.id("id"))
        guard let record = records.first(where: { $0.name == note.subject.kind }) else { throw AppError.notFound }
        // What was removed is there for those who may take it back.
        guard !note.isRemoved || note.mayChange(context.actor) else { throw AppError.notFound }
        return (note, record, store)
    }

    /// One this reader may change.
    private func changeable(_ context: Context, _ connection: Connection) throws -> (note: Note, record: RecordKind, store: NoteStore) {
        let found = try find(context, connection)
        guard found.note.mayChange(context.actor) else { throw AppError.notFound }
        return found
    }

    /// One this reader may change, which was not removed.
    func standing(_ context: Context, _ connection: Connection) throws -> (note: Note, record: RecordKind, store: NoteStore) {
        let found = try changeable(context, connection)
        guard !found.note.isRemoved else { throw AppError.invalid(context.w("This note was removed. Take it back before you change it.")) }
        return found
    }

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let (note, record, store) = try find(context, connection)
        return context.page(
            context.w("Note about \(note.subjectName)"), path: NotePaths.list,
            NoteViews.page(note, record, earlier: note.isChanged ? try store.earlier(note) : [], context))
    }

    private func edit(_ context: Context, _ connection: Connection) throws -> Reply {
        let found = try standing(context, connection)
        return editPage(found, Parameters([("text", found.note.text), ("revision", String(found.note.revision))]), Problems(), context)
    }

    private func editPage(
        _ found: (note: Note, record: RecordKind, store: NoteStore), _ typed: Parameters, _ problems: Problems, _ context: Context,
        status: Int? = nil, above: HTML = .empty
    ) -> Reply {
        let (w, note) = (context.w, found.note)
        return context.page(
            w("Change the note"), status: status ?? (problems.isEmpty ? 200 : 422), path: NotePaths.list,
            NoteViews.form(
                FormView(typed, problems, w), title: w("Change the note"), crumb: (note.subjectName, found.record.path(note.subject.id)),
                to: NotePaths.note(note.id), note.subject, above: above, context))
    }

    private func change(_ context: Context, _ connection: Connection) throws -> Reply {
        let (w, typed) = (context.w, context.request.form)
        let found = try standing(context, connection)
        let note = found.note
        let (text, problems) = NoteForm.read(typed, w)
        guard problems.isEmpty else { return editPage(found, typed, problems, context) }
        guard typed.text("revision") == String(note.revision) else {
            let notice = ConflictView.notice(by: note.updatedBy, at: note.updatedAt, fields: [(w("Note"), note.text, text)], w)
            return editPage(found, typed.setting("revision", String(note.revision)), problems, context, status: 409, above: notice)
        }
        try found.store.change(note, to: text, at: context.now, request: context.request.id)
        return .redirect(found.record.path(note.subject.id) + "#notes").saying(w("The note is changed; what it said before is kept with it."))
    }

    private func setRemoved(_ isRemoved: Bool, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let (note, record, store) = try changeable(context, connection)
        try store.setRemoved(isRemoved, note, at: context.now, request: context.request.id)
        guard isRemoved else { return .redirect(record.path(note.subject.id) + "#notes").saying(w("The note is back.")) }
        return .redirect(NotePaths.note(note.id)).saying(w("The note is removed."))
    }
}

/// Raw input to a text, or to problems.
enum NoteForm {
    static func read(_ typed: Parameters, _ w: Words) -> (text: String, problems: Problems) {
        let text = typed.text("text").replacingOccurrences(of: "\r\n", with: "\n")
        var problems = Problems()
        if text.isEmpty { problems.add("text", w("Write what your colleagues should know.")) }
        if text.unicodeScalars.count > Note.longest { problems.add("text", w("This is too long: at most \(Note.longest) characters.")) }
        if text.unicodeScalars.contains("\u{0}") { problems.add("text", w("There is a sign in it that cannot be kept. Type it anew.")) }
        return (text, problems)
    }
}
