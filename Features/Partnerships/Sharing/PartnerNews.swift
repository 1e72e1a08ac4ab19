import Kernel
import Ledger
import Markup
import Storage
import Web

/// What other parties did lately that an office should hear of: all SQL about `partner_news`. It is read from the entries as they are written, one
/// line for each office concerned, so that the page Today asks one index and folds no record.
struct PartnerNews {
    let connection: Connection

    /// How long it is told.
    static let days: Int64 = 30
    /// How much of it is shown at once.
    static let most = 10

    enum Kind: String, Sendable {
        case left, suspended, resumed, joined, message
        /// A proposal of this office was declined.
        case declined
        /// Somebody this office invited does not take part.
        case refused
    }

    /// The table. `who` is the party's name, as the record had it then.
    static let migration = Migration(
        id: "2026-11-22-10-partner-news",
        sql: """
            CREATE TABLE partner_news (
                office_id TEXT NOT NULL REFERENCES office (id),
                record_id TEXT NOT NULL REFERENCES shared_record (id),
                place INTEGER NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('left', 'suspended', 'resumed', 'joined', 'message', 'declined', 'refused')),
                who TEXT NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (record_id, office_id, place)
            ) STRICT;
            CREATE INDEX partner_news_office ON partner_news (office_id, at);
            """)

    // MARK: Writing

    private struct News {
        let place: Int
        let kind: Kind
        let author: PartyID
        /// The only party that it concerns; nil for all others.
        var only: PartyID?
    }

    /// Tells the other offices of this server what was just written into a record.
    /// - Parameter count: how many entries it had before.
    func tell(_ ledger: Ledger, after count: Int, at now: Instant) throws {
        let all = Self.news(ledger, after: count)
        guard !all.isEmpty else { return }
        let record = ledger.partnership
        let offices = try connection.rows(
            """
            SELECT s.office_id, COALESCE(s.party, k.party) AS party FROM shared_party s JOIN office_key k ON k.office_id = s.office_id
            WHERE s.record_id = \(record) AND s.state = 'member' ORDER BY s.office_id
            """
        ) { (id: try $0["office_id"] as OfficeID, party: PartyID(hex: try $0["party"])) }
        let reading = SharedReading(ledger, own: nil)
        // Who is no party yet does not read what the others say to each other.
        let readers = offices.filter { $0.party.map { ledger.hasNeverHad($0) } != true }
        let told = all.flatMap { news in
            readers.filter { $0.party != news.author && (news.only == nil || $0.party == news.only) }.map { (office: $0.id, news: news) }
        }
        guard !told.isEmpty else { return }
        let heard = Set(told.map(\.office)).sorted()
        // Of the messages the last one stands for all: the rest is read where it leads.
        let written = Set(told.filter { $0.news.kind == .message }.map(\.office)).sorted()
        try connection.run("DELETE FROM partner_news WHERE office_id IN \(list: heard) AND at < \(now.adding(days: -Self.days))")
        try connection.run(
            "DELETE FROM partner_news WHERE record_id = \(record) AND office_id IN \(list: written) AND kind = \(Kind.message.rawValue)")
        let rows = told.map { office, news -> SQL in
            "(\(office), \(record), \(news.place), \(news.kind.rawValue), \(reading.partyName(news.author.hex)), \(now))"
        }
        try connection.run("INSERT INTO partner_news (office_id, record_id, place, kind, who, at) VALUES \(rows.joined(separator: ", "))")
    }

    private static func news(_ ledger: Ledger, after count: Int) -> [News] {
        let written = ledger.entries.enumerated().dropFirst(count).filter { ledger.void[$0.element.hash] == nil }
        let found = written.compactMap { place, entry -> News? in
            guard let kind = kind(of: entry, ledger) else { return nil }
            var news = News(place: place + 1, kind: kind, author: entry.author)
            if case .decline(let proposal, _) = entry.act { news.only = ledger[proposal]?.author }
            return news
        }
        // Who joins and becomes party at once is told once, and of what was said at once the last. Who joins in order to say something has not
        // answered the invitation: what it says is the news.
        return found.enumerated().filter { place, news in
            if news.kind == .joined, found.contains(where: { $0.kind == .message && $0.author == news.author }) { return false }
            return ![.joined, .message].contains(news.kind)
                || !found.dropFirst(place + 1).contains { $0.kind == news.kind && $0.author == news.author }
        }.map(\.element)
    }

