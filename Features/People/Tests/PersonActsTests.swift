import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import People

/// People entered and changed by programs.
@Suite struct PersonActsTests {
    private static let path = "/api/v1/people"

    private func whole(_ organisation: String) -> String {
        """
        {"title": "Prof.", "family_name": "Wang", "given_name": "Xiaoming", "name_order": "family_first", "native_name": "王小明",
         "native_language": "zh", "salutations": [{"language": "de", "text": "Sehr geehrter Herr Professor Wang"}],
         "languages": ["zh", "en"], "channels": [{"kind": "email", "value": "wang@invented.example", "note": "best"}], "place_id": 1814906,
         "posts": [{"organisation_id": "\(organisation)", "kind": "international_office", "post": "Director", "from": "2021", "until": null}],
         "legal_basis": "public_task", "review_until": "2028-11-20", "source": "Visiting card"}
        """
    }

    private func club(_ app: TestApp) async throws -> String {
        String(try #require(try await app.organisation("City of Chongqing").split(separator: "/").last))
    }

    @Test func whatIsEnteredIsWhatIsReadAndAChangeLeavesTheRest() async throws {
        try await TestApp.each { app in
            let club = try await club(app)
            let program = try await app.program(.officer, writes: ["people"])
            let made = try await program.post(Self.path, whole(club))
            #expect(made.status == 201, "\(made.text)")
            let one = try made.json()
            #expect(one["name"] as? String == "Prof. Wang Xiaoming" && one["native_name"] as? String == "王小明")
            #expect(one["languages"] as? [String] == ["zh", "en"] && one["place_id"] as? Int == 1_814_906)
            let post = try #require((one["posts"] as? [[String: Any]])?.first)
            #expect(post["organisation_id"] as? String == club && post["from"] as? String == "2021" && post["held"] as? Bool == true)
            // The private notes are the people's at their pages.
            let id = try #require(one["id"] as? String)
            let page = "/office/people/\(id)"
            let form = try await app.as(.officer).get("\(page)/edit").text
            #expect(form.contains("wang@invented.example"))
            try await app.house.database.write { connection in
                let officer = try #require(app.cast.people[.officer]?.actor)
                let person = try PersonStore(connection).visible(to: officer, language: .english).find(try #require(PersonID(id)))
                var entry = person.entry
                entry.notes.diet = "No coriander"
                try PersonStore(connection).change(person, to: entry, by: officer, at: TestApp.now)
            }
            #expect(!(try await program.get(made.location).text.contains("coriander")))
            #expect(try await program.patch(made.location, #"{"revision": 1, "title": null}"#).status == 409)
            let changed = try await program.patch(made.location, #"{"revision": 2, "title": null, "languages": ["zh"]}"#)
            #expect(changed.status == 200, "\(changed.text)")
            let after = try changed.json()
            #expect(after["name"] as? String == "Wang Xiaoming" && after["languages"] as? [String] == ["zh"] && after["revision"] as? Int == 3)
            #expect((after["posts"] as? [Any])?.count == 1 && (after["channels"] as? [Any])?.count == 1 && after["place_id"] as? Int == 1_814_906)
            #expect(try await app.as(.officer).get("\(page)/edit").text.contains("No coriander"))
            #expect(try await program.patch(made.location, #"{"revision": 3, "notes": "x"}"#).status == 400)
            #expect(try await program.post("\(made.location)/archive").json()["archived"] as? Bool == true)
            #expect(try await program.patch(made.location, #"{"revision": 3, "title": "Dr."}"#).status == 422)
            #expect(try await program.post("\(made.location)/restoration").json()["archived"] as? Bool == false)
        }
    }

    @Test func whatTheFormSaysIsSaid() async throws {
        try await TestApp.on(.sqlite) { app in
            let club = try await club(app)
            let program = try await app.program(.officer, writes: ["people"])
            #expect(try await program.post(Self.path, whole(club)).status == 201)
            let twin = try await program.post(Self.path, whole(club))
            let candidates = try twin.json()["candidates"] as? [[String: String]]
            #expect(twin.status == 409 && candidates?.first?["name"] == "Prof. Wang Xiaoming")
            let wrong: [(String, [String])] = [
                (#"{}"#, ["family_name", "legal_basis", "review_until"]),
                (#"{"family_name": "A", "legal_basis": "public_task", "review_until": "2028"}"#, ["review_until"]),
                (#"{"family_name": "A", "legal_basis": "public_task", "review_until": "2028-11-20", "native_name": "王"}"#, ["native_language"]),
                // Nothing that was sent is passed over.
                (
                    #"{"family_name": "A", "legal_basis": "public_task", "review_until": "2028-11-20", "languages": ["de", "German"]}"#,
                    ["languages"]
                ),
                (
                    #"{"family_name": "A", "legal_basis": "public_task", "review_until": "2028-11-20", "channels": [{"kind": "email", "value": "x"}]}"#,
                    ["channels"]
                ),
                (
                    #"{"family_name": "A", "legal_basis": "public_task", "review_until": "2028-11-20", "posts": [{"organisation_id": "00000000-0000-7000-8000-000000000000", "post": "x"}]}"#,
                    ["posts"]
                ),
            ]
            for (body, fields) in wrong {
                let answer = try await program.post(Self.path, body)
                #expect(answer.status == 422, "\(answer.text)")
                let named = try answer.errors().keys.sorted()
                #expect(named == fields, "\(body): \(answer.text)")
            }
            let other = try await app.program(.haifaOfficer, writes: ["people"])
            let id = try #require(try await program.get(Self.path).json()["items"] as? [[String: Any]]).compactMap { $0["href"] as? String }.first
            let path = Self.path + "/" + (try #require(id?.split(separator: "/").last))
            #expect(try await other.get(path).status == 404)
            #expect(try await other.patch(path, #"{"revision": 1, "title": null}"#).status == 404)
        }
    }
}
