import Foundation
import Kernel
import Ledger
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// What programs are told of a shared record: how it stands, and every entry with what is signed.
@Suite struct RecordAnswerTests {
    @Test func programsReadTheRecordWithoutPersons() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            _ = try await Together.add(
                app, .haifaOfficer, "/office/partnerships/\(theirs)", "contacts",
                [("party", try await Together.parties(app, theirs)[1]), ("name", "Invented Yael Peled"), ("role", "nodal"), ("languages", "Hebrew")])
            _ = try await app.as(.haifaOfficer).post("/office/partnerships/\(theirs)/talk", [("text", "Good morning")])
            _ = try await app.as(.haifaOfficer).post(
                "/office/partnerships/\(theirs)/status", [("status", "suspended"), ("on", "2026-11"), ("reason", "War.")])
            let answer = try await app.as(.officer).get("/api/v1/partnerships/\(ours)/record")
            #expect(answer.status == 200 && answer.text.contains("Good morning") && answer.text.contains("\"suspended\":\"War.\""))
            #expect(answer.text.contains("\"kind\":\"contact\"") && answer.text.contains("Hebrew") && !answer.text.contains("Yael Peled"))
            let record = try await Together.record(app, ours)
            #expect(answer.text.contains(record.digest.hex))
            let one = try await app.as(.haifaOfficer).get("/api/v1/partnerships/\(theirs)").text
            #expect(one.contains("\"status_since\":\"2026-11\"") && one.contains("War."))
            #expect(try await app.as(.counterpart).get("/api/v1/partnerships/\(ours)/record").status == 404)
            #expect(try await app.as(nil).get("/api/v1/partnerships/\(ours)/record").status == 401)
        }
    }

    @Test func programsFetchTheEntriesAndCanCheckThem() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            _ = try await Together.add(
                app, .haifaOfficer, "/office/partnerships/\(theirs)", "contacts",
                [("party", try await Together.parties(app, theirs)[1]), ("name", "Invented Yael Peled"), ("role", "nodal"), ("languages", "Hebrew")])
            let record = try await Together.record(app, ours)
            let api = "/api/v1/partnerships/\(ours)/entries"
            let whole = try answer(try await app.as(.officer).get(api))
            #expect(whole["total"] as? Int == record.entries.count && whole["next"] is NSNull)
            let items = try #require(whole["items"] as? [[String: Any]])
            #expect(items.compactMap { $0["number"] as? Int } == Array(1...record.entries.count))
            #expect(items.first?["what"] as? String == "Began the record" && items.allSatisfy { $0["signed"] as? Bool == true })
            #expect(items.contains { ($0["by"] as? String)?.contains("Haifa") == true })
            // What is signed is read again from what was sent, and is the same record.
            let sent = try items.map { try Entry(reading: try #require($0["text"] as? String)) }
            #expect(sent.map(\.hash.hex) == items.compactMap { $0["sha256"] as? String })
            #expect(Ledger.verified(partnership: record.partnership, root: record.root, entries: sent).digest == record.digest)
            #expect(!items.description.contains("Yael Peled"))
            // Page by page the same, and beyond the end nothing.
            var (paged, next): ([String], String?) = ([], "\(api)?limit=2")
            while let path = next {
                let page = try answer(try await app.as(.haifaOfficer).get(path.replacing(ours.text, with: theirs.text)))
                paged += try #require(page["items"] as? [[String: Any]]).compactMap { $0["sha256"] as? String }
                next = page["next"] as? String
            }
            #expect(paged == sent.map(\.hash.hex))
            for wild in ["after=99999", "after=-1", "limit=0", "limit=x", "after=9999999999999999999"] {
                #expect(try await app.as(.officer).get("\(api)?\(wild)").status == 200, "\(wild)")
            }
            #expect(try await app.as(.counterpart).get(api).status == 404)
            #expect(try await app.as(nil).get(api).status == 401)
        }
    }

    private func answer(_ answer: Answer) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: Any])
    }
}
