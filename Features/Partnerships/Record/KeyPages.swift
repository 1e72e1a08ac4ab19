import Kernel
import Ledger
import Markup
import Storage
import Web

/// The key of the office, for its administrators: since when it holds, another one in its place, and records in which it wrote two histories.
struct KeyPages: Sendable {
    static let path = "/office/key"
    static let may = Permission.roles("partnerships.key", [.admin])

    static let reading = FactReading(KeyChange.subject, "Key of the office", path: { _ in path }) { fact, w in
        fact.act == "revoked" ? w("Key revoked and replaced") : w("Key changed")
    }

    var routes: [Route] {
        [
            .get(Self.path, may: Self.may, show), .post("\(Self.path)/change", may: Self.may) { try change(.regular, $0, $1) },
            .post("\(Self.path)/revocation", may: Self.may) { try change(.stolen, $0, $1) }, .post("\(Self.path)/writing", may: Self.may, goOn),
            .post("\(Self.path)/healing", may: Self.may, heal),
        ]
    }

    private func show(_ context: Context, _ connection: Connection) throws -> Reply {
        let office = try context.office()
        let keys = OfficeKeys(connection: connection, now: context.now)
        let found = try keys.present(office)
        let forks = try OwnForks(connection: connection, office: office, now: context.now).all()
        return KeyViews.page(
            context, since: found?.since, key: found?.key.publicKey.hex, records: try keys.records(office),
            waiting: try KeyChange.waiting(office, connection), forks: forks)
    }

    private func change(_ cause: KeyChange.Cause, _ context: Context, _ connection: Connection) throws -> Reply {
        let office = try context.office()
        try KeyChange.begin(office, cause, by: context.actor, at: context.now, connection)
        return try follow(office, context, connection)
    }

    /// Writes the new key into the records that wait for it still.
    @Sendable private func goOn(_ context: Context, _ connection: Connection) throws -> Reply {
        try follow(try context.office(), context, connection)
    }

    private func follow(_ office: OfficeID, _ context: Context, _ connection: Connection) throws -> Reply {
        let title = context.w("The new key is written into the records")
        return .redirect(JobPages.path(try KeyChange.enqueue(office, title: title, by: context.actor, at: context.now, connection)))
    }

    @Sendable private func heal(_ context: Context, _ connection: Connection) throws -> Reply {
        guard let record = PartnershipID(context.request.form.text("record")) else { throw AppError.notFound }
        let office = try context.office()
        try OwnForks(connection: connection, office: office, now: context.now).heal(record)
        try connection.journal.record(
            try Fact("joined", KeyChange.subject, office.text, office: office, from: nil, to: ["record": record.text]), by: context.actor,
            at: context.now)
        return Reply.redirect(Self.path).saying(context.w("Both histories stay in the record, and your office writes in it again."))
    }
}

enum KeyViews {
    static func page(_ context: Context, since: Instant?, key: String?, records: Int, waiting: Int, forks: [OwnForks.Fork]) -> Reply {
        let w = context.w
        let over = w("With it the server signs what your office writes into the records it shares. It never leaves the server unencrypted.")
        let facts: [(name: String, value: HTML)] = [
            (w("In use since"), HTML(text: since.map { w.dateAndTime($0) } ?? w("not yet: it is made when your office first signs"))),
            (w("Records"), HTML(text: w("signs in \(records) records"))),
            (w("Public part"), key.map { "<span class=\"num breaks\">\($0)</span>" } ?? .empty),
        ]
        return context.page(
            w("Key of the office"), path: KeyPages.path,
            """
            \(Part.head(w("Key of the office"), over: over))
            \(if: !forks.isEmpty, twice(forks, context))\(if: waiting > 0, underWay(waiting, context))
            \(Part.facts(facts, wide: true))
            \(changing(context))
            """)
    }

    private static func underWay(_ waiting: Int, _ context: Context) -> HTML {
        let w = context.w
        let text = w("\(waiting) records are still signed with the former key: the entry that changes it is not in them yet.")
        return Part.notice(
            w("The change is under way"),
            "<p>\(text)</p><p class=\"after\">\(Part.doing(w("Write it into them"), "\(KeyPages.path)/writing", context))</p>")
    }

    private static func changing(_ context: Context) -> HTML {
        let w = context.w
        let change = Part.asking(
            w("Change the key"), id: "change", title: w("Make another key?"),
            text: w("Each record gets an entry that says so. All that was signed before still verifies."), yes: w("Change it"),
            path: "\(KeyPages.path)/change", context)
        let revoke = Part.asking(
            w("Revoke the key"), id: "revocation", title: w("Revoke the key and make another?"),
            text: w(
                "Each record gets an entry that says so. What anybody signs with the old key beside your own entries then has no effect; what is agreed stays agreed."
            ), yes: w("Revoke it"), path: "\(KeyPages.path)/revocation", context)
        return """
            \(Part.leaf(w("Another key"), .empty, "<p>\(w("From time to time, or when somebody leaves who could read the server. The partners see in the history that your office has changed its key."))</p><p class=\"after\">\(change)</p>"))
            \(Part.leaf(w("Somebody else has it"), .empty, "<p>\(w("A backup together with the server's secret got into other hands: revoke the key at once, and tell your partners by another way."))</p><p class=\"after\">\(revoke)</p>"))
            """
    }

    private static func twice(_ forks: [OwnForks.Fork], _ context: Context) -> HTML {
        let w = context.w
        return Part.notice(
            w("Two histories of your office"),
            """
            <p>\(w("These records hold entries of your office, or of its guests, that do not know of each other: an old backup was restored and written to. Nothing more is written there until you say that both are yours. If you did not restore a backup, somebody else has the key: revoke it instead."))</p>
            <ul class="plain">\(forks, { fork($0, context) })</ul>
            """, isWrong: true)
    }

    private static func fork(_ fork: OwnForks.Fork, _ context: Context) -> HTML {
        let act = Part.doing(
            context.w("Both are ours"), "\(KeyPages.path)/healing", context, small: true, fields: [("record", fork.record.text)])
        return "<li><a href=\"\(RecordPaths(fork.partnership).record)\">\(fork.name)</a> \(act)</li>"
    }
}
