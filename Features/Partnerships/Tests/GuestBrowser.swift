import Foundation
import Kernel
import Ledger
import Outbound
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Somebody with a link and nothing else: keeps the visitor's cookie and the form's token, as a browser does.
struct GuestBrowser {
    let app: TestApp
    let token: String
    private let cookie: String
    private let csrf: String

    var path: String { "/guest/\(token)" }

    init(_ app: TestApp, _ token: String) async throws {
        (self.app, self.token) = (app, token)
        let page = try await app.as(nil).get("/guest/\(token)/talk")
        cookie = page.cookie("proxenia-visitor").map { "proxenia-visitor=\($0)" } ?? ""
        csrf = page.text.firstMatch(of: /name="csrf" value="([^"]+)"/).map { String($0.1) } ?? ""
    }

    /// - Parameter part: after the link: `/talk`.
    func get(_ part: String = "") async throws -> Answer { try await app.as(nil).get(path + part, headers: ["cookie": cookie]) }

    func post(_ part: String, _ fields: [(String, String)] = []) async throws -> Answer {
        try await app.as(nil).post(path + part, fields + [("csrf", csrf)], headers: ["cookie": cookie])
    }

    /// What waits for an answer, the first one first.
    func proposals() async throws -> [String] {
        try await get().text.matches(of: /proposals\/([0-9a-f]{64})\/assent/).map { String($0.1) }
    }

    /// Fills in the form of the term, as it stands.
    func draftTerm(until day: String) async throws -> Answer {
        let seen = try await get("/term/edit").text.firstMatch(of: /name="seen" value="([0-9a-f]*)"/)?.1 ?? ""
        return try await post("/term/edit", [("until", day), ("seen", String(seen))])
    }

    /// Somebody of a partner city, invited by Düsseldorf.
    static func invited(_ app: TestApp, to path: String, name: String = "Invented Guest", of city: String = "") async throws -> GuestBrowser {
        let page = try await app.as(.officer).get("\(path)/agreement").text
        let buttons = page.matches(of: /guests\/new\?party=([^"&]+)">Invite a guest for ([^<]*)</)
        let party = try #require(buttons.first { city.isEmpty || $0.2 == city }?.1.removingPercentEncoding)
        let fields = [("party", party), ("name", name), ("email", "guest@invented.example"), ("language", "de")]
        let shown = try await app.as(.officer).post("\(path)/guests", fields)
        #expect(shown.status == 200 && shown.headers["cache-control"] == "no-store")
        return try await GuestBrowser(app, String(try #require(shown.text.firstMatch(of: /\/guest\/([A-Za-z0-9_-]{43})/)?.1)))
    }
}

/// The partnership with Haifa, in which a guest may sign for Haifa.
enum GuestRecord {
    static func begin(_ app: TestApp, takesPart: Bool = true) async throws -> (path: String, guest: GuestBrowser) {
        let id = try await Samples.enter(app, Together.haifa) {
            ($0.theme, $0.note, $0.fields) = ("Mobility", "private words", [.science, .culture])
        }
        let path = "/office/partnerships/\(id)"
        let guest = try await GuestBrowser.invited(app, to: path)
        if takesPart {
            #expect(try await guest.post("/participation").location == guest.path)
        }
        return (path, guest)
    }

    static func ledger(_ app: TestApp, _ path: String) async throws -> Ledger {
        let id = try #require(PartnershipID(String(path.suffix(36))))
        return try await app.stored { connection in
            let store = RecordStore(connection: connection)
            guard let record = try store.record(of: id) else { throw AppError.notFound }
            return try store.ledger(record)
        }
    }

    static func until(_ app: TestApp, _ path: String) async throws -> String? {
        try await ledger(app, path).agreement.objects["agreed/term"]?["until"]?.text
    }

    /// Düsseldorf proposes the end of the term.
    static func propose(_ app: TestApp, _ path: String, until day: String) async throws {
        let seen = try await app.as(.officer).get("\(path)/term/edit").text.firstMatch(of: /name="seen" value="([0-9a-f]*)"/)?.1 ?? ""
        #expect(try await app.as(.officer).post("\(path)/term/edit", [("until", day), ("seen", String(seen))]).status == 303)
        #expect(try await app.as(.officer).post("\(path)/draft/proposal").status == 303)
    }
}
