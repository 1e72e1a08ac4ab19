import Foundation
import Kernel
import Testing
import Testing_

@testable import Tags

/// Tags put on and taken off by programs.
@Suite struct TagActsTests {
    @Test func aTagIsPutOnAndTakenOff() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["tags", "organisations"])
            let club = try #require(
                try await program.post("/api/v1/organisations", #"{"name": "Port Club", "kind": "club"}"#).json()["id"] as? String)
            let path = "/api/v1/tags/organisation/\(club)"
            func names(_ answer: Answer) throws -> [String] { (try answer.json()["items"] as? [[String: String]] ?? []).compactMap { $0["name"] } }
            #expect(try names(try await program.get(path)) == [])
            #expect(try names(try await program.post(path, #"{"tag": "Youth"}"#)) == ["Youth"])
            #expect(try names(try await program.post(path, #"{"tag": "Harbour"}"#)) == ["Harbour", "Youth"])
            #expect(try names(try await program.post(path, #"{"tag": "youth"}"#)) == ["Harbour", "Youth"])
            #expect(try await app.as(.officer).get("/office/organisations/\(club)").text.contains(">Harbour</a>"))
            #expect(try names(try await program.post("\(path)/removal", #"{"tag": "YOUTH"}"#)) == ["Harbour"])
            #expect(try names(try await program.post("\(path)/removal", #"{"tag": "Youth"}"#)) == ["Harbour"])
            for wrong in [#"{"tag": "  "}"#, #"{"tag": "!!"}"#, #"{}"#] {
                #expect(try await program.post(path, wrong).errors().keys.sorted() == ["tag"], "\(wrong)")
            }
            #expect(try await program.post("/api/v1/tags/office/\(club)", #"{"tag": "x"}"#).status == 404)
            let foreign = try await app.program(.haifaOfficer, writes: ["tags"])
            #expect(try await foreign.post(path, #"{"tag": "x"}"#).status == 404)
            #expect(try await foreign.get(path).status == 404)
        }
    }
}
