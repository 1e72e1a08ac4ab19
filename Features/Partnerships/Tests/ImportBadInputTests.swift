import Foundation
import Kernel
@testable import Partnerships
import Storage
import Testing
import Testing_

@Suite("Import: bad input, each with a clear message and nothing lost")
struct ImportBadInputTests {
    private func count(_ app: TestApp) async throws -> Int {
        let number: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM import") }
        return number ?? 0
    }

    @Test("files that are none")
    func files() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let wide = (0..<10_000).map { "c\($0)" }.joined(separator: ",") + "\n" + (0..<10_000).map { "\($0)" }.joined(separator: ",") + "\n"
            let cases: [(name: String, bytes: [UInt8], words: String)] = [
                ("", [], "Choose a file first."),
                ("empty.csv", [], "The file is empty."),
                ("blank.csv", Array("\n\n\n".utf8), "The file is empty."),
                ("head.csv", Array("partner,country,since\n".utf8), "There is nothing below the headings."),
                ("wide.csv", Array(wide.utf8), "10,000 columns; at most 200"),
                ("old.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600), "an old Excel workbook (.xls)"),
                ("list.pdf", Array("%PDF-1.7\n%âãÏÓ\n".utf8), "a PDF document"),
                ("really.xlsx", [0x50, 0x4B, 0x05, 0x06] + [UInt8](repeating: 0, count: 18), "The file"),
                ("list.csv", Array("<!doctype html><html><table><tr><td>Warsaw".utf8), "a web page"),
                ("list.csv", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a picture"),
            ]
            for (name, bytes, words) in cases {
                let answer = try await desk.upload(bytes, name: name)
                #expect(answer.status == 422, "\(name)")
                #expect(answer.text.contains(words), "\(name)")
                #expect(answer.text.contains("The file was not taken"))
            }
            let german = try await app.as(.officer).post("/office/imports", [], headers: ["accept-language": "de"])
            #expect(german.text.contains("Bitte wählen Sie zuerst eine Datei."))
            #expect(try await count(app) == 0)
        }
    }

    @Test("a file that is too large is refused before it is read")
    func tooLarge() async throws {
        try await TestApp.on(.sqlite) { app in
            let answer = try await ImportDesk(app).upload([UInt8](repeating: 0x61, count: 23 << 20), name: "large.csv")
            #expect(answer.status == 413)
            #expect(answer.text.contains("20 MB"))
            #expect(try await count(app) == 0)
        }
    }

