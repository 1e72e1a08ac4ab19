import Kernel
import Markup
import Storage
import Web

/// Files attached to records: agreements, letters, photographs. They lie in the database, so that one backup holds everything, and whoever
/// may not see the record does not see its files. This is the one public door.
public enum FilesFeature {
    /// Files are the office's own and seen inside its administration, wherever the reader may see the record as well.
    static let read = Permission.roles("files.read", [.director, .officer, .colleague])
    static let edit = Permission.roles("files.edit", [.director, .officer])

    /// The files of an office for what it shares with others.
    public static let documents = DocumentSource(
        attached: { office, kind, id, connection in try HeldContents(connection: connection).attached(to: FileSubject(kind: kind, id: id), office) },
        hold: { hash, holder, office, connection in try HeldContents(connection: connection).hold(hash, for: holder, office) },
        send: { hash, holder, name, context in try await FileContentPages.send(held: hash, for: holder, named: name, context) },
        held: { holder, connection in try HeldContents(connection: connection).hashes(of: holder) },
        read: { hash, holder, database, sink in
            guard let found = try await database.read({ try HeldContents(connection: $0).content(hash, of: holder) }) else { return false }
            try await ContentStore.send(.original, of: found.id, database, to: sink)
            return true
        },
        adding: { kind, id, then in FilePaths.new(kind, id, then: then) })

    /// The files of records of others, the removed ones too: they can be restored.
    public static let attachments = Holding("files") { kind, ids, connection in
        try connection.rows("SELECT title FROM file WHERE subject_kind = \(kind) AND subject_id IN \(list: ids) ORDER BY id") {
            .string(try $0["title"])
        }
    }

    /// - Parameter records: what files may be attached to.
    public static func door(records: [RecordKind]) -> Feature {
        let list = FileList(records: records)
        let pages = FilePages(records: records, list: list)
        let contents = FileContentPages(records: records)
        return Feature(
            "files", routes: pages.routes + contents.routes + list.routes + FileActs(pages: pages, contents: contents).routes,
            migrations: FilesMigrations.all,
            navigation: [NavigationItem(.work, "Files", FilePaths.list, may: read)],
            panels: FilePanels(records: records).all, jobs: FileJobs.all, reactions: records.map(FileSuccession.reaction),
            rules: ContentStore.rules, readings: [FactReading(FileStore.subject, "File", path: { FileID($0).map(FilePaths.file) }, what: happening)])
    }

    private static func happening(_ fact: JournalEntry, _ w: Words) -> String {
        switch fact.act {
        case "created": w("File attached")
        case "replaced": w("New version of a file")
        case "changed": w("File changed")
        case "removed": w("File taken off")
        case "restored": w("File taken back")
        case "erased": w("File erased")
        case FileSuccession.act: w("File moved with a merged entry")
        case FileSuccession.actBack: w("File moved back")
        default: fact.act
        }
    }
}

/// Where the pages of this feature are.
enum FilePaths {
    static let list = "/office/files"
    static let removed = "/office/files/removed"
    static let new = "/office/files/new"

    /// - Parameter then: where to go on when the files are there; nil: to what they are attached to.
    static func new(_ kind: String, _ id: String, then: String? = nil) -> String {
        new + Parameters([("kind", kind), ("record", id)] + (then.map { [("then", $0)] } ?? [])).queryString
    }
    static func file(_ id: FileID) -> String { "\(list)/\(id)" }
    static func edit(_ id: FileID) -> String { "\(file(id))/edit" }
    static func version(_ id: FileID) -> String { "\(file(id))/version" }
    static func removal(_ id: FileID) -> String { "\(file(id))/removal" }
    static func restoration(_ id: FileID) -> String { "\(file(id))/restoration" }
    /// The original as it was uploaded.
    static func content(_ id: FileID, _ number: Int) -> String { "\(file(id))/versions/\(number)" }
    static func picture(_ id: FileID, _ number: Int, _ form: ContentForm) -> String { "\(content(id, number))/\(form.rawValue)" }
}
