import Foundation
import Gazetteer
import Kernel
import Reconciliation
import Storage
import Testing
import Testing_
import Web

@testable import Directory

extension TestApp {
    static let warsaw: PlaceID = 756_135, moscow: PlaceID = 524_901, haifa: PlaceID = 294_801, athens: PlaceID = 264_371

    /// Imports a table as the command does; answers what became of its rows.
    @discardableResult
    func relate(_ table: String, source: String? = "Invented list", dryRun: Bool = false, import number: ImportID = .new()) throws
        -> (summary: RelationImport.Summary, leftOut: [RelationImport.LeftOut])
    {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("relations-\(UUID().uuidString).csv")
        try table.write(to: file, atomically: true, encoding: .utf8)
        defer { unlink(file.path) }
        var leftOut: [RelationImport.LeftOut] = []
        let gazetteer = try TestPlaces.gazetteer()
        let summary = try RelationImport.run(
            file: file, name: "pairs.csv", source: source, importID: number, by: .system, at: TestApp.now, dryRun: dryRun, database: house.database,
            gazetteer: gazetteer, reconciler: Reconciler(gazetteer: gazetteer), leftOut: { leftOut.append($0) }, progress: { _ in })
        return (summary, leftOut)
    }

    /// The table as it stands, but for when and by which import.
    func relations() async throws -> [String] {
        try await stored { connection in
            try connection.rows("SELECT lower_id, upper_id, source, kind, since FROM known_relation ORDER BY lower_id, upper_id, source") { row in
                let (lower, upper): (Int, Int) = (try row["lower_id"], try row["upper_id"])
                let (kind, since): (String?, String?) = (try row["kind"], try row["since"])
                return "\(lower) \(upper) \(try row["source"] as String) \(kind ?? "-") \(since ?? "-")"
            }
        }
    }
}

struct RelationTests {
    private static let table = """
        city1,country1,city2,country2,since,kind
        Warsaw,Poland,Chongqing,China,1999,Sister city
        Chongqing,China,Warsaw,Poland,1999-05,
        Moscow,Russia,Athens,Greece,,Friendship
        Haifa,Israel,Haifa,Israel,1990,
        Warsaw,Poland,Springfield,United States,,
        Qwxyzzyqq,Poland,Warsaw,Poland,,
        Athens,Greece,Warsaw,Poland,soon,

        """
    private static let stored = [
        "264371 524901 Invented list Friendship -", "264371 756135 Invented list - -", "756135 1814906 Invented list Sister city 1999-05",
    ]

