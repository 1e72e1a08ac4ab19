import Foundation
import Kernel
import Testing
import Testing_

@testable import People
@testable import Storage

struct PeopleImportTests {
    private static let cards = """
        BEGIN:VCARD\r
        VERSION:4.0\r
        FN:Wang Xiaoming\r
        N:Wang;Xiaoming;;;\r
        EMAIL:wang@invented.example\r
        TEL;TYPE=cell:+86 23 5550110\r
        ORG:City of Chongqing\r
        TITLE:Director, Foreign Affairs Office\r
        END:VCARD\r
        BEGIN:VCARD\r
        VERSION:3.0\r
        FN:Lost Without End\r
        BEGIN:VCARD\r
        VERSION:2.1\r
        N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r
        ORG:University of Nowhere\r
        TITLE:Professor\r
        EMAIL:not an address\r
        END:VCARD\r
        BEGIN:VCARD\r
        VERSION:3.0\r
        TEL:123\r
        END:VCARD\r

        """

    private func upload(_ app: TestApp, _ name: String, _ text: String, by character: Cast.Character = .officer) async throws -> String {
        let answer = try await app.as(character).upload("/office/people/imports", file: ("file", name, Array(text.utf8)))
        #expect(answer.status == 303, "\(answer.text.prefix(2000))")
        return answer.location
    }

    private func revision(_ page: String) throws -> String {
        let range = try #require(page.range(of: "name=\"revision\" value=\"[0-9]+", options: .regularExpression))
        return String(page[range].suffix(while: \.isNumber))
    }

