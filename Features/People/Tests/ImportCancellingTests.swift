import Foundation
import Kernel
import Testing
import Testing_
import Web

@testable import People
@testable import Storage

/// An import in the background is one transaction. Whoever made it sees how far it is, and stops it, while that transaction is open.
struct ImportCancellingTests {
    struct Progress: Decodable { let done: Int, total: Int, finished: Bool, words: String }

    private func progress(_ browser: Browser, _ job: String) async throws -> Progress {
        let answer = try await browser.get(job + "/progress")
        #expect(answer.status == 200)
        return try JSONDecoder().decode(Progress.self, from: Data(answer.bytes))
    }

    @Test func anImportIsSeenAndStoppedInItsMiddle() async throws {
        try await TestApp.each { (app) async throws in
            let officer = app.as(.officer)
            let rows = (1...900).map { "Invented\($0);Person\($0);person\($0)@invented.example" }.joined(separator: "\n")
            let planning = try await officer.upload(
                "/office/people/imports", file: ("file", "people.csv", Array("Vorname;Nachname;E-Mail\n\(rows)\n".utf8)))
            await app.work()
            let path = try await officer.get(planning.location).location
            let page = try await officer.get(path).text
            let range = try #require(page.range(of: "name=\"revision\" value=\"[0-9]+", options: .regularExpression))
            let fields = [("revision", String(page[range].suffix(while: \.isNumber))), ("basis", "consent"), ("review", "2027-01-01")]
            let job = try await officer.post("\(path)/application", fields).location
            #expect(job.hasPrefix("/office/jobs/"))

            // Whoever acts on it meanwhile is told so, and led to where the work is seen.
            for act in ["removal", "discarding", "application", "columns"] {
                let answer = try await officer.post("\(path)/\(act)")
                #expect(answer.status == 409 && answer.text.contains("<h1>This import is being worked on</h1>"), "\(act)")
                #expect(answer.text.contains("href=\"\(path)\">To the import</a>"), "\(act)")
            }
            #expect(try await officer.get(path).location == job)

            // In the second batch of five hundred.
            let gate = Gate(in: app.house, at: PersonStore.subject, number: 501)
            let working = Task { await app.work() }
            #expect(try await gate.reached())
            let seen = try await progress(officer, job)
            #expect(seen.done == 500 && seen.total == 900 && !seen.finished && seen.words == "500 of 900")
            let shown = try await officer.get(job).text
            #expect(shown.contains("At work") && shown.contains("max=\"900\" value=\"500\"") && shown.contains("\(job)/cancellation"))
            #expect(try await app.as(.director).post("\(job)/cancellation").status == 404)
            #expect(try await officer.post("\(job)/cancellation").status == 303)
            #expect(try await progress(officer, job).words == "Stopping…")
            #expect(gate.open(), "The answers came only after the transaction had ended.")
            await working.value

            #expect(try await progress(officer, job).finished)
            let end = try await officer.get(job).text
            #expect(end.contains("Stopped") && end.contains("Nothing was changed."))
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person") as Int? } == 0)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM journal WHERE subject_kind = 'person'") as Int? } == 0)
            // As if it had never been asked for: it can be made again, and undoing it can be stopped as well.
            let again = try await officer.post("\(path)/application", fields).location
            await app.work()
            #expect(try await officer.get(again).location == path)
            let undoing = try await officer.post("\(path)/removal").location
            let second = Gate(in: app.house, at: PersonStore.subject, number: 501)
            let undone = Task { await app.work() }
            #expect(try await second.reached())
            #expect(try await officer.post("\(undoing)/cancellation").status == 303)
            #expect(second.open())
            await undone.value
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM person") as Int? } == 900)
            #expect(try await officer.get(path).text.contains("900 entered."))
        }
    }
}
