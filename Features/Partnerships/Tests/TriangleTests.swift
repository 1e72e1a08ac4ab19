import Directory
import Foundation
import Kernel
import Reconciliation
import Storage
import Testing
import Testing_
import Web

@testable import Partnerships

struct TriangleTests {
    private static let chicago = 4_887_398

    private static func relate(_ app: TestApp, _ rows: [String], source: String) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("triangles-\(UUID().uuidString).csv")
        try (["city1,country1,city2,country2,since"] + rows).joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        defer { unlink(file.path) }
        let gazetteer = try TestPlaces.gazetteer()
        let summary = try RelationImport.run(
            file: file, name: "pairs.csv", source: source, importID: .new(), by: .system, at: TestApp.now, dryRun: false,
            database: app.house.database,
            gazetteer: gazetteer, reconciler: Reconciler(gazetteer: gazetteer), leftOut: { Issue.record("\($0.reason)") }, progress: { _ in })
        #expect(summary.taken == rows.count)
    }

    /// Partners: Reading, Warsaw, Chongqing (published), Moscow (ended). Known: Warsaw–Chongqing twice, and what leads to Chicago.
    private static func fill(_ app: TestApp) async throws {
        try await Samples.enter(app, Samples.reading) { $0.since = nil }
        try await Samples.enter(app, Samples.warsaw) { $0.since = PartialDate(year: 1989) }
        try await Samples.enter(app, Samples.warsaw) { ($0.since, $0.kind) = (PartialDate(year: 2001), .climate) }
        try await Samples.enter(app, Samples.chongqing) { $0.isPublic = true }
        try await Samples.enter(app, Samples.moscow) { $0.status = .ended }
        try relate(
            app,
            [
                "Warsaw,Poland,Chongqing,China,1999", "Reading,England,Moscow,Russia,", "Warsaw,Poland,Chicago,United States,1960",
                "Düsseldorf,Germany,Lyon,France,", "Lyon,France,Chicago,United States,1970", "Moscow,Russia,Chicago,United States,1997",
                "Düsseldorf,Germany,Warsaw,Poland,1989", "Düsseldorf,Germany,Chicago,United States,", "Haifa,Israel,Warsaw,Poland,",
            ], source: "Invented list")
        try relate(app, ["Chongqing,China,Warsaw,Poland,1987"], source: "Another list")
    }

    private static func places(_ page: String) -> [Int] {
        page.matches(of: /<th scope="row"><a href="\/office\/places\/([0-9]+)"/).compactMap { Int($0.1) }
    }

    @Test func partnersThatAreTwinnedMakeATriangle() async throws {
        try await TestApp.each { app in
            let path = PartnershipPaths.triangles
            let nothing = try await app.as(.officer).get(path)
            #expect(nothing.status == 200 && nothing.text.contains("No two of your partners are known to be related"))
            try await Self.fill(app)
            let page = try await app.as(.officer).get(path).text
            #expect(Self.places(page) == [Samples.chongqing])
            for words in [
                "href=\"/office/places/\(Samples.warsaw)\"", "Poland, your partner since 1989", "China, your partner since 2004", "1987",
                "Another list and one more", "href=\"\(path)\" aria-current=\"page\"",
            ] { #expect(page.contains(words), "\(words)") }
            // By the reader's own names: in German too Chongqing stands before Warschau, and each sort gives the row once.
            for sort in ["partner", "-partner", "other", "since", "-since"] {
                let sorted = try await app.as(.colleague).get("\(path)?sort=\(sort)", headers: ["accept-language": "de"]).text
                #expect(Self.places(sorted) == [Samples.chongqing] && sorted.contains("Warschau"), "\(sort)")
            }
            for (query, count) in [("q=Warschau", 1), ("q=Chongq", 1), ("q=Reading", 0), ("country=PL", 1), ("country=CN", 1), ("country=GB", 0)] {
                #expect(Self.places(try await app.as(.officer).get("\(path)?\(query)").text).count == count, "\(query)")
            }
            let csv = try await app.as(.officer).get("\(path)/export/csv").text
            #expect(csv.contains("Chongqing,Warsaw,1987,Another list and one more,CN,\(Samples.chongqing),2004,PL,\(Samples.warsaw),1989"), "\(csv)")
            // Another office has other partners; whoever sees what is published alone sees one corner, and so no triangle.
            #expect(Self.places(try await app.as(.haifaOfficer).get(path).text).isEmpty)
            #expect(Self.places(try await app.as(.counterpart).get(path).text).isEmpty)
            #expect(try await app.as(nil).get(path).status != 200)
        }
    }

    @Test func thePageOfACitySaysWhatBothHaveInCommon() async throws {
        try await TestApp.each { app in
            let before = try await app.as(.officer).get("/office/places/\(Self.chicago)").text
            #expect(!before.contains("In common"))
            try await Self.fill(app)
            let page = try await app.as(.officer).get("/office/places/\(Self.chicago)").text
            for words in [
                "<h2>In common</h2>", "Related to both: one of your partners, one other city related to yours.", "your partner since 1989",
                "since 1960, Invented list", "since 1970, Invented list",
            ] { #expect(page.contains(words), "\(words)") }
            let list = PartnershipPaths.inCommon(Self.chicago)
            let lyon = 2_996_944
            #expect(Self.places(try await app.as(.officer).get(list).text) == [Samples.warsaw, lyon])
            #expect(Self.places(try await app.as(.officer).get("\(list)?sort=place").text) == [lyon, Samples.warsaw])
            let expected = [
                "tie=partner": [Samples.warsaw], "tie=known": [Samples.warsaw, lyon], "tie=nonsense": [],
                "tie=known&tie=partner": [Samples.warsaw, lyon],
                "country=FR": [lyon], "q=Lyon": [lyon], "q=nowhere": [], "sort=country": [lyon, Samples.warsaw],
            ]
            for (query, cities) in expected {
                let found = Self.places(try await app.as(.officer).get("\(list)?\(query)").text)
                #expect(found == cities, "\(query): \(found)")
            }
            let csv = try await app.as(.officer).get("\(list)/export/csv").text
            #expect(
                csv.contains("Warsaw,Poland,your partner since 1989,\"since 1960, Invented list\",yes,PL")
                    && csv.contains("Lyon,France,Invented list"))
            // A partner without a date; a partner's own page; the own city has nothing in common with itself.
            let moscow = try await app.as(.officer).get("/office/places/\(Samples.moscow)").text
            #expect(moscow.contains("Related to both: one of your partners, one other city related to yours.") && moscow.contains(">your partner<"))
            #expect(!(try await app.as(.officer).get("/office/places/2934246").text.contains("In common")))
            // Haifa's office: Warsaw is known to be related to its city, and is no partner of it.
            let other = try await app.as(.haifaOfficer).get("/office/places/\(Self.chicago)").text
            #expect(other.contains("Related to both: one other city related to yours.") && !other.contains("your partner since"))
            // The counterpart sees no partnership that is not published; what is known of the world it may see.
            let counterpart = try await app.as(.counterpart).get(list).text
            #expect(Self.places(counterpart) == [lyon, Samples.warsaw] && !counterpart.contains("your partner since"))
            for missing in ["1", "abc", "-1"] {
                #expect(try await app.as(.officer).get("\(PartnershipPaths.triangles)/\(missing)").status == 404)
                #expect(try await app.as(.officer).get("\(PartnershipPaths.triangles)/\(missing)/export/csv").status == 404)
            }
            let none = try await app.as(.officer).get(PartnershipPaths.inCommon(Samples.chemnitz)).text
            #expect(none.contains("Nothing in common is known"))
        }
    }

    @Test func fewStatements() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            try await Self.fill(app)
            for path in [PartnershipPaths.triangles, PartnershipPaths.inCommon(Self.chicago), "/office/places/\(Self.chicago)"] {
                _ = try await app.as(.officer).get(path)
            }
            #expect((app.statements.of("/office/partnerships/triangles") ?? 99) <= 5)
            #expect((app.statements.of("/office/partnerships/triangles/{place}") ?? 99) <= 5)
            #expect((app.statements.of("/office/places/{id}") ?? 99) <= 16)
        }
    }
}
