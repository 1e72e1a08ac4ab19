import Crypto
import Files
import Foundation
import Kernel
import Ledger
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// A record as one file: whole, for those who may read it, and nothing in it ends the element that holds it.
@Suite struct ArchiveTests {
    @Test func theFileHoldsEveryEntryAndIsReadBackTheSame() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app) { ($0.theme, $0.note) = ("</script><b>Mobility</b>", "private words") }
            let answer = try await app.as(.officer).get("/office/partnerships/\(id)/record/archive")
            #expect(answer.status == 200 && answer.headers["content-disposition"]?.hasPrefix("attachment") == true)
            let text = answer.text
            #expect(!text.contains("</script><b>") && !text.contains("private words") && text.contains("&lt;/script&gt;"))
            let json = try #require(text.split(separator: "id=\"record\">").last?.components(separatedBy: "</script>").first)
            let whole = try Value(reading: json)
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: id) })
            let ledger = try await app.stored { try RecordStore(connection: $0).ledger(record) }
            let entries = try (whole["entries"]?.list ?? []).map { try Entry(reading: $0.canonicalText) }
            #expect(entries.map(\.hash) == ledger.entries.map(\.hash) && whole["digest"]?.text == ledger.digest.hex)
            // Programs get the same.
            let program = try await app.program(.officer, reads: ["partnerships"])
            let again = try await program.get("/api/v1/partnerships/\(id)/record/archive")
            #expect(again.status == 200 && again.text == text && again.headers["content-type"] == "text/html; charset=utf-8")
            #expect(try await app.as(.counterpart).get("/api/v1/partnerships/\(id)/record/archive").status == 404)
            // By the command line, from another language, the same record.
            let file = try await Self.written(app, id)
            #expect(file.contains(ledger.digest.hex) && file.contains("lang=\"de\""))
            await #expect(throws: AppError.self) { _ = try await Self.written(app, PartnershipID.new()) }
            for stranger in [Cast.Character.haifaOfficer, .counterpart] {
                #expect(try await app.as(stranger).get("/office/partnerships/\(id)/record/archive").status == 404)
            }
        }
    }

    /// What was said is read by people, not only by programs.
    @Test func theFileShowsWhatWasSaid() async throws {
        try await TestApp.each { app in
            let (us, _) = try await Together.share(app)
            #expect(try await app.as(.officer).post("\(us)/talk", [("text", "See you <in> May\nat the harbour")]).status == 303)
            let file = try await app.as(.officer).get("\(us)/record/archive").text
            #expect(file.contains("<h2>Talk</h2>") && file.contains("<p class=\"lines\">See you &lt;in&gt; May\nat the harbour</p>"))
        }
    }

    private static func written(_ app: TestApp, _ id: PartnershipID) async throws -> String {
        var all: [UInt8] = []
        try await RecordArchive.write(id, app.house.words(.german), at: TestApp.now, FilesFeature.documents, app.house.database) { all += $0 }
        return String(decoding: all, as: UTF8.self)
    }

    /// Documents travel with the record, each under its hash, larger than one piece; who writes the file for a guest gives the same.
    @Test func theFileHoldsTheDocumentsOrNamesWhatIsMissing() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app)
            // More than a piece, and no multiple of three: what is over goes with the next.
            let scan = Array(String(repeating: "Agreed minutes, page </script> & more. Invented.\n", count: 7000).utf8)
            let hash = SHA256.hash(data: Data(scan)).map { String(format: "%02x", $0) }.joined()
            #expect(scan.count > 256 * 1024)
            let fields = [("kind", "partnership"), ("record", String(path.suffix(36))), ("title", "Minutes")]
            _ = try await app.as(.officer).upload("/office/files", file: ("files", "minutes & more.txt", scan), fields)
            #expect(try await app.as(.officer).post("\(path)/files", [("document", hash)]).status == 303)
            let answers = [
                try await app.as(.officer).get("\(path)/record/archive"), try await guest.get("/record/archive"),
            ]
            for answer in answers {
                #expect(answer.status == 200 && answer.headers["content-disposition"]?.hasPrefix("attachment") == true)
                let (record, contents) = try Self.parts(answer.text)
                #expect(record["documents"] == .array([.string(hash)]) && record["missing"] == .array([]))
                #expect(contents[hash].map { Array($0) } == scan)
                #expect(answer.text.contains("data-document=\"\(hash)\" data-name=\"minutes &amp; more.txt\""))
            }
            let id = try #require(PartnershipID(String(path.suffix(36))))
            #expect(try Self.parts(try await Self.written(app, id)).contents[hash].map { Array($0) } == scan)
            // A document whose bytes never came to this server is named.
            try await app.house.database.write { try $0.run("DELETE FROM file_held") }
            let (record, contents) = try Self.parts(try await app.as(.officer).get("\(path)/record/archive").text)
            #expect(record["documents"] == .array([]) && record["missing"] == .array([.string(hash)]) && contents.isEmpty)
            #expect(try await app.as(.officer).get("\(path)/record/archive").text.contains("Its bytes were not on the server"))
            // A link that is gone gives nothing, and says so.
            #expect(try await app.as(nil).get("/guest/nobody/record/archive").status == 404)
        }
    }

    /// What machines read of a file: the record, and the bytes of each document.
    private static func parts(_ text: String) throws -> (record: Value, contents: [String: Data]) {
        let json = try #require(text.components(separatedBy: "id=\"record\">").last?.components(separatedBy: "</script>").first)
        var contents: [String: Data] = [:]
        for part in text.components(separatedBy: "<script type=\"text/plain\" id=\"document-").dropFirst() {
            let name = String(part.prefix(64))
            let content = try #require(part.dropFirst(66).split(separator: "</script>").first)
            contents[name] = Data(base64Encoded: String(content), options: .ignoreUnknownCharacters)
        }
        return (try Value(reading: json), contents)
    }
}
