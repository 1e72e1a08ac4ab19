import Kernel
import Markup
import Storage

/// One contact with a person: who of the office was in touch, when, by which way, and one line of what it was about.
public struct Talk: Sendable, Identifiable {
    public enum Medium: String, Sendable, CaseIterable {
        case letter, email, telephone, message, meeting, video, visit, event, other

        func word(_ w: Words) -> String {
            switch self {
            case .letter: w("Letter")
            case .email: w("E-mail")
            case .telephone: w("Telephone")
            case .message: w("Message")
            case .meeting: w("Meeting")
            case .video: w("Video call")
            case .visit: w("Visit")
            case .event: w("Event")
            case .other: w("Other")
            }
        }
    }

    public enum Tag {}
    public let id: ID<Tag>
    public let day: PartialDate
    public let medium: Medium
    /// Who of the office.
    public let who: String
    public let line: String
}

/// The log of contacts: all SQL about `person_talk`. Whoever may see a person may see their log, so the person is found first.
struct TalkStore {
    let connection: Connection

    /// The newest first, those of entries that were merged into this one too.
    func talks(with person: PersonID, limit: Int = 100) throws -> [Talk] {
        try connection.rows(
            """
            \(Self.whole(person)) SELECT t.id, t.day, t.medium, t.who, t.line FROM person_talk t WHERE t.person_id IN (SELECT id FROM whole) ORDER BY t.day DESC, t.id DESC LIMIT \(limit)
            """
        ) { row in
            let medium: String = try row["medium"]
            return Talk(
                id: try row["id"], day: try row["day"], medium: Talk.Medium(rawValue: medium) ?? .other, who: try row["who"], line: try row["line"])
        }
    }

    /// A person with every entry that was merged into theirs, however often: the table `whole`.
    static func whole(_ person: PersonID) -> SQL {
        """
        WITH RECURSIVE whole(id) AS (SELECT p.id FROM person p WHERE p.id = \(person)
        UNION SELECT p.id FROM person p JOIN whole e ON p.merged_into = e.id)
        """
    }

    func add(_ draft: TalkForm.Draft, to person: Person, by actor: Actor, at now: Instant, request: String?) throws {
        var random = SystemRandomNumberGenerator()
        let id = ID<Talk.Tag>.new(at: now, random: &random)
        try connection.run(
            """
            INSERT INTO person_talk (id, person_id, day, medium, who, line, entered_at, entered_by)
            VALUES (\(id), \(person.id), \(draft.day), \(draft.medium.rawValue), \(draft.who), \(draft.line), \(now), \(actor.user))
            """)
        // What was said may be personal: the journal knows only that it was noted.
        try connection.journal.record(
            Fact("talk added", PersonStore.subject, person.id.text, office: person.office), by: actor, at: now, request: request)
    }

    /// - Throws: `AppError.notFound` when the person has no such note.
    func remove(_ id: ID<Talk.Tag>, of person: Person, by actor: Actor, at now: Instant, request: String?) throws {
        let removed = try connection.run(
            """
            \(Self.whole(person.id)) DELETE FROM person_talk WHERE id = \(id) AND person_id IN (SELECT id FROM whole)
            """)
        guard removed == 1 else { throw AppError.notFound }
        try connection.journal.record(
            Fact("talk removed", PersonStore.subject, person.id.text, office: person.office), by: actor, at: now, request: request)
    }
}

extension PersonStore {
    /// Notes a contact for a person just entered.
    public func note(
        _ day: PartialDate, _ medium: Talk.Medium, who: String, _ line: String, with id: PersonID, by actor: Actor, at now: Instant
    ) throws {
        let person = try visible(to: .system, language: .english).find(id)
        try TalkStore(connection: connection).add(
            TalkForm.Draft(day: day, medium: medium, who: who, line: line), to: person, by: actor, at: now, request: nil)
    }
}
