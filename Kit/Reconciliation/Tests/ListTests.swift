import Foundation
import Gazetteer
import Testing

@testable import Reconciliation

/// Whole lists. They lie outside the repository; without them these tests are skipped.
@Suite("Matching lists", .enabled(if: TestReconciler.data != nil, "the folder ../shared/data is absent"))
struct ListTests {
    private func rows(_ file: String) throws -> [[String]] {
        let text = try String(contentsOf: #require(TestReconciler.data).appendingPathComponent(file), encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().map(ReconciliationEvaluation.fields)
    }

    @Test("The partner cities as printed: 38 matched rightly, the wrong and the doubtful rows up for review") func partnerCities() throws {
        let rows = try rows("partner-cities-as-printed.csv")
        #expect(rows.count == 41)
        #expect(try TestReconciler.shared.reconcile(rows.map { Written(name: $0[1], country: $0[2]) }).count { $0.status == .matched } == 38)
        let expected = [
            "Guangzhou": "Guangzhou", "Krakow": "Kraków", "Tel Aviv/Jaffo": "Tel Aviv", "Marseilles": "Marseille",
            "St. Petersburg": "Saint Petersburg",
            "Leon": "León", "Eskisehir": "Eskişehir", "Frankfurt": "Frankfurt am Main",
        ]
        let verdicts = try TestReconciler.shared.reconcile(rows.map { Written(name: $0[1], country: $0[2]) })
        for (row, verdict) in zip(rows, verdicts) {
            if (row[1], row[2]) == ("Budapest", "Romania") || (row[1], row[2]) == ("Cairo", "Nicaragua") {
                #expect(verdict.status == .review)
                guard case .elsewhere = verdict.reason else { Issue.record("\(verdict.reason)"); continue }
            } else if row[1] == "Mirpur" {
                // Two towns of Pakistan go by that name, neither much larger; the one meant is offered first.
                #expect(verdict.status == .review)
                #expect(verdict.candidates.first?.place.name == "New Mirpur City")
            } else {
                #expect(
                    verdict.status == .matched && verdict.place?.name == expected[row[1]] ?? row[1],
                    "\(row): \(verdict.place?.name ?? "none"). \(verdict.reason.sentence)")
            }
        }
    }

    @Test("C40 members: nearly all matched, none outside their country") func members() throws {
        let rows = try rows("c40-members-2016-2019.csv").filter { !$0[1].isEmpty }
        let verdicts = try TestReconciler.shared.reconcile(rows.map { Written(name: $0[1], country: $0[3]) })
        #expect(verdicts.count { $0.status == .matched } >= rows.count - 2)
    }

    @Test("Twin cities of the world: recall, precision, first three, rate") func world() throws {
        let text = try String(contentsOf: #require(TestReconciler.data).appendingPathComponent("twin-cities-world.csv"), encoding: .utf8)
        let known = ReconciliationEvaluation.pairs(csv: text)
        #expect(known.count == 17_717)
        let result = try ReconciliationEvaluation.run(TestReconciler.shared, on: known)
        print(result.report)
        for part in [result.tuning, result.heldOut] {
            #expect(part.chosen.recall > 0.87)
            #expect(part.chosen.precision > 0.96)
            #expect(part.chosen.topThree > 0.91)
            // Counting the list's own errors: about two in a hundred of its coordinates lie in another country.
            #expect(part.strict.recall > 0.87)
            #expect(part.strict.precision > 0.95)
            #expect(part.strict.topThree > 0.90)
        }
        #expect(result.all.chosen.topThree > 0.92)
        #expect(result.all.chosen.names > 17_000 && result.all.chosen.names < result.all.strict.names)
        #expect(result.all.chosen.recall > result.all.baseline.recall)
        #expect(result.all.chosen.precision > result.all.baseline.precision)
    }

    @Test("No match outside the countries that the row allows, and no order of rows matters") func invariants() throws {
        let text = try String(contentsOf: #require(TestReconciler.data).appendingPathComponent("twin-cities-world.csv"), encoding: .utf8)
        let rows = ReconciliationEvaluation.pairs(csv: text).enumerated().filter { $0.offset % 9 == 0 }.map(\.element.written)
        let verdicts = try TestReconciler.shared.reconcile(rows)
        for (row, verdict) in zip(rows, verdicts) {
            guard let place = verdict.place else { continue }
            guard let reading = CountryWords.bundled.read(row.country ?? "") else {
                #expect((row.country ?? "").isEmpty, "\(row)")
                continue
            }
            let allowed = reading.codes.union(reading.territories).union(reading.codes == ["RU"] ? ["UA"] : [])
            #expect(allowed.contains(place.country), "\(row): \(place.name), \(place.country)")
            #expect(verdict.candidates.first?.place == place)
            #expect(verdict.confidence > 0 && verdict.confidence <= 1)
        }
        #expect(try TestReconciler.shared.reconcile(rows.reversed()).reversed() == verdicts)
        #expect(try rows.prefix(200).map { try TestReconciler.shared.reconcile($0) } == Array(verdicts.prefix(200)))
    }
}