    @Test("another encoding is chosen; one that does not fit is said, and the file is kept")
    func encoding() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let text =
                "Город;Город-партнёр;Страна;Год\nДюссельдорф;Варшава;Польша;1989\nДюссельдорф;Москва;Россия;1992\nДюссельдорф;Хайфа;Израиль;1988\n"
            let bytes = Array(try #require(text.data(using: .windowsCP1251)))
            let path = try await desk.upload(bytes, name: "alt.csv").location
            let page = try await desk.browser.get(path)
            #expect(page.text.contains("Варшава"))
            #expect(ImportDesk.chosen("encoding", page.text) == "windows-1251")
            let revision = try await desk.revision(path)
            let wrong = try await desk.browser.post(
                path + "/reading", [("revision", revision), ("encoding", "utf-8"), ("delimiter", "semicolon"), ("quotes", "1"), ("header", "1")])
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("The file does not seem to be written in Unicode (UTF-8)"))
            let right = try await desk.browser.post(
                path + "/reading",
                [("revision", revision), ("encoding", "windows-1250"), ("delimiter", "semicolon"), ("quotes", "1"), ("header", "-")])
            #expect(right.status == 303)
            let changed = try await desk.browser.get(path)
            #expect(ImportDesk.chosen("encoding", changed.text) == "windows-1250")
            #expect(ImportDesk.chosen("header", changed.text) == "-")
            #expect(changed.text.contains("4 rows with 4 columns."))
        }
    }

    @Test("repeated headings are passed over, broken quotation marks read as text, and both are said")
    func oddities() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let repeated = try await desk.upload("partner,country\nWarsaw,Poland\npartner,country\nHaifa,Israel\n").location
            let page = try await desk.browser.get(repeated)
            #expect(page.text.contains("2 rows with 2 columns."))
            #expect(page.text.contains("One row repeats the headings and is passed over."))
            let broken = try await desk.upload("partner,country\nWarsaw,Poland\n\"Haifa,Israel\nLyon,France\n", name: "broken.csv")
            #expect(broken.status == 303)
            let said = try await desk.browser.get(broken.location)
            #expect(said.text.contains("is never closed") || said.text.contains("Quotation marks are read as plain text."))
            #expect(said.text.contains("3 rows with 2 columns."))
        }
    }

    @Test("cells that look like formulas are text; nothing of them is code")
    func formulas() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let path = try await desk.matched(
                "partner,country,note\n=cmd|' /C calc'!A0,Poland,x\n<script>alert(1)</script>,Poland,=1+1\nWarsaw,Poland,\"=HYPERLINK(\"\"http://a\"\")\"\n"
            )
            let page = try await desk.browser.get(path + "/review")
            #expect(page.text.contains("=cmd|&#39; /C calc"))
            #expect(!page.text.contains("<script>alert"))
            #expect(try await desk.apply(path).location == path)
            let note: String? = try await app.stored { try $0.value("SELECT note FROM partnership LIMIT 1") }
            #expect(note == "=HYPERLINK(\"http://a\")")
        }
    }

    @Test("a column for the partners is needed, and none can be chosen twice")
    func columns() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let path = try await desk.upload("partner,country\nWarsaw,Poland\n").location
            let revision = try await desk.revision(path)
            let none = try await desk.browser.post(path + "/matching", [("revision", revision), ("column-partner", ""), ("column-country", "1")])
            #expect(none.status == 422)
            #expect(none.text.contains("Choose the column with the partners’ names."))
            let twice = try await desk.browser.post(path + "/matching", [("revision", revision), ("column-partner", "1"), ("column-country", "1")])
            #expect(twice.status == 422)
            #expect(twice.text.contains("“country” is chosen for “Partner’s name” already."))
            let wild = try await desk.browser.post(
                path + "/matching", [("revision", revision), ("column-partner", "999999999999"), ("column-country", "-5")])
            #expect(wild.status == 422)
        }
    }

    @Test("a double click on “upload” makes one import")
    func doubleUpload() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let one = try await desk.upload("partner,country\nWarsaw,Poland\n")
            let two = try await desk.upload("partner,country\nWarsaw,Poland\n")
            #expect(one.location == two.location)
            #expect(try await count(app) == 1)
        }
    }

    @Test("two people at one import: both versions are shown, and what does not collide is kept")
    func together() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let path = try await desk.matched("partner,country\nBudapest,Romania\nCairo,Nicaragua\nWarsaw,Poland\n")
            let cases = try await desk.names(path)
            let budapest = try #require(cases.first { $0.written == "Budapest" })
            let cairo = try #require(cases.first { $0.written == "Cairo" })
            let revision = try await desk.revision(path + "/review")
            func send(_ person: Cast.Character, _ choices: [(Int, String)]) async throws -> Answer {
                try await app.as(person).post(
                    path + "/review",
                    [("revision", revision), ("go", "save")] + choices.flatMap { [("case", String($0.0)), ("choice-\($0.0)", $0.1)] })
            }
            #expect(try await send(.officer, [(budapest.number, "3054643"), (cairo.number, "")]).status == 303)
            let conflict = try await send(.secondOfficer, [(budapest.number, "out"), (cairo.number, "out")])
            #expect(conflict.status == 409)
            #expect(conflict.text.contains("changed this while you were writing"))
            #expect(conflict.text.contains("Budapest, Hungary"))
            #expect(conflict.text.contains("Leave these rows out"))
            #expect(try await desk.names(path).first { $0.written == "Budapest" }?.answer == .place)
            // Different cases do not collide.
            #expect(try await send(.secondOfficer, [(cairo.number, "out")]).status == 303)
            #expect(try await desk.names(path).allSatisfy { !$0.isOpen })
            // An old plan is not carried out.
            let stale = try await app.as(.officer).post(path + "/application", [("revision", revision)])
            #expect(stale.status == 409)
            #expect(try await desk.standing()[0] == 0)
            // The columns too.
            let columns = try await desk.sendColumns(path, revision: "1")
            #expect(columns.status == 409)
        }
    }

    @Test("the register changed since the plan was made: nothing is written, the plan is made anew")
    func changedRegister() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let one = try await desk.matched("partner,country\nWarsaw,Poland\n")
            let two = try await desk.matched("partner,country\nWarsaw,Poland\nHaifa,Israel\n", name: "two.csv")
            _ = try await desk.apply(one)
            let refused = try await desk.apply(two)
            #expect(refused.location == two + "/plan")
            #expect(try await desk.standing()[0] == 1)
            let plan = try await desk.browser.get(two + "/plan")
            #expect(plan.text.contains("Import one partnership"))
            #expect(try await desk.apply(two).location == two)
            #expect(try await desk.standing()[0] == 2)
        }
    }

    @Test("an import that was made is not made again, and no step of it is open")
    func made() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let path = try await desk.matched("partner,country\nWarsaw,Poland\n")
            _ = try await desk.apply(path)
            for step in ["review", "plan"] { #expect(try await desk.browser.get("\(path)/\(step)").location == path) }
            for step in ["reading", "matching", "review", "doubt", "plan", "application", "discarding"] {
                #expect(try await desk.browser.post("\(path)/\(step)", [("revision", "1")]).location == path, "\(step)")
            }
            #expect(try await desk.standing()[0] == 1)
        }
    }

    @Test("another office's import is absent, and whoever may not change the register sees none")
    func others() async throws {
        try await TestApp.each { app in
            let path = try await ImportDesk(app).matched("partner,country\nBudapest,Romania\nWarsaw,Poland\n")
            for person in [Cast.Character.haifaOfficer, .colleague, .counterpart, .community, .council, .admin] {
                for step in ["", "/review", "/plan"] { #expect(try await app.as(person).get(path + step).status == 404, "\(person)\(step)") }
                for step in ["/reading", "/matching", "/review", "/doubt", "/plan", "/application", "/removal", "/discarding"] {
                    #expect(try await app.as(person).post(path + step, [("revision", "2"), ("name", "0")]).status == 404, "\(person)\(step)")
                }
                if person != .haifaOfficer { #expect(try await app.as(person).get("/office/imports").status == 404) }
            }
            #expect(try await app.as(.director).get(path + "/review").status == 200)
            #expect(try await app.as(nil).get(path).location.hasPrefix("/sign-in"))
            #expect(try await app.as(.haifaOfficer).get("/office/imports").text.contains("No import yet"))
            #expect(try await ImportDesk(app).standing()[0] == 0)
            #expect(try await app.as(.officer).get("/office/imports/0190a5d0-0000-7000-8000-000000000000").status == 404)
            #expect(try await app.as(.officer).get("/office/imports/none").status == 404)
        }
    }

    @Test("forms with anything in them do no harm")
    func anything() async throws {
        try await TestApp.on(.sqlite) { app in
            let desk = ImportDesk(app)
            let path = try await desk.matched("partner,country\nBudapest,Romania\nWarsaw,Poland\n")
            let values = ["", "-1", "99999999999999999999", "0", "x", "place", "out", "NaN", "\u{0}", "é", "3054643"]
            for value in values {
                for step in ["review", "plan", "application", "doubt", "reading", "matching"] {
                    let fields = [
                        "revision", "case", "choice-0", "place-0", "place-0-text", "from", "next", "go", "row", "choice-2", "date-2", "name",
                        "header", "sheet", "encoding", "act", "after",
                    ].map { ($0, value) }
                    let answer = try await desk.browser.post("\(path)/\(step)", fields)
                    #expect(answer.status < 500, "\(step) \(value)")
                }
                for query in [
                    "review?from=\(value.utf8.count)&matched=-9", "review?from=99999999999999999", "plan?act=create&after=x", "plan?act=nonsense",
                ] {
                    #expect(try await desk.browser.get("\(path)/\(query)").status < 500)
                }
            }
            let number: Int? = try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership") }
            #expect((number ?? 0) <= 1)
        }
    }
}
