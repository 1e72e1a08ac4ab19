import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Accounts

/// What opens an act of the API, and what does not.
@Suite struct WritingTokenTests {
    private static let path = "/api/v1/organisations"
    private static let club = #"{"name": "Port Club", "kind": "club"}"#

    private func count(_ app: TestApp) async throws -> Int { try await app.count("SELECT COUNT(*) FROM organisation WHERE name = 'Port Club'") }

    @Test func aTokenWritesWhereItWasMadeOutForThatAlone() async throws {
        try await eachWithClock { app, clock in
            let reader = try await app.program(.officer, reads: ["organisations", "people"])
            #expect(try await reader.get(Self.path).status == 200)
            let refused = try await reader.post(Self.path, Self.club)
            #expect(refused.status == 403 && refused.headers["content-type"] == "application/problem+json")
            let elsewhere = try await app.program(.officer, reads: ["organisations"], writes: ["notes"])
            #expect(try await elsewhere.post(Self.path, Self.club).status == 403)
            #expect(try await count(app) == 0)
            let writer = try await app.program(.officer, writes: ["organisations"])
            #expect(try await writer.post(Self.path, Self.club).status == 201)
            // To write is to read; and nothing of the pages opens to it.
            #expect(try await writer.get(Self.path).status == 200)
            #expect(try await writer.post("/office/organisations", Self.club).status == 422)
            #expect(try await writer.post("/account/tokens", Self.club).status == 422)
            clock.advance(seconds: 30 * 86_400)
            #expect(try await writer.post(Self.path, Self.club).status == 401)
        }
    }

    /// Whatever cookies and form tokens come along: a browser cannot be made to write here.
    @Test func aSessionOpensNone() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let csrf = app.house.guardian.formToken(sessionKey: officer.sessionKey, office: officer.actor.office)
            let acts = app.house.routes.filter { $0.method != .get && $0.path.hasPrefix("/api/") }
            #expect(acts.count > 3)
            for act in acts {
                let path = act.path.replacing("{id}", with: "00000000-0000-7000-8000-000000000000").replacing("{kind}", with: "organisation")
                for headers in [["x-csrf-token": csrf, "sec-fetch-site": "same-origin"], ["content-type": "application/x-www-form-urlencoded"]] {
                    let answer = try await app.as(.officer).json(act.method, path, Self.club, headers: headers)
                    #expect(answer.status == 401 && answer.headers["content-type"] == "application/problem+json", "\(path)")
                }
            }
            #expect(try await count(app) == 0)
        }
    }

    @Test func whoWroteItIsTheTokensOwnerNotTheCookies() async throws {
        try await TestApp.on(.sqlite) { app in
            let writer = try await app.program(.director, writes: ["organisations"])
            let bearer = ["authorization": "Bearer \(writer.token)"]
            #expect(try await app.as(.colleague).json(.post, Self.path, Self.club, headers: bearer).status == 201)
            let director = try app.person(.director)
            let by: String? = try await app.stored { try $0.value("SELECT updated_by FROM organisation WHERE name = 'Port Club'") }
            #expect(by == director.actor.name)
        }
    }

    @Test func aRoleThatIsLostAndATokenTakenBackCountAtOnce() async throws {
        try await TestApp.each { app in
            let officer = try app.person(.officer)
            let writer = try await app.program(.officer, writes: ["organisations"])
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/role", [("role", "colleague"), ("was", "officer")])
            #expect(try await writer.get(Self.path).status == 200)
            #expect(try await writer.post(Self.path, Self.club).status == 403)
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/role", [("role", "officer"), ("was", "colleague")])
            #expect(try await writer.post(Self.path, Self.club).status == 201)
            let id: String = try #require(try await app.stored { try $0.value("SELECT id FROM access_token") })
            #expect(try await app.as(.officer).post("/account/tokens/\(id)/removal").status == 303)
            #expect(try await writer.post(Self.path, Self.club).status == 401)
            #expect(try await count(app) == 1)
        }
    }

    @Test func onlyWhatItsOwnerMayWriteIsOffered() async throws {
        try await TestApp.on(.sqlite) { app in
            func offered(_ character: Cast.Character) async throws -> Set<String> {
                let page = try await app.as(character).get("/account/tokens").text
                return Set(page.matches(of: /name="writes" value="([a-z]+)"/).map { String($0.output.1) })
            }
            #expect(try await offered(.officer).isSuperset(of: ["organisations", "people", "partnerships", "notes", "tags"]))
            #expect(try await offered(.colleague) == ["notes"])
            #expect(try await offered(.council).isEmpty)
            // What is sent all the same is not taken.
            _ = try await app.as(.colleague).post(
                "/account/tokens", [("name", "x"), ("days", "30"), ("resources", "organisations"), ("writes", "organisations")])
            let writes: String? = try await app.stored { try $0.value("SELECT writes FROM access_token") }
            #expect(writes == "")
        }
    }

    /// A token outlasts the days for which a role was lent: it is worth its owner's own role from the first.
    @Test func aLentRoleWritesWithNoToken() async throws {
        try await TestApp.each { app in
            let colleague = try app.person(.colleague)
            func day(_ offset: Int64) -> String { String(TestApp.now.adding(days: offset).rfc3339.prefix(10)) }
            _ = try await app.as(.officer).post("/account/stand-ins", [("deputy", colleague.id.text), ("from", day(0)), ("until", day(7))])
            let id: String = try #require(try await app.stored { try $0.value("SELECT id FROM stand_in") })
            #expect(try await app.as(.colleague).post("/account/acting", [("standIn", id)]).status == 303)
            #expect(try await app.as(.colleague).get("/office/organisations/new").status == 200)
            let program = try await app.program(.colleague, writes: ["organisations"])
            #expect(try await program.post(Self.path, Self.club).status == 403)
            #expect(try await count(app) == 0)
        }
    }

    @Test func theListSaysWhatATokenMay() async throws {
        try await TestApp.on(.sqlite) { app in
            _ = try await app.program(.officer, reads: ["people"], writes: ["organisations"])
            let page = try await app.as(.officer).get("/account/tokens").text
            #expect(page.contains("Read: People") && page.contains("Read and write: Organisations"))
        }
    }
}

