import Foundation
import Kernel
import Testing
import Testing_

@testable import Directory
@testable import People
@testable import Storage

/// What the office gets to see of the answers of people, and what becomes of them.
@Suite struct AskedAnswersTests {
    private let remarks = "/office/contact-points/people?answer=remark", removals = "/office/contact-points/people?answer=removal"

    @Test func whatHasChangedWaitsUntilTheEntryIsSavedOrConfirmed() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app), officer = app.as(.officer)
            let path = try await test.person()
            let verbs: [() async throws -> Answer] = [
                { try await officer.post("\(path)/confirmation") }, { try await officer.post("\(path)/remark") },
                {
                    let fields = [
                        ("given", "Anna"), ("family", "Summer"), ("channels-kind", "email"), ("channels-value", "anna@invented.example"),
                        ("channels-note", ""),
                    ]
                    return try await officer.post(path, TestApp.person(fields + [("revision", "1")]))
                },
            ]
            for (number, verb) in verbs.enumerated() {
                try await app.house.database.write { try $0.run("DELETE FROM person_question") }
                try await app.house.database.write { try $0.run("DELETE FROM person_letter") }
                try await app.house.database.write { try $0.run("DELETE FROM outbox") }
                try await test.grow(path, days: 400)
                let reader = try await test.reader()
                #expect(try await reader.post("correction", [("remark", "")]).status == 422)
                #expect(try await reader.post("correction", [("remark", "Ask <Successor>")]).status == 200)
                #expect(try await officer.get(path).text.contains("Ask &lt;Successor&gt;"))
                #expect(try await officer.get("/office").text.contains("One person has written that something has changed."))
                #expect(try await officer.get(remarks).text.contains("Has written back"))
                #expect(try await app.as(.colleague).get(path).text.contains("Successor") == false)
                #expect(try await app.as(.haifaOfficer).post("\(path)/remark").status == 404)
                let inJournal: Int = try await app.stored {
                    try $0.value("SELECT COUNT(*) FROM journal WHERE before LIKE '%Successor%' OR after LIKE '%Successor%'") ?? -1
                }
                #expect(inJournal == 0)
                #expect(try await verb().status == 303, "\(number)")
                #expect(try await officer.get(path).text.contains("Successor") == false, "\(number)")
                #expect(try await officer.get("/office").text.contains("has written that something has changed") == false)
            }
        }
    }

    @Test func aWishToBeRemovedErasesNothingAndStandsUntilItIsAnswered() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app), officer = app.as(.officer)
            let path = try await test.person()
            let reader = try await test.reader()
            #expect(try await reader.post("removal").text.contains("The office sees your wish"))
            #expect(try await reader.post("removal").status == 410)
            let page = try await officer.get(path).text
            #expect(page.contains("Anna Winter") && page.contains("The person wishes to be removed") && page.contains("href=\"\(path)/erasure\""))
            #expect(try await officer.get("/office").text.contains("One person wishes to be removed."))
            // Neither confirming nor archiving answers it, and nobody is asked meanwhile.
            #expect(try await officer.post("\(path)/confirmation").status == 303)
            #expect(try await officer.post("\(path)/archive").status == 303)
            #expect(try await officer.get(removals).text.contains("Wishes to be removed</span>"))
            #expect(try await officer.get("/office").text.contains("One person wishes to be removed."))
            #expect(try await officer.post("\(path)/restoration").status == 303)
            try await test.grow(path, days: 400)
            #expect(try await test.due(day: 400).isEmpty)
            #expect(try await app.as(.haifaOfficer).post("\(path)/removal").status == 404)
            #expect(try await officer.post("\(path)/removal").status == 303)
            let after = try await officer.get(path).text
            #expect(!after.contains("The person wishes to be removed") && after.contains("The wish to be removed was answered: the entry stays"))
            #expect(try await test.due(day: 400).count == 1)
        }
    }

    @Test func aContactPointHasNoSuchWish() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app)
            try await test.contactPoint(email: "club@invented.example")
            let reader = try await test.reader()
            #expect(!reader.page.text.contains("/contact-point/removal") && reader.page.text.contains("/contact-point/refusal"))
            #expect(try await reader.post("removal").status == 410)
            #expect(try await reader.post("confirmation").status == 200, "and the question is still open")
        }
    }

    @Test func whoIsErasedWasNeverWrittenTo() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app), officer = app.as(.officer)
            let path = try await test.person()
            let other = try await test.person([("family", "Summer")], email: "summer@invented.example")
            _ = try await test.ask()
            let letter = try #require(try await test.letters().first { $0.to == "anna@invented.example" })
            let reader = try await test.follow(letter)
            #expect(try await reader.post("correction", [("remark", "Ask the Successor")]).status == 200)
            let held = try await officer.post("\(path)/held")
            #expect(String(decoding: held.bytes, as: UTF8.self).contains("\"remark\" : \"Ask the Successor\""))
            let before = try await app.stored(dump)
            for mark in ["anna@invented", "Winter", "Successor"] { #expect(before.contains(mark), "\(mark) proves nothing") }
            #expect(try await officer.get("\(path)/erasure").text.contains("the letters that asked"))
            #expect(try await officer.post("\(path)/erasure", [("revision", "1"), ("sure", "1")]).status == 303)
            let after = try await app.stored(dump)
            for mark in ["anna@invented", "Winter", "Successor"] { #expect(!after.contains(mark), "\(mark) is still there") }
            #expect(try await test.follow(letter).page.status == 410)
            let stop = try #require(letter.unsubscribe)
            #expect(try await app.as(nil).get(String(stop.dropFirst(app.house.settings.address.count))).status == 410)
            #expect(try await test.letters().map(\.to) == ["summer@invented.example"], "the letters of others stay: \(other)")
            for rule in app.house.features.flatMap(\.rules) { #expect(try await app.stored(rule.violations).isEmpty, "\(rule.name)") }
        }
    }

    @Test func twoThatBecomeOneAreAskedAsOneAndAnswerForBoth() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app), officer = app.as(.officer)
            let kept = try await test.person(email: "kept@invented.example", days: 100), gone = try await test.person(email: "gone@invented.example")
            _ = try await test.ask()
            let letter = try #require(try await test.letters().first)
            #expect(letter.to == "gone@invented.example")
            #expect(try await officer.post("\(kept)/merging/\(test.id(gone))", [("revision-kept", "1"), ("revision-gone", "1")]).status == 303)
            for path in [kept, gone] { try await test.grow(path, days: 400) }
            // Asked this year under the other entry, at another address: not again. The question of the other one ends.
            for day: Int64 in [1, 40, 200] { #expect(try await test.due(day: day).isEmpty, "day \(day)") }
            #expect(try await test.due(day: 366).map(\.id) == [test.id(kept)])
            let reader = try await test.follow(letter)
            #expect(
                reader.page.status == 200 && reader.page.text.contains("kept@invented.example") && reader.page.text.contains("gone@invented.example"))
            #expect(try await reader.post("correction", [("remark", "I moved")]).status == 200)
            let one = try await officer.get(kept).text
            #expect(one.contains("I moved"))
            #expect(try await officer.get(gone).text.contains("I moved") == false)
            #expect(try await officer.get("/office").text.contains("One person has written that something has changed."))
            #expect(try await officer.get(remarks).text.contains(kept))
            // And two again: the answer goes back to whom it was about.
            let undo = try #require(one.range(of: "/office/people/merges/[0-9a-f-]+/undoing", options: .regularExpression))
            #expect(try await officer.post(String(one[undo])).status == 303)
            #expect(try await officer.get(kept).text.contains("I moved") == false)
            #expect(try await officer.get(gone).text.contains("I moved"))
            try await test.grow(kept, days: 400)
            #expect(try await test.due(day: 1).map(\.id) == [test.id(kept)])
        }
    }

    @Test func aLinkConfirmsTheEntryThatStandsNow() async throws {
        try await TestApp.each { app in
            let test = AskedCase(app: app), officer = app.as(.officer)
            let kept = try await test.person(email: "kept@invented.example", days: 100), gone = try await test.person(email: "gone@invented.example")
            let reader = try await test.reader()
            #expect(try await officer.post("\(kept)/merging/\(test.id(gone))", [("revision-kept", "1"), ("revision-gone", "1")]).status == 303)
            #expect(try await reader.post("confirmation").status == 200)
            let confirmed = try await app.stored { connection in
                try connection.value("SELECT confirmed_on FROM person WHERE merged_into IS NULL") as String?
            }
            #expect(confirmed == "2026-11-20")
            // Erased with the entry it was merged into.
            #expect(try await officer.post("\(kept)/erasure", [("revision", "2"), ("sure", "1")]).status == 303)
            #expect(try await app.stored { try !$0.exists("SELECT 1 FROM person_question") && !$0.exists("SELECT 1 FROM person_letter") })
            #expect(try await app.stored(dump).contains("gone@invented") == false)
        }
    }
}
