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
            // By the command line, from another language, the same record.
            let file = try await app.stored { try RecordArchive.file(id, app.house.words(.german), at: TestApp.now, $0) }
            #expect(file.contains(ledger.digest.hex) && file.contains("lang=\"de\""))
            await #expect(throws: AppError.self) {
                _ = try await app.stored { try RecordArchive.file(PartnershipID.new(), app.house.words(.german), at: TestApp.now, $0) }
            }
            for stranger in [Cast.Character.haifaOfficer, .counterpart] {
                #expect(try await app.as(stranger).get("/office/partnerships/\(id)/record/archive").status == 404)
            }
        }
    }
}