/// A key that its sender gives an act makes it happen once.
@Suite struct IdempotencyTests {
    private static let path = "/api/v1/organisations"

    @Test func theSameKeyGivesTheFirstAnswer() async throws {
        try await eachWithClock { app, clock in
            let program = try await app.program(.officer, writes: ["organisations"])
            let body = #"{"name": "Port Club", "kind": "club", "another": true}"#
            let first = try await program.post(Self.path, body, key: "night-17")
            #expect(first.status == 201)
            let again = try await program.post(Self.path, body, key: "night-17")
            #expect(again.status == 201 && again.location == first.location && again.text == first.text)
            let other = try await program.post(Self.path, #"{"name": "Harbour Club", "kind": "club"}"#, key: "night-17")
            #expect(other.status == 422 && other.text.contains("Idempotency-Key"))
            // The key is a token's own, and of one address.
            #expect(try await program.post("\(first.location)/archive", body, key: "night-17").status == 422)
            let neighbour = try await app.program(.director, writes: ["organisations"])
            #expect(try await neighbour.post(Self.path, body, key: "night-17").location != first.location)
            #expect(try await program.post(Self.path, body).location != first.location)
            #expect(try await app.count("SELECT COUNT(*) FROM organisation WHERE name = 'Port Club'") == 3)
            // Nothing of what was sent is kept for it, and after a day nothing at all.
            #expect(try await app.count("SELECT COUNT(*) FROM access_token_answer WHERE key_hash = 'night-17' OR request_hash LIKE '%Port%'") == 0)
            clock.advance(seconds: 86_400)
            #expect(try await program.post(Self.path, body, key: "night-17").location != first.location)
            #expect(try await app.count("SELECT COUNT(*) FROM access_token_answer") == 2)
            clock.advance(seconds: 86_400)
            try await app.house.database.write {
                try $0.jobs.enqueue(
                    kind: EarlierAnswers.job, title: "x", payload: "{}", office: nil, by: .system, at: clock.clock.now())
            }
            await app.work()
            #expect(try await app.count("SELECT COUNT(*) FROM access_token_answer") == 0)
        }
    }

    @Test func whatWasRefusedMayBeSentAgainUnderItsKey() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["organisations"])
            #expect(try await program.post(Self.path, #"{"name": "Port Club"}"#, key: "a").status == 422)
            #expect(try await program.post(Self.path, #"{"name": "Port Club", "kind": "club"}"#, key: "a").status == 201)
            for wrong in ["", String(repeating: "k", count: 201), "two words"] {
                #expect(try await program.post(Self.path, #"{"name": "x", "kind": "club"}"#, key: wrong).status == 400, "\(wrong)")
            }
        }
    }

    @Test func sentTwiceAtOnceItHappensOnce() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["organisations"])
            let body = #"{"name": "Port Club", "kind": "club", "another": true}"#
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<6 { group.addTask { try await program.post(Self.path, body, key: "once").location } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(answers.count == 1 && !answers.contains(""))
            #expect(try await app.count("SELECT COUNT(*) FROM organisation WHERE name = 'Port Club'") == 1)
        }
    }
}