    @Test func whatIsCertainIsTakenAndTheRestHandedBackWithItsReason() async throws {
        try await TestApp.each { (app) async throws in
            let dry = try app.relate(Self.table, dryRun: true)
            #expect(try await app.relations().isEmpty)
            let (summary, leftOut) = try app.relate(Self.table)
            #expect(dry.summary == summary && dry.leftOut == leftOut)
            #expect(
                (summary.rows, summary.taken, summary.completed, summary.known, summary.unclear, summary.refused) == (7, 3, 1, 0, 2, 1), "\(summary)")
            #expect(try await app.relations() == Self.stored)
            #expect(leftOut.map(\.row) == [5, 6, 7] && leftOut.map(\.isRefused) == [true, false, false])
            #expect(leftOut.first?.reason.contains("one and the same city") == true && leftOut.first?.since == "1990")
            #expect(leftOut.last?.cities.first?.name == "Qwxyzzyqq" && leftOut.allSatisfy { !$0.reason.isEmpty })
            let facts = try await app.stored { try $0.journal.facts(.everything).filter { $0.subjectKind == RelationStore.subject } }
            #expect(facts.map(\.act) == ["imported"] && facts.first?.after?.contains("\"relations\":3") == true)

            let again = try app.relate(Self.table).summary
            #expect((again.taken, again.completed, again.known) == (0, 0, 4))
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM journal WHERE subject_kind = \(RelationStore.subject)") as Int? } == 1)
            #expect(try await app.relations() == Self.stored)
        }
    }

    /// In whatever order the lines come, whichever city stands first, however often: the same table.
    @Test func orderAndDirectionMakeNoDifference() async throws {
        try await TestApp.each { (app) async throws in
            let cities = ["Warsaw,Poland", "Chongqing,China", "Moscow,Russia", "Athens,Greece", "Haifa,Israel"]
            var random = RelationChance(state: 9)
            let lines = (0..<30).map { _ in
                let pair = cities.shuffled(using: &random).prefix(2)
                let since = ["", "1987", "1987-06", "1987-06-24", "1999"].randomElement(using: &random) ?? ""
                return (one: pair.first ?? "", other: pair.last ?? "", rest: "\(since),\(["", "Twin", "Friend"].randomElement(using: &random) ?? "")")
            }
            var expected: [String] = []
            for round in 0..<4 {
                let shuffled = round == 0 ? lines : lines.shuffled(using: &random)
                let rows = shuffled.map { Bool.random(using: &random) ? "\($0.one),\($0.other),\($0.rest)" : "\($0.other),\($0.one),\($0.rest)" }
                let head = "city1,country1,city2,country2,since,kind"
                // At once, or in two imports of the same source.
                if round % 2 == 0 {
                    try app.relate(([head] + rows).joined(separator: "\n"))
                } else {
                    try app.relate(([head] + rows.prefix(11)).joined(separator: "\n"))
                    try app.relate(([head] + rows.dropFirst(11)).joined(separator: "\n"))
                }
                let found = try await app.relations()
                if round == 0 { expected = found } else { #expect(found == expected) }
                #expect(found.count <= 10 && found.count > 5)
                let count = found.count
                let removed = try await app.house.database.write { try RelationImport.remove("Invented list", by: .system, at: TestApp.now, $0) }
                #expect(removed == count)
            }
        }
    }

    @Test func joiningHasNoOrder() throws {
        let pair = try #require(KnownRelation.Pair(9, 3))
        #expect((pair.lower, pair.upper) == (3, 9) && KnownRelation.Pair(3, 9) == pair && KnownRelation.Pair(3, 3) == nil)
        let dates = [nil, "1987", "1987-06", "1987-06-24", "1987-07", "1999"].map { $0.flatMap { PartialDate($0) } }
        let all = dates.flatMap { date in [nil, "a", "b"].map { KnownRelation(pair: pair, kind: $0, since: date) } }
        for one in all {
            #expect(one.joined(with: one) == one)
            for other in all {
                let both = one.joined(with: other)
                #expect(both == other.joined(with: one))
                for third in all { #expect(both.joined(with: third) == one.joined(with: other.joined(with: third))) }
            }
        }
        let vague = KnownRelation(pair: pair, since: PartialDate("1987")), exact = KnownRelation(pair: pair, since: PartialDate("1987-06-24"))
        #expect(vague.joined(with: exact).since == exact.since)
    }

    @Test func aSourceOrAnImportIsTakenAwayAsAWhole() async throws {
        try await TestApp.each { (app) async throws in
            let (first, second) = (ImportID.new(), ImportID.new())
            try app.relate("city1,country1,city2,country2\nWarsaw,Poland,Moscow,Russia\n", source: "A", import: first)
            try app.relate("city1,country1,city2,country2\nWarsaw,Poland,Moscow,Russia\nWarsaw,Poland,Athens,Greece\n", source: "A", import: second)
            try app.relate("city1,country1,city2,country2\nMoscow,Russia,Warsaw,Poland\n", source: nil)
            #expect(try await app.relations() == ["264371 756135 A - -", "524901 756135 A - -", "524901 756135 pairs.csv - -"])
            @Sendable func remove(_ name: String) async throws -> Int {
                try await app.house.database.write { try RelationImport.remove(name, by: .system, at: TestApp.now, $0) }
            }
            #expect(try await remove(second.text) == 1)
            #expect(try await app.relations().count == 2)
            do {
                _ = try await remove("B")
                Issue.record("Nobody is called B.")
            } catch AppError.invalid(let words) { #expect(words.contains("“A” (1, last on 2026-11-20)") && words.contains("“pairs.csv”")) }
            #expect(try await remove("A") == 1)
            #expect(try await remove("pairs.csv") == 1)
            let acts = try await app.stored { try $0.journal.facts(.everything).filter { $0.subjectKind == RelationStore.subject }.map(\.act) }
            #expect(acts.sorted() == ["imported", "imported", "imported", "removed", "removed", "removed"])
            await #expect(throws: AppError.self) { try await remove("A") }
        }
    }

    @Test(arguments: ["name,year\nWarsaw,1999\n", "just words\n", "", "city\nWarsaw\n"])
    func aFileWithoutTwoCitiesIsRefusedKindly(table: String) async throws {
        try await TestApp.on(.sqlite) { app in
            do {
                try app.relate(table)
                Issue.record("It was taken.")
            } catch AppError.invalid(let words) { #expect(words.hasPrefix("pairs.csv: "), "\(words)") }
        }
    }

    @Test func hostileCellsAndSourcesDoNoHarm() async throws {
        try await TestApp.each { app in
            for source in ["", "  ", String(repeating: "x", count: 201)] {
                #expect(throws: AppError.self) { try app.relate(Self.table, source: source) }
            }
            let long = String(repeating: "ä", count: 5000)
            let (summary, _) = try app.relate(
                "city1,country1,city2,country2,since,kind\nWarsaw,Poland,Athens,Greece,\(long),\(long)\n\(long),\(long),\(long),\(long),,\nWarsaw\n,,,,x\n",
                source: String(repeating: "ß", count: 200))
            #expect((summary.rows, summary.taken, summary.unclear) == (4, 1, 3))
            #expect(try await app.relations().first?.contains(" \(String(repeating: "ä", count: 200)) -") == true)
        }
    }

    @Test(arguments: [
        ("city1,country1,lat1,city2,country2,lat2", "0/1/- 3/4/- -/-"), ("city,partner,partner_country,year_formalised", "0/-/- 1/2/- 3/-"),
        ("City,Country,City,Country,Since", "0/1/- 2/3/- 4/-"), ("Stadt,Land,Partnerstadt,Land,Bundesland,Seit,Art", "0/1/- 2/3/4 5/6"),
        ("kind;town a;region a;town b;region b", "1/-/2 3/-/4 -/0"), ("Ville,Ville jumelée,Pays", "0/-/- 1/2/- -/-"),
        ("Partner,City,Country", "1/2/- 0/-/- -/-"), ("member,twin city,twin country", "0/-/- 1/-/- -/-"),
    ])
    func columnsAreKnownByTheirHeadings(heading: String, expected: String) throws {
        let names = heading.split(separator: heading.contains(";") ? ";" : ",").map(String.init)
        let columns = try #require(RelationColumns(headings: names))
        func said(_ index: Int?) -> String { index.map(String.init) ?? "-" }
        func side(_ side: RelationColumns.Side) -> String { "\(side.city)/\(said(side.country))/\(said(side.region))" }
        #expect("\(side(columns.one)) \(side(columns.other)) \(said(columns.since))/\(said(columns.kind))" == expected)
    }
}

/// Where the world's twin cities lie; nil where they are absent.
enum WorldList {
    static let file: URL? = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
            folder.deleteLastPathComponent()
        }
        let file = folder.deletingLastPathComponent().appendingPathComponent("shared/data/twin-cities-world.csv")
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }()
}

/// The list of the world's twin cities lies outside the repository; without it this is skipped.
@Suite("Known relations of the world", .enabled(if: WorldList.file != nil, "the folder ../shared/data is absent"))
struct WorldOfTwins {
    @Test func mostPairsAreTaken() async throws {
        let text = try String(contentsOf: #require(WorldList.file), encoding: .utf8)
        try await TestApp.on(.sqlite) { app in
            let (summary, leftOut) = try app.relate(text, source: "World list")
            #expect(summary.rows == 25_917 && summary.taken > 20_000 && summary.refused >= 1)
            #expect(
                summary.taken + summary.known + summary.unclear + summary.refused == summary.rows
                    && leftOut.count == summary.unclear + summary.refused)
            #expect(try await app.relations().count == summary.taken)
            // No page goes through them all.
            let page = try await app.as(.officer).get("/office/places/\(TestApp.warsaw)/relations?sort=-country")
            #expect(page.status == 200 && page.text.contains("Düsseldorf"))
        }
    }
}

struct RelationChance: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
