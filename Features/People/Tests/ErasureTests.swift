import Foundation
import Kernel
import Testing
import Testing_

@testable import People
@testable import Storage

/// Every value of every table as text: what somebody with the whole database in hand could read.
func dump(_ connection: Connection) throws -> String {
    let tables: [String] =
        try connection.dialect == .sqlite
        ? connection.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") { try $0["name"] }
        : connection.rows("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false)) ORDER BY tablename") {
            try $0["tablename"]
        }
    #expect(tables.contains("journal") && tables.contains("person_version"))
    var text = ""
    for table in tables {
        for row in try connection.rows(SQL(text: "SELECT * FROM \"\(table)\"", places: [], parameters: [])) {
            text += table
            for (place, column) in row.columns.enumerated() {
                let value: SQLValue = try row[at: place]
                switch value {
                case .text(let words): text += " \(column)=\(words)"
                case .blob(let bytes): text += " \(column)=\(String(decoding: bytes, as: UTF8.self))"
                default: break
                }
            }
            text += "\n"
        }
    }
    return text
}

struct ErasureTests {
    /// Words that stand nowhere but in the entry of the invented person.
    private static let marks = [
        "Xiaoming", "xiaoming", "小明", "Xiǎomíng", "shao-ming", "invented-wang", "wang@invented", "both hands", "coriander", "chair at receptions",
        "brother", "Visiting card", "over tea", "Foreign Affairs",
    ]

    @Test func whoIsErasedIsNowhereAndTheHistoryAddsUp() async throws {
        try await TestApp.each { (app) async throws in
            _ = try await app.organisation("City of Chongqing")
            let path = try await app.person(TestApp.wang)
            let officer = app.as(.officer)
            // Another version, a note of a contact, an export: everything leaves its trace.
            let changed = TestApp.wang.map { $0.0 == "title" ? ("title", "H.E.") : $0 } + [("revision", "1")]
            #expect(try await officer.post(path, TestApp.person(changed)).status == 303)
            #expect(
                try await officer.post(
                    "\(path)/talks", [("day", "2026-11-19"), ("medium", "visit"), ("who", "Invented Officer"), ("line", "Trams, over tea")]
                ).status == 303)
            _ = try await officer.post("\(path)/held")
            let before = try await app.stored(dump)
            for mark in Self.marks { #expect(before.contains(mark), "\(mark) proves nothing") }
            let facts = try await app.stored { try $0.value("SELECT COUNT(*) FROM journal") as Int? } ?? 0

            let ask = try await officer.get("\(path)/erasure").text
            #expect(ask.contains("2 versions") && ask.contains("1 note of a contact"))
            #expect(try await officer.post("\(path)/erasure", [("revision", "2")]).status == 422)
            #expect(try await officer.post("\(path)/erasure", [("revision", "1"), ("sure", "1")]).status == 409)
            #expect(try await officer.post("\(path)/erasure", [("revision", "2"), ("sure", "1")]).status == 303)

            let after = try await app.stored(dump)
            for mark in Self.marks { #expect(!after.contains(mark), "\(mark) is still there") }
            // The journal has grown by the erasure, and every fact from before stands as it stood.
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM journal") as Int? } == facts + 1)
            let kept = before.split(separator: "\n").filter { $0.hasPrefix("journal") }
            let lines = Set(after.split(separator: "\n"))
            for line in kept { #expect(lines.contains(line)) }
            let page = try await officer.get(path)
            #expect(page.status == 200 && page.text.contains("erased on 20 November 2026 by Invented Officer"))
            #expect(try await app.as(.colleague).get(path).status == 404)
            #expect(try await officer.get("\(path)/edit").status == 404)
            #expect(try await officer.post("\(path)/erasure", [("revision", "2"), ("sure", "1")]).status == 404)
            #expect(try await officer.get("/office/people").text.contains("H.E.") == false)
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
        }
    }

    @Test func whatIsHeldIsHandedOutWhole() async throws {
        try await TestApp.each { (app) async throws in
            _ = try await app.organisation("City of Chongqing")
            let path = try await app.person(TestApp.wang)
            #expect(
                try await app.as(.officer).post(
                    "\(path)/talks", [("day", "2026-11-19"), ("medium", "visit"), ("who", "Invented Officer"), ("line", "Trams, over tea")]
                ).status == 303)
            #expect(try await app.as(.colleague).post("\(path)/held").status == 404)
            #expect(try await app.as(.haifaOfficer).post("\(path)/held").status == 404)
            let answer = try await app.as(.officer).post("\(path)/held")
            #expect(answer.status == 200 && answer.headers["content-type"] == "application/zip")
            let text = String(decoding: answer.bytes, as: UTF8.self)
            for words in [
                "held.json", "held.vcf", "BEGIN:VCARD", "\"diet\" : \"No coriander\"", "Trams, over tea", "City of Chongqing",
                "\"act\" : \"talk added\"",
            ] {
                #expect(text.contains(words), "\(words)")
            }
            #expect(try await app.as(.officer).get(path).text.contains("What is held was exported"))
        }
    }

    @Test func theZipFileIsOne() throws {
        var zip = ZipFile()
        zip.add("a.txt", Array("123456789".utf8))
        let bytes = zip.bytes
        #expect(bytes.prefix(4) == [0x50, 0x4B, 3, 4])
        // The check value of CRC-32.
        #expect(Array(bytes[14..<18]) == [0x26, 0x39, 0xF4, 0xCB])
        #expect(bytes.count == 30 + 5 + 9 + 46 + 5 + 22)
    }
}

struct TalkTests {
    @Test func aContactIsNotedAndTakenBack() async throws {
        try await TestApp.each { (app) async throws in
            let path = try await app.person([("family", "Winter"), ("given", "Anna")])
            let officer = app.as(.officer)
            let good = [("day", "19.11.2026"), ("medium", "telephone"), ("who", "Invented Officer"), ("line", "About <trams>")]
            for (field, value) in [
                ("day", "soon"), ("day", "2026-11-21"), ("medium", "smoke"), ("who", ""), ("line", " "), ("line", String(repeating: "x", count: 501)),
            ] {
                let answer = try await officer.post("\(path)/talks", good.map { $0.0 == field ? (field, value) : $0 })
                #expect(answer.status == 422 && answer.text.contains("need another look") || answer.text.contains("needs another look"), "\(field)")
            }
            #expect(try await officer.post("\(path)/talks", good).status == 303)
            let page = try await app.as(.colleague).get(path).text
            #expect(page.contains("About &lt;trams&gt;") && page.contains("19 November 2026") && !page.contains("/removal"))
            #expect(try await officer.get("/office/people?sort=-contact").text.contains("19 November 2026"))
            #expect(try await app.as(.colleague).post("\(path)/talks", good).status == 404)
            #expect(try await app.as(.haifaOfficer).post("\(path)/talks", good).status == 404)
            let own = try await officer.get(path).text
            let address = try #require(own.range(of: "\(path)/talks/[0-9a-f-]+/removal", options: .regularExpression))
            #expect(try await app.as(.haifaOfficer).post(String(own[address])).status == 404)
            #expect(try await officer.post(String(own[address])).status == 303)
            #expect(try await officer.post(String(own[address])).status == 404)
            #expect(try await officer.get(path).text.contains("About") == false)
        }
    }
}
