import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships

/// Partnerships, measurements and messages written by programs.
@Suite struct PartnershipActsTests {
    private static let path = "/api/v1/partnerships"

    @Test func itIsEnteredByPlaceByOrganisationAndByName() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["partnerships", "organisations"])
            let made = try await program.post(
                Self.path,
                """
                {"partners": [{"place": \(Samples.chongqing)}], "kind": "partner-city", "status": "active", "since": "2004-06", "theme": "Water",
                 "fields": ["climate", "youth"], "basis": "agreement", "basis_link": "example.org/a", "lead": "Invented Lead",
                 "involvement": "blended", "summary": "Why", "published": true}
                """)
            #expect(made.status == 201, "\(made.text)")
            let one = try made.json()
            #expect(one["since"] as? String == "2004-06" && one["fields"] as? [String] == ["climate", "youth"])
            #expect(one["lead"] as? String == "Invented Lead" && one["involvement"] as? String == "blended" && one["revision"] as? Int == 1)
            let parties = try #require(one["parties"] as? [[String: Any]])
            #expect(parties.count == 2 && parties[1]["place"] as? Int == Samples.chongqing)
            // Who leads it is told to the office alone.
            #expect(try await app.as(nil).get(made.location).json()["lead"] is NSNull)
            let twin = try await program.post(
                Self.path, #"{"partners": [{"place": \#(Samples.chongqing)}], "kind": "partner-city", "status": "active"}"#)
            let candidates = try twin.json()["candidates"] as? [[String: String]]
            #expect(twin.status == 409 && candidates?.first?["id"] == one["id"] as? String)
            let club = try #require(
                try await program.post("/api/v1/organisations", #"{"name": "Port Club", "kind": "club"}"#).json()["id"] as? String)
            let both = try await program.post(
                Self.path,
                """
                {"partners": [{"organisation": "\(club)"}, {"name": "Invented University", "place": \(Samples.warsaw)}], "kind": "multilateral",
                 "status": "exploring"}
                """)
            #expect(both.status == 201, "\(both.text)")
            let names = try #require(try both.json()["parties"] as? [[String: Any]]).dropFirst().compactMap { $0["name"] as? String }
            #expect(names == ["Port Club", "Invented University"])
        }
    }

    @Test func aChangeLeavesWhatIsNotSent() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app) {
                ($0.theme, $0.note, $0.lead, $0.fields) = ("Water", "private words", "Invented Lead", [.climate])
            }
            let program = try await app.program(.officer, writes: ["partnerships"])
            let path = "\(Self.path)/\(id)"
            let changed = try await program.patch(path, #"{"revision": 1, "theme": "Air", "fields": []}"#)
            #expect(changed.status == 200, "\(changed.text)")
            let after = try await app.stored { try Samples.store(app, $0).record(id) }
            #expect(after.theme == "Air" && after.fields.isEmpty && after.note == "private words" && after.lead == "Invented Lead")
            #expect(after.since == PartialDate(year: 2004) && after.partners.count == 1 && after.revision == 2)
            #expect(try await program.patch(path, #"{"revision": 1, "theme": "Fire"}"#).json()["revision"] as? Int == 2)
            #expect(try await program.patch(path, #"{"revision": 2, "note": "x"}"#).status == 400)
            #expect(try await program.patch(path, #"{"revision": 2, "status": "ended"}"#).status == 400)
            let later = try await program.patch(path, #"{"revision": 2, "since": "2090"}"#).errors()
            #expect(later.keys.sorted() == ["since"])
            let moved = try await program.patch(path, #"{"revision": 2, "partners": [{"place": \#(Samples.warsaw)}]}"#).json()
            #expect((moved["parties"] as? [[String: Any]])?.last?["place"] as? Int == Samples.warsaw)
            for wrong in ["[]", "[{}]", #"[{"place": 1}]"#, #"[{"organisation": "00000000-0000-7000-8000-000000000000"}]"#] {
                let answer = try await program.patch(path, #"{"revision": 3, "partners": \#(wrong)}"#)
                let named = try answer.errors().keys.sorted()
                #expect(answer.status == 422 && named.allSatisfy { $0.hasPrefix("partners") } && !named.isEmpty, "\(wrong): \(answer.text)")
            }
            let other = try await app.program(.haifaOfficer, writes: ["partnerships"])
            #expect(try await other.patch(path, #"{"revision": 3, "theme": "x"}"#).status == 404)
            #expect(try await program.post("\(path)/archive").json()["archived"] as? Bool == true)
            #expect(try await program.patch(path, #"{"revision": 4, "theme": "x"}"#).status == 422)
            #expect(try await program.post("\(path)/restoration").json()["archived"] as? Bool == false)
        }
    }

    @Test func whatOthersHaveSignedGoesIntoTheDraft() async throws {
        try await TestApp.each { app in
            let (ours, _) = try await Samples.share(app)
            let program = try await app.program(.officer, writes: ["partnerships"])
            let path = "\(Self.path)/\(ours)"
            let revision = try #require(try await program.get(path).json()["revision"] as? Int)
            let own = try await program.patch(path, #"{"revision": \#(revision), "lead": "Invented Lead"}"#)
            #expect(own.status == 200, "\(own.text)")
            let body = #"{"revision": \#(revision + 1), "theme": "Water"}"#
            let shared = try await program.patch(path, body, key: "k")
            let theme = try shared.json()["theme"] as? String
            #expect(shared.status == 202 && theme == "Mobility", "\(shared.text)")
            #expect(try await program.patch(path, body, key: "k").status == 202)
            #expect(try await app.as(.officer).get("/office/partnerships/\(ours)/agreement").text.contains("Water"))
            let parties = try await program.patch(path, #"{"revision": \#(revision + 1), "partners": [{"place": \#(Samples.warsaw)}]}"#)
            #expect(try parties.errors().keys.sorted() == ["partners"])
        }
    }

    @Test func theOfficeMeasuresAndSpeaks() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Samples.share(app)
            let program = try await app.program(.officer, writes: ["partnerships"])
            let path = "\(Self.path)/\(ours)"
            let said = try await program.post("\(path)/messages", #"{"text": "The buses are here."}"#)
            #expect(said.status == 201 && said.location == "\(path)/record" && said.text.contains("The buses are here."), "\(said.text)")
            let id = try #require(theirs)
            #expect(try await app.as(.haifaOfficer).get("/office/partnerships/\(id)/talk").text.contains("The buses are here."))
            #expect(try await program.post("\(path)/messages", #"{"text": " "}"#).errors().keys.sorted() == ["text"])
            let nothing = try await program.post(
                "\(path)/measurements", #"{"indicator": "00000000-0000-7000-8000-000000000000", "value": 1, "on": "2026-11-01"}"#)
            #expect(try nothing.errors().keys.sorted() == ["indicator"])
        }
    }

    @Test func aMeasurementIsReadAsItWasSentInEveryLanguage() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            let page = "/office/partnerships/\(id)/indicators/new"
            let thing = try #require(try await app.as(.officer).get(page).text.firstMatch(of: /name="thing" value="([^"]+)"/)?.1)
            let indicator = [("name", "Buses"), ("direction", "up"), ("baseline", "0"), ("target", "9000"), ("thing", String(thing))]
            #expect(try await app.as(.officer).post(page, indicator).status == 303)
            let program = try await app.program(.officer, writes: ["partnerships"])
            let path = "\(Self.path)/\(id)/measurements"
            for (language, value, day) in [("en", 1234.567, "01"), ("de", 1234.567, "02"), ("de", 1.234, "03"), ("en", -0.5, "04")] {
                let body = #"{"indicator": "\#(thing)", "value": \#(value), "on": "2026-11-\#(day)", "source": "Count"}"#
                let answer = try await program.post(path, body, headers: ["accept-language": language])
                #expect(answer.status == 201, "\(answer.text)")
            }
            let all = try #require(try await program.get("\(Self.path)/\(id)/indicators").json()["indicators"] as? [[String: Any]])
            let values = try #require(all.first?["measurements"] as? [[String: Any]]).compactMap { $0["value"] as? Double }
            #expect(values == [1234.567, 1234.567, 1.234, -0.5])
            let wrong = try await program.post(path, #"{"indicator": "\#(thing)", "value": 0.1234567, "on": "2090-01-01"}"#)
            #expect(try wrong.errors().keys.sorted() == ["value"])
            let later = try await program.post(path, #"{"indicator": "\#(thing)", "value": 1, "on": "2090-01-01"}"#)
            #expect(try later.errors().keys.sorted() == ["on"])
            #expect(try await program.post("\(Self.path)/\(id)/archive").status == 200)
            #expect(try await program.post(path, #"{"indicator": "\#(thing)", "value": 1, "on": "2026-11-01"}"#).status == 422)
            #expect(try await program.post("\(Self.path)/\(id)/messages", #"{"text": "x"}"#).status == 422)
        }
    }
}
