import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// The register found by what a partnership is about, and as programs read it.
@Suite struct RegisterAnswerTests {
    private func json(_ answer: Answer) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any])
    }

    private func items(_ answer: Answer) throws -> [[String: Any]] { try #require(try json(answer)["items"] as? [[String: Any]]) }

    @Test func theThemeIsFoundInWhateverLettersItIsTyped() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app) { $0.theme = "Grüne Mobilität für Ōsaka" }
            try await Samples.enter(app, Samples.warsaw) { $0.theme = "Museums" }
            for typed in ["mobilitat", "MOBILIT%C3%84T", "gr%C3%BCne", "osaka", "Gr%C3%BCne%20Mobilit%C3%A4t"] {
                #expect(Samples.ids(try await app.as(.officer).get("/office/partnerships?q=\(typed)").text) == [id.text], "\(typed)")
            }
            #expect(try await app.as(.officer).get("/office/search?q=mobilitat").text.contains(id.text))
            // It follows a change, and what was never there is not found.
            try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                var draft = PartnershipDraft(try store.record(id))
                draft.theme = "Water"
                try store.update(id, draft, revision: nil)
            }
            #expect(Samples.ids(try await app.as(.officer).get("/office/partnerships?q=mobilitat").text) == [])
            #expect(Samples.ids(try await app.as(.officer).get("/office/partnerships?q=water").text) == [id.text])
            #expect(try await app.as(.officer).get("/office/partnerships?q=%25").status == 200)
        }
    }

    @Test func toChooseFromTheNameComesBeforeTheTheme() async throws {
        try await TestApp.each { app in
            let about = try await Samples.enter(app, Samples.chemnitz) { $0.theme = "Reading for children" }
            let named = try await Samples.enter(app, Samples.reading)
            _ = try await app.as(.officer).post("/office/partnerships/years", [("year", "2027"), ("theme", "Books")])
            let page = try await app.as(.officer).get("/office/partnerships/years/2027?q=reading").text
            let offered = page.matches(of: /name="partnership" value="([0-9a-f-]{36})"/).map { String($0.1) }
            #expect(offered == [named.text, about.text])
        }
    }

    @Test func programsReadHealthTermAndStatusWhereTheyMay() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app) { $0.isPublic = true }
            let path = "/office/partnerships/\(id)", api = "/api/v1/partnerships/\(id)"
            let term = [("from", "1.12.2023"), ("until", "31.12.2027"), ("review", "1.3.2027"), ("renewal", "tacit")]
            #expect(try await app.as(.officer).post("\(path)/term/edit", term).status == 303)
            #expect(
                try await app.as(.officer).post("\(path)/status", [("status", "dormant"), ("on", "2026-05"), ("reason", "Nobody wrote.")]).status
                    == 303)
            _ = try await app.house.database.write { try $0.run("UPDATE partnership SET health = 'sound', health_points = 71 WHERE id = \(id)") }
            let one = try json(try await app.as(.officer).get(api))
            #expect(one["health"] as? String == "sound" && one["health_points"] as? Int == 71 && one["ends"] as? String == "2027-12-31")
            #expect(one["review"] as? String == "2027-03-01" && one["renewal"] as? String == "tacit" && one["renewed_on"] is NSNull)
            let row = try #require(try items(try await app.as(.officer).get("/api/v1/partnerships")).first)
            #expect(row["health"] as? Int == 71 && row["health_code"] as? String == "sound" && row["ends"] as? String == "2027-12-31")
            #expect(row["review"] as? String == "2027-03-01" && row["status_since"] as? String == "2026-05")
            #expect(row["status_reason"] as? String == "Nobody wrote.")
            // The public and the partner's people read the same answer without what is the office's own.
            for stranger in [nil, Cast.Character.counterpart] {
                let open = try json(try await app.as(stranger).get(api))
                let listed = try #require(try items(try await app.as(stranger).get("/api/v1/partnerships")).first)
                for name in ["health", "health_points", "ends", "review", "renewal", "renewed_on", "status_reason"] {
                    #expect(open[name] is NSNull, "\(name)")
                }
                for name in ["health", "health_code", "health_word", "ends", "review", "status_reason"] { #expect(listed[name] is NSNull, "\(name)") }
                #expect(listed["status_since"] as? String == "2026-05")
            }
        }
    }

    @Test func programsReadWhatSleepsAndWhichAnniversariesCome() async throws {
        try await TestApp.each { app in
            let old = try await Samples.enter(app, Samples.warsaw) { ($0.since, $0.lead) = (PartialDate("1987-05-01"), "Invented Lead") }
            try await Samples.enter(app, Samples.reading) { $0.since = PartialDate("1988") }
            try await Samples.enter(app, as: .haifaOfficer, Samples.reading) { $0.since = PartialDate("1987") }
            _ = try await app.house.database.write { try $0.run("UPDATE partnership SET health = 'asleep' WHERE id = \(old)") }
            let sleeping = try await app.as(.officer).get("/api/v1/partnerships/sleeping")
            let asleep = try items(sleeping)
            #expect(asleep.count == 1 && asleep[0]["href"] as? String == "/api/v1/partnerships/\(old)" && asleep[0]["partner"] as? String == "Warsaw")
            #expect(asleep[0]["next"] as? String == "Find somebody to write to: nobody there is recorded")
            let path = "/api/v1/partnerships/anniversaries"
            let all = try json(try await app.as(.officer).get(path))
            let coming = try items(try await app.as(.officer).get(path))
            #expect(all["total"] as? Int == 2 && all["until"] as? String == "2028-05-20" && all["next"] is NSNull)
            #expect(coming.map { $0["when"] as? String } == ["2027-05-01", "2028"] && coming[0]["years"] as? Int == 40)
            #expect(coming[0]["href"] as? String == "/api/v1/partnerships/\(old)" && coming[0]["lead"] as? String == "Invented Lead")
            #expect(coming[0]["prepared"] as? Int == 0 && coming[0]["steps"] as? Int == 8)
            let first = try json(try await app.as(.officer).get("\(path)?limit=1"))
            let second = try items(try await app.as(.officer).get(try #require(first["next"] as? String)))
            #expect(second.map { $0["when"] as? String } == ["2028"])
            for wild in ["limit=0", "limit=x", "after=x", "limit=99999999999"] {
                #expect(try await app.as(.officer).get("\(path)?\(wild)").status == 200, "\(wild)")
            }
            for stranger in [nil, Cast.Character.counterpart] {
                for path in [path, "/api/v1/partnerships/sleeping"] {
                    #expect([401, 403, 404].contains(try await app.as(stranger).get(path).status), "\(path)")
                }
            }
            let described = try await app.as(nil).get("/api/v1/openapi.json").text
            #expect(described.contains("/api/v1/partnerships/anniversaries") && described.contains("/api/v1/partnerships/sleeping"))
        }
    }
}
