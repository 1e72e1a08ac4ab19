import Kernel
import Markup
import Storage
import Web

/// All notes of the office, declared once: page, exports, question of the API.
struct NoteList: Sendable {
    let listing: Listing<Note>

    init(records: [RecordKind]) {
        listing = Listing(
            name: "notes", path: NotePaths.list, columns: Self.columns(records), filters: [Self.kind(records), Self.about(records)],
            sorts: [
                // The newest first.
                SortKey("written", "d.written_at", isFalling: true, isNumber: true), SortKey("by", "d.author"),
            ],
            href: { NotePaths.note($0.id) }, find: { NoteStore.holds($0) }
        ) { scope in
            guard let office = scope.actor.office else { throw AppError.notFound }
            let naming = records.naming(kind: "d.subject_kind", id: "d.subject_id", scope.actor, scope.w.language)
            return ListSource(
                select: NoteStore.columns(naming), from: "note d",
                conditions: ["d.office_id = \(office)", "d.removed_at IS NULL", "\(naming) IS NOT NULL"], id: "d.id", make: NoteStore.note)
        }
    }

    var routes: [Route] {
        [
            .get(NotePaths.list, may: NotesFeature.use, page), listing.exportRoute(may: NotesFeature.use),
            listing.apiRoute("/api/v1/notes", may: NotesFeature.use, "Notes of the office one is signed in to"),
        ]
    }

    private func page(_ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let query = listing.query(context.request.query)
        let found = try listing.page(query, context.scope, connection)
        let empty = Part.empty(
            w("No notes yet"),
            w("Open the page of an organisation, a partnership, a person or a place and write down what your colleagues should know."))
        return context.page(
            w("Notes"), path: NotePaths.list,
            """
            \(Part.head(w("Notes"), over: w("What colleagues wrote about the office’s records. Read by your office alone.")))
            \(try listing.view(found, query, context, connection, empty: empty))
            """)
    }

    private static func columns(_ records: [RecordKind]) -> [Column<Note>] {
        [
            Column("about", "About", value: { note, _ in .text(note.subjectName) }),
            Column(
                "text", "Note", value: { note, _ in .text(note.text) },
                view: { note, _ in "<span class=\"note-short\">\(NoteViews.short(note.text))</span>" }),
            Column(
                "written", "Written", .format("date"),
                value: { note, _ in PartialDate(note.writtenAt.rfc3339.prefix(10)).map { .date($0) } ?? .none },
                view: { note, w in "<span class=\"nowrap\">\(w.date(note.writtenAt))</span>" }),
            Column("by", "By", value: { note, _ in .text(note.author) }),
            Column("record_kind", "Kind of record", isHidden: true, value: { note, _ in .text(note.subject.kind) }),
            Column("record_id", "Record", isHidden: true, value: { note, _ in .text(note.subject.id) }),
            Column("id", "Identity", .format("uuid"), isHidden: true, value: { note, _ in .text(note.id.text) }),
        ]
    }

    private static func kind(_ records: [RecordKind]) -> Filter {
        Filter("kind", "Kind of record") { scope, _ in
            records.map { ($0.name, scope.w($0.title)) }
        } condition: {
            "d.subject_kind IN \(list: $0)"
        }
    }

    /// Reached from a record's page, never chosen from a menu.
    private static func about(_ records: [RecordKind]) -> Filter {
        Filter("about", "Record", options: { _, _ in [] }) { values in
            let conditions: [SQL] = values.prefix(10).compactMap { value in
                guard let subject = NoteSubject(value), let record = records.first(where: { $0.name == subject.kind }) else { return nil }
                return "(d.subject_kind = \(subject.kind) AND d.subject_id IN (\(record.whole("\(subject.id)"))))"
            }
            return conditions.isEmpty ? "1 = 0" : conditions.joined(separator: " OR ")
        }
    }
}
