import Foundation
import Kernel
import Testing
import Testing_
import Web

@testable import Notes
@testable import Storage

extension TestApp {
    /// Enters an organisation.
    /// - Returns: the address of its page.
    fileprivate func club(_ name: String, by character: Cast.Character = .officer) async throws -> String {
        let answer = try await self.as(character).post("/office/organisations", [("name", name), ("kind", "other"), ("place-text", "")])
        #expect(answer.status == 303, "\(answer.text.prefix(2000))")
        return answer.location
    }

    fileprivate func person(_ family: String) async throws -> String {
        let fields = [
            ("order", "given_first"), ("basis", "public_task"), ("review", "2028-11-20"), ("family", family), ("another", "1"),
        ]
        let answer = try await self.as(.officer).post("/office/people", fields)
        #expect(answer.status == 303, "\(answer.text.prefix(3000))")
        return answer.location
    }
}

private func about(_ path: String, _ kind: String = "organisation") -> [(String, String)] {
    [("kind", kind), ("record", path.split(separator: "/").last.map(String.init) ?? "")]
}

/// What a colleague wants the office to know of a record.
@Suite struct NotesTests {
    @Test func aNoteIsWrittenChangedRemovedAndTakenBack() async throws {
        try await TestApp.each { (app) async throws in
            let club = try await app.club("Harbour of Haifa")
            let colleague = app.as(.colleague)
            let said = try await colleague.post("/office/notes", about(club) + [("text", "Ask for <Ruth>\r\nnot for the press office")])
            #expect(said.location == club + "#notes")
            // Sent twice, kept once.
            _ = try await colleague.post("/office/notes", about(club) + [("text", "Ask for <Ruth>\r\nnot for the press office")])
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM note") ?? -1 } == 1)
            // The clock of tests stands still: the first note was written an hour ago.
            try await app.house.database.write { connection in
                _ = try connection.run("UPDATE note SET written_at = written_at - 3600000")
            }
            _ = try await app.as(.officer).post("/office/notes", about(club) + [("text", "The second note")])
            let page = try await colleague.get(club).text
            #expect(page.contains("Ask for &lt;Ruth&gt;\nnot for the press office") && page.contains("20 November 2026"))
            // The newest first.
            let first = try #require(page.range(of: "The second note")), second = try #require(page.range(of: "Ask for &lt;Ruth"))
            #expect(first.lowerBound < second.lowerBound)

            let id: String = try await app.stored { try $0.value("SELECT id FROM note WHERE text LIKE 'Ask%'") ?? "" }
            let note = "/office/notes/\(id)"
            // Another officer reads it and may not change it; the director may, and whoever wrote it.
            #expect(try await app.as(.officer).get(note).status == 200)
            for stranger in [Cast.Character.officer, .haifaOfficer, .council, .counterpart, .community] {
                #expect(try await app.as(stranger).get("\(note)/edit").status == 404, "\(stranger)")
                #expect(try await app.as(stranger).post(note, [("text", "x"), ("revision", "1")]).status == 404)
                #expect(try await app.as(stranger).post("\(note)/removal").status == 404)
            }
            for blind in [Cast.Character.haifaOfficer, .council, .counterpart, .community, .admin] {
                #expect(try await app.as(blind).get(note).status == 404, "\(blind)")
            }
            #expect(try await app.as(.director).get("\(note)/edit").status == 200)
            #expect(try await colleague.post(note, [("text", " "), ("revision", "1")]).status == 422)
            #expect(try await colleague.post(note, [("text", String(repeating: "x", count: 10_001)), ("revision", "1")]).status == 422)
            #expect(try await colleague.post(note, [("text", "Ask for Ruth"), ("revision", "1")]).location == club + "#notes")
            let conflict = try await app.as(.director).post(note, [("text", "Ask for Noa"), ("revision", "1")])
            #expect(conflict.status == 409 && conflict.text.contains("Ask for Ruth") && conflict.text.contains("Ask for Noa"))
            let alone = try await app.as(.officer).get(note).text
            #expect(alone.contains("What it said before") && alone.contains("not for the press office"))

            let gone = try await colleague.post("\(note)/removal")
            #expect(gone.location == note)
            #expect(try await colleague.get(club).text.contains("Ask for Ruth") == false)
            #expect(try await app.as(.officer).get(note).status == 404)
            #expect(try await colleague.get(note).text.contains("Take it back"))
            #expect(try await colleague.post(note, [("text", "y"), ("revision", "2")]).status == 422)
            #expect(try await colleague.post("\(note)/restoration").location == club + "#notes")
            #expect(try await app.as(.officer).get(club).text.contains("Ask for Ruth"))
        }
    }

