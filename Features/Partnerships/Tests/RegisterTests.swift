import Directory
import Foundation
import Kernel
import Markup
import Sheets
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

struct RegisterTests {
    @Test func theEmptyRegisterLeadsToTheUpload() async throws {
        try await TestApp.each { app in
            let page = try await app.as(.officer).get("/office/partnerships")
            #expect(page.status == 200)
            #expect(page.text.contains("No partnerships yet") && page.text.contains("href=\"/office/imports\""))
            let reader = try await app.as(.colleague).get("/office/partnerships")
            #expect(reader.status == 200 && !reader.text.contains("/office/imports"))
        }
    }

    /// Every way to sort, every filter, forwards and backwards: no row twice, none missing, none that does not belong.
    @Test func pagingShowsEveryRowOnce() async throws {
        try await TestApp.each { app in
            let drafts = try Samples.drafts(300)
            let all = try await app.house.database.write { try Samples.store(app, $0).create(all: drafts) }
            #expect(Set(all).count == 300)
            guard let actor = app.cast.people[.officer]?.actor else { throw AppError.notFound }
            let scope = ListScope(actor: actor, w: app.house.words(.english), now: TestApp.now)
            try await app.house.database.write { connection in
                for (place, id) in all.enumerated() where place % 3 > 0 {
                    let points: Int? = place % 3 == 1 ? place % 7 * 10 : nil
                    try connection.run(
                        """
                        UPDATE partnership SET health = \(points == nil ? "asleep" : "sound"), health_points = \(points),
                        term_ends = \(["2026-11-19", "2026-11-20", "2027-11-20", "2027-11-21"][place % 4]) WHERE id = \(id)
                        """)
                }
            }
            for sort in ["partner", "-partner", "country", "-since", "since", "kind", "-changed", "changed", "health", "-health", "ends", "-ends"] {
                let (forwards, backwards) = try await app.stored { connection in
                    (
                        try Self.walk(Parameters([("sort", sort)]), scope, connection, "after"),
                        try Self.walk(Parameters([("sort", sort)]), scope, connection, "before")
                    )
                }
                #expect(forwards.count == 300 && Set(forwards).count == 300, "sorted by \(sort)")
                #expect(backwards.reversed() == Array(forwards.dropLast(forwards.count - backwards.count)), "backwards by \(sort)")
            }
            let checks: [(String, String, @Sendable (PartnershipDraft) -> Bool)] = [
                ("kind", "climate", { $0.kind == .climate }), ("status", "dormant", { $0.status == .dormant }),
                ("field", "youth", { $0.fields.contains(.youth) }),
                ("since", "1980s", { $0.since.map { (1980...1989).contains($0.year) } ?? false }), ("since", "unknown", { $0.since == nil }),
                ("since", "before-1976-11-20", { $0.since.map { $0.description < "1976-11-20" } ?? false }), ("published", "yes", { $0.isPublic }),
                ("published", "no", { !$0.isPublic }),
                ("kind", "nonsense", { _ in false }), ("since", "nonsense", { _ in false }), ("field", "%", { _ in false }),
            ]
            let stored: [(String, String, @Sendable (Int) -> Bool)] = [
                ("health", "asleep", { $0 % 3 == 2 }), ("health", "sound", { $0 % 3 == 1 }), ("health", "x", { _ in false }),
                ("ends", "passed", { $0 % 3 > 0 && $0 % 4 == 0 }), ("ends", "soon", { $0 % 3 > 0 && [1, 2].contains($0 % 4) }),
                ("ends", "open", { $0 % 3 == 0 }), ("ends", "x", { _ in false }),
            ]
            for (filter, value, belongs) in stored {
                let found = try await app.stored { try Self.walk(Parameters([(filter, value)]), scope, $0, "after") }
                let expected = all.enumerated().filter { belongs($0.offset) }.map(\.element)
                #expect(Set(found) == Set(expected) && found.count == expected.count, "\(filter)=\(value)")
            }
            for (filter, value, belongs) in checks {
                let found = try await app.stored { try Self.walk(Parameters([(filter, value)]), scope, $0, "after") }
                let expected = zip(all, drafts).filter { belongs($0.1) }.map(\.0)
                #expect(Set(found) == Set(expected) && found.count == expected.count, "\(filter)=\(value)")
            }
        }
    }

