import Directory
import Foundation
import Kernel
import Storage
import Web

/// Everything that is held of a person, for the person (GDPR, Articles 15 and 20): private notes, contacts and earlier versions too.
struct Held: Encodable {
    struct Post: Encodable { let organisation: String, role: PersonRole }
    struct Version: Encodable { let version: Int, entry: PersonEntry }
    struct Contact: Encodable { let day: PartialDate, medium: String, who: String, line: String }
    struct Question: Encodable { let askedAt: String, answeredAt: String?, remark: String?, removalAskedAt: String? }
    struct Event: Encodable { let at: String, by: String, act: String }

    let id: String
    let heldBy: String
    let askedAt: String
    let entry: PersonEntry
    let posts: [Post]
    let place: String?
    let earlier: [Version]
    let merged: [Version]
    let contacts: [Contact]
    /// That the person was asked whether the entry holds, and what they answered.
    let questions: [Question]
    let history: [Event]
    /// What other features keep of the person: notes, tags.
    let besides: [String: [JSONValue]]

    static func of(_ person: Person, office: String, holdings: [Holding], at now: Instant, _ connection: Connection) throws -> Held {
        let versions = try connection.rows("SELECT revision, entry FROM person_version WHERE person_id = \(person.id) ORDER BY revision") { row in
            Version(version: try row["revision"], entry: try PersonJSON.value(try row["entry"]))
        }
        let merged = try connection.rows(
            """
            \(TalkStore.whole(person.id)) SELECT v.revision, v.entry FROM person_version v
            WHERE v.person_id IN (SELECT id FROM whole) AND v.person_id <> \(person.id) ORDER BY v.person_id, v.revision
            """
        ) { row in Version(version: try row["revision"], entry: try PersonJSON.value(try row["entry"])) }
        let talks = try TalkStore(connection: connection).talks(with: person.id, limit: 100_000)
        let facts = try connection.journal.facts(.subject(kind: PersonStore.subject, id: person.id.text), limit: 10_000)
        let ids = try PersonStore(connection).whole(person.id)
        let besides = try holdings.map { ($0.name, try $0.of(PersonStore.subject, ids.map(\.text), connection)) }
        return Held(
            id: person.id.text, heldBy: office, askedAt: now.rfc3339, entry: person.entry,
            posts: person.entry.roles.map { Post(organisation: person.organisations[$0.organisation]?.name ?? $0.organisation.text, role: $0) },
            place: person.place?.title(in: .english), earlier: versions.filter { $0.version != person.revision }, merged: merged,
            contacts: talks.map { Contact(day: $0.day, medium: $0.medium.rawValue, who: $0.who, line: $0.line) },
            questions: try PersonQuestions(connection).held(ids),
            history: facts.reversed().map { Event(at: $0.at.rfc3339, by: $0.actorName, act: $0.act) },
            besides: Dictionary(besides, uniquingKeysWith: +))
    }

    /// JSON for programs and people, and a card for a telephone, in one file.
    func zip(_ person: Person, today: String) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        var zip = ZipFile()
        zip.add("held.json", Array(try encoder.encode(self)))
        var lines = VCardPerson.lines(
            person.id, person.entry, organisations: person.organisations.mapValues(\.name), today: today, revised: person.updatedAt)
        let notes = [entry.notes.protocolNote, entry.notes.diet, entry.notes.access, entry.notes.other].compactMap { $0 }
        // It goes to the person alone, who has a right to what was noted.
        if !notes.isEmpty { lines.append(VCardLine(name: "NOTE", value: VCardLine.escaped(notes.joined(separator: "\n")))) }
        zip.add("held.vcf", Array(VCardWriter.card(lines).utf8))
        return zip.bytes
    }
}
