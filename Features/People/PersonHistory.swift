import Directory
import Kernel
import Markup
import Storage
import Web

/// What happened to an entry, in words. The journal says who and when; the values come from the versions, as long as they are kept.
enum PersonHistory {
    struct Line {
        let at: Instant
        let who: String
        let what: String
        let changes: [(label: String, before: String, after: String)]
    }

    static func lines(_ person: Person, _ w: Words, _ connection: Connection) throws -> [Line] {
        let facts = try connection.journal.facts(.subject(kind: PersonStore.subject, id: person.id.text), limit: 30)
        let notes = facts.map { (before: note($0.before), after: note($0.after)) }
        let wanted = Set(notes.flatMap { [$0.before?.version, $0.after?.version].compactMap { $0 } }).sorted()
        let versions = Dictionary(
            try connection.rows("SELECT revision, entry FROM person_version WHERE person_id = \(person.id) AND revision IN \(list: wanted)") { row in
                (try row["revision"] as Int, try PersonJSON.value(try row["entry"]) as PersonEntry)
            }
        ) { first, _ in first }
        let names = try PersonFields.Names.of(Array(versions.values), .system, w, connection)
        return zip(facts, notes).map { fact, note in
            var changes: [(label: String, before: String, after: String)] = []
            if let from = note.before.flatMap({ versions[$0.version] }), let to = note.after.flatMap({ versions[$0.version] }) {
                changes = PersonFields.differing(from, to).map { ($0.label(w), $0.text(from, names, w), $0.text(to, names, w)) }
            }
            return Line(at: fact.at, who: PersonQuestions.name(fact.actorName, w), what: what(fact.act, w), changes: changes)
        }
    }

    // What an older version wrote, and this one no longer reads, is shown without its fields: history must never break the page.
    private static func note(_ text: String?) -> PersonStore.Note? {
        guard let text else { return nil }
        do { return try PersonJSON.value(text) } catch { return nil }
    }

    /// What was done, in words; never who it was done to, for this is said of the erased as well.
    static func what(_ act: String, _ w: Words) -> String {
        switch act {
        case "created": w("Entered")
        case "changed": w("Changed")
        case "archived": w("Archived")
        case "restored": w("Restored")
        case "confirmed": w("Confirmed")
        case "contact asked": w("Asked by letter whether the entry still holds")
        case "contact corrected": w("Wrote back that something has changed")
        case "contact letters refused": w("Does not want to be asked by letter")
        case "contact letters allowed": w("May be asked by letter again")
        case "removal asked": w("Wishes to be removed")
        case "removal settled": w("The wish to be removed was answered: the entry stays")
        case "exported": w("What is held was exported")
        case "merged": w("Merged with another entry")
        case "merged away": w("Merged into another entry")
        case "unmerged": w("Merging undone")
        case "undone": w("Import undone")
        case "removed": w("Removed, its import undone")
        case "erased": w("Erased")
        case PostSuccession.act: w("An organisation’s two entries became one")
        case PostSuccession.actBack: w("An organisation’s entry became two again")
        case "talk added": w("Contact noted")
        case "talk removed": w("Note of a contact removed")
        default: act
        }
    }
}
