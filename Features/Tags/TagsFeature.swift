import Foundation
import Kernel
import Storage
import Web

/// Tags: a small set of words of the office's own, put on any record, by which lists are narrowed. This is the one public door.
///
/// A word is one however it is written: “Klima” and “klima” are the same tag. Whoever sees a record sees its tags; other offices and the
/// public see none. Tags of a person go when the person is erased, and the journal does not say which they were.
public enum TagsFeature {
    static let read = Permission.roles("tags.read", [.director, .officer, .colleague])
    static let edit = Permission.roles("tags.edit", [.director, .officer])

    /// - Parameter records: what tags may be put on.
    public static func door(records: [RecordKind]) -> Feature {
        Feature(
            "tags", routes: TagPages(records: records).routes + TaggingPages(records: records).routes + TagActs(records: records).routes,
            migrations: [TagsMigrations.tags],
            navigation: [NavigationItem(.work, "Tags", TagPaths.list, may: read)], panels: TagPanels(records: records).all,
            reactions: records.filter(\.isPersonal).map { record in
                Reaction(to: record.name) { try follow($0, record.name, $1) }
            },
            rules: [
                DataRule("Every tag was written into the journal") { connection in
                    try connection.rows(
                        "SELECT t.id FROM tag t WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject_kind = 'tag' AND j.subject_id = t.id) LIMIT 5"
                    ) { try $0["id"] as String }
                }
            ],
            readings: [
                FactReading(TagStore.subject, "Tag", path: { TagID($0).map(TagPaths.tag) }) { entry, w in
                    switch entry.act {
                    case "created": w("Entered")
                    case "renamed": w("Renamed")
                    case "united": w("United with another tag")
                    case "removed": w("Removed")
                    case "restored": w("Taken back")
                    default: entry.act
                    }
                },
                FactReading(TagStore.tagging, "Tag on a record") { entry, w in
                    switch entry.act {
                    case "put on": w("Tag put on")
                    case "taken off": w("Tag taken off")
                    default: entry.act
                    }
                },
            ],
            extras: [TagLists.extra], holdings: [holding], bulkActions: TagBulk(records: records).actions)
    }

    /// The tags of a record.
    public static let holding = Holding("tags") { try TagStore.held($0, $1, $2) }

    /// What becomes of a person's tags when the person is erased, merged or unmerged.
    private static func follow(_ fact: Fact, _ kind: String, _ connection: Connection) throws {
        struct Other: Decodable { let other: String? }
        func other() throws -> String? { try fact.after.flatMap { try JSONDecoder().decode(Other.self, from: Data($0.utf8)).other } }
        switch fact.act {
        case "erased": try TagStore.erase(kind, fact.subjectID, connection)
        case "merged away": if let kept = try other() { try TagStore.lend(kind, from: fact.subjectID, to: kept, connection) }
        case "unmerged": if let kept = try other() { try TagStore.takeBack(kind, from: fact.subjectID, to: kept, connection) }
        default: break
        }
    }
}

/// Where the pages of this feature are.
enum TagPaths {
    static let list = "/office/tags"
    static let suggestions = "/office/tags/suggestions"
    static let taggings = "/office/taggings"
    static let takingOff = "/office/taggings/removal"

    static func tag(_ id: TagID) -> String { "\(list)/\(id)" }
    /// A list narrowed to what bears the tag.
    static func narrowed(_ list: String, to id: TagID) -> String { list + Parameters([("tag", id.text)]).queryString }
}
