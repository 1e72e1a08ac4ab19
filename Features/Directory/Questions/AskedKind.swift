import Kernel
import Markup
import Storage
import Web

/// A kind of entry about which somebody outside can say whether it still holds. All kinds are asked, reminded and listed in the same way; what
/// differs stands here. A feature offers its kind, and the application hands it to the directory.
public struct AskedKind: Sendable {
    /// As facts name it: `organisation`.
    let subject: String
    /// Where the list of this kind is.
    let path: String
    let may: Permission
    let tables: AskedTables
    let words: AskedWords
    /// Asks a human being and not a post: an address gets letters about one such entry a year, and none while it is asked about another entry.
    let isPersonal: Bool
    /// The page of an entry for the office.
    let href: @Sendable (String) -> String
    /// What is written to one of them.
    let wording: @Sendable (AskedCandidate, Stationery, Connection) throws -> AskedWording
    /// What the link of a letter shows; nil for an entry that is gone.
    let entry: @Sendable (String, Context, Connection) throws -> AskedEntry?

    public init(
        subject: String, path: String, may: Permission, tables: AskedTables, words: AskedWords, isPersonal: Bool,
        href: @escaping @Sendable (String) -> String,
        wording: @escaping @Sendable (AskedCandidate, Stationery, Connection) throws -> AskedWording,
        entry: @escaping @Sendable (String, Context, Connection) throws -> AskedEntry?
    ) {
        (self.subject, self.path, self.may, self.tables, self.words) = (subject, path, may, tables, words)
        (self.isPersonal, self.href, self.wording, self.entry) = (isPersonal, href, wording, entry)
    }
}

/// Where the entries of a kind lie, in the words of SQL. The two tables of its own are made by its feature, each in the same form:
/// `(KEY, token_hash, asked_at, expires_at, answered_at, remark, round_at, letters)`, with `removal_at` where one may wish to be removed, and
/// `(token_hash, KEY, address, sent_at)`.
public struct AskedTables: Sendable {
    /// One that further entries of the kind take part in, and what its columns are called.
    public struct Entries: Sendable {
        let from, id, office, name, order, role, voice, email, confirmedOn, confirmedBy, updatedAt, isInUse, isListed: SQL
        let find: @Sendable (String) -> SQL

        /// - Parameters:
        ///   - order: the name as it is sorted; never null.
        ///   - role: in which function one writes to them.
        ///   - voice: under which name an answer stands in the journal, which is never erased.
        ///   - isInUse: neither archived nor gone.
        ///   - isListed: stands in the list; nil: what is in use.
        ///   - find: what words typed into the search mean.
        public init(
            from: SQL, id: SQL, office: SQL, name: SQL, order: SQL, role: SQL, voice: SQL, email: SQL, confirmedOn: SQL, confirmedBy: SQL,
            updatedAt: SQL, isInUse: SQL, isListed: SQL? = nil, find: @escaping @Sendable (String) -> SQL
        ) {
            (self.from, self.id, self.office, self.name, self.order, self.role) = (from, id, office, name, order, role)
            (self.voice, self.email, self.confirmedOn, self.confirmedBy) = (voice, email, confirmedOn, confirmedBy)
            (self.updatedAt, self.isInUse, self.isListed, self.find) = (updatedAt, isInUse, isListed ?? isInUse, find)
        }
    }

    let questions, letters, key: SQL
    let entries: Entries
    /// The column of `office` that says whether they are asked by themselves.
    let asksByItself: SQL
    /// Statements that yield identities: whose remark waits, who does not want to be asked, who wishes to be removed (nil: there is no such wish).
    let remarked, refused: SQL
    let removals: SQL?
    /// Who of those in use may be asked at all.
    let mayBeAsked: @Sendable (Instant) -> SQL

    public init(
        questions: SQL, letters: SQL, key: SQL, entries: Entries, asksByItself: SQL, remarked: SQL, refused: SQL, removals: SQL? = nil,
        mayBeAsked: @escaping @Sendable (Instant) -> SQL = { _ in .empty }
    ) {
        (self.questions, self.letters, self.key, self.entries, self.asksByItself) = (questions, letters, key, entries, asksByItself)
        (self.remarked, self.refused, self.removals, self.mayBeAsked) = (remarked, refused, removals, mayBeAsked)
    }
}

/// What the page of contact points says of a kind.
public struct AskedWords: Sendable {
    /// What stands over its list and its column of the chart.
    let title: Message
    let name: Message
    let role: (column: String, title: Message)
    let due, waiting, refused: @Sendable (Int, Words) -> String
    let removals: (@Sendable (Int, Words) -> String)?
    /// Whether they are asked by themselves, the button that changes it, and what is said when it did.
    let byItself: @Sendable (_ isOn: Bool, Words) -> (rule: String, button: String, done: String)
    /// A name under which an answer stands in the journal, as a reader's language says it.
    let voice: @Sendable (String, Words) -> String
    let empty: @Sendable (Words) -> HTML

    public init(
        title: Message, name: Message, role: (column: String, title: Message), due: @escaping @Sendable (Int, Words) -> String,
        waiting: @escaping @Sendable (Int, Words) -> String, refused: @escaping @Sendable (Int, Words) -> String,
        removals: (@Sendable (Int, Words) -> String)? = nil,
        byItself: @escaping @Sendable (Bool, Words) -> (rule: String, button: String, done: String),
        voice: @escaping @Sendable (String, Words) -> String = { name, _ in name }, empty: @escaping @Sendable (Words) -> HTML
    ) {
        (self.title, self.name, self.role, self.due, self.waiting, self.refused) = (title, name, role, due, waiting, refused)
        (self.removals, self.byItself, self.voice, self.empty) = (removals, byItself, voice, empty)
    }
}

/// One that may be asked now.
public struct AskedCandidate: Sendable {
    let subject: String
    public let id: String
    public let office: OfficeID
    public let officeName: String
    public let officeLanguage: Language
    public let name: String
    let email: String
    let confirmedOn: PartialDate?
    /// Asked once this year already, without an answer.
    public let isReminder: Bool
}

/// The words of one letter that only its kind knows.
public struct AskedWording: Sendable {
    let w: Words
    let toName, greeting, subject, opening: String
    /// Where the last confirmation, the reminder and the link have been spoken of.
    let closing: String

    public init(_ w: Words, to name: String, greeting: String, subject: String, opening: String, closing: String) {
        (self.w, toName, self.greeting, self.subject, self.opening, self.closing) = (w, name, greeting, subject, opening, closing)
    }
}

/// An entry as the one whom it is about sees it.
public struct AskedEntry: Sendable {
    let title, over: String
    let office: OfficeID
    /// Under which name the answer stands in the journal.
    let actor: Actor
    let view: HTML
    let confirm: @Sendable (Context, Connection) throws -> Void

    public init(
        title: String, over: String, office: OfficeID, actor: Actor, view: HTML, confirm: @escaping @Sendable (Context, Connection) throws -> Void
    ) {
        (self.title, self.over, self.office, self.actor, self.view, self.confirm) = (title, over, office, actor, view, confirm)
    }
}

extension DirectoryFeature {
    /// When one of these addresses said that it does not want to be asked by letter; nil when none did.
    public static func letterRefusal(of addresses: [String], _ connection: Connection) throws -> Instant? {
        try RefusalStore(connection, []).refusedAt(addresses)
    }

    /// Takes out of the outbox what was written about these entries, sent or not: whoever is erased has got no letters.
    public static func forgetLetters(about ids: [String], _ connection: Connection) throws {
        for id in ids { try connection.outbox.forget(keysBeginning: QuestionLetters.keys(id)) }
    }
}