    @Test func theJournalKnowsOfANoteButNotWhatItSays() async throws {
        try await TestApp.each { (app) async throws in
            let club = try await app.club("Harbour of Haifa")
            _ = try await app.as(.officer).post("/office/notes", about(club) + [("text", "unmistakable-wording")])
            let facts = try await app.stored { connection in
                try connection.rows("SELECT act, before, after FROM journal WHERE subject_kind = 'note'") {
                    "\(try $0["act"] as String) \(try $0["before"] as String? ?? "-") \(try $0["after"] as String? ?? "-")"
                }
            }
            #expect(facts.count == 1 && facts[0].hasPrefix("written - {\"record\":\"organisation ") && !facts[0].contains("unmistakable"))
            let audit = try await app.as(.director).get("/office/audit").text
            #expect(audit.contains("Written") && !audit.contains("unmistakable"))
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
        }
    }

    @Test func notesAreFoundByTheirWords() async throws {
        try await TestApp.each { (app) async throws in
            let club = try await app.club("Harbour of Haifa")
            let officer = app.as(.officer)
            let long = String(repeating: "字", count: 90) + "友好" + String(repeating: "字", count: 60)
            for text in ["Die Straßenbahn fährt nach Köln", "Verlängerung der Übereinkunft", long] {
                _ = try await officer.post("/office/notes", about(club) + [("text", text)])
            }
            for (words, count) in [("koln strassenbahn", 1), ("ÜBEREINKUNFT", 1), ("友好", 1), ("strassenbahn übereinkunft", 0), ("%", 0), ("_", 0)] {
                let answer = try await officer.get("/office/search" + Parameters([("q", words)]).queryString).text
                #expect(answer.contains("<h2>Notes</h2>") == (count > 0), "\(words)")
                let list = try await officer.get("/api/v1/notes" + Parameters([("q", words)]).queryString).text
                #expect(list.contains("\"total\":\(count)"), "\(words) \(list)")
            }
            #expect(try await app.as(.council).get("/office/search?q=koln").text.contains("<h2>Notes</h2>") == false)
            #expect(try await app.as(.haifaOfficer).get("/office/search?q=koln").text.contains("Straßenbahn") == false)
            let export = try await officer.get("/office/notes/export/csv")
            #expect(export.status == 200 && export.text.contains("Übereinkunft"))
        }
    }

    /// What hangs on the record of another office's is this office's own, and seen with the record alone.
    @Test func whoDoesNotSeeTheRecordSeesNoNote() async throws {
        try await TestApp.each { (app) async throws in
            let club = try await app.club("Hidden club")
            #expect(try await app.as(.haifaOfficer).post("/office/notes", about(club) + [("text", "x")]).status == 404)
            #expect(try await app.as(.officer).post("/office/notes", [("kind", "nothing"), ("record", "x"), ("text", "x")]).status == 404)
            _ = try await app.as(.officer).post("\(club)/publication")
            #expect(try await app.as(.haifaOfficer).post("/office/notes", about(club) + [("text", "Haifa's own view")]).status == 303)
            #expect(try await app.as(.officer).get(club).text.contains("own view") == false)
            #expect(try await app.as(.haifaOfficer).get(club).text.contains("own view"))
            _ = try await app.as(.officer).post("\(club)/withdrawal")
            #expect(try await app.as(.haifaOfficer).get("/office/notes").text.contains("own view") == false)
            #expect(try await app.as(.officer).post("/office/notes", [("kind", "place"), ("record", "1814906"), ("text", "Trams")]).status == 303)
            #expect(try await app.as(.officer).get("/office/places/1814906").text.contains("Trams"))
        }
    }

