import Foundation
import Kernel
import Testing
import Testing_

@testable import Notes

/// Notes written by programs.
@Suite struct NoteActsTests {
    @Test func aNoteIsWrittenReadAndChanged() async throws {
        try await TestApp.each { app in
            let program = try await app.program(.officer, writes: ["notes", "organisations"])
            let club = try #require(
                try await program.post("/api/v1/organisations", #"{"name": "Port Club", "kind": "club"}"#).json()["id"] as? String)
            let about = #""record_kind": "organisation", "record_id": "\#(club)""#
            let made = try await program.post("/api/v1/notes", #"{\#(about), "text": "Ask for <Ruth>"}"#)
            #expect(made.status == 201, "\(made.text)")
            let note = try made.json()
            #expect(note["about"] as? String == "Port Club" && note["text"] as? String == "Ask for <Ruth>" && note["revision"] as? Int == 1)
            #expect(try await program.get(made.location).text == made.text)
            #expect(try await app.as(.officer).get("/office/organisations/\(club)").text.contains("Ask for &lt;Ruth&gt;"))
            // The same a moment later is the same note.
            #expect(try await program.post("/api/v1/notes", #"{\#(about), "text": "Ask for <Ruth>"}"#).location == made.location)
            let changed = try await program.patch(made.location, #"{"revision": 1, "text": "Ask for Noa"}"#)
            #expect(try changed.json()["text"] as? String == "Ask for Noa")
            #expect(try await program.patch(made.location, #"{"revision": 1, "text": "x"}"#).status == 409)
            #expect(try await program.patch(made.location, #"{"revision": 2, "text": ""}"#).errors().keys.sorted() == ["text"])
            // A colleague's note is theirs; another office sees none.
            let other = try await app.program(.colleague, writes: ["notes"])
            #expect(try await other.get(made.location).status == 200)
            #expect(try await other.patch(made.location, #"{"revision": 2, "text": "x"}"#).status == 404)
            let foreign = try await app.program(.haifaOfficer, writes: ["notes"])
            #expect(try await foreign.get(made.location).status == 404)
            #expect(try await foreign.post("/api/v1/notes", #"{\#(about), "text": "x"}"#).status == 404)
            #expect(try await program.post("/api/v1/notes", #"{"record_kind": "office", "record_id": "x", "text": "x"}"#).status == 422)
        }
    }
}
