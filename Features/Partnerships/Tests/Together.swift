import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships

/// Düsseldorf and Haifa with one record, for the tests of what they do in it.
enum Together {
    static let haifa = 294_801

    /// Their partnership in both registers.
    static func share(_ app: TestApp) async throws -> (ours: String, theirs: String) {
        let ours = try await Samples.enter(app, haifa)
        _ = try await app.as(.officer).post("/office/partnerships/\(ours)/invitations", [("office", app.cast.haifa.text)])
        let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
        let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
        return ("/office/partnerships/\(ours)", String(done.location.dropLast("/agreement".count)))
    }

    /// What Düsseldorf has drafted is proposed, and Haifa assents.
    static func agree(_ app: TestApp, _ path: String, _ other: String) async throws {
        #expect(try await app.as(.officer).post("\(path)/draft/proposal").status == 303)
        let page = try await app.as(.haifaOfficer).get("\(other)/agreement").text
        let proposal = try #require(page.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
        #expect(try await app.as(.haifaOfficer).post("\(other)/proposals/\(proposal)/assent").status == 303)
    }

    /// Fills in the form for a new thing.
    static func add(_ app: TestApp, _ who: Cast.Character, _ path: String, _ kind: String, _ fields: [(String, String)]) async throws -> Answer {
        let form = try await app.as(who).get("\(path)/\(kind)/new").text
        let thing = try #require(form.firstMatch(of: /name="thing" value="([0-9a-f-]{36})"/)?.1)
        return try await app.as(who).post("\(path)/\(kind)/new", fields + [("thing", String(thing)), ("seen", "")])
    }

    /// The parties of a record as its objects name them, Düsseldorf first.
    static func parties(_ app: TestApp, _ path: String) async throws -> [String] {
        try await parties(app, try #require(PartnershipID(String(path.suffix(36)))))
    }

    static func parties(_ app: TestApp, _ id: PartnershipID) async throws -> [String] {
        try await app.stored { connection in
            let store = RecordStore(connection: connection)
            guard let record = try store.record(of: id) else { throw AppError.notFound }
            let all = SharedReading(try store.ledger(record), own: nil).parties
            return (all.filter { $0.name.contains("sseldorf") } + all.filter { !$0.name.contains("sseldorf") }).map(\.id)
        }
    }

    /// The entries of the record as they are stored.
    static func chain(_ app: TestApp, _ path: String) async throws -> String {
        let id = try #require(PartnershipID(String(path.suffix(36))))
        return try await app.stored { connection in
            guard let record = try RecordStore(connection: connection).record(of: id) else { throw AppError.notFound }
            return try connection.rows("SELECT body FROM shared_entry WHERE record_id = \(record)") { try $0["body"] as String }.joined()
        }
    }

    /// A shared partnership as each of its two offices numbers it: ours, theirs.
    static func ids(_ app: TestApp) async throws -> (PartnershipID, PartnershipID) {
        let (us, them) = try await share(app)
        return (try #require(PartnershipID(String(us.suffix(36)))), try #require(PartnershipID(String(them.suffix(36)))))
    }

    /// The ledger behind a partnership.
    static func record(_ app: TestApp, _ id: PartnershipID) async throws -> Ledger {
        try await app.stored { connection in
            let store = RecordStore(connection: connection)
            guard let record = try store.record(of: id) else { throw AppError.notFound }
            return try store.ledger(record)
        }
    }
}
