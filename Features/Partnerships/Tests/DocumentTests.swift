import Crypto
import Foundation
import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships

/// Documents of a record: by hash, for all its parties, and for as long as it stands.
@Suite struct DocumentTests {
    private static let text = Array("Agreed minutes. Invented.".utf8)
    private static let hash = SHA256.hash(data: Data(text)).map { String(format: "%02x", $0) }.joined()

    /// The minutes as a file of Düsseldorf's on the partnership.
    private func upload(_ app: TestApp, _ us: String) async throws {
        let id = String(us.suffix(36))
        let answer = try await app.as(.officer).upload(
            "/office/files", file: ("files", "minutes.txt", Self.text), [("kind", "partnership"), ("record", id), ("title", "Minutes")])
        #expect(answer.status == 303, "\(answer.text.prefix(2000))")
    }

    @Test func whatIsPutInIsReadByAllPartiesAndStays() async throws {
        try await TestApp.each { app in
            let (us, them) = try await Together.share(app)
            let path = "\(us)/files"
            let empty = try await app.as(.officer).get(path).text
            #expect(empty.contains("No documents yet") && empty.contains("First add the file to this partnership"))
            try await upload(app, us)
            // So far it is Düsseldorf's alone.
            #expect(!(try await app.as(.haifaOfficer).get("\(them)/files").text.contains("minutes.txt")))
            #expect(try await app.as(.haifaOfficer).get("\(them)/files/\(Self.hash)").status == 404)
            #expect(try await app.as(.officer).get("\(path)/\(Self.hash)").status == 404, "not by its hash before it is in the record")
            for wrong in [("document", ""), ("document", String(repeating: "a", count: 64)), ("about", "agreed/indicator/none")] {
                let fields = [wrong] + (wrong.0 == "about" ? [("document", Self.hash)] : [])
                #expect(try await app.as(.officer).post(path, fields).status == 422, "\(wrong)")
            }
            #expect(try await app.as(.officer).post(path, [("document", Self.hash)]).location == path)
            for (who, page) in [(Cast.Character.officer, path), (.haifaOfficer, "\(them)/files"), (.colleague, path)] {
                let shown = try await app.as(who).get(page).text
                #expect(shown.contains("minutes.txt") && shown.contains(Self.hash.prefix(12)), "\(who)")
                let sent = try await app.as(who).get("\(page)/\(Self.hash)")
                #expect(sent.bytes == Self.text && sent.headers["content-security-policy"] == "sandbox; default-src 'none'")
                #expect(sent.headers["content-disposition"]?.hasPrefix("attachment") == true)
            }
            // Once is enough, and strangers see nothing of it.
            #expect(try await app.as(.officer).post(path, [("document", Self.hash)]).status == 422)
            #expect(try await app.as(.haifaOfficer).get("\(path)/\(Self.hash)").status == 404)
            #expect(try await app.as(nil).get("\(path)/\(Self.hash)").status != 200)
            #expect(try await app.as(.haifaOfficer).get("\(them)/record").text.contains("Attached “minutes.txt”"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func programsPutThemInReadThemAndReleaseThem() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            let (us, them) = ("/api/v1/partnerships/\(ours)", "/api/v1/partnerships/\(theirs)")
            let program = try await app.program(.officer, writes: ["partnerships", "files"])
            let other = try await app.program(.haifaOfficer, writes: ["partnerships"])
            let sent = try await program.upload(
                "/api/v1/files", file: ("file", "minutes.txt", Self.text), [("record_kind", "partnership"), ("record_id", ours.text)])
            #expect(sent.status == 201, "\(sent.text)")
            #expect(try await program.get("\(us)/documents/\(Self.hash)").status == 404, "not before it is in the record")
            let wrong = #"{"sha256": "\#(String(repeating: "a", count: 64))"}"#
            #expect(try await program.post("\(us)/documents", wrong).errors().keys.sorted() == ["sha256"])
            let lost = try await program.post("\(us)/documents", #"{"sha256": "\#(Self.hash)", "about": "agreed/indicator/none"}"#)
            #expect(try lost.errors().keys.sorted() == ["about"])
            let put = try await program.post("\(us)/documents", #"{"sha256": "\#(Self.hash)"}"#)
            #expect(put.status == 201 && put.location == "\(us)/documents/\(Self.hash)" && put.text.contains("minutes.txt"), "\(put.text)")
            for (who, base) in [(program, us), (other, them)] {
                #expect(try await who.get("\(base)/documents/\(Self.hash)").bytes == Self.text)
            }
            #expect(try await app.program(.counterpart, reads: ["partnerships"]).get("\(us)/documents/\(Self.hash)").status != 200)
            // Released by whoever put it in.
            #expect(try await other.post("\(them)/documents/\(Self.hash)/release", #"{"released": true}"#).status == 404)
            #expect(try await program.post("\(us)/documents/\(Self.hash)/release", #"{"released": true}"#).status == 200)
            #expect(try await app.as(.haifaOfficer).get("/office/partnerships/\(theirs)/files").text.contains("released</td>"))
            #expect(try await program.post("\(us)/documents/\(Self.hash)/release", #"{"released": false}"#).status == 200)
            #expect(!(try await app.as(.haifaOfficer).get("/office/partnerships/\(theirs)/files").text.contains("released</td>")))
        }
    }

    /// Whoever removes the file does not take it from the record: it was promised to all.
    @Test func aRemovedFileStaysInTheRecord() async throws {
        try await TestApp.each { app in
            let (us, them) = try await Together.share(app)
            try await upload(app, us)
            _ = try await app.as(.officer).post("\(us)/files", [("document", Self.hash)])
            let file = try await app.stored { try $0.value("SELECT id FROM file WHERE name = 'minutes.txt'") ?? "" as String }
            #expect(try await app.as(.officer).post("/office/files/\(file)/removal", [("removed", "1")]).status == 303)
            try await app.house.database.write { try $0.run("UPDATE file SET removed_at = 1, added_at = 1") }
            try await app.house.database.write { try $0.run("UPDATE file_content SET created_at = 1") }
            await app.work()
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM file") ?? -1 as Int } == 0, "the file itself is cleared away")
            #expect(try await app.as(.haifaOfficer).get("\(them)/files/\(Self.hash)").bytes == Self.text)
        }
    }

    @Test func whatAPartyReleasesThePublicReads() async throws {
        try await TestApp.each { app in
            let (us, them) = try await Together.share(app)
            try await upload(app, us)
            _ = try await app.as(.officer).post("\(us)/files", [("document", Self.hash)])
            let release = "\(us)/files/\(Self.hash)/release"
            let page = "/partnerships/\(us.suffix(36))"
            let file = "\(page)/files/\(Self.hash)"
            #expect(try await app.as(.officer).post("\(us)/publication", [("public", "1")]).status == 303)
            #expect(try await app.as(nil).get(file).status == 404)
            #expect(!(try await app.as(nil).get(page).text.contains("minutes.txt")))
            // Only whoever put it in releases it, and only what is there.
            #expect(try await app.as(.haifaOfficer).post("\(them)/files/\(Self.hash)/release", [("released", "1")]).status == 404)
            #expect(!(try await app.as(.haifaOfficer).get("\(them)/files").text.contains("Release to the public")))
            #expect(try await app.as(.officer).post("\(us)/files/\(String(repeating: "a", count: 64))/release", [("released", "1")]).status == 404)
            #expect(try await app.as(.colleague).post(release, [("released", "1")]).status == 404)
            #expect(try await app.as(.officer).post(release, [("released", "1")]).location == "\(us)/files")
            #expect(try await app.as(.officer).post(release, [("released", "1")]).status == 303, "twice is once")
            let shown = try await app.as(nil).get(page).text
            #expect(shown.contains("href=\"\(file)\">minutes.txt</a>"))
            let sent = try await app.as(nil).get(file)
            #expect(sent.bytes == Self.text && sent.headers["content-security-policy"] == "sandbox; default-src 'none'")
            #expect(try await app.as(.haifaOfficer).get("\(them)/files").text.contains("<td data-label=\"Public\">released</td>"))
            #expect(try await app.as(.haifaOfficer).get("\(them)/record").text.contains("Document released to the public"))
            // On the page of whoever released it, while that page is there.
            #expect(try await app.as(.haifaOfficer).post("\(them)/publication", [("public", "1")]).status == 303)
            #expect(!(try await app.as(nil).get("/partnerships/\(them.suffix(36))").text.contains("minutes.txt")))
            #expect(try await app.as(nil).get("/partnerships/\(them.suffix(36))/files/\(Self.hash)").status == 404)
            #expect(try await app.as(.officer).post("\(us)/publication", [("public", "0")]).status == 303)
            #expect(try await app.as(nil).get(file).status == 404)
            #expect(try await app.as(.officer).post("\(us)/publication", [("public", "1")]).status == 303)
            #expect(try await app.as(.officer).post(release, [("released", "0")]).status == 303)
            #expect(try await app.as(nil).get(file).status == 404)
            #expect(!(try await app.as(nil).get(page).text.contains("minutes.txt")))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }
}
