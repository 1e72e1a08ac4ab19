import Kernel
import Storage
import Web

/// Notes: what a colleague wants the office to know of a record, with day and name. The office's own; nobody outside reads them.
///
/// They hang on the records that other features offer and are seen by whoever may see the record. A note about a person is erased with the
/// person, so the journal knows only that one was written (docs/decisions/erasure.md). This is the one public door.
public enum NotesFeature {
    /// Whoever works in the administration reads and writes; one's own may be changed, and the director may change all.
    static let use = Permission.roles("notes.use", [.director, .officer, .colleague])

    /// - Parameter records: what notes may be written about.
    public static func door(records: [RecordKind]) -> Feature {
        let pages = NotePages(records: records)
        return Feature(
            "notes", routes: pages.routes + NoteList(records: records).routes + NoteActs(records: records).routes,
            migrations: [NotesMigrations.notes],
            navigation: [NavigationItem(.work, "Notes", NotePaths.list, may: use)], panels: NotePanels(records: records).all,
            reactions: records.filter(\.isPersonal).map { record in
                Reaction(to: record.name) { fact, connection in
                    if fact.act == "erased" { try NoteStore.erase(record.name, fact.subjectID, connection) }
                }
            },
            rules: [
                DataRule("Every note was written into the journal") { connection in
                    try connection.rows(
                        "SELECT n.id FROM note n WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject_kind = 'note' AND j.subject_id = n.id) LIMIT 5"
                    ) { try $0["id"] as String }
                }
            ],
            readings: [
                FactReading(NoteStore.subject, "Note", path: { NoteID($0).map(NotePaths.note) }) { entry, w in
                    switch entry.act {
                    case "written": w("Written")
                    case "changed": w("Changed")
                    case "removed": w("Removed")
                    case "restored": w("Taken back")
                    default: entry.act
                    }
                }
            ],
            holdings: [holding])
    }

    /// The notes about a record.
    public static let holding = Holding("notes") { try NoteStore.held($0, $1, $2) }
}

/// Where the pages of this feature are.
enum NotePaths {
    static let list = "/office/notes"

    static func note(_ id: NoteID) -> String { "\(list)/\(id)" }
    /// All notes about one record.
    static func about(_ subject: NoteSubject) -> String { list + Parameters([("about", subject.text)]).queryString }
}
