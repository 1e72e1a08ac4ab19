import Kernel
import Storage
import Web

/// When one record takes the place of another, the files of the one go to the other, in every office, and back when that is undone.
struct FileSuccession {
    let connection: Connection
    let occasion: Occasion

    static let act = "moved"
    static let actBack = "moved back"

    static func reaction(to record: RecordKind) -> Reaction {
        Reaction(to: record.name) { fact, occasion, connection in
            if let succession = Succession(fact) { try FileSuccession(connection: connection, occasion: occasion).follow(succession) }
        }
    }

    /// What a file hangs on: what a fact tells.
    private struct Record: Encodable { let record: String }

    private func follow(_ succession: Succession) throws {
        let kind = succession.kind
        let (from, to) = succession.isUndone ? (succession.kept, succession.gone) : (succession.gone, succession.kept)
        // Undone: those alone that the facts of the merge moved.
        let those: SQL =
            succession.isUndone
            ? "AND id IN (SELECT j.subject_id FROM journal j WHERE j.batch_id = \(succession.merge) AND j.subject_kind = \(FileStore.subject) AND j.act = \(Self.act))"
            : .empty
        let moved = try connection.rows(
            "UPDATE file SET subject_id = \(to) WHERE subject_kind = \(kind) AND subject_id = \(from) \(those) RETURNING id, office_id"
        ) { (id: try $0["id"] as FileID, office: try $0["office_id"] as OfficeID) }
        for (office, files) in Dictionary(grouping: moved, by: \.office).sorted(by: { $0.key < $1.key }) {
            let facts = try files.map(\.id).sorted().map { id in
                try Fact(
                    succession.isUndone ? Self.actBack : Self.act, FileStore.subject, id.text, office: office,
                    from: Record(record: "\(kind) \(from)"),
                    to: Record(record: "\(kind) \(to)"), batch: succession.merge)
            }
            try connection.journal.record(facts, by: occasion.actor(for: office), at: occasion.at, request: occasion.request)
        }
    }
}
