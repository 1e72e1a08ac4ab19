import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Accounts

@Suite struct SetUpTests {
    private static let fields = [
        ("city", ""), ("city-text", "Düsseldorf"), ("office", ""), ("name", "Invented First"), ("email", "first@invented.example"),
        ("password", "seven quiet herons"),
    ]

    /// Makes the server new again.
    private func reset(_ app: TestApp) async throws {
        let fresh = Instance(name: "", isDemonstration: false, isSetUp: false)
        try await app.house.database.write { try fresh.save($0) }
        app.house.take(fresh)
    }

    @Test func aNewServerAsksForItsCityAndTheFirstAccount() async throws {
        try await TestApp.each { app in
            #expect(try await app.as(nil).get("/set-up").status == 404)
            try await reset(app)
            #expect(try await app.as(nil).get("/").location == "/set-up")
            let door = try await Door.open("/set-up", app)
            let answer = try await door.post("/set-up", Self.fields)
            #expect(answer.status == 303 && answer.location == "/office")
            let token = try #require(answer.cookie("proxenia"))
            #expect(try await app.get("/office", session: token).text.contains("Düsseldorf"))
            #expect(try await app.get("/office/accounts", session: token).status == 200)
            let office = try #require(try await app.stored { try OfficeStore.find(slug: "duesseldorf-2", on: $0) })
            #expect(office.place == Cast.duesseldorfPlace)
            #expect(office.organisation != nil)
            #expect(app.house.instance.isSetUp)
            #expect(try await app.stored { try Instance.load($0).isSetUp })
            #expect(try await app.as(nil).get("/set-up").status == 404)
            #expect(try await door.post("/set-up", Self.fields).status == 404)
        }
    }

    @Test func twoBrowsersAtOnceMakeOneOffice() async throws {
        try await TestApp.each { app in
            try await reset(app)
            let before = try await app.count("SELECT COUNT(*) FROM office")
            let doors = [try await Door.open("/set-up", app), try await Door.open("/set-up", app)]
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for (number, door) in doors.enumerated() {
                    group.addTask {
                        try await door.post("/set-up", Self.fields.map { $0.0 == "email" ? ("email", "first\(number)@invented.example") : $0 })
                    }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.filter { $0.cookie("proxenia") != nil }.count == 1)
            #expect(try await app.count("SELECT COUNT(*) FROM office") == before + 1)
            #expect(try await app.count("SELECT COUNT(*) FROM user_account WHERE email LIKE 'first%'") == 1)
        }
    }

    @Test func severalPlacesOfANameAreOffered() async throws {
        try await TestApp.on(.sqlite) { app in
            try await reset(app)
            let door = try await Door.open("/set-up", app)
            func fields(_ changes: [String: String]) -> [(String, String)] {
                Self.fields.map { ($0.0, changes[$0.0] ?? $0.1) }
                    + changes.filter { $0.key.hasPrefix("city-for") || $0.key == "city-choice" }.map { ($0.key, $0.value) }
            }
            let several = try await door.post("/set-up", fields(["city-text": "London"]))
            #expect(several.status == 422 && several.text.contains("value=\"2643743\"") && several.text.contains("value=\"6058560\""))
            #expect(!several.text.contains("seven quiet herons"))
            #expect(try await door.post("/set-up", fields(["city-text": "Xqzzxyt"])).status == 422)
            #expect(try await door.post("/set-up", fields(["city": "999999999999"])).status == 422)
            #expect(
                try await door.post(
                    "/set-up", fields(["city-text": String(repeating: "ü", count: 100_000), "name": String(repeating: "n", count: 100_000)])
                ).status == 422)
            #expect(try await app.count("SELECT COUNT(*) FROM user_account WHERE email LIKE 'first%'") == 0)
            let chosen = try await door.post("/set-up", fields(["city-text": "London", "city-for": "London", "city-choice": "6058560"]))
            #expect(chosen.status == 303)
            #expect(try await app.stored { try OfficeStore.find(slug: "london", on: $0)?.place } == 6_058_560)
        }
    }
}
