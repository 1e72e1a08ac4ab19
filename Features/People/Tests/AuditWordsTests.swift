import Kernel
import Testing
import Testing_

@testable import People
@testable import Storage

/// What the audit says of people and files.
struct AuditWordsTests {
    @Test func whatHappenedToPeopleAndFilesIsThereInTheReadersWordsWithoutAName() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let city = try await app.organisation("City of Chongqing")
            let wang = try await app.person(TestApp.wang)
            let text = try await officer.upload(
                "/office/files", file: ("files", "ok.txt", Array("Agreed.".utf8)), [("kind", "organisation"), ("record", String(city.suffix(36)))])
            #expect(text.status == 303)
            #expect(try await officer.post("\(wang)/erasure", [("revision", "1"), ("sure", "1")]).status == 303)
            let director = app.as(.director)
            #expect(try await director.post("/account", [("name", "Invented Director"), ("language", "de")]).status == 303)
            let page = try await director.get("/office/audit").text
            for words in ["Gelöscht", "Datei angehängt", "kind=person", "kind=file"] { #expect(page.contains(words), "\(words)") }
            #expect(try await director.get("/office/audit?kind=person").text.contains("Gelöscht"))
            let csv = try await director.get("/office/audit/export/csv").text
            #expect(csv.contains("Vorher") && csv.contains("Nachher") && !csv.contains("Zurück") && !csv.contains("erased"), "\(csv.prefix(800))")
            for text in [page, csv] { #expect(!text.contains("Xiaoming") && !text.contains("小明")) }
            // Every act of a person has its words.
            for act in [
                "created", "changed", "archived", "restored", "confirmed", "contact asked", "contact corrected", "contact letters refused",
                "contact letters allowed", "removal asked", "removal settled", "exported", "merged", "merged away", "unmerged", "undone", "removed",
                "erased", "post moved", "post moved back", "talk added", "talk removed",
            ] {
                #expect(PersonHistory.what(act, app.house.words(.german)) != act, "\(act)")
            }
        }
    }
}