    @Test func cardsComeInAfterAWordAndGoAgainAsAWhole() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            _ = try await app.organisation("City of Chongqing")
            let wang = try await app.person(TestApp.wang)
            let path = try await upload(app, "people.vcf", Self.cards)
            let page = try await officer.get(path).text
            for words in ["1 is new.", "1 is here already.", "2 cannot be read.", "The card has no end", "There is no name.", "line 10", "Müller"] {
                #expect(page.contains(words), "\(words)")
            }
            for other: Cast.Character in [.haifaOfficer, .colleague] { #expect(try await app.as(other).get(path).status == 404) }
            #expect(try await officer.get("\(path)/report").text.contains("Line 10: The card has no end (END:VCARD)."))
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person") as Int? } == 1)
            let before = try await officer.get(wang).text
            let fields = [("revision", try revision(page)), ("basis", "contract"), ("review", "2027-01-01"), ("organisations", "1")]
            #expect(try await officer.post("\(path)/application", fields.map { $0.0 == "basis" ? ("basis", "") : $0 }).status == 422)
            #expect(try await officer.post("\(path)/application", fields.map { $0.0 == "revision" ? ("revision", "1") : $0 }).status == 409)
            #expect(try await officer.post("\(path)/application", fields).status == 303)
            // What only the card knew is added; what stood stands; notes too.
            let merged = try await officer.get(wang).text
            #expect(
                merged.contains("+86 23 5550110") && merged.contains("invented-wang") && merged.contains("No coriander")
                    && merged.contains("Prof. Wang Xiaoming"))
            #expect(
                merged.components(separatedBy: "Director, Foreign Affairs Office").count
                    == before.components(separatedBy: "Director, Foreign Affairs Office").count)
            let list = try await officer.get("/office/people").text
            #expect(list.contains("Jörg Müller") && list.contains("University of Nowhere"))
            // Nothing of the file is kept, and a second word does nothing.
            #expect(
                try await app.stored {
                    try $0.value("SELECT COUNT(*) FROM person_import_row WHERE draft IS NOT NULL OR cells IS NOT NULL OR remark IS NOT NULL") as Int?
                } == 0)
            #expect(try await officer.post("\(path)/application", fields).status == 303)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person") as Int? } == 2)
            // Back as a whole.
            #expect(try await officer.post("\(path)/removal").status == 303)
            #expect(try await officer.get(path).text.contains("The import was undone."))
            #expect(try await officer.get("/office/people").text.contains("Müller") == false)
            #expect(try await officer.get(wang).text.contains("5550110</a>") == false)
            #expect(try await officer.get("/office/organisations").text.contains("University of Nowhere") == false)
            #expect(try await officer.post("\(path)/removal").status == 409)
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
        }
    }

    @Test func whatSomebodyChangedSinceStays() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let path = try await upload(
                app, "two.csv", "Vorname;Nachname;E-Mail\nAnna;Winter;anna@invented.example\nBert;Sommer;bert@invented.example\n")
            let fields = [("revision", try revision(try await officer.get(path).text)), ("basis", "consent"), ("review", "2027-01-01")]
            #expect(try await officer.post("\(path)/application", fields).status == 303)
            let list = try await officer.get("/office/people").text
            let anna = try #require(list.range(of: "/office/people/[0-9a-f-]{36}\">Anna", options: .regularExpression))
            let page = String(list[anna].prefix { $0 != "\"" })
            #expect(try await officer.post("\(page)/talks", [("day", "2026-11-19"), ("medium", "visit"), ("who", "x"), ("line", "y")]).status == 303)
            #expect(try await officer.post("\(path)/removal").status == 303)
            let left = try await officer.get("/office/people").text
            #expect(left.contains("Anna Winter") && !left.contains("Bert Sommer"))
        }
    }

    @Test func ofWhomSomethingIsKeptStaysAndCanBeErased() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let rows = (1...9).map { "Invented;Number\($0);number\($0)@invented.example" }.joined(separator: "\n")
            let path = try await upload(app, "nine.csv", "Vorname;Nachname;E-Mail\n\(rows)\n")
            let fields = [("revision", try revision(try await officer.get(path).text)), ("basis", "consent"), ("review", "2027-01-01")]
            #expect(try await officer.post("\(path)/application", fields).status == 303)
            let list = try await officer.get("/office/people").text
            func page(_ number: Int) throws -> String {
                let range = try #require(list.range(of: "/office/people/[0-9a-f-]{36}\">Invented Number\(number)<", options: .regularExpression))
                return String(list[range].prefix { $0 != "\"" })
            }
            let (noted, tagged, changed) = (try page(2), try page(7), try page(9))
            func id(_ page: String) -> String { String(page.suffix(36)) }
            #expect(
                try await officer.post("/office/notes", [("kind", "person"), ("record", id(noted)), ("text", "Plays the bandoneon.")]).status == 303)
            #expect(try await officer.post("/office/taggings", [("kind", "person"), ("record", id(tagged)), ("tag", "Music")]).status == 303)
            #expect(
                try await officer.post("\(changed)/talks", [("day", "2026-11-19"), ("medium", "visit"), ("who", "x"), ("line", "y")]).status == 303)

            #expect(try await officer.post("\(path)/removal").status == 303)
            let outcome = try await officer.get(path).text
            for words in [
                "6 entries were removed.", "One entry stays because somebody has changed", "2 entries stay because notes or tags hang on them.",
            ] {
                #expect(outcome.contains(words), "\(words)")
            }
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person") as Int? } == 3)
            #expect(try await officer.get(noted).text.contains("bandoneon"))
            // What stayed is within reach of an erasure.
            #expect(try await officer.post("\(noted)/erasure", [("sure", "1"), ("revision", "1")]).status == 303)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM note") as Int? } == 0)
            #expect(try await officer.get(tagged).text.contains("Music"))
        }
    }

    @Test func spreadsheetsAreReadByTheirHeadings() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let officer = app.as(.officer)
            _ = try await app.organisation("City of Chongqing")
            let sheet = """
                Titel,Vorname,Nachname,中文名,E-Mail,Mobil,Firma,Funktion,Stadt,Land,Sprachen,Unbekannt
                Dr.,Xiaohua,Li,李小华,li@invented.example; li2@invented.example,+86 1,City of Chongqing,Vice Mayor,Chongqing,China,"Chinesisch, Englisch",x
                ,,,,,,,,,,,nobody
                Dr.,Xiaohua,Li,李小华,li@invented.example,,,,,,,
                """
            let path = try await upload(app, "people.csv", sheet)
            let page = try await officer.get(path).text
            #expect(page.contains("1 is new.") && page.contains("2 cannot be read.") && page.contains("The same person stands in line 2 already."))
            #expect(page.contains("Unbekannt") && page.contains("<option value=\"family\" selected>"))
            let report = try await officer.get("\(path)/report")
            #expect(report.headers["content-disposition"]?.contains("problems-") == true && page.contains("\(path)/report"))
            let lines = report.text.split(whereSeparator: \.isNewline)
            #expect(lines.count == 3 && lines[0].hasSuffix("Sprachen,Unbekannt,problem"))
            #expect(
                lines[1].contains(",nobody,Line 3: ") && lines[2].contains("Li")
                    && lines[2].contains("Line 4: The same person stands in line 2 already."))
            for other: Cast.Character in [.haifaOfficer, .colleague] { #expect(try await app.as(other).get("\(path)/report").status == 404) }
            let fields = [("revision", try revision(page)), ("basis", "public_task"), ("review", "2027-01-01")]
            #expect(try await officer.post("\(path)/application", fields).status == 303)
            #expect(try await officer.get("\(path)/report").status == 404)
            let json = try await officer.get("/office/people/export/json").text
            for words in [
                "李小华", "family_first", "Vice Mayor", "\"country_code\":\"CN\"", "li@invented.example", "Chinese, English", "Dr. Li Xiaohua",
            ] {
                #expect(json.contains(words), "\(words): \(json.prefix(1500))")
            }
            // Columns settled otherwise: the same file read anew.
            let again = try await upload(app, "people.csv", "Wer;Wo\nWinter;Bern\n")
            let unread = try await officer.get(again).text
            #expect(unread.contains("1 cannot be read.") && unread.contains("<h1>people.csv</h1>"))
            #expect(try await officer.get("/office/people/imports").text.contains("<a href=\"\(again)\">people.csv</a>"))
            // Of imports from before their files' names were kept, what and when they were.
            try await app.house.database.write { try $0.run("UPDATE person_import SET name = ''") }
            #expect(try await officer.get("/office/people/imports").text.contains("<a href=\"\(again)\">Spreadsheet, "))
            #expect(
                try await officer.post("\(again)/columns", [("revision", try revision(unread)), ("column", "family"), ("column", "city")]).status
                    == 303)
            #expect(try await officer.get(again).text.contains("1 is new."))
            #expect(try await officer.post("\(again)/discarding").status == 303)
            #expect(try await officer.get(again).status == 404)
        }
    }

    @Test func ourOwnExportsComeBackAsTheyWent() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let officer = app.as(.officer)
            _ = try await app.organisation("City of Chongqing")
            let wang = try await app.person(TestApp.wang)
            let cards = try await officer.get("/office/people/cards").text
            #expect(cards.contains("FN;ALTID=1;LANGUAGE=zh:王小明") && !cards.contains("coriander"))
            #expect(try await officer.get("\(wang)/card").text == cards)
            #expect(try await app.as(.haifaOfficer).get("/office/people/cards").text.contains("Wang") == false)
            for (name, text) in [("a.vcf", cards), ("a.csv", try await officer.get("/office/people/export/csv").text)] {
                let path = try await upload(app, name, text)
                let page = try await officer.get(path).text
                #expect(page.contains("1 is here already."), "\(name)")
                #expect(
                    try await officer.post("\(path)/application", [("revision", try revision(page)), ("basis", "consent"), ("review", "2027-01-01")])
                        .status == 303)
            }
            // Nothing was new in them, so nothing changed.
            #expect(try await app.stored { try $0.value("SELECT revision FROM person") as Int? } == 1)
        }
    }

    @Test func manyPeopleComeInInTheBackground() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let rows = (0..<1200).map { "Given\($0),Family\($0),person\($0)@invented.example,Office \($0 % 20),Clerk" }.joined(separator: "\n")
            let job = try await upload(app, "many.csv", "First name,Last name,Email,Organisation,Position\n" + rows)
            #expect(job.hasPrefix("/office/jobs/"))
            await app.work()
            let path = try await officer.get(job).location
            let page = try await officer.get(path).text
            #expect(page.contains("1,200 are new."), "\(page.prefix(3000))")
            let fields = [("revision", try revision(page)), ("basis", "public_task"), ("review", "2027-01-01"), ("organisations", "1")]
            let work = try await officer.post("\(path)/application", fields)
            #expect(work.location.hasPrefix("/office/jobs/"))
            await app.work()
            #expect(try await officer.get(path).text.contains("1,200 entered."))
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person_role") as Int? } == 1200)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM organisation WHERE name LIKE 'Office %'") as Int? } == 20)
            _ = try await officer.post("\(path)/removal")
            await app.work()
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person") as Int? } == 0)
            #expect(
                try await app.stored { try $0.value("SELECT COUNT(*) FROM organisation WHERE archived_at IS NULL AND name LIKE 'Office %'") as Int? }
                    == 0)
        }
    }

    @Test func whatIsNoFileOfPeopleIsToldSo() async throws {
        try await TestApp.on(.sqlite) { (app) async throws in
            let officer = app.as(.officer)
            for (name, bytes) in [
                ("empty.vcf", [UInt8]()), ("zip.xlsx", Array("PK\u{3}\u{4}broken".utf8)), ("x.vcf", Array("BEGIN:VCARD".utf8)),
                ("one.csv", Array("Name\n".utf8)), ("zero.csv", Array("Name,Ort\nWi\0nter,Bern\n".utf8)),
            ] {
                let answer = try await officer.upload("/office/people/imports", file: ("file", name, bytes))
                #expect(answer.status == 422 || answer.status == 303, "\(name) \(answer.status)")
                if name == "zero.csv" { #expect(answer.text.contains("Zero bytes (NUL) stand in the file")) }
                if name != "x.vcf" { #expect(answer.status == 422 && answer.text.contains("The file was not taken"), "\(name)") }
            }
        }
    }

    @Test func whoIsErasedIsNotInAWaitingFileEither() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            _ = try await app.organisation("City of Chongqing")
            let wang = try await app.person(TestApp.wang)
            _ = try await upload(app, "people.vcf", Self.cards)
            _ = try await upload(app, "people.csv", "Name,Email\nWang Xiaoming,other@invented.example\nOther Somebody,somebody@invented.example\n")
            #expect(try await app.stored(dump).contains("5550110"))
            #expect(try await officer.post("\(wang)/erasure", [("revision", "1"), ("sure", "1")]).status == 303)
            let after = try await app.stored(dump)
            for mark in ["Xiaoming", "xiaoming", "5550110", "wang@invented", "小明"] { #expect(!after.contains(mark), "\(mark)") }
            #expect(after.contains("somebody@invented.example"))
        }
    }
}

extension Substring {
    fileprivate func suffix(while holds: (Character) -> Bool) -> Substring {
        var start = endIndex
        while start > startIndex, holds(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }
}
