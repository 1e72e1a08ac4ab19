import Foundation
import Gazetteer
import Kernel
import Storage
import Testing
import Testing_

@testable import Directory

/// A hundred thousand entries in less than ten seconds; asked for with PROXENIA_MEASURE=1, since entering them takes its time.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["PROXENIA_MEASURE"] == "1")) struct DuplicateMeasuringTests {
    private static let count = 100_000
    private static let planted = 300

    private struct SeededRandomness: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// Names like those of a directory, three words of two to four syllables, with a second one in another language for every third; and of some
    /// hundreds a twin with a slip, with its words turned round, with the same site, or with the same number.
    private func entries(places: [PlaceID]) -> [OrganisationEntry] {
        var random = SeededRandomness(state: 42)
        let syllables = [
            "ha", "ber", "dus", "sel", "chong", "qing", "mo", "skau", "tor", "lin", "ve", "ra", "nau", "pol", "ki", "strand", "ó", "ü", "ter", "gal",
        ]
        func word() -> String {
            (0..<Int.random(in: 2...4, using: &random)).map { _ in syllables.randomElement(using: &random) ?? "a" }.joined().capitalized
        }
        let kinds: [OrganisationKind] = [.club, .university, .company, .school]
        var all: [OrganisationEntry] = []
        for number in 0..<(Self.count - 4 * Self.planted) {
            var entry = OrganisationEntry(
                kind: kinds[number % kinds.count], name: "\(word()) \(word()) \(word())", place: places[number % places.count],
                website: number % 2 == 0 ? "https://www.site\(number).example" : nil)
            if number % 3 == 0 { entry.names = [OrganisationName(.german, "\(word()) \(word())")] }
            if number % 5 == 0, let code = OrganisationIdentifier(.wikidata, "Q\(number + 1)") { entry.identifiers = [code] }
            all.append(entry)
        }
        for number in 0..<Self.planted {
            var slip = all[number * 10], order = all[number * 10 + 1], site = all[number * 10 + 2], code = all[number * 10 + 5]
            slip.name.remove(at: slip.name.index(slip.name.startIndex, offsetBy: 3))
            order.name = order.name.split(separator: " ").reversed().joined(separator: " ")
            (site.name, code.name) = ("\(word()) \(word())", "\(word()) \(word())")
            (slip.website, order.website, code.website) = (nil, nil, nil)
            (slip.identifiers, site.identifiers) = ([], [])
            (slip.names, site.names, code.names, order.names) = ([], [], [], [])
            all += [slip, order, site, code]
        }
        return all
    }

    @Test("a hundred thousand entries", arguments: Engine.allCases)
    func hundredThousand(engine: Engine) async throws {
        try await TestApp.on(engine) { app in
            let gazetteer = try TestPlaces.gazetteer()
            let office = app.cast.duesseldorf
            let regions = ["DE", "FR", "PL", "GB"].flatMap { country in
                (0...16).map { Region(country: country, code: $0 < 10 ? "0\($0)" : "\($0)", name: "", isoSuffix: nil) }
            }
            let sites = Array(try gazetteer.largest(in: regions, limit: 3000).map(\.id))
            let all = entries(places: sites)
            let before = try await app.house.database.write { connection in
                try PlaceStore(connection).keep(sites, gazetteer: gazetteer)
                try OrganisationStore(connection).add(all, office: office, by: .system, at: TestApp.now)
                return try connection.value("SELECT COUNT(*) FROM organisation WHERE office_id = \(office)") ?? 0
            }
            let start = ContinuousClock.now
            let read = try await app.house.database.read { try DuplicateStore($0).candidates(of: office) { _, _ in } }
            let compared = ContinuousClock.now
            var search = LikenessSearch(read)
            let found = search.run()
            print(
                "measured on \(engine), \(sites.count) places: \(before) entries read in \(compared - start), compared in \(ContinuousClock.now - compared)"
            )
            print("measured: \(Dictionary(grouping: found, by: \.likeness.kind).mapValues(\.count))")
            let begun = ContinuousClock.now
            _ = try await app.as(.officer).post("/office/organisations/duplicates")
            await app.work()
            print("measured on \(engine): the whole job in \(ContinuousClock.now - begun)")
            for kind: Likeness.Kind in [.slip, .order, .website, .identifier] {
                #expect(found.count { $0.likeness.kind == kind } >= Self.planted * 9 / 10, "\(kind)")
            }
            let page = ContinuousClock.now
            #expect(try await app.as(.officer).get("/office/organisations/duplicates").text.contains("There are more"))
            print("measured on \(engine): the page in \(ContinuousClock.now - page)")
        }
    }
}
