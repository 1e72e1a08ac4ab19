import Foundation
import Kernel
import Storage
import Testing
import Testing_
import Web

@testable import App
@testable import Files

/// Files from upload to removal, through the pages, on both engines.
@Suite struct FilePagesTests {
    private func organisation(_ app: TestApp, by character: Cast.Character = .officer) async throws -> String {
        let answer = try await app.as(character).post(
            "/office/organisations", [("name", "Harbour \(UUID().uuidString.prefix(6))"), ("kind", "other"), ("place-text", "")])
        #expect(answer.status == 303, "\(answer.text.prefix(2000))")
        return answer.location.split(separator: "/").last.map(String.init) ?? ""
    }

    private func attach(_ app: TestApp, _ record: String, _ name: String, _ bytes: [UInt8], _ more: [(String, String)] = []) async throws -> Answer {
        try await app.as(.officer).upload(
            "/office/files", file: ("files", name, bytes), [("kind", "organisation"), ("record", record)] + more)
    }

    private func file(_ name: String, _ app: TestApp) async throws -> String {
        try await app.stored { try $0.value("SELECT id FROM file WHERE name = \(name)") ?? "" }
    }

    @Test func aFileIsAttachedShownAndSentAsItIs() async throws {
        try await TestApp.each { (app) async throws in
            let record = try await organisation(app)
            let bytes = Made.jpeg(exif: "SECRET-PLACE")
            let answer = try await attach(app, record, "IMG_0042.jpg", bytes, [("title", "The <harbour>"), ("note", "From the visit")])
            #expect(answer.status == 303 && answer.location == "/office/organisations/\(record)", "\(answer.text.prefix(3000))")
            await app.work()
            let id = try await file("IMG_0042.jpg", app)
            let page = try await app.as(.colleague).get("/office/files/\(id)")
            #expect(page.text.contains("The &lt;harbour&gt;") && page.text.contains("64 × 48") && page.text.contains("From the visit"))
            #expect(try await app.as(.colleague).get("/office/organisations/\(record)").text.contains("The &lt;harbour&gt;"))

            let original = try await app.as(.officer).get("/office/files/\(id)/versions/1")
            #expect(original.bytes == bytes)
            #expect(original.headers["content-type"] == "image/jpeg")
            #expect(original.headers["content-disposition"]?.hasPrefix("inline; filename=\"IMG_0042.jpg\"") == true)
            #expect(original.headers["content-security-policy"] == "sandbox; default-src 'none'")
            #expect(original.headers["x-content-type-options"] == "nosniff")
            #expect(original.headers["content-length"] == String(bytes.count))
            let again = try await app.as(.officer).get("/office/files/\(id)/versions/1", headers: ["if-none-match": original.headers["etag"] ?? ""])
            #expect(again.status == 304 && again.bytes.isEmpty)

            for form in ["preview", "thumbnail"] {
                let picture = try await app.as(.officer).get("/office/files/\(id)/versions/1/\(form)")
                #expect(picture.status == 200 && picture.headers["content-type"] == "image/jpeg")
                #expect(picture.bytes.starts(with: [0xFF, 0xD8, 0xFF]))
                #expect(Data(picture.bytes).range(of: Data("SECRET-PLACE".utf8)) == nil, "what the camera wrote is not shown")
            }
        }
    }