/// Bodies that are no JSON, or too much of it.
@Suite struct DamagedBodyTests {
    private static let path = "/api/v1/organisations"

    @Test func eachIsRefusedInWords() async throws {
        try await TestApp.on(.sqlite) { app in
            let program = try await app.program(.officer, writes: ["organisations"])
            let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
            let wrong: [(String, String)] = [
                (#"{"name": "Port"#, "not JSON"), ("[]", "JSON object"), ("null", "JSON object"), ("7", "JSON object"), (deep, "too deep"),
                (#"{"name": \#(deep)}"#, "too deep"), (#"{"name": "a", "name": "b"}"#, "twice"), (#"{"name": "a\u0000b"}"#, "cannot be kept"),
                (#"{"name": "\ud800"}"#, "cannot be kept"), (#"{"name": "\ud800\u0041"}"#, "cannot be kept"),
                (#"{"place_id": 1e999}"#, "too large"), (#"{"colour": "red", "hue": 1}"#, "colour”, “hue"),
                (#"{"names": [{"language": "de", "word": "x"}]}"#, "names.word"), (#"{"name": "x"} {}"#, "not JSON"),
                (#"{"name": 01}"#, "not JSON"), ("{\"name\": \"a\u{0}\"}", "not JSON"), (#"{'name': 1}"#, "not JSON"), ("\u{FEFF}{}", "not JSON"),
                (#"{"name": [\#(String(repeating: "0,", count: 30_000))0]}"#, "too many"),
            ]
            for (body, said) in wrong {
                let answer = try await program.post(Self.path, body)
                #expect(answer.status == 400 && answer.text.contains(said), "\(body.prefix(60)): \(answer.status) \(answer.text)")
                #expect(answer.headers["content-type"] == "application/problem+json")
            }
            #expect(try await program.post(Self.path, bytes: Array("{\"name\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)).status == 400)
            let form = try await program.post(Self.path, "name=x&kind=club", headers: ["content-type": "application/x-www-form-urlencoded"])
            #expect(form.status == 415)
            #expect(try await program.post(Self.path, "{}", headers: ["content-type": "multipart/form-data; boundary=x"]).status == 415)
            #expect(try await program.post(Self.path, "{}", headers: ["content-type": "Application/JSON; charset=utf-8"]).status == 422)
            let large = try await program.post(Self.path, #"{"note": "\#(String(repeating: "x", count: 1 << 20))"}"#)
            #expect(large.status == 413 && large.headers["content-type"] == "application/problem+json")
            #expect(try await program.post(Self.path).status == 422)
        }
    }
}
