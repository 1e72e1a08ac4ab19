import Kernel
import Storage
import Testing
import Testing_

@testable import Partnerships

struct ImportCancellingTests {
    @Test func anImportIsStoppedInTheMiddleOfItsTransaction() async throws {
        try await TestApp.each { app in
            let desk = ImportDesk(app)
            let before = try await desk.standing()
            let cities = ["Warsaw,Poland", "Haifa,Israel", "Reading,United Kingdom", "Lyon,France", "Milan,Italy", "Prague,Czech Republic"]
            let path = try await desk.matched("partner,country\n" + (0..<300).map { cities[$0 % cities.count] }.joined(separator: "\n"))
            let job = try await desk.browser.post(path + "/application", [("revision", try await desk.revision(path + "/plan"))]).location
            #expect(job.hasPrefix("/office/jobs/"))
            // Whoever acts on it meanwhile is told so, and led to where the work is seen.
            for act in ["discarding", "matching", "review", "plan"] {
                let answer = try await desk.browser.post("\(path)/\(act)")
                #expect(answer.status == 409 && answer.text.contains("<h1>This import is being worked on</h1>"), "\(act)")
                #expect(answer.text.contains("href=\"\(path)\">To the import</a>"), "\(act)")
            }
            #expect(try await desk.browser.get(path).location == job)
            let gate = Gate(in: app.house, at: "partnership", number: 2)
            let working = Task { await app.work() }
            #expect(try await gate.reached())
            #expect(try await desk.browser.get(job).text.contains("At work"))
            #expect(try await desk.browser.post(job + "/cancellation").status == 303)
            #expect(gate.open(), "The answer came only after the transaction had ended.")
            await working.value
            #expect(try await desk.browser.get(job).text.contains("Nothing was changed."))
            #expect(try await desk.standing() == before)
        }
    }
}