    private static func kind(of entry: Entry, _ ledger: Ledger) -> Kind? {
        switch entry.act {
        case .withdraw: .left
        case .suspend: .suspended
        case .resume: .resumed
        case .join: .joined
        case .assent(let proposal, _): ledger.introduces(entry.author, proposal) ? .joined : nil
        case .decline(let proposal, _): ledger.introduces(entry.author, proposal) ? .refused : .declined
        case .say: .message
        default: nil
        }
    }

    // MARK: Reading

    struct Item: Sendable {
        let kind: Kind
        let who: String
        let at: Instant
        let partnership: PartnershipID
        /// The partner under whose name the register has it.
        let partner: String
        /// The reason that was given, or the words of a message; empty for none.
        let text: String
    }

    /// What an office should hear of, the newest first. One statement.
    func latest(of office: OfficeID, at now: Instant) throws -> [Item] {
        try connection.rows(Self.query(office, now)) { row -> Item? in
            guard let kind = Kind(rawValue: try row["kind"]) else { return nil }
            return Item(
                kind: kind, who: try row["who"], at: try row["at"], partnership: try row["id"], partner: try row["name"],
                text: Self.text(try row["body"]))
        }.compactMap { $0 }
    }

    /// Begins with the few lines of news, not with the register.
    static func query(_ office: OfficeID, _ now: Instant) -> SQL {
        """
        SELECT n.kind, n.who, n.at, p.id, o.name, e.body
        FROM partner_news n CROSS JOIN partnership p CROSS JOIN organisation o CROSS JOIN shared_entry e
        WHERE n.office_id = \(office) AND n.at > \(now.adding(days: -days)) AND p.record_id = n.record_id AND p.office_id = n.office_id
        AND p.archived_at IS NULL AND o.id = p.partner_id AND e.record_id = n.record_id AND e.place = n.place
        ORDER BY n.at DESC, n.record_id, n.place DESC LIMIT \(most)
        """
    }

    /// What a damaged entry said, `RecordCheck` tells: here it says nothing.
    private static func text(_ body: String) -> String {
        guard case .success(let entry) = Result(catching: { try Entry(reading: body) }) else { return "" }
        return switch entry.act {
        case .withdraw(let reason), .suspend(let reason), .resume(let reason), .decline(_, let reason): reason
        case .say(.plain(let value), _): value.text ?? ""
        default: ""
        }
    }
}

/// What partners did lately, on the page Today.
enum PartnerNewsViews {
    /// How much of a reason or a message is shown, in characters.
    static let longest = 200

    static func panel(_ all: [PartnerNews.Item], _ w: Words) -> HTML {
        all.isEmpty ? .empty : Part.block(w("From your partners"), "<ul class=\"plain\">\(all, { line($0, w) })</ul>")
    }

    private static func line(_ item: PartnerNews.Item, _ w: Words) -> HTML {
        let text = item.text.count > longest ? String(item.text.prefix(longest)) + "…" : item.text
        let with = item.who == item.partner ? "" : w("Partnership with \(item.partner)")
        let about = [w.date(item.at), with].filter { !$0.isEmpty }.joined(separator: ", ")
        return """
            <li><a href="\(path(item))">\(sentence(item, w))</a>\(if: !text.isEmpty, "<span class=\"lines\">\(text)</span>")<span>\(about)</span></li>
            """
    }

    private static func sentence(_ item: PartnerNews.Item, _ w: Words) -> String {
        switch item.kind {
        case .left: w("\(item.who) has left the partnership")
        case .suspended: w("\(item.who) has suspended the partnership")
        case .resumed: w("\(item.who) has resumed the partnership")
        case .joined: w("\(item.who) has joined the record")
        case .message: w("\(item.who) has written a message")
        case .declined: w("\(item.who) has declined a proposal of your office")
        case .refused: w("\(item.who) does not take part for now")
        }
    }

    private static func path(_ item: PartnerNews.Item) -> String {
        let paths = RecordPaths(item.partnership)
        return switch item.kind {
        case .left, .suspended, .resumed: paths.tab(LifeStep.tab.path)
        case .message: paths.tab(TalkPages.tab.path)
        case .joined, .declined, .refused: paths.agreement
        }
    }
}