    @Test func notesAboutAPersonAreHandedOutMergedAndErasedWithThem() async throws {
        try await TestApp.each { (app) async throws in
            let (anna, ana) = (try await app.person("Winter"), try await app.person("Wintr"))
            let officer = app.as(.officer)
            _ = try await officer.post("/office/notes", about(anna, "person") + [("text", "Prefers the morning")])
            let id: String = try await app.stored { try $0.value("SELECT id FROM note") ?? "" }
            _ = try await officer.post("/office/notes/\(id)", [("text", "Prefers the late morning"), ("revision", "1")])
            _ = try await officer.post("/office/notes", about(ana, "person") + [("text", "Plays the cello")])
            #expect(try await app.as(.colleague).get(anna).text.contains("Prefers the late morning"))
            #expect(try await app.as(.haifaOfficer).post("/office/notes", about(anna, "person") + [("text", "x")]).status == 404)
            // Merged: the notes of both stand with the one that is kept.
            let (kept, gone) = (anna.split(separator: "/").last ?? "", ana.split(separator: "/").last ?? "")
            let comparing = try await officer.get("/office/people/\(kept)/merging/\(gone)")
            #expect(comparing.status == 200)
            let merged = try await officer.post("/office/people/\(kept)/merging/\(gone)", [("revision-kept", "1"), ("revision-gone", "1")])
            #expect(merged.status == 303, "\(merged.text.suffix(1500))")
            #expect(try await officer.get(anna).text.contains("Plays the cello"))
            let held = String(decoding: try await officer.post("\(anna)/held").bytes, as: UTF8.self)
            for words in ["Prefers the late morning", "Prefers the morning", "Plays the cello"] { #expect(held.contains(words), "\(words)") }

            #expect(try await officer.post("\(anna)/erasure", [("revision", "1"), ("sure", "1")]).status == 303)
            for table in ["note", "note_version"] {
                let left = try await app.stored { connection in
                    table == "note"
                        ? try connection.value("SELECT COUNT(*) FROM note") ?? -1 : try connection.value("SELECT COUNT(*) FROM note_version") ?? -1
                }
                #expect(left == 0, "\(table)")
            }
            let facts: String = try await app.stored { connection in
                try connection.rows("SELECT before, after FROM journal") {
                    "\(try $0["before"] as String? ?? "") \(try $0["after"] as String? ?? "")"
                }.joined()
            }
            #expect(!facts.contains("morning") && !facts.contains("cello"))
        }
    }

    @Test func aRecordsPageTakesOneStatementForItsNotes() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let club = try await app.club("Harbour of Haifa")
            _ = try await app.as(.officer).get(club)
            let before = app.statements.of("/office/organisations/{id}") ?? 0
            for number in 1...12 { _ = try await app.as(.officer).post("/office/notes", about(club) + [("text", "Note \(number)")]) }
            let page = try await app.as(.officer).get(club).text
            #expect(page.components(separatedBy: "<li class=\"note\">").count == 11 && page.contains("All notes"))
            let about = "/office/notes?about=organisation%20" + (club.split(separator: "/").last ?? "")
            #expect(page.contains(about))
            #expect(try await app.as(.officer).get(about).text.contains("12 entries"))
            #expect(app.statements.of("/office/organisations/{id}") == before)
            #expect((app.statements.of("/office/notes") ?? 0) <= 5)
        }
    }
}
