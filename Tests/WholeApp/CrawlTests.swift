import Directory
import Foundation
import Kernel
import Partnerships
import Storage
import Synchronization
import Testing
import Testing_
import Web

/// Follows every link from the start pages, as the public and as each role: none leads nowhere, nothing breaks, and nothing private comes out.
@Suite struct CrawlTests {
    private static let secretNote = "SECRET-NOTE-7731"
    private static let hiddenName = "Hidden Organisation 7731"
    private static let mostPages = 250

    private func stock(_ app: TestApp) async throws {
        let officer = try #require(app.cast.people[.officer])
        let (office, now, gazetteer) = (app.cast.duesseldorf, app.house.clock.now(), try TestPlaces.gazetteer())
        try await app.house.database.write { connection in
            let places = [1_814_906, 524_901, 756_135]
            try PlaceStore(connection).keep(places, gazetteer: gazetteer)
            _ = try OrganisationStore(connection).add(
                [
                    OrganisationEntry(kind: .club, name: "Open Club", place: places[0], note: Self.secretNote, isPublic: true),
                    OrganisationEntry(kind: .university, name: Self.hiddenName, place: places[1], note: Self.secretNote, isPublic: false),
                ], office: office, by: officer.actor, at: now)
            let drafts = places.enumerated().map { position, place in
                var draft = PartnershipDraft(since: PartialDate(year: 1990 + position), partners: [.place(place)])
                (draft.note, draft.isPublic, draft.summary) = (Self.secretNote, position != 1, position == 1 ? "Summary not published 7731" : "")
                return draft
            }
            _ = try PartnershipStore(connection, office: office, by: officer.actor, at: now, gazetteer: gazetteer).create(all: drafts)
        }
    }

    private func links(_ page: String) -> Set<String> {
        var found: Set<String> = []
        for piece in page.components(separatedBy: "href=\"").dropFirst() {
            let link = String(piece.prefix { $0 != "\"" }).replacingOccurrences(of: "&amp;", with: "&")
            guard link.hasPrefix("/"), !link.hasPrefix("//") else { continue }
            found.insert(String(link.prefix { $0 != "#" }))
        }
        return found
    }

    /// One address of each kind is enough: the same path with other filters, and one of many records, are the same page.
    private func kind(_ link: String) -> String {
        let path = link.prefix { $0 != "?" }
        let names =
            link.contains("?")
            ? link.split(separator: "?").last.map { $0.split(separator: "&").map { $0.prefix { $0 != "=" } }.sorted().joined(separator: "&") } ?? ""
            : ""
        return path.split(separator: "/").map { $0.contains { $0.isNumber } ? "N" : String($0) }.joined(separator: "/") + "?" + names
    }

    @Test(arguments: Engine.allCases)
    func everyLinkResolvesForEveryone(_ engine: Engine) async throws {
        try await TestApp.on(engine) { app in
            try await stock(app)
            for who in [nil] + Cast.Character.allCases.map(Optional.some) {
                let browser = app.as(who)
                var waiting = who == nil ? ["/"] : ["/office", "/"]
                var seen: Set<String> = [], kinds: [String: Int] = [:], pages = 0
                while let link = waiting.popLast(), pages < Self.mostPages {
                    guard seen.insert(link).inserted, kinds[kind(link), default: 0] < 2 else { continue }
                    kinds[kind(link), default: 0] += 1
                    pages += 1
                    let answer = try await browser.get(link)
                    #expect([200, 303].contains(answer.status), "\(who?.rawValue ?? "the public") follows \(link): \(answer.status)")
                    if answer.status == 303 { waiting.append(answer.location) }
                    let role = who.map { Cast.role($0) }
                    let isInside = who != .haifaOfficer && [.admin, .director, .officer, .colleague].contains(role)
                    if !isInside || who == nil {
                        #expect(!answer.text.contains(Self.secretNote), "\(who?.rawValue ?? "the public") reads a private note at \(link)")
                        #expect(!answer.text.contains(Self.hiddenName), "\(who?.rawValue ?? "the public") reads a hidden name at \(link)")
                        #expect(
                            !answer.text.contains("not published 7731"), "\(who?.rawValue ?? "the public") reads an unpublished summary at \(link)")
                    }
                    if answer.headers["content-type"]?.hasPrefix("text/html") == true { waiting += links(answer.text).sorted() }
                }
                #expect(pages >= (who == nil ? 8 : 6))
            }
        }
    }

    /// A page takes a handful of statements, however much it shows.
    @Test func pagesTakeFewStatements() async throws {
        try await TestApp.on(.sqlite) { app in
            try await stock(app)
            for path in ["/", "/cities", "/cities/duesseldorf", "/partnerships"] { _ = try await app.as(nil).get(path) }
            for path in [
                "/office", "/office/organisations", "/office/partnerships", "/office/partnerships/map", "/office/places/1814906",
                "/office/search?q=a",
            ] {
                let answer = try await app.as(.officer).get(path)
                #expect(answer.status == 200, "\(path)")
            }
            // Today gathers a panel from nearly every feature, each with a statement of its own.
            for (route, count) in app.statements.all { #expect(count <= (route == "/office" ? 17 : 16), "\(route) takes \(count) statements") }
            #expect((app.statements.of("/office/organisations") ?? 99) <= 6)
            #expect((app.statements.of("/office/partnerships") ?? 99) <= 8)
        }
    }
}
