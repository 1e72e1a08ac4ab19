import Foundation
import Kernel
import Markup
import Reconciliation
import Testing
import Testing_

@testable import Directory
@testable import Storage

/// An import of organisations as an officer makes it: uploaded, looked at, made, undone.
struct OrganisationImportTests {
    static let file = """
        Bezeichnung;Art;Stadt;Land;Webseite;Wikidata;Mitgliedsnummer;Bemerkung;Unbekannt
        Rhine Society;Verein;Chongqing;China;www.rhine.example;;M 1;Meets on Mondays;x
        Hafenmuseum;Museum;Haifa;Israel;;Q4711;;;
        rhine society;Verein;Chongqing;China;;;;;
        Lost Club;Verein;Springfield;USA;;;;;
        Nowhere Club;Verein;Qqxyzzyville;;;;;;
        ;Verein;Haifa;Israel;;;;;
        Palace of Odd;palace;Haifa;Israel;;;;;
        Bad Link;Verein;Haifa;Israel;not a link at all;;;;
        Placeless Network;Netzwerk;;;;;;;

        """

    @Test func aFileBecomesEntriesAndGoesAgainAsAWhole() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let museum = try await app.enter("Hafenmuseum", kind: "museum", place: "Haifa, Israel")
            let path = try await app.uploadOrganisations("members.csv", Self.file)
            let page = try await officer.get(path).text
            for words in [
                "2 are new.", "1 seems to be here already.", "1 stands twice in the file.", "2 wait for their city.", "3 cannot be read.",
                "Nothing is entered yet.", "The row has no name.", "“palace” is not a kind of organisation.", "“not a link at all” is not an address",
                "The same organisation stands in line 2 already.", "the same name and city", "Wikidata number", "<option value=\"name\" selected>",
            ] {
                #expect(page.contains(words), "\(words)")
            }
            for other: Cast.Character in [.haifaOfficer, .colleague] { #expect(try await app.as(other).get(path).status == 404) }
            #expect(try await app.organisationNames() == ["Hafenmuseum"])

            // The cities that are not certain are asked about; none is chosen beforehand.
            let cities = try await officer.get("\(path)/cities").text
            #expect(cities.contains("Springfield") && cities.contains("Qqxyzzyville") && !cities.contains("checked"))
            let answers = try await officer.post(
                "\(path)/cities",
                [
                    ("revision", try app.revision(cities)), ("case", "2"), ("choice-2", ""), ("place-2", "1814906"), ("place-2-text", "Chongqing"),
                    ("case", "3"), ("choice-3", "bare"), ("go", "plan"),
                ])
            #expect(answers.status == 303 && answers.location == path, "\(answers.text.prefix(500))")
            let settled = try await officer.get(path).text
            #expect(settled.contains("4 are new.") && settled.contains("Every city is settled.") && !settled.contains("wait for their city"))

            let fields = [("revision", try app.revision(settled))]
            #expect(try await officer.post("\(path)/application", [("revision", "1")]).status == 409)
            #expect(try await officer.post("\(path)/application", fields).status == 303)
            let done = try await officer.get(path).text
            #expect(done.contains("4 entered.") && done.contains("One completed that was here.") && done.contains("4 left out."))
            let expected = ["Hafenmuseum", "Lost Club", "Nowhere Club", "Placeless Network", "Rhine Society"]
            #expect(try await app.organisationNames() == expected)
            let completed = try await officer.get(museum).text
            #expect(completed.contains("Q4711"))
            let rhine = try await app.organisation(named: "Rhine Society")
            let entered = try await officer.get(rhine).text
            for words in ["Chongqing", "rhine.example", "M 1", "Meets on Mondays", "Club"] { #expect(entered.contains(words), "\(words)") }
            // A second word does nothing more.
            #expect(try await officer.post("\(path)/application", fields).status == 303)
            #expect(try await app.organisationNames() == expected)
            // Of what was taken the file's words are forgotten; what was not taken can still be had.
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM organisation_import_row WHERE cells IS NOT NULL") as Int? } == 4)

            #expect(try await officer.post("\(path)/removal").status == 303)
            let undone = try await officer.get(path).text
            #expect(
                undone.contains("4 entries were removed.") && undone.contains("One entry is as it was before.") && !undone.contains("stay because"))
            #expect(try await app.organisationNames() == ["Hafenmuseum"])
            #expect(try await officer.get(museum).status == 200)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM organisation_identifier") as Int? } == 0)
            #expect(try await officer.get(rhine).status == 404)
            #expect(try await officer.post("\(path)/removal").status == 409)
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
            let facts = try await app.stored {
                try $0.rows("SELECT act FROM journal WHERE subject_kind = 'organisation_import' ORDER BY id") { try $0["act"] as String }
            }
            #expect(Set(facts) == ["applied", "undone"] && facts.count == 2)
        }
    }

    @Test func whatSomebodyDidSinceStaysAndIsSaid() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let filled = try await app.enter("Old Friend")
            let names = ["Changed", "Noted", "Tagged", "Partnered", "Employed", "Reached", "Plain"]
            let rows = names.map { "\($0) Society,\($0 == "Partnered" ? "city,Reading,United Kingdom" : "club,Haifa,Israel")," }
            let path = try await app.uploadOrganisations(
                "seven.csv", "name,kind,city,country,website\n" + rows.joined(separator: "\n") + "\nOld Friend,university,,,www.friend.example\n")
            #expect(try await officer.post("\(path)/application", [("revision", try app.revision(try await officer.get(path).text))]).status == 303)
            func page(_ name: String) async throws -> String { try await app.organisation(named: "\(name) Society") }
            func id(_ page: String) -> String { String(page.suffix(36)) }
            #expect(try await officer.get(filled).text.contains("friend.example"))
            #expect(try await officer.post("\(page("Changed"))/publication").status == 303)
            #expect(
                try await officer.post("/office/notes", [("kind", "organisation"), ("record", id(page("Noted"))), ("text", "A note.")]).status == 303)
            #expect(
                try await officer.post("/office/taggings", [("kind", "organisation"), ("record", id(page("Tagged"))), ("tag", "Music")]).status == 303
            )
            let contact = try await officer.post("\(page("Reached"))/contact", [("unit", "Front desk"), ("revision", "0")])
            #expect(contact.status == 303)
            let person = [
                ("family", "Invented"), ("order", "given_first"), ("basis", "public_task"), ("review", "2028-11-20"),
                ("roles-organisation", "Employed Society"), ("roles-chosen", ""), ("roles-kind", "other"), ("roles-post", "Clerk"),
                ("roles-from", ""),
                ("roles-until", ""),
            ]
            let hired = try await officer.post("/office/people", person)
            #expect(hired.status == 303, "\(hired.text.prefix(1500))")
            let partner = [
                ("parties", "1"), ("party1", "2639577"), ("party1-text", "Reading, United Kingdom"), ("party1-organisation", ""),
                ("kind", "partner-city"),
                ("status", "active"),
            ]
            let partnership = try await officer.post("/office/partnerships", partner)
            #expect(partnership.status == 303, "\(partnership.text.prefix(1500))")
            #expect(try await officer.post("\(filled)/publication").status == 303)

            #expect(try await officer.post("\(path)/removal").status == 303)
            let undone = try await officer.get(path).text
            #expect(undone.contains("One entry was removed."), "\(undone)")
            #expect(undone.contains("3 entries stay because somebody has changed, merged or archived them since."))
            #expect(undone.contains("4 entries stay because something refers to them"))
            let left = names.filter { $0 != "Plain" }.map { "\($0) Society" } + ["Old Friend"]
            #expect(try await app.organisationNames() == left.sorted())
            #expect(try await officer.get(filled).text.contains("friend.example"))
        }
    }

    @Test func ourOwnExportComesBackAsItWent() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let names = [("names-language", "zh"), ("names-name", "重庆大学")]
            let path = try await app.enter(
                "University of Chongqing", place: "Chongqing, China", names + [("website", "www.cqu.example"), ("public", "1")])
            _ = try await app.enter("Nowhere Network", kind: "network")
            for (format, language) in [("csv", "en"), ("csv", "de"), ("xlsx", "en")] {
                let export = try await officer.get(
                    "/office/organisations/export/\(format)?kind=university&kind=network", headers: ["accept-language": language])
                let answer = try await officer.upload("/office/organisations/imports", file: ("file", "ours.\(format)", export.bytes))
                #expect(answer.status == 303, "\(answer.text.prefix(800))")
                let page = try await officer.get(answer.location).text
                #expect(page.contains("2 seem to be here already.") && page.contains("the same identity"), "\(format) \(language)")
                #expect(page.components(separatedBy: ">nothing<").count == 3, "There is nothing new in it.")
                // Every column that can be entered is known; the day of the last change cannot.
                #expect(page.components(separatedBy: "<option value=\"\" selected>").count == 3, "\(format) \(language)")
                #expect(try await officer.post("\(answer.location)/application", [("revision", try app.revision(page))]).status == 303)
            }
            #expect(try await app.stored { try $0.value("SELECT MAX(revision) FROM organisation WHERE name LIKE 'U%'") as Int? } == 1)

            // Into another office the same file brings the same entries.
            let export = try await officer.get("/office/organisations/export/csv?kind=university&kind=network").bytes
            let haifa = app.as(.haifaOfficer)
            let answer = try await haifa.upload("/office/organisations/imports", file: ("file", "ours.csv", export))
            let page = try await haifa.get(answer.location).text
            #expect(page.contains("2 are new.") && page.contains("One new entry would be published at once"))
            #expect(try await haifa.post("\(answer.location)/application", [("revision", try app.revision(page))]).status == 303)
            let before = try await officer.get("/office/organisations/export/json?q=University").text
            let after = try await haifa.get("/office/organisations/export/json?q=University").text
            for words in ["重庆大学", "\"local_language\":\"zh\"", "university", "1814906", "cqu.example", "\"published\":\"yes\""] {
                #expect(before.contains(words) && after.contains(words), "\(words) \(after.prefix(1500))")
            }
            #expect(try await officer.get(path).text.contains("University of Chongqing"))
        }
    }

    @Test func whatIsLeftOutEnteredAnywayOrFilledIsChosen() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            for name in ["Alpha Club", "Beta Club", "Gamma Club"] { _ = try await app.enter(name, kind: "club", place: "Haifa, Israel") }
            _ = try await app.enter("Delta Club", kind: "club")
            let rows = ["Alpha Club", "Beta Club", "Gamma Club", "Delta Club"].map { "\($0),club,Haifa,Israel,www.club.example" }
            let path = try await app.uploadOrganisations("four.csv", "name,kind,city,country,website\n" + rows.joined(separator: "\n"))
            let page = try await officer.get(path).text
            #expect(page.contains("4 seem to be here already.") && page.contains("the same name; one of the two has no city"))
            let fields = [
                ("revision", try app.revision(page)), ("row-0", "skip"), ("row-1", "enter"), ("row-2", "fill"), ("row-7", "fill"), ("row-x", "?"),
            ]
            #expect(try await officer.post("\(path)/application", fields).status == 303)
            let sites = try await app.stored {
                try $0.rows("SELECT name, website FROM organisation WHERE name LIKE '% Club' ORDER BY name, website IS NOT NULL") {
                    "\(try $0["name"] as String) \(try $0["website"] as String? ?? "-")"
                }
            }
            // Where the name alone speaks for it, nothing is done unless somebody says so.
            #expect(
                sites == [
                    "Alpha Club -", "Beta Club -", "Beta Club https://www.club.example", "Delta Club -", "Gamma Club https://www.club.example",
                ], "\(sites)")
        }
    }

    @Test func theDirectoryChangedSinceThePlan() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let text = "name,city,country\nTwin Club,Haifa,Israel\nOther Club,Haifa,Israel\n"
            // Two imports of one file at once: the second finds that the first was quicker.
            let paths = [try await app.uploadOrganisations("a.csv", text), try await app.uploadOrganisations("a.csv", text)]
            var revisions: [String] = []
            for path in paths {
                let page = try await officer.get(path).text
                #expect(page.contains("2 are new."))
                revisions.append(try app.revision(page))
            }
            #expect(try await officer.post("\(paths[0])/application", [("revision", revisions[0])]).status == 303)
            let second = try await officer.post("\(paths[1])/application", [("revision", revisions[1])])
            #expect(second.status == 303 && second.location == paths[1])
            let page = try await officer.get(paths[1]).text
            #expect(page.contains("2 seem to be here already."))
            #expect(try await app.organisationNames() == ["Other Club", "Twin Club"])
            #expect(try await officer.post("\(paths[1])/discarding").status == 303)
            #expect(try await officer.get(paths[1]).status == 404)
            #expect(try await officer.post("\(paths[0])/discarding").status == 404)
        }
    }
}

extension TestApp {
    /// Uploads a table as an officer does; answers the page of the import.
    func uploadOrganisations(_ name: String, _ text: String, by character: Cast.Character = .officer) async throws -> String {
        let answer = try await self.as(character).upload("/office/organisations/imports", file: ("file", name, Array(text.utf8)))
        #expect(answer.status == 303, "\(answer.text.prefix(2000))")
        return answer.location
    }

    /// The revision a page was shown with.
    func revision(_ page: String) throws -> String { try #require(between(page, "name=\"revision\" value=\"", "\"")) }

    /// What Düsseldorf keeps, besides what it had from the beginning.
    func organisationNames() async throws -> [String] {
        try await stored { connection in
            try connection.rows(
                """
                SELECT o.name FROM organisation o WHERE o.office_id = \(self.cast.duesseldorf) AND o.archived_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM office f WHERE f.organisation_id = o.id) ORDER BY o.name
                """
            ) { try $0["name"] as String }
        }
    }

    /// The page of an organisation.
    func organisation(named name: String) async throws -> String {
        let id = try await stored { try $0.value("SELECT id FROM organisation WHERE name = \(name) ORDER BY id") as OrganisationID? }
        return DirectoryPaths.organisation(try #require(id))
    }
}
