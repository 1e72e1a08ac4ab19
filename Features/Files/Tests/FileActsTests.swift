import Foundation
import Kernel
import Testing
import Testing_

@testable import Files

/// Files sent and read by programs.
@Suite struct FileActsTests {
    private static let path = "/api/v1/files"

    /// A program that may write both, and an organisation it entered.
    private func start(_ app: TestApp) async throws -> (Testing_.Program, record: [(String, String)]) {
        let program = try await app.program(.officer, writes: ["files", "organisations"])
        let club = try #require(
            try await program.post("/api/v1/organisations", #"{"name": "Port Club", "kind": "club"}"#).json()["id"] as? String)
        return (program, [("record_kind", "organisation"), ("record_id", club)])
    }

    @Test func aFileIsSentReadReplacedAndTakenOff() async throws {
        try await TestApp.each { app in
            let (program, record) = try await start(app)
            let (first, second) = (Made.pdf("First <agreement>"), Made.pdf("Second agreement"))
            let made = try await program.upload(
                Self.path, file: ("file", "agreement.pdf", first), record + [("title", "The <agreement>"), ("note", "Signed in May")])
            #expect(made.status == 201, "\(made.text)")
            let file = try made.json()
            #expect(
                file["title"] as? String == "The <agreement>" && file["note"] as? String == "Signed in May"
                    && file["record"] as? String == "Port Club")
            #expect(try await program.get(made.location).text == made.text)
            #expect(try await app.as(.officer).get("/office/organisations/\(record[1].1)").text.contains("The &lt;agreement&gt;"))
            // Sent again: the same file, which is told, and no second one.
            let again = try await program.upload(Self.path, file: ("file", "agreement.pdf", first), record)
            #expect(again.status == 200 && again.location == made.location && again.text == made.text)
            // Another version goes in front; each is read by its number.
            let replaced = try await program.upload("\(made.location)/versions", file: ("file", "agreement.pdf", second))
            #expect(replaced.status == 200, "\(replaced.text)")
            let versions = try #require(try replaced.json()["versions"] as? [[String: Any]])
            #expect(versions.compactMap { $0["number"] as? Int } == [2, 1] && versions.first?["media_type"] as? String == "application/pdf")
            #expect(try await program.get("\(made.location)/content").bytes == second)
            #expect(try await program.get(try #require(versions.last?["content"] as? String)).bytes == first)
            for wild in ["3", "0", "-1", "x", "99999999999999999999"] {
                #expect(try await program.get("\(made.location)/content?version=\(wild)").status == 404, "\(wild)")
            }
            // What is written about it.
            let revision = try #require(try replaced.json()["revision"] as? Int)
            let described = try await program.patch(made.location, #"{"revision": \#(revision), "note": null}"#)
            #expect(try described.json()["note"] as? String == "" && described.json()["title"] as? String == "The <agreement>")
            #expect(try await program.patch(made.location, #"{"revision": \#(revision), "title": "x"}"#).status == 409)
            #expect(try await program.patch(made.location, #"{"revision": \#(revision + 1), "title": ""}"#).errors().keys.sorted() == ["title"])
            #expect(try await program.post("\(made.location)/removal").json()["removed"] as? Bool == true)
            #expect(try await program.upload("\(made.location)/versions", file: ("file", "agreement.pdf", first)).status == 422)
            #expect(try await program.post("\(made.location)/restoration").json()["removed"] as? Bool == false)
        }
    }

    @Test func whatIsNoGoodFileIsRefusedByItsField() async throws {
        try await TestApp.each { app in
            let (program, record) = try await start(app)
            let pdf = Made.pdf("x")
            // A ZIP that claims to be a PDF, an empty one, and none at all.
            for bytes in [Array("PK\u{3}\u{4} something".utf8), []] {
                let answer = try await program.upload(Self.path, file: ("file", "agreement.pdf", bytes), record)
                #expect(try answer.status == 422 && answer.errors().keys.sorted() == ["file"], "\(answer.text)")
            }
            let other = try await program.upload(Self.path, file: ("files", "agreement.pdf", pdf), record)
            #expect(try other.status == 422 && other.errors()["file"]?.contains("called “file”") == true)
            #expect(try await program.upload(Self.path, file: ("file", "a.pdf", pdf), record + [("colour", "red")]).status == 400)
            #expect(try await program.upload(Self.path, file: ("file", "a.pdf", pdf), record + record).status == 400)
            let long = try await program.upload(Self.path, file: ("file", "a.pdf", pdf), record + [("title", String(repeating: "x", count: 201))])
            #expect(try long.errors().keys.sorted() == ["title"])
            #expect(try await program.upload(Self.path, file: ("file", "a.pdf", pdf), [("record_kind", "office"), ("record_id", "x")]).status == 422)
            #expect(try await program.upload(Self.path, file: ("file", "a.pdf", pdf), [record[0], ("record_id", "nonsense")]).status == 404)
            #expect(try await program.post(Self.path, #"{"record_kind": "organisation"}"#).status == 415)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM file") } == 0)
        }
    }

    @Test func onlyWhoMaySendsAndReads() async throws {
        try await TestApp.each { app in
            let (program, record) = try await start(app)
            let made = try await program.upload(Self.path, file: ("file", "letter.txt", Array("Invented words".utf8)), record)
            // A session opens no act, and a token made out for reading writes nothing.
            #expect(try await app.as(.officer).upload(Self.path, file: ("file", "b.txt", Array("x".utf8)), record).status == 401)
            #expect(try await app.as(nil).upload(Self.path, file: ("file", "b.txt", Array("x".utf8)), record).status == 401)
            let reader = try await app.program(.officer, reads: ["files"])
            #expect(try await reader.upload(Self.path, file: ("file", "b.txt", Array("x".utf8)), record).status == 403)
            #expect(try await reader.get("\(made.location)/content").text == "Invented words")
            let colleague = try await app.program(.colleague, reads: ["files"])
            #expect(try await colleague.get(made.location).status == 200)
            // What nobody may send is not even taken apart: nothing of it reaches the disk.
            let broken = Array("------test-boundary-7f3a\r\nno header".utf8)
            let stranger = try await app.as(nil).send(
                .post, "/office/files", ["content-type": "multipart/form-data; boundary=----test-boundary-7f3a"], broken)
            #expect(stranger.status == 303 && stranger.location.hasPrefix("/sign-in"))
            #expect(try await app.as(.colleague).upload("/office/files", file: ("files", "b.txt", Array("x".utf8))).status == 404)
            let foreign = try await app.program(.haifaOfficer, reads: ["files"], writes: ["files"])
            for tail in ["", "/content"] { #expect(try await foreign.get(made.location + tail).status == 404) }
            #expect(try await foreign.upload("\(made.location)/versions", file: ("file", "b.txt", Array("x".utf8))).status == 404)
            #expect(try await foreign.upload(Self.path, file: ("file", "b.txt", Array("x".utf8)), record).status == 404)
        }
    }
}
