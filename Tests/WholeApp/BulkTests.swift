import Foundation
import Kernel
import Testing
import Testing_

@testable import Storage
@testable import Web

/// Acting on many rows of a list at once: looked at first, done as one, undone row by row.
@Suite struct BulkTests {
    private static let list = "/office/organisations"

    private func club(_ app: TestApp, _ name: String, by character: Cast.Character = .officer) async throws -> String {
        let answer = try await app.as(character).post(Self.list, [("name", name), ("kind", "other"), ("place-text", "")])
        #expect(answer.status == 303, "\(answer.text.prefix(2000))")
        return String(answer.location.split(separator: "/").last ?? "")
    }

    private func count(_ app: TestApp, _ sql: SQL) async throws -> Int { try await app.stored { try $0.value(sql) ?? -1 } }

    /// The address of the page on which an action is looked at.
    private func look(_ action: String, _ rows: [String], of: String = "", list: String = list, value: String? = nil, all: Bool = false) -> String {
        var typed = Parameters([("list", list), ("of", of), ("action", action)])
        for row in rows { typed.append("row", row) }
        if all { typed.append("all", "1") }
        if let value { typed.append("value", value) }
        return "/office/bulk" + typed.queryString
    }

    /// The fields of the form that confirms what a page shows.
    private func form(_ page: String) -> [(String, String)] {
        guard let start = page.range(of: "<form method=\"post\" action=\"/office/bulk\">"),
            let end = page.range(of: "</form>", range: start.upperBound..<page.endIndex)
        else { return [] }
        return page[start.upperBound..<end.lowerBound].matches(of: /name="([a-z]+)" value="([^"]*)"/).compactMap { match in
            match.output.1 == "csrf" ? nil : (String(match.output.1), match.output.2.replacingOccurrences(of: "&amp;", with: "&"))
        }
    }

    private func with(_ fields: [(String, String)], _ name: String, _ value: String) -> [(String, String)] {
        fields.filter { $0.0 != name } + [(name, value)]
    }

    @Test func rowsArePublishedAtOnceAndBackAgain() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let (one, two, three) = (try await club(app, "Club one"), try await club(app, "Club two"), try await club(app, "Club three"))
            let foreign = try await club(app, "Haifa club", by: .haifaOfficer)
            _ = try await app.as(.haifaOfficer).post("\(Self.list)/\(foreign)/publication")
            _ = try await officer.post("\(Self.list)/\(three)/publication")
            let page = try await officer.get(Self.list).text
            #expect(page.contains("form=\"bulk\" name=\"row\" value=\"\(one)\"") && page.contains("<option value=\"publish\">Publish</option>"))
            #expect(!page.contains("name=\"csrf\" value=\"\" form=\"bulk\""))

            let preview = try await officer.get(look("publish", [one, two, three, foreign])).text
            #expect(preview.contains("2 of 4 entries.") && preview.contains("One is so already") && preview.contains("One is kept by another office"))
            #expect(preview.contains("Club one") && preview.contains("Do it to 2 entries"))
            #expect(try await count(app, "SELECT COUNT(*) FROM organisation WHERE is_public = 1 AND id = \(one)") == 0)
            let fields = form(preview)
            let done = try await officer.post("/office/bulk", fields)
            #expect(done.location.hasPrefix("/office/bulk/"), "\(done.text.suffix(1500))")
            // The second of two clicks does nothing.
            #expect(try await officer.post("/office/bulk", fields).location == done.location)
            let run = String(done.location.split(separator: "/").last ?? "")
            #expect(try await count(app, "SELECT COUNT(*) FROM organisation WHERE is_public = 1 AND id IN \(list: [one, two, three])") == 3)
            #expect(try await count(app, "SELECT COUNT(*) FROM journal WHERE batch_id = \(run) AND act = 'published'") == 2)
            #expect(try await officer.get("\(Self.list)/\(one)").text.contains("Published"))

            let outcome = try await officer.get(done.location).text
            #expect(outcome.contains("2 entries were changed.") && outcome.contains("One is so already"))
            for stranger in [Cast.Character.secondOfficer, .haifaOfficer, .colleague, .council] {
                #expect(try await app.as(stranger).get(done.location).status == 404, "\(stranger)")
                #expect(try await app.as(stranger).post(done.location + "/undoing").status == 404, "\(stranger)")
            }
            // One of them was changed since: it stays.
            #expect(try await officer.post("\(Self.list)/\(two)/archive").status == 303)
            #expect(try await app.as(.director).post(done.location + "/undoing").location == done.location)
            #expect(try await officer.post(done.location + "/undoing").location == done.location)
            let after = try await officer.get(done.location).text
            #expect(after.contains("One entry is again what it was before.") && after.contains("Somebody has changed one of them since"))
            #expect(after.contains("Club two") && !after.contains("popovertarget=\"undo\""))
            #expect(try await count(app, "SELECT COUNT(*) FROM organisation WHERE is_public = 1 AND id = \(one)") == 0)
            #expect(try await count(app, "SELECT COUNT(*) FROM organisation WHERE is_public = 1 AND id IN \(list: [two, three])") == 2)
            #expect(try await count(app, "SELECT COUNT(*) FROM journal WHERE subject_kind = 'bulk'") == 2)
            #expect(try await app.as(.director).get("/office/audit").text.contains("Act on many entries"))
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
        }
    }

    @Test func whatWasChangedMeanwhileIsLeftAlone() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let (one, two) = (try await club(app, "Club one"), try await club(app, "Club two"))
            let fields = form(try await officer.get(look("archive", [one, two])).text)
            #expect(!fields.isEmpty)
            // The clock of tests stands still: the page was looked at a second ago, one row changed since.
            try await app.house.database.write { connection in
                _ = try connection.run("UPDATE organisation SET updated_at = \(TestApp.now.adding(seconds: -60)) WHERE id = \(one)")
            }
            let earlier = with(fields, "seen", String(TestApp.now.adding(seconds: -1).milliseconds))
            let done = try await officer.post("/office/bulk", earlier)
            #expect(try await count(app, "SELECT COUNT(*) FROM organisation WHERE archived_at IS NOT NULL") == 1)
            #expect(try await officer.get(done.location).text.contains("One was changed by somebody since you looked at the list"))
            // When more would be changed than was said, it is said again first.
            let more = with(with(form(try await officer.get(look("publish", [two])).text), "count", "0"), "run", BulkRunID.new().text)
            let again = try await officer.post("/office/bulk", more)
            #expect(again.status == 409 && again.text.contains("There are more than there were"))
            #expect(try await count(app, "SELECT COUNT(*) FROM organisation WHERE is_public = 1") == 2)
        }
    }

    @Test func aTagIsPutOnAllThatMatchAndTakenOff() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let (one, two) = (try await club(app, "Club one"), try await club(app, "Club two"))
            _ = try await club(app, "Harbour")
            // First what to say, then what would happen.
            let asking = try await officer.get(look("tag", [], of: "?q=club", all: true))
            #expect(asking.status == 200 && asking.text.contains("role=\"combobox\""))
            #expect(try await officer.get(look("tag", [], of: "?q=club", value: "!", all: true)).status == 422)
            #expect(try await officer.get(look("untag", [one], value: "Nothing")).status == 422)
            #expect(try await officer.get(look("", [one], value: "")).text.contains("Choose what to do."))
            #expect(try await officer.get(look("", [one])).status == 200)
            let preview = try await officer.get(look("tag", [], of: "?q=club", value: "Klima", all: true)).text
            #expect(preview.contains("Put a tag on: Klima") && preview.contains("2 of 2 entries."))
            let done = try await officer.post("/office/bulk", form(preview))
            #expect(try await count(app, "SELECT COUNT(*) FROM tagging") == 2)
            // A second time there is nothing to do, however it is written.
            let second = try await officer.get(look("tag", [one, two], value: "klima")).text
            #expect(second.contains("None of the 2 entries.") && form(second).isEmpty)
            // Taken off one and put on again by hand, it is somebody's own.
            let klima: String = try await app.stored { try $0.value("SELECT id FROM tag") ?? "" }
            for path in ["/office/taggings/removal", "/office/taggings"] {
                let tag = path.hasSuffix("removal") ? klima : "Klima"
                _ = try await officer.post(path, [("kind", "organisation"), ("record", one), ("tag", tag)])
            }
            #expect(try await officer.post(done.location + "/undoing").status == 303)
            #expect(try await count(app, "SELECT COUNT(*) FROM tagging") == 1)
            let off = try await officer.post("/office/bulk", form(try await officer.get(look("untag", [], value: "KLIMA", all: true)).text))
            #expect(try await count(app, "SELECT COUNT(*) FROM tagging") == 0)
            #expect(try await officer.get(off.location).text.contains("One entry was changed."))
            #expect(try await officer.post(off.location + "/undoing").status == 303)
            #expect(try await count(app, "SELECT COUNT(*) FROM tagging") == 1)
        }
    }

    @Test func peopleAndPartnershipsToo() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let entered = try await officer.post(
                "/office/people",
                [("order", "given_first"), ("basis", "public_task"), ("review", "2028-11-20"), ("family", "Winter"), ("another", "1")])
            let person = String(entered.location.split(separator: "/").last ?? "")
            let made = try await officer.post(
                "/office/partnerships",
                [
                    ("parties", "1"), ("party1", "294801"), ("party1-text", "Haifa, Israel"), ("party1-organisation", ""), ("kind", "partner-city"),
                    ("status", "active"), ("basis", "agreement"),
                ])
            let partnership = try await app.stored { try $0.value("SELECT id FROM partnership") ?? "" } as String
            #expect(!person.isEmpty && !partnership.isEmpty, "\(made.text.suffix(2500))")
            for (list, id, word) in [("/office/people", person, "Winter"), ("/office/partnerships", partnership, "Haifa")] {
                let archived = try await officer.post("/office/bulk", form(try await officer.get(look("archive", [id], list: list)).text))
                #expect(archived.status == 303, "\(archived.text.suffix(1000))")
                #expect(try await officer.get(list).text.contains(word) == false, "\(list)")
                let back = try await officer.get(look("restore", [], list: "\(list)/archive", all: true)).text
                #expect(back.contains("One of") == false && back.contains(word), "\(list)")
                #expect(try await officer.post("/office/bulk", form(back)).status == 303)
                #expect(try await officer.get(list).text.contains(word), "\(list)")
                // Restored meanwhile: nothing is left to undo.
                #expect(try await officer.post(archived.location + "/undoing").status == 303)
                #expect(try await officer.get(archived.location).text.contains("Somebody has changed one of them since"), "\(list)")
            }
            let published = try await officer.post(
                "/office/bulk", form(try await officer.get(look("publish", [partnership], list: "/office/partnerships")).text))
            #expect(try await app.as(nil).get("/partnerships").text.contains("Haifa"))
            #expect(try await officer.post(published.location + "/undoing").status == 303)
            #expect(try await app.as(nil).get("/partnerships").text.contains("Haifa") == false)
        }
    }

    /// What a run had done to a person is forgotten with the person, and the journal never said which tag it was.
    @Test func whoIsErasedIsInNoRun() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let entered = try await officer.post(
                "/office/people",
                [("order", "given_first"), ("basis", "public_task"), ("review", "2028-11-20"), ("family", "Winter"), ("another", "1")])
            let person = String(entered.location.split(separator: "/").last ?? "")
            let preview = try await officer.get(look("tag", [person], list: "/office/people", value: "Difficult")).text
            let done = try await officer.post("/office/bulk", form(preview))
            #expect(try await count(app, "SELECT COUNT(*) FROM bulk_row") == 1)
            let run = String(done.location.split(separator: "/").last ?? "")
            let facts: String = try await app.stored { connection in
                try connection.rows("SELECT after FROM journal WHERE batch_id = \(run)") { try $0["after"] as String? ?? "" }.joined()
            }
            let tag = try await app.stored { try $0.value("SELECT id FROM tag") ?? "" } as String
            #expect(facts.contains("person") && !facts.contains("ifficult") && !facts.contains(tag))
            #expect(try await officer.post("/office/people/\(person)/erasure", [("revision", "1"), ("sure", "1")]).status == 303)
            #expect(try await count(app, "SELECT COUNT(*) FROM bulk_row") == 0)
            #expect(try await count(app, "SELECT COUNT(*) FROM tagging") == 0)
            #expect(try await officer.get(done.location).text.contains("Winter") == false)
        }
    }

    @Test func whatIsAskedWronglyIsRefused() async throws {
        try await TestApp.each { (app) async throws in
            let one = try await club(app, "Club one")
            let officer = app.as(.officer)
            #expect(try await officer.get(look("publish", [])).location == Self.list)
            for wrong in [
                look("publish", [one], list: "/office/nothing"), look("publish", [one], list: "/office/organisations/archive"), "/office/bulk",
                look("publish", [one], list: "/office/accounts"),
            ] {
                let answer = try await officer.get(wrong)
                #expect(answer.status == 404 || (wrong.contains("archive") && answer.text.contains("What to do")), "\(wrong)")
            }
            for stranger in [Cast.Character.colleague, .council, .counterpart, .community] {
                #expect(try await app.as(stranger).get(look("publish", [one])).status == 404, "\(stranger)")
                #expect(try await app.as(stranger).get(Self.list).text.contains("class=\"bulk\"") == false)
            }
            let fields = form(try await officer.get(look("publish", [one])).text)
            for (name, value) in [
                ("run", "x"), ("action", "explode"), ("seen", "soon"), ("list", "/office/people"), ("row", "'; DROP TABLE organisation; --"),
                ("row", String(repeating: "x", count: 5000)), ("of", "?after=zzz&q=%00"),
            ] {
                let answer = try await officer.post("/office/bulk", with(fields, name, value))
                #expect([303, 404, 409, 422].contains(answer.status), "\(name) \(answer.status)")
            }
            #expect(try await app.as(.haifaOfficer).post("/office/bulk", with(fields, "run", BulkRunID.new().text)).status != 200)
            #expect(try await count(app, "SELECT COUNT(*) FROM organisation WHERE is_public = 1 AND id = \(one)") <= 1)
            #expect(
                try await count(app, "SELECT COUNT(*) FROM bulk_run WHERE office_id <> (SELECT office_id FROM organisation WHERE id = \(one))") == 0)
        }
    }

    /// More than a few hundred rows are a job: in steps, behind each of which it can go on.
    @Test func manyRowsAreAJobThatGoesOnWhereItStopped() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let (office, now) = (app.cast.duesseldorf, TestApp.now)
            try await app.house.database.write { connection in
                for start in stride(from: 0, to: 1200, by: 300) {
                    let rows = (start..<(start + 300)).map { number in
                        """
                        (\(String(format: "00000000-0000-7000-8000-%012d", number)), \(office), 'other', \("Club \(number)"), \("club \(number)"), \("club \(number)"), 0, 1,
                        \(now), \(now), 'x')
                        """ as SQL
                    }
                    try connection.run(
                        """
                        INSERT INTO organisation (id, office_id, kind, name, sort_key, search, is_public, revision, created_at, updated_at, updated_by)
                        VALUES \(rows.joined(separator: ", "))
                        """)
                }
            }
            let preview = try await officer.get(look("archive", [], of: "?q=club", all: true)).text
            #expect(preview.contains("1,200 of 1,200 entries.") && preview.contains("and 1,175 more"))
            let started = try await officer.post("/office/bulk", form(preview))
            #expect(started.location.hasPrefix("/office/jobs/"), "\(started.text.suffix(1000))")
            // A first step by hand, as if the server had died behind it: the job goes on and does no row twice.
            let run = try await app.stored { try $0.value("SELECT id FROM bulk_run") ?? "" } as String
            let actor = try #require(app.cast.people[.officer]).actor
            let work = BulkWork(offers: app.house.bulk, extras: app.house.extras, catalogue: app.house.catalogue)
            let first = try await app.house.database.write { connection in
                let known = try #require(try BulkStore(connection: connection).find(BulkRunID(stored: run)))
                return try work.perform(known, try work.plan(known, actor, app.house.words(.english), at: now), connection)
            }
            #expect(first.isMore && first.done == BulkWork.step)
            await app.work()
            let done = try await officer.get(started.location).location
            #expect(done == "/office/bulk/\(run)")
            #expect(try await officer.get(done).text.contains("1,200 entries were changed."))
            #expect(try await count(app, "SELECT COUNT(*) FROM journal WHERE batch_id = \(run) AND act = 'archived'") == 1200)
            #expect(try await count(app, "SELECT COUNT(*) FROM organisation WHERE archived_at IS NOT NULL AND revision = 2") == 1200)

            let undoing = try await officer.post(done + "/undoing")
            #expect(undoing.location.hasPrefix("/office/jobs/"))
            await app.work()
            #expect(try await officer.get(done).text.contains("1,200 entries are again what they were before."))
            #expect(try await count(app, "SELECT COUNT(*) FROM organisation WHERE archived_at IS NOT NULL") == 0)
        }
    }

    /// Stopped by whoever started it, it leaves what is done, says so and can be undone.
    @Test func aJobThatIsStoppedOnTheWayCanBeUndone() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let officer = app.as(.officer)
            let one = try await club(app, "Club one")
            let plan = form(try await officer.get(look("archive", [one])).text)
            let done = try await officer.post("/office/bulk", plan)
            let id = String(done.location.split(separator: "/").last ?? "")
            let isStopped = try await app.house.database.write { connection in
                try BulkStore(connection: connection).enter(.stopped, from: [.done], BulkRunID(stored: id))
            }
            #expect(isStopped)
            #expect(try await officer.get(done.location).text.contains("It was stopped on the way. One entry was changed."))
            #expect(try await officer.post(done.location + "/undoing").status == 303)
            #expect(try await officer.get("\(Self.list)/\(one)").text.contains("Archived on") == false)
        }
    }

    @Test func aPreviewTakesAHandfulOfStatements() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            var ids: [String] = []
            for number in 1...30 { ids.append(try await club(app, "Club \(number)")) }
            _ = try await app.as(.officer).get(look("tag", ids, value: "Klima"))
            #expect((app.statements.of("/office/bulk") ?? 99) <= 6)
            let done = try await app.as(.officer).post("/office/bulk", form(try await app.as(.officer).get(look("tag", ids, value: "Klima")).text))
            _ = try await app.as(.officer).get(done.location)
            #expect((app.statements.of("/office/bulk/{id}") ?? 99) <= 5)
            #expect(try await count(app, "SELECT COUNT(*) FROM tagging") == 30)
        }
    }
}
