import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import Accounts

@Suite struct AuditTests {
    @Test func everyActOfTheOfficeIsThereInWordsAndNoOther() async throws {
        try await eachWithClock { app, clock in
            let officer = try app.person(.officer)
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/role", [("role", "council"), ("was", "officer")])
            clock.advance(seconds: 1)
            let csrf = app.house.guardian.formToken(sessionKey: try app.person(.both).sessionKey, office: app.cast.duesseldorf)
            _ = try await app.as(.both).post("/account", [("name", "Invented Renamed"), ("language", ""), ("csrf", csrf)])
            let page = try await app.as(.director).get("/office/audit")
            #expect(page.text.contains("Role changed") && page.text.contains("Name changed") && page.text.contains("Invented Director"))
            // Newest first.
            let places = try ["Name changed", "Role changed"].map { try #require(page.text.range(of: $0)).lowerBound }
            #expect(places[0] < places[1])
            let id: String = try #require(try await app.stored { try $0.value("SELECT id FROM journal WHERE act = 'role-changed'") })
            let fact = try await app.as(.admin).get("/office/audit/\(id)")
            #expect(fact.text.contains("officer") && fact.text.contains("council") && fact.text.contains("/office/accounts/\(officer.id)"))
            #expect(try await app.as(.officer).get("/office/audit").status == 404)
            // Somebody who heads the other office sees nothing of it.
            _ = try await app.as(.both).post("/office/choice", [("office", app.cast.haifa.text)])
            let there = try await app.as(.both).get("/office/audit")
            #expect(there.status == 200 && !there.text.contains("Role changed"))
            #expect(try await app.as(.both).get("/office/audit/\(id)").status == 404)
        }
    }

    @Test func itIsNarrowedByThingPersonMonthAndReference() async throws {
        try await TestApp.each { app in
            let (officer, director) = (try app.person(.officer), try app.person(.director))
            _ = try await app.as(.director).post("/office/accounts/\(officer.id)/role", [("role", "council"), ("was", "officer")])
            func contains(_ query: String) async throws -> Bool {
                try await app.as(.director).get("/office/audit?\(query)").text.contains("Role changed")
            }
            #expect(try await contains("kind=user"))
            #expect(try await !contains("kind=organisation"))
            #expect(try await contains("person=\(director.id)"))
            #expect(try await !contains("person=\(officer.id)"))
            #expect(try await contains("period=2026-11"))
            #expect(try await !contains("period=2026-10"))
            #expect(try await !contains("period=nonsense"))
            #expect(try await contains("q=\(officer.id)"))
            #expect(try await contains("q=Invented%20Direct"))
            #expect(try await !contains("q=%25"))
            let export = try await app.as(.director).get("/office/audit/export/csv?kind=user")
            #expect(export.status == 200 && export.text.contains("Role changed") && export.text.contains(officer.id.text))
        }
    }

    @Test func twoStatesAreComparedFieldByFieldWhateverTheyAre() {
        let rows = AuditDifference.rows(
            before: "{\"a\":1,\"b\":\"x\",\"c\":null,\"list\":[1,{\"k\":\"v\"}]}", after: "{\"a\":2,\"b\":\"x\",\"new_one\":true}")
        #expect(rows.map(\.name) == ["a", "b", "c", "list", "new one"])
        #expect(rows.first == .init(name: "a", before: "1", after: "2"))
        #expect(rows[3].before == "1; k: v" && rows[3].after == nil)
        #expect(AuditDifference.rows(before: "not json", after: nil) == [.init(name: "", before: "not json", after: nil)])
        #expect(AuditDifference.rows(before: nil, after: nil).isEmpty)
    }

    @Test func thePageTakesFewStatements() async throws {
        try await TestApp.on(.sqlite) { app in
            _ = try await app.as(.director).get("/office/audit")
            #expect((app.statements.of("/office/audit") ?? 99) <= 4)
        }
    }
}
