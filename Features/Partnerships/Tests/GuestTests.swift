import Foundation
import Kernel
import Ledger
import Outbound
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Somebody with a link and nothing else: keeps the visitor's cookie and the form's token, as a browser does.
struct GuestBrowser {
    let app: TestApp
    let token: String
    private let cookie: String
    private let csrf: String

    var path: String { "/guest/\(token)" }

    init(_ app: TestApp, _ token: String) async throws {
        (self.app, self.token) = (app, token)
        let page = try await app.as(nil).get("/guest/\(token)/talk")
        cookie = page.cookie("proxenia-visitor").map { "proxenia-visitor=\($0)" } ?? ""
        csrf = page.text.firstMatch(of: /name="csrf" value="([^"]+)"/).map { String($0.1) } ?? ""
    }

    /// - Parameter part: after the link: `/talk`.
    func get(_ part: String = "") async throws -> Answer { try await app.as(nil).get(path + part, headers: ["cookie": cookie]) }

    func post(_ part: String, _ fields: [(String, String)] = []) async throws -> Answer {
        try await app.as(nil).post(path + part, fields + [("csrf", csrf)], headers: ["cookie": cookie])
    }

    /// What waits for an answer, the first one first.
    func proposals() async throws -> [String] {
        try await get().text.matches(of: /proposals\/([0-9a-f]{64})\/assent/).map { String($0.1) }
    }

    /// Fills in the form of the term, as it stands.
    func draftTerm(until day: String) async throws -> Answer {
        let seen = try await get("/term/edit").text.firstMatch(of: /name="seen" value="([0-9a-f]*)"/)?.1 ?? ""
        return try await post("/term/edit", [("until", day), ("seen", String(seen))])
    }

    /// Somebody of a partner city, invited by Düsseldorf.
    static func invited(_ app: TestApp, to path: String, name: String = "Invented Guest", of city: String = "") async throws -> GuestBrowser {
        let page = try await app.as(.officer).get("\(path)/agreement").text
        let buttons = page.matches(of: /guests\/new\?party=([^"&]+)">Invite a guest for ([^<]*)</)
        let party = try #require(buttons.first { city.isEmpty || $0.2 == city }?.1.removingPercentEncoding)
        let fields = [("party", party), ("name", name), ("email", "guest@invented.example"), ("language", "de")]
        let shown = try await app.as(.officer).post("\(path)/guests", fields)
        #expect(shown.status == 200 && shown.headers["cache-control"] == "no-store")
        return try await GuestBrowser(app, String(try #require(shown.text.firstMatch(of: /\/guest\/([A-Za-z0-9_-]{43})/)?.1)))
    }
}

/// A city without a server takes part by a link, until its own office takes over.
@Suite struct GuestTests {
    private func begin(_ app: TestApp, takesPart: Bool = true) async throws -> (path: String, guest: GuestBrowser) {
        let id = try await Samples.enter(app, Together.haifa) {
            ($0.theme, $0.note, $0.fields) = ("Mobility", "private words", [.science, .culture])
        }
        let path = "/office/partnerships/\(id)"
        let guest = try await GuestBrowser.invited(app, to: path)
        if takesPart {
            #expect(try await guest.post("/participation").location == guest.path)
        }
        return (path, guest)
    }

    private func ledger(_ app: TestApp, _ path: String) async throws -> Ledger {
        let id = try #require(PartnershipID(String(path.suffix(36))))
        return try await app.stored { connection in
            let store = RecordStore(connection: connection)
            guard let record = try store.record(of: id) else { throw AppError.notFound }
            return try store.ledger(record)
        }
    }

    private func until(_ app: TestApp, _ path: String) async throws -> String? {
        try await ledger(app, path).agreement.objects["agreed/term"]?["until"]?.text
    }

    /// Düsseldorf proposes the end of the term.
    private func propose(_ app: TestApp, _ path: String, until day: String) async throws {
        let seen = try await app.as(.officer).get("\(path)/term/edit").text.firstMatch(of: /name="seen" value="([0-9a-f]*)"/)?.1 ?? ""
        #expect(try await app.as(.officer).post("\(path)/term/edit", [("until", day), ("seen", String(seen))]).status == 303)
        #expect(try await app.as(.officer).post("\(path)/draft/proposal").status == 303)
    }

    @Test func aGuestTakesPartAnswersAndProposes() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await begin(app, takesPart: false)
            let first = try await guest.get()
            #expect(first.status == 200 && first.text.contains("Take part and assent") && first.text.contains("Mobility"))
            #expect(!first.text.contains("private words") && !first.text.contains("Counter-propose"))
            #expect(first.headers["referrer-policy"] == "no-referrer" && first.headers["cache-control"] == "no-store")
            #expect(first.headers["x-robots-tag"] == "noindex, nofollow")
            // Before it takes part nothing can be proposed, but everything read and something said.
            #expect(try await guest.get("/term/edit").status == 422)
            #expect(try await guest.post("/talk", [("text", "We are glad to be asked.")]).status == 303)
            #expect(try await ledger(app, path).agreement.parties.count == 1)
            #expect(try await guest.post("/participation").status == 303)
            #expect(try await guest.post("/participation").status == 409, "once")
            #expect(try await guest.post("/refusal").status == 409)
            #expect(!(try await guest.get().text.contains("Take part and assent")))
            #expect(try await ledger(app, path).agreement.parties.count == 2)
            #expect(try await app.as(.officer).get(path).text.contains("signed by all parties"))
            #expect(try await app.as(.officer).get("\(path)/agreement").text.contains("signs by its guests"))
            // The office proposes, the guest assents.
            try await propose(app, path, until: "30.6.2028")
            let page = try await guest.get()
            #expect(page.text.contains("proposes a change") && page.text.contains("30 June 2028"))
            #expect(try await until(app, path) == nil)
            let second = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(second)/assent").status == 303)
            #expect(try await until(app, path) == "2028-06-30")
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
            let sent = try await ledger(app, path)
            guard case .propose(let content)? = sent.history.last?.act else { throw AppError.notFound }
            #expect(
                content.set["agreed/partnership"] == ["theme": .string("Inclusion")] && content.set["agreed/term"] == ["until": .string("2029-12-31")]
            )
            let answer = try await app.as(.officer).get("\(path)/agreement").text
            let third = try #require(answer.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
            #expect(try await app.as(.officer).post("\(path)/proposals/\(third)/assent").status == 303)
            #expect(try await until(app, path) == "2029-12-31")
            #expect(try await app.as(.officer).get("\(path)/edit").text.contains("Inclusion"))
            // What is a party's own: a contact point under the guest's party, with the person beside the chain.
            let blank = try await guest.get("/contacts/new").text
            let thing = String(try #require(blank.firstMatch(of: /name="thing" value="([0-9a-f-]{36})"/)?.1))
            let party = try #require(try await ledger(app, path).entries.last { if case .join = $0.act { true } else { false } }?.author.hex)
            #expect(
                try await guest.post("/contacts/new", [("thing", thing), ("party", party), ("name", "Invented Contact"), ("seen", "")]).status == 303)
            #expect(try await app.as(.officer).get("\(path)/communication").text.contains("Invented Contact"))
            #expect(!(try await Together.chain(app, path)).contains("Invented Contact"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatGuestsDidIsReadAsTheirs() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await begin(app)
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
            let (path, guest) = try await begin(app)
            let other = "/office/partnerships/\(try await Samples.enter(app, Samples.warsaw))"
            let stranger = try await GuestBrowser.invited(app, to: other, name: "Somebody Else")
            #expect(try await stranger.post("/participation").status == 303)
            try await propose(app, other, until: "30.6.2028")
            let foreign = try #require(try await stranger.proposals().first)
            #expect(try await guest.post("/proposals/\(foreign)/assent").status == 409)
            #expect(!(try await stranger.get().text.contains("Mobility")))
            #expect(try await guest.get("/activities/\(PartnershipID.new())/edit").status == 404)
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
            let (path, guest) = try await begin(app)
            let typed = [("party", "organisation/x"), ("name", ""), ("email", "no address"), ("language", "xx")]
            let wrong = try await app.as(.officer).post("\(path)/guests", typed)
            #expect(wrong.status == 422 && wrong.text.contains("value=\"no address\"") && wrong.text.contains("This is not an e-mail address."))
            #expect(try await app.as(.officer).post("\(path)/guests", typed + [("name", String(repeating: "n", count: 300))]).status == 422)
            try await propose(app, path, until: "30.6.2028")
            let proposal = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/x/assent").status == 404)
            #expect(try await guest.post("/proposals/\(proposal)/decline", [("reason", "Not <yet>")]).status == 303)
            let twice = try await guest.post("/proposals/\(proposal)/assent")
            #expect(twice.status == 409 && twice.text.contains("See how it stands now") && twice.headers["referrer-policy"] == "no-referrer")
            #expect(try await until(app, path) == nil)
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

    @Test func untilTheAnswerComesTheOfficeGoesOnAlone() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await begin(app, takesPart: false)
            #expect(try await app.as(.officer).post("\(path)/term/edit", [("until", "30.6.2028"), ("seen", "")]).status == 303)
            #expect(try await until(app, path) == "2028-06-30")
            // No is an answer that stands in the record, and not the last one.
            #expect(try await guest.post("/refusal", [("reason", String(repeating: "r", count: 1001))]).status == 422)
            #expect(try await guest.post("/refusal", [("reason", "After the <elections>")]).location == guest.path)
            #expect(try await app.as(.officer).get("\(path)/record").text.contains("After the &lt;elections&gt;"))
            let seen = try await app.as(.officer).get("\(path)/term/edit").text.firstMatch(of: /name="seen" value="([0-9a-f]*)"/)?.1 ?? ""
            #expect(try await app.as(.officer).post("\(path)/term/edit", [("until", "30.6.2029"), ("seen", String(seen))]).status == 303)
            #expect(try await guest.post("/participation").status == 303)
            let now = try await ledger(app, path)
            #expect(
                now.agreement.parties.count == 2 && now.agreement.absent.isEmpty && now.agreement.objects["agreed/term"]?["until"] == "2029-06-30")
            #expect(now.findings(now: TestApp.now).isEmpty)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    /// The same holds for an office that is invited.
    @Test func anInvitedOfficeKeepsNobodyWaiting() async throws {
        try await TestApp.each { app in
            let (ours, _) = try await Samples.share(app, accepted: false)
            let path = "/office/partnerships/\(ours)"
            #expect(try await app.as(.officer).post("\(path)/term/edit", [("until", "30.6.2028"), ("seen", "")]).status == 303)
            #expect(try await app.as(.officer).get("\(path)/agreement").text.contains("30 June 2028"))
            // So it is with what the register says.
            try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                var draft = PartnershipDraft(try store.record(ours))
                draft.theme = "Inclusion"
                try store.update(ours, draft, revision: nil)
            }
            #expect(try await ledger(app, path).agreement.objects[SharedTerms.object]?["theme"] == "Inclusion")
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(ours)/acceptance").status == 303)
            let now = try await ledger(app, path)
            #expect(now.agreement.parties.count == 2 && now.agreement.absent.isEmpty && now.findings(now: TestApp.now).isEmpty)
        }
    }

    @Test func whoJoinsWhileAnotherProposalIsOpenIsProposedAfterIt() async throws {
        try await TestApp.each { app in
            // Three parties: Warsaw has guests, Haifa's office is asked while a proposal waits for Warsaw.
            let id = try await Samples.enter(app, Samples.warsaw) { $0.partners.append(.place(Together.haifa)) }
            let path = "/office/partnerships/\(id)"
            let guest = try await GuestBrowser.invited(app, to: path, of: "Warsaw")
            #expect(try await guest.post("/participation").status == 303)
            try await propose(app, path, until: "30.6.2028")
            #expect(try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)]).status == 303)
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(id)/acceptance").status == 303)
            #expect(try await ledger(app, path).agreement.parties.count == 2)
            let first = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(first)/assent").status == 303)
            // With the next entry of whoever invited it is proposed; both others assent.
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "Now Haifa")]).status == 303)
            let second = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(second)/assent").status == 303)
            let theirs = try await app.stored { try $0.value("SELECT id FROM partnership WHERE office_id = \(app.cast.haifa)") as String? }
            let other = "/office/partnerships/\(try #require(theirs))"
            #expect(try await app.as(.haifaOfficer).post("\(other)/proposals/\(second)/assent").status == 303)
            let now = try await ledger(app, path)
            #expect(now.agreement.parties.count == 3 && now.agreement.absent.isEmpty && now.findings(now: TestApp.now).isEmpty)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func theKeyLiesEncryptedAndOpensForItsOwnPartyAlone() async throws {
        try await TestApp.each { app in
            let (path, _) = try await begin(app)
            let other = try await Samples.enter(app, Samples.warsaw)
            _ = try await GuestBrowser.invited(app, to: "/office/partnerships/\(other)")
            let record = try #require(PartnershipID(String(path.suffix(36))))
            let (party, seed, kept) = try await app.stored { connection in
                let hosted = HostedParties(connection: connection)
                let party = try #require(try hosted.all(record).first?.party)
                let kept: String? = try connection.value("SELECT kept FROM hosted_party WHERE record_id = \(record)")
                return (party, try hosted.signer(party, in: record).key.seed, kept ?? "")
            }
            let hex = seed.map { String(format: "%02x", $0) }.joined()
            for readable in [hex, Data(seed).base64EncodedString(), String(hex.prefix(16))] { #expect(!kept.contains(readable)) }
            #expect(!(try await Together.chain(app, path)).contains(hex))
            // Another party's key in its place opens nothing, nor does it in another record.
            await #expect(throws: AppError.self) { try await app.stored { _ = try HostedParties(connection: $0).signer(party, in: other) } }
            try await app.house.database.write { try $0.run("UPDATE hosted_party SET kept = \(kept) WHERE record_id = \(other)") }
            await #expect(throws: AppError.self) {
                try await app.stored { connection in
                    let hosted = HostedParties(connection: connection)
                    for one in try hosted.all(other) { _ = try hosted.signer(one.party, in: other) }
                }
            }
            try await app.house.database.write { try $0.run("DELETE FROM hosted_party WHERE record_id = \(other)") }
            // It moves to another secret with all others; where that is lost, there are no guests any more.
            let next = Array(repeating: UInt8(7), count: 32)
            try await app.house.database.write { connection in
                let old = Guardian(secret: try #require(connection.secret))
                let moved = try HostedParties.encrypted.renew(from: old, to: Guardian(secret: next), connection)
                #expect(moved == (1, 0))
            }
            await #expect(throws: AppError.self) { try await app.stored { _ = try HostedParties(connection: $0).signer(party, in: record) } }
            app.house.database.setSecret(next)
            #expect(try await app.stored { try HostedParties(connection: $0).signer(party, in: record).key.seed } == seed)
            try await app.house.database.write { connection in
                let lost = try HostedParties.encrypted.renew(from: nil, to: Guardian(secret: next), connection)
                let left = try connection.value("SELECT COUNT(*) FROM record_guest WHERE record_id = \(record)") ?? -1
                #expect(lost == (0, 1) && left == 0)
            }
        }
    }

    @Test func theOfficeTakesOverWithItsOwnKey() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await begin(app)
            #expect(try await guest.draftTerm(until: "31.12.2029").status == 303)
            #expect(try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)]).status == 303)
            let record = try #require(PartnershipID(String(path.suffix(36))))
            let hosted = try #require(try await app.stored { try HostedParties(connection: $0).all(record).first?.party })
            let page = try await app.as(.haifaOfficer).get("/office/partnerships/invitations/\(record)").text
            #expect(page.contains("Guests have written for your city so far"))
            // Until it answers, the guest goes on.
            #expect(try await guest.post("/talk", [("text", "Until the office comes")]).status == 303)
            let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
            let theirs = String(done.location.dropLast("/agreement".count))
            // The old link is dead, the key and the person are gone.
            #expect(try await guest.get().status == 410)
            #expect(try await guest.post("/talk", [("text", "After the end")]).status == 410)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM hosted_party") ?? -1 } == 0)
            #expect(
                try await app.stored { try $0.value("SELECT COUNT(*) FROM record_guest WHERE name <> '' OR email <> '' OR ended_at IS NULL") ?? -1 }
                    == 0)
            let taken = try await ledger(app, path)
            let key = try await app.stored { try OfficeKeys(connection: $0, now: TestApp.now).key(of: app.cast.haifa) }
            #expect(taken.agreement.parties.count == 2 && taken.agreement.parties.contains(hosted) && key.party != hosted)
            #expect(taken.participants.first { $0.party == hosted }?.key == key.publicKey)
            // What the guest had drafted waits for the office, which proposes it under its own key.
            let agreement = try await app.as(.haifaOfficer).get("\(theirs)/agreement").text
            #expect(agreement.contains("Your draft, not proposed yet") && agreement.contains("31 December 2029"))
            #expect(try await app.as(.haifaOfficer).post("\(theirs)/draft/proposal").status == 303)
            let ours = try await app.as(.officer).get("\(path)/agreement").text
            let proposal = try #require(ours.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
            #expect(try await app.as(.officer).post("\(path)/proposals/\(proposal)/assent").status == 303)
            #expect(try await until(app, path) == "2029-12-31")
            try await propose(app, path, until: "31.12.2030")
            #expect(try await app.as(.haifaOfficer).get("/office").text.contains("One proposal waits for your answer"))
            let last = try await ledger(app, path)
            #expect(last.hasTrueSignatures(threads: 1) && last.findings(now: TestApp.now).isEmpty)
            let history = try await app.as(.haifaOfficer).get("\(theirs)/record").text
            #expect(history.contains("Handed over to its own office") && history.contains("a guest of Haifa"))
            // What the office wrote after is its own; of the guest's: joined, assented, said, handed over.
            let report = try await app.stored { try RecordCheck($0).run(threads: 1) }
            #expect(report.faults == [] && report.byGuests == 4)
            // Own things of the party stay its own under the new key, and in its other records the office is who it was.
            let fresh = "/office/partnerships/\(try await Samples.enter(app, as: .haifaOfficer, Samples.warsaw))"
            #expect(try await ledger(app, fresh).agreement.parties == [key.party])
            let partners = try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership_party WHERE partnership_id = \(record)") ?? -1 }
            #expect(partners == 2)
        }
    }

    @Test func theOfficeMayComeBeforeTheGuestHasAnswered() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await begin(app, takesPart: false)
            #expect(try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)]).status == 303)
            let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(path.suffix(36))/acceptance")
            #expect(done.status == 303)
            #expect(try await guest.get().status == 410)
            let now = try await ledger(app, path)
            #expect(now.agreement.parties.count == 2 && now.agreement.absent.isEmpty)
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
            let (path, _) = try await begin(app)
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
            let (path, guest) = try await begin(app)
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
