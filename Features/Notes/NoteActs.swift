import Kernel
import Storage
import Web

/// Notes written and read one by one by programs.
struct NoteActs: Sendable {
    let records: [RecordKind]

    private static let path = "/api/v1/notes"
    private static let text = Intake.Field("text", .text(most: Note.longest), isRequired: true)

    private var operation: Operation {
        Operation(
            "One note",
            answer: .object([
                ("id", .format("uuid")), ("href", .string), ("about", .string), ("record_kind", .oneOf(records.map(\.name))), ("record_id", .string),
                ("text", .string), ("written_at", .format("date-time")), ("by", .string), ("revision", .integer), ("removed", .boolean),
            ]))
    }

    var routes: [Route] {
        let subject: [Intake.Field] = [
            .init("record_kind", .choice(records.map(\.name)), as: "kind", isRequired: true),
            .init("record_id", .text(most: 60), as: "record", isRequired: true),
        ]
        return [
            .api("\(Self.path)/{id}", may: NotesFeature.use, operation, show),
            .apiAct(
                .post, Self.path, may: NotesFeature.use, operation.acting("Write a note about a record", subject + [Self.text]), shows: show, add),
            .apiAct(
                .patch, "\(Self.path)/{id}", may: NotesFeature.use, operation.acting("Change a note of one's own", [Self.text, Intake.revision]),
                shows: show, change),
        ]
    }

    @Sendable private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let note = try NotePages(records: records).find(context, connection).note
        return try .json(
            [
                "id": .string(note.id.text), "href": .string(NotePaths.note(note.id)), "about": .string(note.subjectName),
                "record_kind": .string(note.subject.kind), "record_id": .string(note.subject.id), "text": .string(note.text),
                "written_at": .string(note.writtenAt.rfc3339), "by": .string(note.author), "revision": .integer(note.revision),
                "removed": .bool(note.isRemoved),
            ] as JSONValue)
    }

    @Sendable private func add(_ context: Context, _ connection: Connection) throws -> Done {
        let typed = context.request.form
        let (record, subject, _) = try NotePages(records: records).target(typed.text("kind"), typed.text("record"), context, connection)
        let (text, problems) = NoteForm.read(typed, context.w)
        guard problems.isEmpty else { throw NotTaken(problems, context.w) }
        try record.keep(subject.id, connection)
        let id = try NoteStore(context, connection, records).add(text, about: subject, at: context.now, request: context.request.id)
        return .entered(id: id.text, at: "\(Self.path)/\(id)")
    }

    @Sendable private func change(_ context: Context, _ connection: Connection) throws -> Done {
        let (note, _, store) = try NotePages(records: records).standing(context, connection)
        try context.mustBe(onRevision: note.revision)
        let (text, problems) = NoteForm.read(context.request.form, context.w)
        guard problems.isEmpty else { throw NotTaken(problems, context.w) }
        try store.change(note, to: text, at: context.now, request: context.request.id)
        return .changed
    }
}