    /// Whoever uploads goes on to where they came from, within the office alone.
    @Test func whereToGoOnIsWithinTheOffice() async throws {
        try await TestApp.each { (app) async throws in
            let record = try await organisation(app)
            for (number, (then, there)) in [
                ("/office/organisations?q=harbour", "/office/organisations?q=harbour"), ("//evil.example/office/", "/office/organisations/\(record)"),
                ("https://evil.example/office/", "/office/organisations/\(record)"), ("", "/office/organisations/\(record)"),
            ].enumerated() {
                let answer = try await attach(app, record, "note-\(number).txt", Array("Note \(number)".utf8), [("then", then)])
                #expect(answer.status == 303 && answer.location == there, "\(then)")
            }
            let form = try await app.as(.officer).get("/office/files/new?kind=organisation&record=\(record)&then=%2Foffice%2Fpeople%3Fq%3D%22").text
            #expect(
                form.contains("name=\"then\" value=\"/office/people?q=&quot;\"") || form.contains("name=\"then\" value=\"/office/people?q=&#34;\""))
        }
    }

    @Test func theTextOfAPDFIsFoundInEveryScript() async throws {
        try await TestApp.each { (app) async throws in
            let record = try await organisation(app)
            #expect(try await attach(app, record, "agreement.pdf", Made.pdf("Memorandum on tramways", "重庆港口")).status == 303)
            #expect(try await attach(app, record, "other.txt", Array("Nothing of the kind".utf8)).status == 303)
            await app.work()
            for words in ["tramways", "TRAMW", "memorandum tramways", "港口", "重庆港"] {
                let query = Parameters([("q", words)]).queryString
                let found = try await app.as(.officer).get("/office/search\(query)")
                #expect(found.text.contains(">agreement</a>") && !found.text.contains(">other</a>"), "\(words)")
                let list = try await app.as(.officer).get("/office/files\(query)")
                #expect(list.text.contains("agreement") && !list.text.contains(">other<"), "\(words)")
            }
            #expect(try await app.as(.officer).get("/office/search?q=tramways").text.contains("<mark>tramways</mark>"))
            #expect(try await app.as(.officer).get("/office/search?q=railways").text.contains("agreement") == false)
            #expect(try await app.as(.haifaOfficer).get("/office/search?q=tramways").text.contains("agreement") == false)
            #expect(try await app.as(.council).get("/office/search?q=tramways").text.contains("agreement") == false)
            let answer = try await app.as(.officer).get("/api/v1/files?q=tramways&kind=pdf")
            #expect(answer.text.contains("\"total\":1"))
            let csv = try await app.as(.officer).get("/office/files/export/csv?kind=text")
            #expect(csv.text.contains("other.txt") && !csv.text.contains("agreement"))
        }
    }

    @Test func onlyWhoMaySeeTheRecordSeesItsFiles() async throws {
        try await TestApp.each { (app) async throws in
            let record = try await organisation(app)
            #expect(try await attach(app, record, "a.pdf", Made.pdf("x")).status == 303)
            await app.work()
            let id = try await file("a.pdf", app)
            let paths = ["", "/versions/1", "/versions/1/preview", "/versions/1/thumbnail"].map { "/office/files/\(id)\($0)" }
            for path in paths {
                #expect(try await app.as(.colleague).get(path).status == 200, "\(path)")
                for stranger in [Cast.Character.haifaOfficer, .council, .community, .counterpart] {
                    #expect(try await app.as(stranger).get(path).status == 404, "\(path) \(stranger)")
                }
            }
            #expect(try await app.as(.haifaOfficer).get("/office/files/new?kind=organisation&record=\(record)").status == 404)
            let foreign = try await app.as(.haifaOfficer).upload(
                "/office/files", file: ("files", "b.pdf", Made.pdf("y")), [("kind", "organisation"), ("record", record)])
            #expect(foreign.status == 404)
            #expect(try await app.as(.haifaOfficer).post("/office/files/\(id)/removal").status == 404)
            #expect(try await app.as(.colleague).post("/office/files/\(id)/removal").status == 404)
            #expect(try await app.as(.officer).get("/office/files/\(id)/versions/2").status == 404)
            #expect(try await app.as(.officer).get("/office/files/new?kind=place&record=abc").status == 404)
            #expect(try await app.as(.officer).get("/office/files/new?kind=nonsense&record=1").status == 404)
        }
    }

    @Test func nothingIsLostWhenAFileIsRefused() async throws {
        try await TestApp.each { (app) async throws in
            let record = try await organisation(app)
            let more = [("title", "What I typed"), ("note", "and more of it")]
            let zip = Made.zip([("letter.txt", "x")])
            for (name, bytes, words) in [
                ("contract.pdf", zip, "but it is a ZIP archive"), ("page.pdf", Array("<html>".utf8), "but it is a web page"),
                ("empty.pdf", [UInt8](), "It is empty"), ("large.txt", [UInt8](repeating: 65, count: 21 << 20), "at most 20 MB"),
                ("huge.png", Made.pngHead(40_000, 40_000), "40,000 × 40,000 pixels"), ("tool.exe", [1, 2], "Files ending in .exe"),
            ] {
                let answer = try await attach(app, record, name, bytes, more)
                #expect(answer.status == 422, "\(name)")
                for text in [words, name, "value=\"What I typed\"", "and more of it"] { #expect(answer.text.contains(text), "\(name): \(text)") }
            }
            #expect(try await attach(app, record, "a.pdf", Made.pdf("x"), [("title", String(repeating: "x", count: 201))]).status == 422)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM file") ?? -1 } == 0)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM file_content") ?? -1 } == 0)
            // A name of 300 characters keeps its ending, one with folders and control signs loses them.
            #expect(try await attach(app, record, String(repeating: "n", count: 296) + ".txt", Array("long".utf8)).status == 303)
            #expect(try await attach(app, record, "..\\..\\a\u{1}b.txt", Array("short".utf8)).status == 303)
            let names = try await app.stored { try $0.rows("SELECT name FROM file ORDER BY id") { try $0["name"] as String } }
            #expect(names.map(\.count).max() == 200 && names.allSatisfy { $0.hasSuffix(".txt") })
            #expect(names.contains("ab.txt"))
        }
    }

    /// What cannot be read is kept and sent all the same; nobody waits for ever, and the job does not fail.
    @Test func aFileThatNoProgramCanReadStaysAsItIs() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let record = try await organisation(app)
            let bytes = Array("%PDF-1.7\n1 0 obj <</Type /Nonsense \u{1} >>".utf8) + [UInt8](repeating: 0xFE, count: 5000) + Array("\n%%EOF".utf8)
            let torn = Array(Made.jpeg().prefix(Made.jpeg().count - 40)) + [0xFF, 0xD9]
            #expect(try await attach(app, record, "odd.pdf", bytes).status == 303)
            #expect(try await attach(app, record, "torn.png", Made.pngHead(300, 200)).status == 303)
            #expect(try await attach(app, record, "torn.jpg", torn).status == 303)
            await app.work()
            let states = try await app.stored { try $0.rows("SELECT state FROM file_content") { try $0["state"] as String } }
            #expect(states == ["read", "read", "read"])
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM job WHERE state <> 'done'") ?? -1 } == 0)
            let id = try await file("odd.pdf", app)
            #expect(try await app.as(.officer).get("/office/files/\(id)").status == 200)
            #expect(try await app.as(.officer).get("/office/files/\(id)/versions/1").bytes == bytes)
            #expect(try await app.as(.officer).get("/office/files/\(id)/versions/1/thumbnail").status == 404)
        }
    }

    /// A text whose encoding is not UTF-8 is found as well; a NUL, which no database takes, does not stop it.
    @Test func oldTextsAreFoundToo() async throws {
        try await TestApp.each { (app) async throws in
            let record = try await organisation(app)
            #expect(try await attach(app, record, "alt.txt", [0x53, 0x74, 0xE4, 0x64, 0x74, 0x65]).status == 303)
            let wide: [UInt8] = [0xFF, 0xFE] + "Köln\u{0} Volgograd".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] as [UInt8] }
            #expect(try await attach(app, record, "breit.txt", wide).status == 303)
            await app.work()
            #expect(try await app.as(.officer).get("/office/files?q=st%C3%A4dte").text.contains(">alt<"))
            #expect(try await app.as(.officer).get("/office/files?q=volgograd").text.contains(">breit<"))
        }
    }

    @Test func theSameContentIsKeptOnceAndAFormSentTwiceAddsNothing() async throws {
        try await TestApp.each { (app) async throws in
            let (one, other) = (try await organisation(app), try await organisation(app))
            // More than one transaction's worth of pieces.
            let bytes = (0..<(9 * 256 * 1024 + 77)).map { UInt8(truncatingIfNeeded: 65 + $0 % 23) }
            for record in [one, one, other] { #expect(try await attach(app, record, "long.txt", bytes).status == 303) }
            let counts: [Int] = try await app.stored { connection in
                try ["file", "file_content", "file_piece"].map { table in
                    switch table {
                    case "file": try connection.value("SELECT COUNT(*) FROM file") ?? -1
                    case "file_content": try connection.value("SELECT COUNT(*) FROM file_content") ?? -1
                    default: try connection.value("SELECT COUNT(*) FROM file_piece") ?? -1
                    }
                }
            }
            #expect(counts == [2, 1, 10])
            let id = try await file("long.txt", app)
            #expect(try await app.as(.officer).get("/office/files/\(id)/versions/1").bytes == bytes)
        }
    }

    /// Several people send the same paper at the same moment: it is kept once, and nobody is told of a fault.
    @Test func theSameContentAtOnceIsKeptOnce() async throws {
        try await TestApp.each { (app) async throws in
            var records: [String] = []
            for _ in 0..<6 { records.append(try await organisation(app)) }
            let bytes = (0..<900_000).map { UInt8(truncatingIfNeeded: 65 + $0 % 19) }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for record in records { group.addTask { try await attach(app, record, "paper.txt", bytes).status } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses == [303, 303, 303, 303, 303, 303])
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM file_content WHERE state <> 'arriving'") ?? -1 } == 1)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM file") ?? -1 } == 6)
            let migrator = try Migrator(app.house.features.flatMap(\.migrations))
            #expect(try app.house.database.check(migrator, rules: ContentStore.rules).filter { $0.fault != nil }.isEmpty)
        }
    }

    @Test func aNewVersionKeepsTheOld() async throws {
        try await TestApp.each { (app) async throws in
            let record = try await organisation(app)
            #expect(try await attach(app, record, "draft.pdf", Made.pdf("first"), [("title", "Agreement")]).status == 303)
            let id = try await file("draft.pdf", app)
            let wrong = try await app.as(.officer).upload("/office/files/\(id)/version", file: ("files", "final.pdf", Array("<html>".utf8)))
            #expect(wrong.status == 422 && wrong.text.contains("but it is a web page"))
            let answer = try await app.as(.officer).upload("/office/files/\(id)/version", file: ("files", "final.docx", Made.docx))
            #expect(answer.status == 303)
            let page = try await app.as(.officer).get("/office/files/\(id)").text
            #expect(page.contains("Agreement") && page.contains("final.docx") && page.contains("draft.pdf"))
            #expect(try await app.as(.officer).get("/office/files/\(id)/versions/1").bytes == Made.pdf("first"))
            let new = try await app.as(.officer).get("/office/files/\(id)/versions/2")
            #expect(new.bytes == Made.docx && new.headers["content-disposition"]?.hasPrefix("attachment;") == true)
            let facts = try await app.stored { try $0.journal.facts(.subject(kind: "file", id: id)) }
            #expect(Set(facts.map(\.act)) == ["replaced", "created"])
            #expect(facts.allSatisfy { $0.after?.contains("first") == false }, "the journal holds no content")
        }
    }

    @Test func titleAndNoteAreChangedAndAConflictIsShown() async throws {
        try await TestApp.each { (app) async throws in
            let record = try await organisation(app)
            #expect(try await attach(app, record, "a.txt", Array("x".utf8)).status == 303)
            let id = try await file("a.txt", app)
            #expect(try await app.as(.officer).post("/office/files/\(id)", [("title", "New"), ("note", "n"), ("revision", "1")]).status == 303)
            let late = try await app.as(.secondOfficer).post("/office/files/\(id)", [("title", "Mine"), ("note", ""), ("revision", "1")])
            #expect(late.status == 409 && late.text.contains("New") && late.text.contains("value=\"Mine\""))
            #expect(try await app.as(.officer).post("/office/files/\(id)", [("title", ""), ("revision", "2")]).status == 422)
        }
    }

    @Test func whatIsRemovedComesBackForThirtyDays() async throws {
        try await TestApp.each { (app) async throws in
            let (record, officer) = (try await organisation(app), app.as(.officer))
            #expect(try await attach(app, record, "gone.txt", Array("will be gone".utf8)).status == 303)
            let id = try await file("gone.txt", app)
            #expect(try await attach(app, record, "other.txt", Array("stays".utf8)).status == 303)
            let other = try await file("other.txt", app)
            await app.work()
            #expect(try await officer.post("/office/files/\(id)/removal").location == "/office/organisations/\(record)")
            #expect(try await officer.get("/office/files").text.contains("gone") == false)
            #expect(try await officer.get("/office/search?q=gone").text.contains(">gone<") == false)
            #expect(try await officer.get("/office/files/removed").text.contains("gone"))
            #expect(try await app.as(.colleague).get("/office/files/\(id)").status == 404)
            #expect(try await officer.post("/office/files/\(id)", [("title", "x"), ("revision", "2")]).status == 422)
            // Twenty-nine days later the tidying that follows another removal leaves it there.
            try await age(app, id, days: 29)
            #expect(try await officer.post("/office/files/\(other)/removal").status == 303)
            await app.work()
            #expect(try await officer.post("/office/files/\(id)/restoration").status == 303)
            #expect(try await officer.get("/office/organisations/\(record)").text.contains("gone"))
            // Thirty-one days after it was removed again it goes for good, and its bytes and words with it.
            #expect(try await officer.post("/office/files/\(id)/removal").status == 303)
            #expect(try await officer.post("/office/files/\(other)/restoration").status == 303)
            await app.work()
            try await age(app, id, days: 31)
            #expect(try await officer.post("/office/files/\(other)/removal").status == 303)
            await app.work()
            #expect(try await officer.get("/office/files/\(id)").status == 404)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM file_content") ?? -1 } == 1)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM file_word w WHERE w.word = 'gone'") ?? -1 } == 0)
            #expect(try await officer.post("/office/files/\(other)/restoration").status == 303)
            #expect(try await officer.get("/office/files/\(other)/versions/1").text == "stays")
        }
    }

    /// As if everything about a file lay so many days further back.
    private func age(_ app: TestApp, _ id: String, days: Int64) async throws {
        let back = days * 86_400_000
        try await app.house.database.write { connection in
            try connection.run("UPDATE file SET removed_at = removed_at - \(back) WHERE id = \(id)")
            try connection.run(
                "UPDATE file_content SET created_at = created_at - \(back) WHERE id = (SELECT d.content_id FROM file d WHERE d.id = \(id))")
        }
    }

    @Test func aBackupHoldsTheFiles() async throws {
        try await TestApp.each { (app) async throws in
            let record = try await organisation(app)
            let bytes = Made.pdf("Kept for ten years")
            #expect(try await attach(app, record, "kept.pdf", bytes).status == 303)
            await app.work()
            let path = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-files-\(UUID().uuidString).backup").path
            defer { unlink(path) }
            let migrator = try Migrator(app.house.features.flatMap(\.migrations))
            try app.house.database.backUp(to: path, migrator: migrator, version: "test", at: TestApp.now)
            let copy = try Database.open(.sqlite(path: path))
            defer { copy.close() }
            let pieces: [[UInt8]] = try copy.readSync { connection in
                try connection.rows("SELECT bytes FROM file_piece WHERE form = 'original' ORDER BY position") { try $0["bytes"] as [UInt8] }
            }
            #expect(Array(pieces.joined()) == bytes)
            let findings = try copy.check(migrator, rules: ContentStore.rules)
            #expect(findings.filter { $0.fault != nil }.isEmpty, "\(findings)")
            for companion in ["-wal", "-shm", ".lock"] { unlink(path + companion) }
        }
    }

    @Test func aRecordsPageAsksOnceHoweverManyFilesItHas() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let record = try await organisation(app)
            _ = try await app.as(.officer).get("/office/organisations/\(record)")
            let before = app.statements.of("/office/organisations/{id}") ?? 0
            for number in 0..<8 { #expect(try await attach(app, record, "\(number).txt", Array("file \(number)".utf8)).status == 303) }
            _ = try await app.as(.officer).get("/office/organisations/\(record)")
            #expect(app.statements.of("/office/organisations/{id}") == before)
            _ = try await app.as(.officer).get("/office/files")
            #expect(app.statements.of("/office/files") ?? 99 <= 5)
        }
    }
}
