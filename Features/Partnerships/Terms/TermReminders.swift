import Kernel
import Markup
import Outbound
import Storage
import Web

/// Reminds whoever leads a partnership, or else the officers, of the end of its term and of its review: each once, in one letter a day and person.
struct TermReminders: Sendable {
    enum Occasion: String, Sendable, CaseIterable {
        case nineMonths = "nine-months", threeMonths = "three-months"
        case review

        var what: TermDate.What { self == .review ? .review : .end }

        /// The days of which somebody is told today. A review that was due more than a month ago is no news any more.
        func window(_ today: PartialDate) -> (first: PartialDate, last: PartialDate)? {
            switch self {
            case .nineMonths: today.adding(months: 3)?.next.flatMap { first in today.adding(months: 9).map { (first, $0) } }
            case .threeMonths: today.adding(months: 3).map { (today, $0) }
            case .review: today.adding(months: -1).map { ($0, today) }
            }
        }
    }

    static let job = "term-reminders"
    /// So many are written out in a letter.
    static let shown = 12

    let stationery: Stationery

    var handler: JobHandler {
        JobHandler(
            kind: Self.job, restartable: true,
            run: { context -> String? in
                // Where nothing is sent, reminding would only fill the outbox; the first page shows the same.
                guard stationery.sendsMail else { return nil }
                try await run(context.database, at: context.clock.now())
                return nil
            })
    }

    /// A date with the occasion on which somebody is told of it.
    private struct Due: Sendable {
        let occasion: Occasion
        let date: TermDate
    }

    private struct Reader: Sendable {
        let id: UserID
        let name: String
        let email: String
        let language: Language?
        let role: Role
    }

    func run(_ database: Database, at now: Instant) async throws {
        guard let today = now.day else { return }
        let due = try await database.read { connection in
            try Occasion.allCases.flatMap { occasion -> [Due] in
                guard let (first, last) = occasion.window(today) else { return [] }
                return try TermDates(connection: connection).due(occasion, from: first, until: last).map { Due(occasion: occasion, date: $0) }
            }
        }
        for (office, dates) in Dictionary(grouping: due, by: \.date.office).sorted(by: { $0.key < $1.key }) {
            try await database.write { try remind(office, dates, today, $0, at: now) }
        }
    }

    private func remind(_ office: OfficeID, _ dates: [Due], _ today: PartialDate, _ connection: Connection, at now: Instant) throws {
        let readers = try readers(office, connection)
        let officers = readers.filter { $0.role == .officer }
        let others = officers.isEmpty ? readers.filter { $0.role == .director } : officers
        var told: [UserID: [Due]] = [:]
        for due in dates {
            let leads = due.date.lead.isEmpty ? [] : readers.filter { $0.name == due.date.lead }
            for reader in leads.isEmpty ? others : leads { told[reader.id, default: []].append(due) }
        }
        guard !told.isEmpty else { return }
        for reader in readers {
            guard let mine = told[reader.id], let first = mine.first else { continue }
            try connection.outbox.post(
                letter(to: reader, mine.map(\.date), today), key: "terms/\(reader.id)/\(today)/\(first.date.id)/\(first.occasion.rawValue)",
                office: office,
                at: now)
        }
        let reached = Set(told.values.joined().map { "\($0.date.id) \($0.occasion.rawValue)" })
        for (occasion, some) in Dictionary(grouping: dates, by: \.occasion) {
            try TermDates(connection: connection).note(
                some.map(\.date).filter { reached.contains("\($0.id) \(occasion.rawValue)") }, occasion, at: now)
        }
    }

    /// Who works in the office and reads its register.
    private func readers(_ office: OfficeID, _ connection: Connection) throws -> [Reader] {
        let all = try connection.rows(
            """
            SELECT u.id, u.name, u.email, COALESCE(u.language, o.language) AS language, m.role FROM membership m
            JOIN user_account u ON u.id = m.user_id JOIN office o ON o.id = m.office_id
            WHERE m.office_id = \(office) AND u.is_disabled = 0 ORDER BY u.id
            """
        ) { row in
            Reader(id: try row["id"], name: try row["name"], email: try row["email"], language: try row["language"], role: try row["role"])
        }
        return all.filter { May.read.allows(Actor(user: $0.id, name: $0.name, office: office, role: $0.role)) }
    }

    // MARK: The letter

    private func letter(to reader: Reader, _ dates: [TermDate], _ today: PartialDate) -> Letter {
        let w = stationery.words(reader.language)
        let written = dates.prefix(Self.shown).flatMap { date -> [Letter.Block] in
            [
                .paragraph(Self.sentence(date, today, w)),
                .link(word: w("Open the partnership"), address: stationery.address + PartnershipPaths.partnership(date.id)),
            ]
        }
        let more: [Letter.Block] =
            dates.count > Self.shown
            ? [
                .paragraph(w("\(dates.count - Self.shown) more dates stand in the register.")),
                .link(word: w("Open the register"), address: stationery.address + PartnershipPaths.register),
            ] : []
        return Letter(
            to: reader.email, name: reader.name, language: w.language.tag, subject: Self.subject(dates, w),
            blocks: [.paragraph(w("Dear \(reader.name),"))] + written + more,
            footer: w("Written once for each date by Proxenia at \(stationery.address), to whoever leads the partnership or works for the office."))
    }

    private static func subject(_ dates: [TermDate], _ w: Words) -> String {
        guard let date = dates.first, dates.count == 1 else { return w("\(dates.count) dates of your partnerships") }
        return date.what == .review ? w("Review with \(date.name)") : w("The term with \(date.name) ends")
    }

    private static func sentence(_ date: TermDate, _ today: PartialDate, _ w: Words) -> String {
        let distance = DayWords.distance(from: today, to: date.day, w)
        switch date.what {
        case .review:
            return w("The review with \(date.name) is due on \(w.date(date.day)): what was promised, what was kept, what is to change.")
        case .end where date.goesOn:
            return w("The term with \(date.name) ends on \(w.date(date.day)), \(distance). It goes on unless a party says no before that day.")
        case .end: return w("The term with \(date.name) ends on \(w.date(date.day)), \(distance). Agree on what comes then.")
        }
    }
}