    private static func walk(_ parameters: Parameters, _ scope: ListScope, _ connection: Connection, _ way: String) throws -> [PartnershipID] {
        var found: [PartnershipID] = []
        if way == "after" {
            var query = Register.table.query(parameters, limit: 37)
            while true {
                let page = try Register.table.page(query, scope, connection)
                found += page.items.map(\.id)
                guard let next = page.after, found.count < 1000 else { return found }
                query.cursor = next
            }
        }
        // To the last page, then back from its beginning.
        var query = Register.table.query(parameters, limit: 37)
        var last = try Register.table.page(query, scope, connection)
        while let next = last.after { query.cursor = next; last = try Register.table.page(query, scope, connection) }
        query.isBackwards = true
        var before = last.before
        while let cursor = before, found.count < 1000 {
            query.cursor = cursor
            let page = try Register.table.page(query, scope, connection)
            found += page.items.map(\.id).reversed()
            before = page.before
        }
        return found
    }

    @Test func isFoundInAnyScriptAndPagedByItsLinks() async throws {
        try await TestApp.each { app in
            try await Samples.enter(app)
            let moscow = try await Samples.enter(app, Samples.moscow) { $0.status = .suspended }
            for words in ["重庆", "Chongqing", "chongq"] {
                let page = try await app.as(.colleague).get("/office/partnerships" + Parameters([("q", words)]).queryString)
                #expect(Samples.ids(page.text).count == 1 && page.text.contains("Chongqing"), "\(words)")
            }
            for words in ["Москва", "Moskau", "MOSCOU"] {
                let page = try await app.as(.colleague).get("/office/partnerships" + Parameters([("q", words)]).queryString)
                #expect(Samples.ids(page.text) == [moscow.text], "\(words)")
            }
            for words in ["%", "_", "'", "!!!", "\\"] {
                let page = try await app.as(.officer).get("/office/partnerships" + Parameters([("q", words)]).queryString)
                #expect(page.status == 200 && Samples.ids(page.text).isEmpty, "\(words)")
            }
            let german = try await app.as(.officer).get("/office/partnerships", headers: ["accept-language": "de"])
            #expect(german.text.contains("2 Partnerschaften in 2 Ländern. 1 aktiv, 1 ausgesetzt."))
            #expect(german.text.contains("Moskau") && german.text.contains("lang=\"ru\""))
            let english = try await app.as(.officer).get("/office/partnerships")
            #expect(english.text.contains("2 partnerships in 2 countries. 1 active, 1 suspended."))
            #expect(english.text.contains("state--held"))
        }
    }

    @Test func anotherNameInTheDirectoryIsAnotherNameInTheRegister() async throws {
        try await TestApp.each { app in
            try await Samples.enter(app, Samples.moscow)
            let actor = try #require(app.cast.people[.officer]?.actor)
            let found = try await app.stored { connection in
                try connection.value("SELECT partner_id FROM partnership") as OrganisationID?
            }
            let id = try #require(found)
            try await app.house.database.write { connection in
                let store = OrganisationStore(connection)
                let organisation = try store.visible(to: actor, language: .english).find(id)
                var entry = organisation.entry
                entry.name = "Zentralverwaltung am Fluss"
                try store.change(organisation, to: entry, by: actor, at: TestApp.now)
            }
            let page = try await app.as(.officer).get("/office/partnerships?q=zentralverwaltung")
            #expect(Samples.ids(page.text).count == 1)
        }
    }

    @Test func aPageTakesFewStatements() async throws {
        try await TestApp.each { app in
            let drafts = try Samples.drafts(120)
            _ = try await app.house.database.write { try Samples.store(app, $0).create(all: drafts) }
            guard let actor = app.cast.people[.officer]?.actor else { throw AppError.notFound }
            let scope = ListScope(actor: actor, w: app.house.words(.english), now: TestApp.now)
            let statements = try await app.stored { connection in
                // What the page asks besides the session: rows, their number, the standing, the countries to choose from.
                _ = try Register.table.page(Register.table.query(Parameters()), scope, connection)
                _ = try VisiblePartnerships(connection, actor: actor, language: .english).standing()
                for filter in Register.table.filters { _ = try filter.options(scope, connection) }
                return connection.statements
            }
            #expect(statements <= 4)
        }
    }

    @Test func theMapSaysWhatTheTableSays() async throws {
        try await TestApp.each { app in
            try await Samples.enter(app)
            try await Samples.enter(app, Samples.moscow) { $0.status = .suspended }
            let page = try await app.as(.officer).get("/office/partnerships/map?status=suspended")
            #expect(page.status == 200)
            #expect(page.text.contains("arc--held") && !page.text.contains("Chongqing") && page.text.contains("Moscow"))
            #expect(Samples.ids(page.text).count == 1)
            #expect(page.text.contains("/office/partnerships?status=suspended"))
        }
    }

