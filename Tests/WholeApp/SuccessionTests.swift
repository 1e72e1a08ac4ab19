import Foundation
import Kernel
import Testing
import Testing_

@testable import Storage
@testable import Web

/// When two entries of the directory become one, everything that refers to the one goes to the other: partnerships, posts, files and stars, of every
/// office; and all of it goes back.
@Suite struct SuccessionTests {
    private func id(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    private func name(_ app: TestApp, _ path: String) async throws -> String {
        let id = id(path)
        return try await app.stored { try $0.value("SELECT name FROM organisation WHERE id = \(id)") ?? "" }
    }

    private func enter(_ app: TestApp, _ name: String, _ more: [(String, String)] = []) async throws -> String {
        let answer = try await app.as(.officer).post(
            "/office/organisations", [("name", name), ("kind", "club"), ("place-text", "Chongqing, China"), ("another", "1")] + more)
        #expect(answer.status == 303, "\(answer.text.prefix(2000))")
        return answer.location
    }

    private func partnership(_ app: TestApp, _ organisations: [String], by character: Cast.Character = .officer) async throws -> String {
        var form = [("parties", String(organisations.count)), ("kind", "multilateral"), ("status", "active")]
        for (number, path) in organisations.enumerated() {
            form += [("party\(number + 1)", ""), ("party\(number + 1)-text", ""), ("party\(number + 1)-organisation", try await name(app, path))]
        }
        let answer = try await app.as(character).post("/office/partnerships", form)
        #expect(answer.status == 303, "\(answer.text.prefix(6000))")
        return answer.location
    }

    private func person(_ app: TestApp, _ family: String, at organisations: [String], _ more: [(String, String)] = []) async throws -> String {
        var form = [("family", family), ("given", "Invented"), ("order", "given_first"), ("basis", "public_task"), ("review", "2028-11-20")]
        for path in organisations {
            form += [
                ("roles-organisation", id(path)), ("roles-chosen", id(path)), ("roles-kind", "head"), ("roles-post", "Chair"), ("roles-from", ""),
                ("roles-until", ""),
            ]
        }
        let answer = try await app.as(.officer).post("/office/people", form + more)
        #expect(answer.status == 303, "\(answer.text.prefix(6000))")
        return answer.location
    }

    private func parties(_ app: TestApp, _ path: String) async throws -> [String] {
        let id = id(path)
        return try await app.stored {
            try $0.rows("SELECT organisation_id FROM partnership_party WHERE partnership_id = \(id) ORDER BY position") { try $0["organisation_id"] }
        }
    }

    private func posts(_ app: TestApp, _ path: String) async throws -> [String] {
        let id = id(path)
        return try await app.stored {
            try $0.rows("SELECT organisation_id FROM person_role WHERE person_id = \(id) ORDER BY position") { try $0["organisation_id"] }
        }
    }

    private func merge(_ app: TestApp, _ kept: String, _ gone: String) async throws -> String {
        let answer = try await app.as(.officer).post("\(kept)/merging/\(id(gone))", [("revision-kept", "1"), ("revision-gone", "1")])
        #expect(answer.status == 303, "\(answer.text.prefix(3000))")
        let page = try await app.as(.officer).get(kept).text
        return String(page[try #require(page.range(of: "/office/organisations/merges/[0-9a-f-]+/undoing", options: .regularExpression))])
    }

    @Test func everythingFollowsAndGoesBack() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer), director = app.as(.director)
            let kept = try await enter(app, "Harbour Club"), gone = try await enter(app, "Harbor Club", [("public", "1")])
            let other = try await enter(app, "Ferry Club")
            let plain = try await partnership(app, [gone]), both = try await partnership(app, [gone, kept, other])
            let foreign = try await partnership(app, [gone], by: .haifaOfficer), aside = try await partnership(app, [other])
            let before = (try await parties(app, plain), try await parties(app, both), try await parties(app, foreign))
            let chair = try await person(app, "Winter", at: [gone, other]), twice = try await person(app, "Sommer", at: [gone, kept])
            func attach(_ path: String, _ name: String) async throws {
                let sent = try await officer.upload(
                    "/office/files", file: ("files", name, Array(name.utf8)), [("kind", "organisation"), ("record", id(path))])
                #expect(sent.status == 303)
            }
            try await attach(gone, "letter.txt")
            try await attach(kept, "minutes.txt")
            func star(_ browser: Browser, _ path: String) async throws {
                #expect(try await browser.post("/office/favourites", [("kind", "organisation"), ("record", id(path))]).status == 303)
            }
            try await star(officer, gone)
            try await star(director, gone)
            try await star(director, kept)
            func stars() async throws -> [String] {
                try await app.stored {
                    try $0.rows("SELECT user_id, record_id FROM favourite ORDER BY user_id, record_id") {
                        "\(try $0["user_id"] as String) \(try $0["record_id"] as String)"
                    }
                }
            }
            let marked = try await stars()

            let undo = try await merge(app, kept, gone)
            let home = try #require(before.0.first)
            #expect(try await parties(app, plain) == [home, id(kept)])
            #expect(try await parties(app, both) == [home, id(kept), id(other)])
            #expect(try await parties(app, foreign).last == id(kept))
            #expect(try await parties(app, aside) == [home, id(other)])
            #expect(try await officer.get("/office/partnerships").text.contains("Harbor Club") == false)
            #expect(try await officer.get(plain).text.contains("two entries in the directory became one"))
            #expect(try await posts(app, chair) == [id(kept), id(other)])
            #expect(try await posts(app, twice) == [id(kept)])
            #expect(try await officer.get(chair).text.contains("two entries became one"))
            let page = try await officer.get(kept).text
            #expect(page.contains("letter") && page.contains("minutes") && page.contains("Winter") && page.contains("Take off my favourites"))
            let moved = try await stars()
            #expect(moved.count == 2 && moved.allSatisfy { $0.hasSuffix(id(kept)) })
            // Another office is not told who of this one it was.
            let who: String? = try await app.stored { try $0.value("SELECT updated_by FROM partnership WHERE id = \(id(foreign))") }
            #expect(who == "Proxenia")
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }

            // What comes to it afterwards stays.
            try await attach(kept, "later.txt")
            let later = try await partnership(app, [kept])
            #expect(try await officer.post(undo).location == gone)
            #expect(try await parties(app, plain) == before.0)
            #expect(try await parties(app, both) == before.1)
            #expect(try await parties(app, foreign) == before.2)
            #expect(try await parties(app, later) == [home, id(kept)])
            #expect(try await posts(app, chair) == [id(gone), id(other)])
            #expect(try await posts(app, twice) == [id(gone), id(kept)])
            let first = try await officer.get(kept).text, second = try await officer.get(gone).text
            #expect(second.contains("letter") && !second.contains("minutes") && !first.contains(">letter<") && first.contains("later"))
            #expect(try await stars() == marked)
            #expect(try await officer.get("/office/partnerships").text.contains("Harbor Club"))
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
        }
    }

    @Test func whatSomebodyChangedSinceGoesBackAsFarAsItStands() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let kept = try await enter(app, "Harbour Club"), gone = try await enter(app, "Harbor Club"), other = try await enter(app, "Ferry Club")
            let plain = try await partnership(app, [gone]), wide = try await partnership(app, [gone, other])
            let chair = try await person(app, "Winter", at: [gone])
            let undo = try await merge(app, kept, gone)
            // One partnership gets another partner in its place, the other one more; the person another name.
            func change(_ path: String, _ organisations: [String]) async throws {
                var form = [("parties", String(organisations.count)), ("kind", "multilateral"), ("status", "active"), ("revision", "2")]
                for (number, path) in organisations.enumerated() {
                    form += [
                        ("party\(number + 1)", ""), ("party\(number + 1)-text", ""), ("party\(number + 1)-organisation", try await name(app, path)),
                    ]
                }
                #expect(try await officer.post(path, form).status == 303)
            }
            try await change(plain, [other])
            try await change(wide, [other, kept])
            let renamed = [
                ("family", "Winter-Sommer"), ("given", "Invented"), ("order", "given_first"), ("basis", "public_task"), ("review", "2028-11-20"),
                ("revision", "2"), ("roles-organisation", id(kept)), ("roles-chosen", id(kept)), ("roles-kind", "head"), ("roles-post", "Chair"),
                ("roles-from", ""), ("roles-until", ""),
            ]
            #expect(try await officer.post(chair, renamed).status == 303)
            #expect(try await officer.post(undo).status == 303)
            #expect(try await parties(app, plain).dropFirst() == [id(other)])
            #expect(try await parties(app, wide).suffix(2) == [id(other), id(gone)])
            #expect(try await posts(app, chair) == [id(gone)])
            #expect(try await officer.get(chair).text.contains("Winter-Sommer"))
        }
    }

    @Test func aPartnershipBetweenTheTwoStandsInTheWay() async throws {
        try await TestApp.each { (app) async throws in
            let own: String = try await app.stored { try $0.value("SELECT organisation_id FROM office WHERE id = \(app.cast.duesseldorf)") ?? "" }
            let twin = try await enter(app, "City of Düsseldorf")
            _ = try await partnership(app, [twin])
            let home =
                own.isEmpty ? try await app.stored { try $0.value("SELECT organisation_id FROM partnership_party WHERE position = 0") ?? "" } : own
            let answer = try await app.as(.officer).post("\(twin)/merging/\(home)", [("revision-kept", "1"), ("revision-gone", "1")])
            #expect(answer.status == 409 && answer.text.contains("Both are parties of one partnership"))
            // Nothing is half done.
            #expect(
                try await app.stored { try $0.value("SELECT COUNT(*) FROM organisation WHERE merged_into IS NOT NULL OR archived_at IS NOT NULL") }
                    == 0)
            #expect(try await app.stored { try $0.exists("SELECT 1 FROM organisation_merge") } == false)
            #expect(try await app.as(.officer).get(twin).text.contains("<h1>City of Düsseldorf"))
        }
    }
}
