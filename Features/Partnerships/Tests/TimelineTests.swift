import Foundation
import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// The register in time: a line for each partnership, with its end and the gaps that are known.
@Suite struct TimelineTests {
    private static let path = "/office/partnerships/timeline"

    private func rows(_ app: TestApp) async throws -> [RegisterRow] {
        try await app.stored { connection in
            let actor = try #require(app.cast.people[.officer]?.actor)
            return try VisiblePartnerships(connection, actor: actor, language: .english).rows("1 = 1", order: "p.partner_key", limit: 50)
        }
    }

    private func day(_ text: String) throws -> Int { try #require(PartialDate(text)).firstDay }

    @Test func aLineKnowsItsGapsAndItsEnd() async throws {
        try await TestApp.each { app in
            try await Samples.enter(app) { ($0.since, $0.status) = (PartialDate("1988"), .ended) }
            let row = try #require(try await rows(app).first)
            let today = try #require(PartialDate("2026-11-20"))
            let changes = [
                Timeline.Change(on: try #require(PartialDate("2022-03-01")), from: .active, to: .suspended),
                Timeline.Change(on: try #require(PartialDate("2024-03-01")), from: .suspended, to: .revived),
                Timeline.Change(on: try #require(PartialDate("2025-03-01")), from: .revived, to: .ended),
            ]
            let line = try #require(Timeline([row], changes: [row.id: changes], today: today).groups.first?.lines.first)
            #expect(
                line.spans == [
                    Timeline.Span(from: try day("1988"), until: try day("2022-03-01"), look: .lived),
                    Timeline.Span(from: try day("2022-03-01"), until: try day("2024-03-01"), look: .held),
                    Timeline.Span(from: try day("2024-03-01"), until: try day("2025-03-01"), look: .lived),
                ])
            #expect(line.ended == PartialDate("2025-03-01") && line.held.map(\.from) == [PartialDate("2022-03-01")])
            #expect(line.held.first?.until == PartialDate("2024-03-01"))
            // Changes that lead elsewhere than to where it stands, or lie before its beginning, tell nothing.
            let other = try #require(Timeline([row], changes: [row.id: Array(changes.prefix(1))], today: today).groups.first?.lines.first)
            #expect(other.ended == nil && other.spans.map(\.look) == [.unknown])
            let early = [Timeline.Change(on: try #require(PartialDate("1980-01-01")), from: .active, to: .ended)]
            #expect(Timeline([row], changes: [row.id: early], today: today).groups.first?.lines.first?.ended == nil)
            let timeline = Timeline([row], changes: [:], today: today)
            let begin = try day("1980")
            #expect(timeline.years == 1980...2026 && timeline.place(begin) == 0 && timeline.place(today.lastDay) == 1)
        }
    }

    @Test func everyPartnershipWithABeginningHasItsLine() async throws {
        try await TestApp.each { app in
            let old = try await Samples.enter(app) { $0.since = PartialDate("1951") }
            let held = try await Samples.enter(app, Samples.moscow) { $0.since = PartialDate("1992") }
            try await Samples.enter(app, Samples.warsaw) { $0.since = nil }
            let young = try await Samples.enter(app, Samples.reading) { ($0.since, $0.kind) = (PartialDate("2020-05"), .climate) }
            try await Samples.enter(app, as: .haifaOfficer, Samples.chemnitz)
            _ = try await app.as(.officer).post("/office/partnerships/\(held)/status", [("status", "suspended"), ("reason", "Council, 3 March")])
            let page = try await app.as(.officer).get(Self.path).text
            #expect(page.contains("One without a beginning is not drawn; the table names it.") && !page.contains("Chemnitz"))
            #expect(page.contains("since 1992, suspended since 20 November 2026") && page.contains("since 1951, Active"))
            let lines = page.matches(of: /times-line"><a href="\/office\/partnerships\/([0-9a-f-]{36})"/).map { String($0.1) }
            #expect(lines == [old.text, held.text, young.text], "by kind, the oldest first")
            #expect(page.contains("Partner city <span>2</span>") && page.contains("Climate partnership <span>1</span>"))
            // Filters stand in the address, here as in the table.
            let narrowed = try await app.as(.officer).get("\(Self.path)?kind=climate").text
            #expect(Samples.ids(narrowed) == [young.text] && !narrowed.contains("since 1951"))
            #expect(narrowed.contains("/office/partnerships?kind=climate") && narrowed.contains("\(Self.path)/export/csv?kind=climate"))
            #expect(try await app.as(.officer).get("\(Self.path)/export/csv?kind=climate").text.contains("Reading"))
            #expect((app.statements.of(Self.path) ?? 99) <= 8)
            // Why one was suspended, and that it was, is not told to those who read only what is published.
            #expect(!(try await app.as(.counterpart).get(Self.path).text.contains("since 1992")))
        }
    }
}
