import Directory
import Foundation
import Kernel
import Markup
import Storage
import Web

/// People, as those who are asked once a year whether their entry still holds.
enum AskedPeople {
    static let path = "/office/contact-points/people"

    static let kind = AskedKind(
        subject: PersonStore.subject, path: path, may: PeopleFeature.edit, tables: tables, words: words, isPersonal: true,
        href: { "\(PeoplePaths.people)/\($0)" }, wording: wording, entry: entry)

    // MARK: SQL

    private static let tables = AskedTables(
        questions: "person_question", letters: "person_letter", key: "person_id",
        entries: AskedTables.Entries(
            from: "person p", id: "p.id", office: "p.office_id", name: "p.name", order: "p.sort_key",
            role: """
                (SELECT r.post FROM person_role r WHERE r.person_id = p.id
                ORDER BY CASE WHEN r.ends IS NULL THEN 0 ELSE 1 END, r.position LIMIT 1)
                """,
            voice: "'The person'", email: "p.email", confirmedOn: "p.confirmed_on", confirmedBy: "p.confirmed_by", updatedAt: "p.updated_at",
            isInUse: "p.archived_at IS NULL AND \(stands)",
            // Who wishes to be removed is not out of sight because somebody archived the entry.
            isListed: "\(stands) AND (p.archived_at IS NULL OR p.id IN (\(removals)))",
            find: VisiblePeople.holds),
        asksByItself: "asks_people", remarked: whole("SELECT r.person_id AS id FROM person_question r WHERE r.remark IS NOT NULL"),
        refused: "SELECT k.person_id FROM contact_refusal x JOIN person_key k ON k.value = x.address WHERE k.kind = 'email'",
        removals: removals, mayBeAsked: mayBeAsked)

    private static let stands: SQL = "p.merged_into IS NULL AND p.erased_at IS NULL"

    private static let removals: SQL = whole("SELECT r.person_id AS id FROM person_question r WHERE r.removal_at IS NOT NULL")

    /// The entries of a statement, and those that took them over.
    private static func whole(_ ids: SQL) -> SQL {
        """
        WITH RECURSIVE up(id) AS (
            SELECT b.id FROM (\(ids)) b UNION SELECT g.merged_into FROM up JOIN person g ON g.id = up.id WHERE g.merged_into IS NOT NULL
        ) SELECT up.id FROM up
        """
    }

    /// Not: whose entry rests on a legitimate interest, which a public authority has not in its tasks (GDPR, Article 6, paragraph 1) and which
    /// somebody has to weigh before anybody is written to regularly; whose day of review has passed, because first it is decided whether the
    /// entry is needed at all; colleagues who have an account here; who wishes to be removed; and who was asked this year under another entry
    /// that was merged into this one.
    @Sendable private static func mayBeAsked(_ now: Instant) -> SQL {
        let asked = whole(
            """
            SELECT g.merged_into AS id FROM person_question r JOIN person g ON g.id = r.person_id
            WHERE g.merged_into IS NOT NULL AND r.asked_at > \(now.adding(days: -365))
            """)
        return """
            p.basis IN \(list: LegalBasis.allCases.filter(\.allowsAsking)) AND p.review_until >= \(now.today)
            AND p.id NOT IN (SELECT k.person_id FROM person_key k JOIN user_account u ON u.email = k.value WHERE k.kind = 'email')
            AND p.id NOT IN (\(removals)) AND p.id NOT IN (\(asked))
            """
    }

    // MARK: Words

    private static let words = AskedWords(
        title: Message("People"), name: Message("Name"), role: ("post", Message("Post")),
        due: { count, w in w("\(count) people with an e-mail address have not been confirmed for more than a year.") },
        waiting: { count, w in w("\(count) people have written that something has changed.") },
        refused: { count, w in w("\(count) people do not want to be asked by letter.") },
        removals: { count, w in w("\(count) people wish to be removed.") },
        byItself: { isOn, w in
            isOn
                ? (
                    w("Proxenia asks people by itself too, a year after their entry was last confirmed, and reminds them once."),
                    w("Ask people only when I say so"), w("No person is asked by itself any more.")
                )
                : (
                    w("Proxenia asks no person by itself."), w("Ask people once a year"),
                    w("From now on people are asked once a year whether their entry still holds.")
                )
        },
        voice: PersonQuestions.name,
        empty: { w in
            Part.empty(w("Nobody is entered yet"), w("Whom you enter under “People” stands here with the day on which the entry was last confirmed."))
        })

    @Sendable private static func wording(_ candidate: AskedCandidate, _ stationery: Stationery, _ connection: Connection) throws -> AskedWording {
        guard let id = PersonID(candidate.id) else { throw AppError.notFound }
        let person = try PersonStore(connection).visible(to: .system, language: candidate.officeLanguage).find(id)
        let spoken = person.entry.languages.first { language in stationery.catalogue.languages.contains { $0.base == language.base } }
        let w = stationery.words(spoken ?? candidate.officeLanguage)
        let name = person.entry.name.full
        let salutation = person.entry.salutations.first { $0.language.base == w.language.base }.map { text in
            text.text.trimmingCharacters(in: .whitespaces.union([","])) + ","
        }
        let opening = w("the office of \(candidate.officeName) keeps an entry about you, so that it knows who you are and how to reach you.")
        return AskedWording(
            w, to: name, greeting: salutation ?? w("Dear \(name),"),
            subject: candidate.isReminder ? w("A reminder: is what we keep about you still right?") : w("Is what we keep about you still right?"),
            opening: opening,
            closing: w("If something has changed, you can write it there in your own words. You can also ask to be removed."))
    }

    // MARK: Behind the link

    /// What the office keeps of somebody, for that person: no notes, no contacts, no tags.
    @Sendable private static func entry(_ id: String, _ context: Context, _ connection: Connection) throws -> AskedEntry? {
        guard let asked = PersonID(id), let id = try PersonQuestions(connection).standing(for: asked) else { return nil }
        let person = try PersonStore(connection).visible(to: .system, language: context.language).find(id)
        let office: String = try connection.value("SELECT name FROM office WHERE id = \(person.office)") ?? ""
        let actor = Actor(answering: PersonQuestions.voice)
        let w = context.w
        return AskedEntry(
            title: w("Your entry"), over: w("What the office of \(office) keeps about you."), office: person.office, actor: actor,
            view: AskedPeopleViews.entry(person, w)
        ) { context, connection in
            try PersonStore(connection).confirm(person, by: actor, at: context.now, request: context.request.id)
        }
    }
}

extension LegalBasis {
    /// Whether somebody may be written to, unasked and every year, to ask whether the entry is right.
    var allowsAsking: Bool { self != .legitimateInterest }
}
