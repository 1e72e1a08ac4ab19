import Kernel
import Markup
import Storage
import Web

/// The contact blocks of organisations, as those who are asked about them.
enum ContactPointKind {
    static let path = "/office/contact-points"

    static let kind = AskedKind(
        subject: OrganisationStore.subject, path: path, may: DirectoryFeature.edit, tables: tables, words: words, isPersonal: false,
        href: { "\(DirectoryPaths.organisations)/\($0)" }, wording: wording, entry: entry)

    private static let tables = AskedTables(
        questions: "contact_question", letters: "contact_letter", key: "organisation_id",
        entries: AskedTables.Entries(
            from: "contact_block c JOIN organisation o ON o.id = c.organisation_id", id: "o.id", office: "o.office_id", name: "o.name",
            order: "o.sort_key", role: "c.unit", voice: "c.unit", email: "c.email", confirmedOn: "c.confirmed_on", confirmedBy: "c.confirmed_by",
            updatedAt: "c.updated_at", isInUse: "o.archived_at IS NULL", find: { OrganisationStore.holds($0) }),
        asksByItself: "asks_contacts", remarked: "SELECT r.organisation_id FROM contact_question r WHERE r.remark IS NOT NULL",
        refused: "SELECT b.organisation_id FROM contact_refusal x JOIN contact_block b ON lower(b.email) = x.address")

    private static let words = AskedWords(
        title: Message("Contact points"), name: Message("Organisation"), role: ("unit", Message("Unit or role")),
        due: { count, w in w("\(count) contact points with an e-mail address have not said anything for a year.") },
        waiting: { count, w in w("\(count) contact points have written that something has changed.") },
        refused: { count, w in w("\(count) contact points do not want to be asked by letter.") },
        byItself: { isOn, w in
            isOn
                ? (
                    w("Proxenia asks every contact point by itself, a year after its last word, and reminds it once."),
                    w("Ask contact points only when I say so"), w("No contact point is asked by itself any more.")
                )
                : (
                    w("Proxenia asks no contact point by itself."), w("Ask contact points once a year"),
                    w("From now on every contact point is asked once a year.")
                )
        },
        empty: { w in Part.empty(w("No contact point yet"), w("Write down on the page of an organisation whom to write to there.")) })

    @Sendable private static func wording(_ candidate: AskedCandidate, _ stationery: Stationery, _ connection: Connection) throws -> AskedWording {
        let block = try OrganisationID(candidate.id).flatMap { try ContactStore(connection).block(of: $0) }?.block
        let w = stationery.words(block?.languages.first)
        let who = block?.person ?? block?.unit ?? candidate.name
        return AskedWording(
            w, to: who, greeting: w("Dear \(who),"),
            subject: candidate.isReminder
                ? w("A reminder: does the entry of \(candidate.name) still hold?") : w("Does the entry of \(candidate.name) still hold?"),
            opening: w("the office of \(candidate.officeName) keeps an entry that says how to reach \(candidate.name)."),
            closing: w("If something has changed, you can write it there in your own words."))
    }

    /// The one who is asked may see what is written of them, published or not.
    @Sendable private static func entry(_ id: String, _ context: Context, _ connection: Connection) throws -> AskedEntry? {
        guard let id = OrganisationID(id), let kept = try ContactStore(connection).block(of: id) else { return nil }
        let organisation = try OrganisationStore(connection).visible(to: .system, language: context.language).find(id)
        let w = context.w
        // Somebody at the other end of a letter: no account, but a name for the journal.
        let actor = Actor(answering: kept.block.unit)
        return AskedEntry(
            title: organisation.entry.name, over: w("\(organisation.entry.name), as the office of \(organisation.officeName) keeps it."),
            office: organisation.office, actor: actor, view: ContactViews.contact(kept, at: context.now, w)
        ) { context, connection in
            guard let today = PartialDate.day(of: context.now) else { throw AppError.notFound }
            try ContactStore(connection).confirm(organisation, on: today, by: actor, at: context.now, request: context.request.id)
        }
    }

    // MARK: For the page of an organisation

    /// What was written back and waits for somebody to enter it.
    static func remark(of organisation: Organisation, _ connection: Connection) throws -> String? {
        try QuestionStore(connection, [kind]).remark(kind, of: organisation.id.text)
    }

    /// The entry was changed or confirmed, or somebody says so: what was written back waits no longer.
    static func seenTo(_ organisation: Organisation, _ connection: Connection) throws {
        try QuestionStore(connection, [kind]).forgetRemark(kind, of: organisation.id.text)
    }
}