    @Test func exportsReadBackAsTheyStand() async throws {
        try await TestApp.each { app in
            try await Samples.enter(app) {
                $0.fields = [.youth, .culture]; $0.lead = "=HYPERLINK(\"x\")"; $0.note = "secret note"
            }
            try await Samples.enter(app, Samples.moscow)
            let csv = try await app.as(.officer).get("/office/partnerships/export/csv?q=Chongqing")
            #expect(csv.status == 200 && csv.text.contains("Chongqing") && !csv.text.contains("Moscow") && !csv.text.contains("secret note"))
            #expect(!csv.text.contains(",=HYPERLINK") && !csv.text.contains("\"=HYPERLINK"))
            let json = try await app.as(.officer).get("/office/partnerships/export/json")
            let rows = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [[String: Any]])
            #expect(rows.count == 2 && rows.contains { $0["since"] as? String == "2004" && $0["country_code"] as? String == "CN" })
            let workbook = try await app.as(.officer).get("/office/partnerships/export/xlsx")
            #expect(workbook.status == 200 && workbook.bytes.starts(with: Array("PK".utf8)))
        }
    }

    /// How well a partnership is, and when its term ends, is the office's own: neither shown nor found nor sorted by for anybody else.
    @Test func whatIsTheOfficesOwnIsNotFoundByOthers() async throws {
        try await TestApp.each { app in
            let first = try await Samples.enter(app) { $0.isPublic = true }
            let second = try await Samples.enter(app, Samples.moscow) { $0.isPublic = true }
            try await app.house.database.write { connection in
                try connection.run("UPDATE partnership SET health = 'asleep', health_points = 12, term_ends = '2027-01-01' WHERE id = \(first)")
            }
            #expect(Samples.ids(try await app.as(.officer).get("/office/partnerships?health=asleep").text) == [first.text])
            let own = try await app.as(.officer).get("/office/partnerships?sort=-health").text
            #expect(Samples.ids(own) == [first.text, second.text] && own.contains("Asleep"))
            let csv = try await app.as(.officer).get("/office/partnerships/export/csv?health=asleep").text
            #expect(csv.contains(",12,2027-01-01,") && csv.contains("Asleep"))
            for path in ["/office/partnerships", "/office/partnerships/map", "/office/partnerships/timeline"] {
                let page = try await app.as(.counterpart).get("\(path)?health=asleep&sort=-health&ends=soon").text
                #expect(Set(Samples.ids(page)) == [first.text, second.text] && !page.contains("Asleep") && !page.contains("2027"), "\(path)")
            }
            #expect(!(try await app.as(.counterpart).get("/office/partnerships/export/csv").text.contains("2027-01-01")))
            let outside = try await app.as(nil).get("/api/v1/partnerships?health=asleep").text
            // An answer has one shape: what is the office's own is there and empty.
            #expect(outside.contains("Chongqing") && outside.contains("Moscow") && outside.contains("\"health\":null") && !outside.contains("sleep"))
            #expect(!outside.contains("2027-01-01"))
            // Whoever may read it finds and sorts by it as the page does.
            let asleep = try await app.as(.officer).get("/api/v1/partnerships?health=asleep").text
            #expect(asleep.contains("Chongqing") && !asleep.contains("Moscow") && asleep.contains("\"total\":1"))
            let sorted = try await app.as(.officer).get("/api/v1/partnerships?sort=-health&limit=1").text
            #expect(sorted.contains("Chongqing") && !sorted.contains("Moscow"))
            let theirs = try await app.as(.counterpart).get("/api/v1/partnerships?health=asleep&sort=-health").text
            #expect(theirs.contains("Chongqing") && theirs.contains("Moscow"))
        }
    }

    @Test func marksOfTheMapSayTheKind() async throws {
        try await TestApp.each { app in
            try await Samples.enter(app)
            try await Samples.enter(app, Samples.moscow) { $0.kind = .climate }
            let states = try await app.as(.officer).get("/office/partnerships/map").text
            #expect(states.contains("marks=kind") && !states.contains("Climate partnership (1)"))
            let kinds = try await app.as(.officer).get("/office/partnerships/map?marks=kind").text
            #expect(kinds.contains("Climate partnership (1)") && kinds.contains("Partner city (1)") && kinds.contains(">E</text>"))
            let narrowed = try await app.as(.officer).get("/office/partnerships/map?marks=kind&kind=climate").text
            #expect(!narrowed.contains("Partner city (1)") && narrowed.contains("/office/partnerships/map?kind=climate"))
        }
    }
}
