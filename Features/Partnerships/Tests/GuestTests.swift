import Foundation
import Kernel
import Ledger
import Outbound
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// A city without a server takes part by a link.
@Suite struct GuestTests {
    @Test func aGuestTakesPartAnswersAndProposes() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app, takesPart: false)
            let first = try await guest.get()
            #expect(first.status == 200 && first.text.contains("Take part and assent") && first.text.contains("Mobility"))
            #expect(!first.text.contains("private words") && !first.text.contains("Counter-propose"))
            #expect(first.headers["referrer-policy"] == "no-referrer" && first.headers["cache-control"] == "no-store")
            #expect(first.headers["x-robots-tag"] == "noindex, nofollow")
            // Before it takes part nothing can be proposed, but everything read and something said.
            #expect(try await guest.get("/term/edit").status == 422)
            #expect(try await guest.post("/talk", [("text", "We are glad to be asked.")]).status == 303)
            #expect(try await GuestRecord.ledger(app, path).agreement.parties.count == 1)
            #expect(try await guest.post("/participation").status == 303)
            #expect(try await guest.post("/participation").status == 409, "once")
            #expect(try await guest.post("/refusal").status == 409)
            #expect(!(try await guest.get().text.contains("Take part and assent")))
            #expect(try await GuestRecord.ledger(app, path).agreement.parties.count == 2)
            #expect(try await app.as(.officer).get(path).text.contains("signed by all parties"))
            #expect(try await app.as(.officer).get("\(path)/agreement").text.contains("signs by its guests"))
            // The office proposes, the guest assents.
            try await GuestRecord.propose(app, path, until: "30.6.2028")
            let page = try await guest.get()
            #expect(page.text.contains("proposes a change") && page.text.contains("30 June 2028"))
            #expect(try await GuestRecord.until(app, path) == nil)
            let second = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(second)/assent").status == 303)
            #expect(try await GuestRecord.until(app, path) == "2028-06-30")
            // The guest proposes, the office assents; the terms too, and of them nothing but what was changed.
            #expect(try await guest.draftTerm(until: "31.12.2029").location == "\(guest.path)/agreement")
            let form = try await guest.get("/terms/edit").text
            let seen = try #require(form.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1)
            let terms = [
                ("kind", "partner-city"), ("since", "2004"), ("theme", "Inclusion"), ("fields", "culture"), ("fields", "science"),
                ("basis", "none-known"),
            ]
            #expect(try await guest.post("/terms/edit", terms + [("seen", String(seen))]).status == 303)
            #expect(try await guest.get().text.contains("Your draft, not proposed yet"))
            #expect(try await app.as(.officer).get("\(path)/agreement").text.contains("Your draft") == false)
            #expect(try await guest.post("/draft/proposal", [("note", "As we said")]).status == 303)
            let sent = try await GuestRecord.ledger(app, path)
            guard case .propose(let content)? = sent.history.last?.act else { throw AppError.notFound }
            #expect(
                content.set["agreed/partnership"] == ["theme": .string("Inclusion")] && content.set["agreed/term"] == ["until": .string("2029-12-31")]
            )
            let answer = try await app.as(.officer).get("\(path)/agreement").text
            let third = try #require(answer.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
            #expect(try await app.as(.officer).post("\(path)/proposals/\(third)/assent").status == 303)
            #expect(try await GuestRecord.until(app, path) == "2029-12-31")
            #expect(try await app.as(.officer).get("\(path)/edit").text.contains("Inclusion"))
            // What is a party's own: a contact point under the guest's party, with the person beside the chain.
            let blank = try await guest.get("/contacts/new").text
            let thing = String(try #require(blank.firstMatch(of: /name="thing" value="([0-9a-f-]{36})"/)?.1))
            let party = try #require(
                try await GuestRecord.ledger(app, path).entries.last { if case .join = $0.act { true } else { false } }?.author.hex)
            #expect(
                try await guest.post("/contacts/new", [("thing", thing), ("party", party), ("name", "Invented Contact"), ("seen", "")]).status == 303)
            #expect(try await app.as(.officer).get("\(path)/communication").text.contains("Invented Contact"))
            #expect(!(try await Together.chain(app, path)).contains("Invented Contact"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatGuestsDidIsReadAsTheirs() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app)
            #expect(try await guest.post("/talk", [("text", "Words of a guest")]).status == 303)
            for part in ["talk", "record", "record/archive"] {
                let page = try await app.as(.officer).get("\(path)/\(part)").text
                #expect(page.contains("a guest of Haifa, on the server of"), "\(part)")
                #expect(!page.contains("Invented Guest"), "\(part)")
            }
            #expect(try await guest.get("/record").text.contains("a guest of Haifa"))
            #expect(try await guest.get("/record/archive").text.contains("proxenia-record"))
            let report = try await app.stored { try RecordCheck($0).run(threads: 1) }
            #expect(report.faults == [] && report.byGuests == 3, "joined, assented, said")
            // The journal, kept for good, names the party and never the person.
            let id = String(path.suffix(36))
            let facts = try await app.stored { try $0.journal.facts(.subject(kind: "partnership", id: id), limit: 50) }
            #expect(facts.contains { $0.act == "guest-invited" } && facts.contains { $0.act == "taken-part" && $0.actorName == "Haifa" })
            #expect(!facts.contains { "\($0)".contains("Invented Guest") || "\($0)".contains("invented.example") })
            #expect(!(try await Together.chain(app, path)).contains("Invented Guest"))
        }
    }

    @Test func aLinkOpensOneRecordAndOnlyWhileItStands() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app)
            let other = "/office/partnerships/\(try await Samples.enter(app, Samples.warsaw))"
            let stranger = try await GuestBrowser.invited(app, to: other, name: "Somebody Else")
            #expect(try await stranger.post("/participation").status == 303)
            try await GuestRecord.propose(app, other, until: "30.6.2028")
            let foreign = try #require(try await stranger.proposals().first)
            #expect(try await guest.post("/proposals/\(foreign)/assent").status == 409)
            #expect(!(try await stranger.get().text.contains("Mobility")))
            #expect(try await guest.get("/activities/\(PartnershipID.new())/edit").status == 404)
            // The closing report has its page in the registers of offices.
            #expect(try await guest.get("/closing/edit").status == 404)
            for wrong in ["x", String(repeating: "A", count: 43), guest.token + "x", String(guest.token.dropLast())] {
                for part in ["", "/talk", "/agreement", "/term/edit"] {
                    let page = try await app.as(nil).get("/guest/\(wrong)\(part)")
                    #expect(page.status == 404 && page.text.contains("This link opens nothing"), "\(wrong)\(part)")
                    #expect(page.headers["referrer-policy"] == "no-referrer")
                }
            }
            // Other offices and roles do not invite here, nor see whom this office invited.
            let id = try #require(try await app.stored { try $0.value("SELECT id FROM record_guest ORDER BY id LIMIT 1") as String? })
            for character in [Cast.Character.haifaOfficer, .colleague, .counterpart] {
                #expect(try await app.as(character).post("\(path)/guests").status == 404, "\(character)")
                #expect(try await app.as(character).post("\(path)/guests/\(id)/ending").status == 404, "\(character)")
            }
            #expect(try await app.as(.officer).post("\(other)/guests/\(id)/ending").status == 404)
            // Nobody signed in is more than the guest by their link.
            #expect(try await app.as(.officer).get(guest.path).text.contains("keeps the record of this partnership"))
            // A new link takes the place of the old one; used is noted; what is over says so.
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM record_guest WHERE used_at IS NOT NULL") ?? -1 } == 2)
            let again = try await app.as(.officer).post("\(path)/guests/\(id)/letter")
            let token = String(try #require(again.text.firstMatch(of: /\/guest\/([A-Za-z0-9_-]{43})/)?.1))
            #expect(try await guest.get().status == 404)
            let renewed = try await GuestBrowser(app, token)
            #expect(try await renewed.get().status == 200)
            try await app.house.database.write { try $0.run("UPDATE record_guest SET expires_at = \(TestApp.now) WHERE id = \(id)") }
            let late = try await renewed.post("/talk", [("text", "Too late")])
            #expect(late.status == 410 && late.text.contains("no longer good"))
            #expect(try await app.as(.officer).post("\(path)/guests/\(id)/letter").status == 200)
            #expect(try await app.as(.officer).post("\(path)/guests/\(id)/ending").location == "\(path)/agreement")
            #expect(try await app.as(.officer).post("\(path)/guests/\(id)/ending").status == 404)
            let kept = try await app.stored {
                try $0.first("SELECT name, email FROM record_guest WHERE id = \(id)") { [try $0["name"] as String, try $0["email"]] }
            }
            #expect(kept == ["", ""])
            #expect(!(try await app.as(.officer).get("\(path)/agreement").text.contains("guest@invented.example")))
        }
    }

    @Test func whatIsWrongOrTooLateIsSaidAndChangesNothing() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app)
            let typed = [("party", "organisation/x"), ("name", ""), ("email", "no address"), ("language", "xx")]
            let wrong = try await app.as(.officer).post("\(path)/guests", typed)
            #expect(wrong.status == 422 && wrong.text.contains("value=\"no address\"") && wrong.text.contains("This is not an e-mail address."))
            #expect(try await app.as(.officer).post("\(path)/guests", typed + [("name", String(repeating: "n", count: 300))]).status == 422)
            try await GuestRecord.propose(app, path, until: "30.6.2028")
            let proposal = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/x/assent").status == 404)
            #expect(try await guest.post("/proposals/\(proposal)/decline", [("reason", "Not <yet>")]).status == 303)
            let twice = try await guest.post("/proposals/\(proposal)/assent")
            #expect(
                twice.status == 409 && twice.text.contains("This proposal is no longer open") && twice.headers["referrer-policy"] == "no-referrer")
            #expect(try await GuestRecord.until(app, path) == nil)
            #expect(try await app.as(.officer).get("\(path)/record").text.contains("Not &lt;yet&gt;"))
            let form = try await guest.post("/term/edit", [("from", "1.7.2025"), ("until", "30.6.2024"), ("seen", "")])
            #expect(form.status == 422 && form.text.contains("It ends before it begins."))
            // Without the form's token nothing is taken.
            #expect(try await app.as(nil).post("\(guest.path)/talk", [("text", "Forged")]).status == 422)
            #expect(!(try await Together.chain(app, path)).contains("Forged"))
            // In the archive it is read and not written.
            #expect(try await app.as(.officer).post("\(path)/archiving", [("archived", "1")]).status == 303)
            #expect(try await guest.get().status == 200)
            #expect(try await guest.post("/talk", [("text", "Archived")]).status == 422)
            #expect(try await guest.draftTerm(until: "31.12.2029").status == 422)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func theLetterIsInTheGuestsLanguageAndTheLinkForThemAlone() async throws {
        var settings = Settings()
        settings.mail = try MailServer(address: "smtp://mail.invented.example?tls=off", password: "", sender: "Office <office@invented.example>")
        try await TestApp.each(settings: settings) { app in
            let path = "/office/partnerships/\(try await Samples.enter(app, Together.haifa))"
            let page = try await app.as(.officer).get("\(path)/agreement").text
            let party = try #require(page.firstMatch(of: /guests\/new\?party=([^"&]+)"/)?.1.removingPercentEncoding)
            #expect(try await app.as(.officer).get("\(path)/guests/new?party=\(party)").text.contains("selected>Haifa"))
            let sent = try await app.as(.officer).post(
                "\(path)/guests", [("party", party), ("name", "Invented Guest"), ("email", " Guest@Invented.Example "), ("language", "de")])
            #expect(sent.location == "\(path)/agreement")
            let items = try await app.stored { try $0.rows("SELECT \(OutboxItem.columns) FROM outbox", OutboxItem.init(row:)) }
            let item = try #require(items.first)
            let letter = try item.payload(as: Letter.self)
            #expect(items.count == 1 && item.label.isSecret && letter.to == "guest@invented.example" && letter.language == "de")
            #expect(letter.plainText.contains("/guest/") && letter.plainText.contains("19. Januar 2027"))
            let list = try await app.as(.officer).get("\(path)/agreement").text
            #expect(list.contains("guest@invented.example") && list.contains("not opened yet") && !list.contains("/guest/"))
        }
    }

    @Test func whoseLinkIsLongOverIsForgotten() async throws {
        try await TestApp.each { app in
            let (path, _) = try await GuestRecord.begin(app)
            let (just, long) = (TestApp.now.adding(days: -59), TestApp.now.adding(days: -61))
            _ = try await GuestBrowser.invited(app, to: path, name: "Kept Guest")
            try await app.house.database.write { connection in
                try connection.run("UPDATE record_guest SET expires_at = \(long) WHERE name = 'Invented Guest'")
                try connection.run("UPDATE record_guest SET expires_at = \(just) WHERE name = 'Kept Guest'")
            }
            _ = try await GuestBrowser.invited(app, to: path, name: "New Guest")
            let names = try await app.stored { try $0.rows("SELECT name FROM record_guest ORDER BY name") { try $0["name"] as String } }
            #expect(names == ["", "Kept Guest", "New Guest"])
        }
    }

    @Test func pagesOfGuestsTakeFewStatements() async throws {
        try await TestApp.on(.sqlite) { app in
            let (path, guest) = try await GuestRecord.begin(app)
            for number in 0..<20 { _ = try await GuestBrowser.invited(app, to: path, name: "Guest \(number)") }
            _ = try await app.as(.officer).get("\(path)/agreement")
            for part in ["/agreement", "/plan", "/activities", "/record", "/talk", "/communication", "/indicators", "/umbrella"] {
                #expect(try await guest.get(part).status == 200, "\(part)")
                #expect((app.statements.of("/guest/{token}\(part)") ?? 99) <= 9, "\(part): \(app.statements.of("/guest/{token}\(part)") ?? -1)")
            }
            let agreement = app.statements.of("/office/partnerships/{id}/agreement") ?? 99
            #expect(agreement <= 14, "\(agreement)")
        }
    }
}
