import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Directory

/// Organisations entered and changed by programs.
@Suite struct OrganisationActsTests {
    private static let path = "/api/v1/organisations"
    private static let whole = """
        {"name": "Bund der Partnerstädte", "kind": "association_of_local_governments", "place_id": 2934246, "website": "bund.example.org",
         "names": [{"language": "en", "name": "League of Partner Cities"}, {"language": "pl", "name": "Związek Miast \\ud83c\\udf09"}],
         "identifiers": [{"scheme": "wikidata", "value": "q1718"}],
         "figures": [{"year": 2024, "population": 629047, "partner_cities": 12, "staff": 14.50, "budget_minor": 25000050, "budget_currency": "EUR"},
                     {"year": 2023, "budget_minor": 1234, "budget_currency": "KWD", "note": null}],
         "note": "Quiet in August", "published": true}
        """

    @Test func whatIsEnteredIsWhatIsRead() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["organisations"])
            let made = try await program.post(Self.path, Self.whole)
            #expect(made.status == 201, "\(made.text)")
            let one = try made.json()
            let id = try #require(one["id"] as? String)
            #expect(made.location == "\(Self.path)/\(id)")
            #expect(try await program.get(made.location).text == made.text)
            #expect(one["place_id"] as? Int == 2_934_246 && one["website"] as? String == "https://bund.example.org")
            #expect((one["names"] as? [[String: String]])?.map { $0["name"] ?? "" } == ["League of Partner Cities", "Związek Miast 🌉"])
            #expect((one["identifiers"] as? [[String: String]]) == [["scheme": "wikidata", "value": "Q1718"]])
            let figures = try #require(one["figures"] as? [[String: Any]])
            #expect(figures.map { $0["budget_minor"] as? Int } == [25_000_050, 1234])
            #expect(figures[0]["staff"] as? Double == 14.5 && figures[0]["partner_cities"] as? Int == 12)
            #expect(one["note"] as? String == "Quiet in August" && one["published"] as? Bool == true && one["revision"] as? Int == 1)
            // What other offices read of it.
            let other = try await app.program(.haifaOfficer, writes: ["organisations"])
            let seen = try await other.get(made.location).json()
            #expect(seen["note"] is NSNull && seen["name"] as? String == "Bund der Partnerstädte")
            #expect(try await other.patch(made.location, #"{"revision": 1, "name": "Mine"}"#).status == 404)
            #expect(try await other.post("\(made.location)/archive").status == 404)
            let officer = try #require(app.cast.people[.officer])
            let fact: String? = try await app.stored {
                try $0.value("SELECT actor_name FROM journal WHERE subject_id = \(id) AND act = 'created'")
            }
            #expect(fact == officer.actor.name)
        }
    }

    @Test func aChangeLeavesWhatIsNotSent() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["organisations"])
            let path = try await program.post(Self.path, Self.whole).location
            let before = try await program.get(path).json()
            let changed = try await program.patch(path, #"{"revision": 1, "website": null, "published": false}"#)
            #expect(changed.status == 200, "\(changed.text)")
            let after = try changed.json()
            #expect(after["website"] is NSNull && after["published"] as? Bool == false && after["revision"] as? Int == 2)
            for name in ["name", "kind", "place_id", "note", "names", "identifiers", "figures"] {
                let pair = try [before, after].map { one -> Data in
                    let value: Any = one[name] ?? NSNull()
                    return try JSONSerialization.data(withJSONObject: [value], options: .sortedKeys)
                }
                #expect(pair[0] == pair[1], "\(name)")
            }
            let rows = try await program.patch(path, #"{"revision": 2, "names": [{"language": "fr", "name": "Ligue"}], "place_id": null}"#).json()
            #expect((rows["names"] as? [[String: String]]) == [["language": "fr", "name": "Ligue"]] && rows["place_id"] is NSNull)
            #expect((rows["figures"] as? [Any])?.count == 2)
            #expect(try await program.patch(path, #"{"revision": 3, "place_id": 2950159}"#).json()["place_id"] as? Int == 2_950_159)
            // Nothing changed is no new version.
            #expect(try await program.patch(path, #"{"revision": 4, "place_id": 2950159}"#).json()["revision"] as? Int == 4)
        }
    }

    @Test func ofTwoWritersTheSecondIsTold() async throws {
        try await TestApp.each { app in
            let (one, two) = (
                try await app.program(.officer, writes: ["organisations"]), try await app.program(.director, writes: ["organisations"])
            )
            let path = try await one.post(Self.path, Self.whole).location
            #expect(try await one.patch(path, #"{"revision": 1, "name": "First"}"#).status == 200)
            let late = try await two.patch(path, #"{"revision": 1, "name": "Second"}"#)
            #expect(late.status == 409 && late.headers["content-type"] == "application/problem+json")
            #expect(try late.json()["revision"] as? Int == 2)
            #expect(try await one.get(path).json()["name"] as? String == "First")
            let none = try await two.patch(path, #"{"name": "Second"}"#)
            let named = try none.errors()
            #expect(none.status == 422 && named.keys.sorted() == ["revision"])
            // At one moment, of equal revisions, one wins.
            async let left = one.patch(path, #"{"revision": 2, "name": "Left"}"#)
            async let right = two.patch(path, #"{"revision": 2, "name": "Right"}"#)
            let both = try await [left.status, right.status].sorted()
            #expect(both == [200, 409])
        }
    }

    @Test func whatTheFormSaysIsSaidOfEachField() async throws {
        try await TestApp.on(.sqlite) { app in
            let program = try await app.program(.officer, writes: ["organisations"])
            let wrong: [(String, [String])] = [
                (#"{}"#, ["kind", "name"]), (#"{"name": " ", "kind": "club"}"#, ["name"]),
                (#"{"name": "x", "kind": "guild"}"#, ["kind"]), (#"{"name": 7, "kind": "club"}"#, ["name"]),
                (#"{"name": "x", "kind": "club", "place_id": 1}"#, ["place_id"]),
                (#"{"name": "x", "kind": "club", "place_id": "2934246"}"#, ["place_id"]),
                (#"{"name": "x", "kind": "club", "website": "javascript:alert(1)", "published": "yes"}"#, ["published"]),
                (#"{"name": "x", "kind": "club", "website": "javascript:alert(1)"}"#, ["website"]),
                (#"{"name": "x", "kind": "club", "names": "y"}"#, ["names"]),
                (#"{"name": "x", "kind": "club", "names": ["y"]}"#, ["names[0]"]),
                (#"{"name": "x", "kind": "club", "names": [{"language": "", "name": "y"}]}"#, ["names"]),
                (#"{"name": "x", "kind": "club", "figures": [{"year": 2024, "staff": 14.125}]}"#, ["figures[0].staff"]),
                (#"{"name": "x", "kind": "club", "figures": [{"year": 2024, "budget_minor": 5}]}"#, ["figures[0].budget_minor"]),
                (#"{"name": "x", "kind": "club", "figures": [{"year": 2024.5}]}"#, ["figures[0].year"]),
                (#"{"name": "x", "kind": "club", "identifiers": [{"scheme": "unlocode", "value": "1"}]}"#, ["identifiers"]),
            ]
            for (body, fields) in wrong {
                let answer = try await program.post(Self.path, body)
                #expect(answer.status == 422 && answer.headers["content-type"] == "application/problem+json", "\(body): \(answer.text)")
                let named = try answer.errors()
                #expect(named.keys.sorted() == fields && named.values.allSatisfy { !$0.isEmpty }, "\(body): \(answer.text)")
            }
            let bare = try await program.post(Self.path, #"{"name": "x", "kind": "club", "figures": [{"year": 2024, "budget_minor": 5}]}"#)
            #expect(try bare.errors()["figures[0].budget_minor"] == "Send “budget_currency” beside it: one cannot be read without the other.")
            let german = try await program.post(Self.path, #"{"kind": "club"}"#, headers: ["accept-language": "de"])
            #expect(try german.errors()["name"]?.isEmpty == false)
            let count: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM organisation WHERE name = 'x'") }
            #expect(count == 0)
        }
    }

    @Test func oneLikeItIsEnteredOnRequestAlone() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["organisations"])
            let id = try #require(try await program.post(Self.path, #"{"name": "Port Club", "kind": "club"}"#).json()["id"] as? String)
            let twin = try await program.post(Self.path, #"{"name": "PORT CLUB", "kind": "club"}"#)
            let candidates = try twin.json()["candidates"] as? [[String: String]]
            #expect(twin.status == 409 && candidates == [["id": id, "name": "Port Club"]])
            #expect(try await program.post(Self.path, #"{"name": "PORT CLUB", "kind": "club", "another": false}"#).status == 409)
            #expect(try await program.post(Self.path, #"{"name": "PORT CLUB", "kind": "club", "another": true}"#).status == 201)
        }
    }

    @Test func itIsArchivedAndRestored() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["organisations"])
            let path = try await program.post(Self.path, #"{"name": "Port Club", "kind": "club"}"#).location
            #expect(try await program.post("\(path)/archive").json()["archived"] as? Bool == true)
            #expect(try await program.post("\(path)/archive", "{}").status == 200)
            #expect(try await program.patch(path, #"{"revision": 2, "name": "x"}"#).status == 422)
            #expect(try await program.post("\(path)/archive", #"{"why": "x"}"#).status == 400)
            #expect(try await program.post("\(path)/restoration").json()["archived"] as? Bool == false)
            #expect(try await program.post("\(Self.path)/00000000-0000-7000-8000-000000000000/archive").status == 404)
        }
    }

    @Test func aContactBlockIsBegunChangedAndConfirmed() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["organisations"])
            let made = try await program.post(Self.path, #"{"name": "Port Club", "kind": "club"}"#)
            let path = "\(made.location)/contact"
            #expect(try await program.patch(path, #"{"person": "Invented Person"}"#).errors().keys.sorted() == ["unit"])
            #expect(try await program.patch(path, #"{"unit": "Harbour office", "revision": 3}"#).status == 409)
            #expect(try await program.post("\(path)/confirmation").status == 404)
            let begun = try await program.patch(
                path,
                """
                {"unit": "Harbour office", "email": "harbour@invented.example", "postal_address": "Quay 1", "answers_within": "10 days",
                 "preferred_channel": "email", "languages": ["de", "en"], "sectors": ["culture", "Model ships"],
                 "decisions": [{"matter": "Berths", "who": "The board"}], "procedure": [{"title": "Letter", "duration": "2 weeks"}, {"title": "Vote"}],
                 "channels": [{"kind": "email", "detail": "on weekdays"}], "seeks": [{"title": "Pilots"}], "offers": [{"title": "Moorings", "text": "Ten"}]}
                """)
            #expect(begun.status == 200, "\(begun.text)")
            let block = try #require(try begun.json()["contact"] as? [String: Any])
            #expect(block["unit"] as? String == "Harbour office" && block["postal_address"] as? String == "Quay 1" && block["revision"] as? Int == 1)
            #expect(block["languages"] as? [String] == ["de", "en"] && block["sectors"] as? [String] == ["culture", "Model ships"])
            #expect((block["procedure"] as? [[String: Any]])?.map { $0["title"] as? String } == ["Letter", "Vote"])
            #expect((block["offers"] as? [[String: Any]])?.first?["text"] as? String == "Ten" && block["preferred_channel"] as? String == "email")
            // What is not sent stays, what is null goes.
            let changed = try await program.patch(path, #"{"revision": 1, "sectors": ["youth"], "answers_within": null, "decisions": []}"#)
            #expect(changed.status == 200, "\(changed.text)")
            let after = try #require(try changed.json()["contact"] as? [String: Any])
            #expect(
                after["sectors"] as? [String] == ["youth"] && after["answers_within"] is NSNull && (after["decisions"] as? [Any])?.isEmpty == true)
            #expect(after["email"] as? String == "harbour@invented.example" && after["languages"] as? [String] == ["de", "en"])
            #expect(try await program.patch(path, #"{"revision": 1, "unit": "x"}"#).json()["revision"] as? Int == 2)
            #expect(try await program.patch(path, #"{"unit": "x"}"#).errors().keys.sorted() == ["revision"])
            #expect(
                try await program.patch(path, #"{"revision": 2, "email": "nowhere", "languages": ["??"]}"#).errors().keys.sorted() == [
                    "email", "languages",
                ])
            #expect(try await program.post("\(path)/confirmation").json().contact("confirmed_on") == String(app.house.clock.now().rfc3339.prefix(10)))
            let haifa = try await app.program(.haifaOfficer, writes: ["organisations"])
            #expect(try await haifa.patch(path, #"{"revision": 2, "unit": "x"}"#).status == 404)
        }
    }
}

extension [String: Any] {
    fileprivate func contact(_ field: String) -> String? { (self["contact"] as? [String: Any])?[field] as? String }
}
