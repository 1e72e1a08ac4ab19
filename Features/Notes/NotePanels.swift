import Kernel
import Markup
import Storage
import Web

/// What this feature shows on the pages of others: the notes about a record with a field for another, and the notes that were found.
struct NotePanels: Sendable {
    let records: [RecordKind]

    var all: [Panel] {
        records.map { record in Panel(record.slot, order: 35) { try panel(record, $0, $1, $2) } } + [Panel(.search, order: 45, found)]
    }

    /// So many are shown on a record's page; the list has the rest.
    private static let most = 10
    private static let mostFound = 5

    private func panel(_ record: RecordKind, _ id: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(NotesFeature.use), context.actor.office != nil else { return nil }
        let subject = NoteSubject(kind: record.name, id: id)
        let notes = try NoteStore(context, connection, records).about(subject, limit: Self.most + 1)
        return NoteViews.panel(Array(notes.prefix(Self.most)), hasMore: notes.count > Self.most, subject, context)
    }

    @Sendable private func found(_ typed: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(NotesFeature.use), context.actor.office != nil else { return nil }
        let notes = try NoteStore(context, connection, records).search(typed, limit: Self.mostFound + 1)
        guard !notes.isEmpty else { return nil }
        let all = NotePaths.list + Parameters([("q", typed)]).queryString
        let link: HTML = notes.count > Self.mostFound ? "<a href=\"\(all)\">\(context.w("All of them"))</a>" : .empty
        return Part.block(context.w("Notes"), link: link, NoteViews.found(Array(notes.prefix(Self.mostFound)), context.w))
    }
}
