import Kernel
import Markup
import Storage
import Web

/// What this feature shows on the pages of others: the files of a record, and the files that were found.
struct FilePanels: Sendable {
    let records: [RecordKind]

    var all: [Panel] {
        records.map { record in Panel(record.slot, order: 40) { try panel(record, $0, $1, $2) } } + [Panel(.search, order: 40, found)]
    }

    /// So many are shown on a record's page; the list has the rest.
    private static let most = 30
    private static let mostFound = 5

    private func panel(_ record: RecordKind, _ id: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(FilesFeature.read), context.actor.office != nil else { return nil }
        let w = context.w
        let files = try FileStore(context, connection, records).of(FileSubject(kind: record.name, id: id), limit: Self.most + 1)
        let canEdit = context.may(FilesFeature.edit)
        guard canEdit || !files.isEmpty else { return nil }
        let add: HTML = canEdit ? Part.button(w("Add files"), to: FilePaths.new(record.name, id), icon: Icon.plus, small: true) : .empty
        guard !files.isEmpty else {
            return Part.block(
                w("Files"), link: add, "<p class=\"second\">\(w("None yet. Agreements, letters, photographs can be attached here."))</p>")
        }
        let more: HTML =
            files.count > Self.most ? "<p class=\"table-note\"><a href=\"\(FilePaths.list)\">\(w("More in the list of files"))</a></p>" : .empty
        return Part.block(w("Files"), link: add, "\(FileViews.table(Array(files.prefix(Self.most)), w))\(more)")
    }

    @Sendable private func found(_ typed: String, _ context: Context, _ connection: Connection) throws -> HTML? {
        guard context.may(FilesFeature.read), context.actor.office != nil else { return nil }
        let w = context.w
        let store = try FileStore(context, connection, records)
        let files = try store.search(typed, limit: Self.mostFound + 1)
        guard !files.isEmpty else { return nil }
        let shown = Array(files.prefix(Self.mostFound))
        let texts = try store.texts(shown.filter(\.version.hasText).map(\.version.content), most: Excerpt.looked)
        let all = FilePaths.list + Parameters([("q", typed)]).queryString
        let link: HTML = files.count > Self.mostFound ? "<a href=\"\(all)\">\(w("All of them"))</a>" : .empty
        return Part.block(
            w("Files"), link: link, FileViews.found(shown.map { ($0, texts[$0.version.content].flatMap { Excerpt.of($0, typed) }) }, w))
    }
}
