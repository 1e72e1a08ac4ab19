import Foundation
import Kernel
import Markup
import Storage
import Web

/// The list of all files of the office, declared once: its page, its exports, its question of the API.
struct FileList: Sendable {
    let present: Listing<Line>
    let removed: Listing<Line>

    /// One file in the list.
    struct Line: Sendable {
        let id: FileID
        let title: String
        let name: String
        let kind: FileKind
        let size: Int
        let record: String
        let recordKind: String
        let recordID: String
        let number: Int
        let at: Instant
        let by: String
    }

    init(records: [RecordKind]) {
        present = Self.listing(records, isRemoved: false)
        removed = Self.listing(records, isRemoved: true)
    }

    var routes: [Route] {
        [
            .get(FilePaths.list, may: FilesFeature.read) { try page(present, $0, $1) },
            .get(FilePaths.removed, may: FilesFeature.edit) { try page(removed, $0, $1) },
            present.exportRoute(may: FilesFeature.read), removed.exportRoute(may: FilesFeature.edit),
            present.apiRoute("/api/v1/files", may: FilesFeature.read, "Files of the office one is signed in to"),
        ]
    }

    private func page(_ listing: Listing<Line>, _ context: Context, _ connection: Connection) throws -> Reply {
        let w = context.w
        let isRemoved = listing.path == FilePaths.removed
        let query = listing.query(context.request.query)
        let found = try listing.page(query, context.scope, connection)
        let empty =
            isRemoved
            ? Part.empty(w("Nothing was removed"), w("A file that is removed waits here for \(FileStore.daysKept) days and can be taken back."))
            : Part.empty(
                w("No files yet"),
                w(
                    "Agreements, letters, photographs: open the page of an organisation or a partnership and attach them there. They are found here by their names and by the words in them."
                ))
        let tabs =
            context.may(FilesFeature.edit)
            ? Part.tabs(w("Which files"), [(w("In use"), FilePaths.list, nil), (w("Removed"), FilePaths.removed, nil)], at: listing.path) : .empty
        return context.page(
            w("Files"), path: FilePaths.list,
            """
            \(Part.head(w("Files"), over: w("What is attached to the office’s records. The search also reads the text of PDFs.")))
            \(tabs)
            \(try listing.view(found, query, context, connection, empty: empty))
            """)
    }

    private static func listing(_ records: [RecordKind], isRemoved: Bool) -> Listing<Line> {
        Listing(
            name: isRemoved ? "files-removed" : "files", path: isRemoved ? FilePaths.removed : FilePaths.list, columns: columns,
            filters: [kind, subject(records)],
            // The newest first.
            sorts: [
                SortKey("changed", "-d.updated_at", isNumber: true), SortKey("title", "d.sort_key"), SortKey("kind", "d.kind"),
                SortKey("size", "d.size", isNumber: true),
            ],
            href: { FilePaths.file($0.id) },
            find: { FileStore.holds($0) }
        ) { scope in
            guard let office = scope.actor.office else { throw AppError.notFound }
            let naming = records.naming(kind: "d.subject_kind", id: "d.subject_id", scope.actor, scope.w.language)
            return ListSource(
                select:
                    "d.id, d.title, d.name, d.kind, d.size, \(naming) AS subject_name, d.subject_kind, d.subject_id, d.number, d.updated_at, d.updated_by",
                from: "file d",
                conditions: ["d.office_id = \(office)", isRemoved ? "d.removed_at IS NOT NULL" : "d.removed_at IS NULL", "\(naming) IS NOT NULL"],
                id: "d.id"
            ) { row in
                let (kind, id): (String, String) = (try row["subject_kind"], try row["subject_id"])
                return Line(
                    id: try row["id"], title: try row["title"], name: try row["name"], kind: try row["kind"], size: try row["size"],
                    record: try row["subject_name"], recordKind: kind, recordID: id, number: try row["number"],
                    at: try row["updated_at"], by: try row["updated_by"])
            }
        }
    }

    private static let columns: [Column<Line>] = [
        Column("title", "Title", value: { line, _ in .text(line.title) }),
        Column("kind", "Kind", value: { line, w in .text(line.kind.word(w)) }),
        Column("kind_code", "Kind, code", .oneOf(FileKind.allCases.map(\.rawValue)), isHidden: true, value: { line, _ in .text(line.kind.rawValue) }),
        Column("record", "Attached to", value: { line, _ in .text(line.record) }),
        Column("record_kind", "Kind of record", isHidden: true, value: { line, _ in .text(line.recordKind) }),
        Column("record_id", "Record", isHidden: true, value: { line, _ in .text(line.recordID) }),
        Column("size", "Size", .integer, value: { line, _ in .integer(line.size) }, view: { line, w in HTML(text: ByteCount.text(line.size, w)) }),
        Column("name", "File name", isHidden: true, value: { line, _ in .text(line.name) }),
        Column("version", "Version", .integer, isHidden: true, value: { line, _ in .integer(line.number) }),
        Column(
            "changed", "Changed", .format("date"), onTelephone: "c-no", value: { line, _ in day(line.at).map { .date($0) } ?? .none },
            view: { line, w in HTML(text: w.date(line.at)) }),
        Column("by", "By", onTelephone: "c-no", value: { line, _ in .text(line.by) }),
    ]

    private static func day(_ instant: Instant) -> PartialDate? { PartialDate(instant.rfc3339.prefix(10)) }

    private static let kind = Filter("kind", "Kind") { scope, _ in
        FileKind.allCases.map { ($0.rawValue, $0.word(scope.w)) }
    } condition: {
        "d.kind IN \(list: $0)"
    }

    private static func subject(_ records: [RecordKind]) -> Filter {
        Filter("record", "Attached to") { scope, _ in
            records.map { ($0.name, scope.w($0.title)) }
        } condition: {
            "d.subject_kind IN \(list: $0)"
        }
    }
}
