import Directory
import Kernel
import Markup
import Storage

/// What people answered when they were asked: all SQL about `person_question` and `person_letter` that the directory does not write.
///
/// A question stays with the entry it was about. What was answered stands with whatever entry took that one over, and goes back when the
/// merge is undone, as the contacts do.
struct PersonQuestions {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Under which name a person's answer stands in the journal and beside the entry: no fact holds anybody's name.
    static let voice = "The person"

    /// A name beside an entry or a fact, in the reader's words.
    static func name(_ name: String, _ w: Words) -> String { name == voice ? w("The person") : name }

    /// What waits for the office to see to it.
    struct Waiting: Sendable {
        var remarks: [String] = []
        /// When the person asked to be forgotten.
        var removalAt: Instant?
    }

    func waiting(_ person: PersonID) throws -> Waiting {
        var waiting = Waiting()
        try connection.forEach(
            """
            \(TalkStore.whole(person)) SELECT q.remark, q.removal_at FROM person_question q
            WHERE q.person_id IN (SELECT id FROM whole) ORDER BY q.asked_at, q.person_id
            """
        ) { row in
            let (remark, removal): (String?, Instant?) = (try row["remark"], try row["removal_at"])
            if let remark { waiting.remarks.append(remark) }
            waiting.removalAt = [waiting.removalAt, removal].compactMap { $0 }.min()
        }
        return waiting
    }

    /// The entry was changed or confirmed, or somebody says so: what was written back waits no longer.
    func seenTo(_ person: PersonID) throws {
        let ids = try PersonStore(connection).whole(person)
        try connection.run("UPDATE person_question SET remark = NULL WHERE person_id IN \(list: ids) AND remark IS NOT NULL")
    }

    /// Somebody decided that the entry has to stay, and answers for it.
    func settleRemoval(_ person: Person, by actor: Actor, at now: Instant, request: String?) throws {
        let ids = try PersonStore(connection).whole(person.id)
        let settled = try connection.run(
            "UPDATE person_question SET removal_at = NULL WHERE person_id IN \(list: ids) AND removal_at IS NOT NULL")
        guard settled > 0 else { return }
        try connection.journal.record(
            Fact("removal settled", PersonStore.subject, person.id.text, office: person.office), by: actor, at: now, request: request)
    }

    /// Questions, answers and letters, sent or waiting, are part of what is erased.
    func erase(_ ids: [PersonID]) throws {
        try connection.run("DELETE FROM person_question WHERE person_id IN \(list: ids)")
        try connection.run("DELETE FROM person_letter WHERE person_id IN \(list: ids)")
        try DirectoryFeature.forgetLetters(about: ids.map(\.text), connection)
    }

    /// The entry that stands now for one that may have been merged into another.
    func standing(for id: PersonID) throws -> PersonID? {
        try connection.value(
            """
            WITH RECURSIVE up(id, next) AS (
                SELECT p.id, p.merged_into FROM person p WHERE p.id = \(id) UNION SELECT p.id, p.merged_into FROM up JOIN person p ON p.id = up.next
            ) SELECT up.id FROM up WHERE up.next IS NULL
            """)
    }

    /// For the person themselves (`Held`).
    func held(_ ids: [PersonID]) throws -> [Held.Question] {
        try connection.rows(
            "SELECT asked_at, answered_at, remark, removal_at FROM person_question WHERE person_id IN \(list: ids) ORDER BY asked_at, person_id"
        ) { row in
            let asked: Instant = try row["asked_at"]
            let answered: Instant? = try row["answered_at"], removal: Instant? = try row["removal_at"]
            return Held.Question(askedAt: asked.rfc3339, answeredAt: answered?.rfc3339, remark: try row["remark"], removalAskedAt: removal?.rfc3339)
        }
    }
}
