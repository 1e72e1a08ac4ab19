import Foundation
import Kernel
import Ledger
import Outbound
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// A city that began as a guest, or was invited, and its own office.
@Suite struct GuestOfficeTests {
    @Test func whoIsNoPartyYetReadsWhatIsAgreedAndNothingElse() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Together.haifa) { ($0.theme, $0.note) = ("Mobility", "private words") }
            let path = "/office/partnerships/\(id)"
            #expect(try await app.as(.officer).post("\(path)/parties/new", [("party1", String(Samples.chongqing))]).status == 303)
            let guest = try await GuestBrowser.invited(app, to: path, of: "Chongqing")
            #expect(try await guest.post("/participation").status == 303)
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "Between the two of us")]).status == 303)
            let party = try #require(try await Together.parties(app, path).first)
            let contact = [("party", party), ("name", "Invented Contact")]
            #expect(try await Together.add(app, .officer, path, "contacts", contact).status == 303)
            #expect(try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)]).status == 303)
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: id) })
            let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
            let theirs = String(done.location.dropLast("/agreement".count))
            let program = "/api/v1" + theirs.dropFirst("/office".count)
            // It has said yes, and Chongqing has not: what is said meanwhile is not for it either.
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "Still between us")]).status == 303)
            let hidden = ["Between the two of us", "Still between us", "Invented Contact"]
            for page in [theirs, "\(theirs)/agreement", "/office"] {
                let read = try await app.as(.haifaOfficer).get(page)
                #expect(read.status == 200 && !hidden.contains { read.text.contains($0) }, "\(page)")
            }
            for page in [theirs, "\(theirs)/agreement"] {
                let read = try await app.as(.haifaOfficer).get(page).text
                #expect(read.contains("Waiting for the assent of Chongqing.") && read.contains("Mobility"), "\(page)")
                #expect(!read.contains("\(theirs)/talk\""), "\(page)")
            }
            let parts = ["talk", "communication", "record", "record/archive", "plan", "files", "indicators", "life", "umbrella", "term/edit"]
            for page in parts.map({ "\(theirs)/\($0)" }) + ["\(program)/record", "\(program)/entries"] {
                let read = try await app.as(.haifaOfficer).get(page)
                #expect(read.status >= 400 && !hidden.contains { read.text.contains($0) }, "\(page)")
            }
            #expect(try await app.as(.haifaOfficer).post("\(theirs)/talk", [("text", "Hello")]).status == 422)
            // Nor does it say anything in the record, or draft what it could not propose.
            for status in ["suspended", "ended"] {
                let said = [("status", status), ("reason", "Why not")]
                #expect(try await app.as(.haifaOfficer).post("\(theirs)/status", said).status == 422, "\(status)")
            }
            let proposal = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(proposal)/assent").status == 303)
            let talk = try await app.as(.haifaOfficer).get("\(theirs)/talk").text
            #expect(talk.contains("Between the two of us") && talk.contains("Still between us"))
            #expect(try await app.as(.haifaOfficer).get("\(theirs)/communication").text.contains("Invented Contact"))
            #expect(!(try await app.as(.haifaOfficer).get(theirs).text.contains("Waiting for the assent")))
            // Who was party and has left reads on, as before.
            #expect(try await app.as(.haifaOfficer).post("\(theirs)/leaving", [("reason", "New council.")]).status == 303)
            #expect(try await app.as(.haifaOfficer).get("\(theirs)/talk").text.contains("Still between us"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    /// The same name as agreed and as proposed would say nothing.
    @Test func whoComesBackAfterLeavingIsCalledSo() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Together.haifa)
            let path = "/office/partnerships/\(id)"
            #expect(try await app.as(.officer).post("\(path)/parties/new", [("party1", String(Samples.chongqing))]).status == 303)
            let guest = try await GuestBrowser.invited(app, to: path, of: "Chongqing")
            #expect(try await guest.post("/participation").status == 303)
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: id) })
            #expect(try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)]).status == 303)
            let joined = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
            let theirs = String(joined.location.dropLast("/agreement".count))
            let first = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(first)/assent").status == 303)
            #expect(try await app.as(.haifaOfficer).post("\(theirs)/leaving", [("reason", "New council.")]).status == 303)
            #expect(try await app.as(.officer).get("\(path)/agreement").text.contains("<b>Haifa</b><span>has left</span>"))
            #expect(try await app.as(.officer).post("\(path)/parties/new", [("party1", String(Together.haifa))]).status == 303)
            let asked = try await app.as(.officer).get("\(path)/agreement").text
            #expect(asked.matches(of: /<b>Haifa<\/b>/).count == 1 && asked.contains("<b>Haifa</b><span>has left, is invited again</span>"))
            _ = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
            let said = "<td><s>Haifa has left</s></td><td><ins>Haifa is party again</ins></td>"
            let open = try await app.as(.officer).get("\(path)/agreement").text
            #expect(open.contains(said) && !open.contains("<s>Haifa</s></td><td><ins>Haifa</ins>"))
            #expect(open.contains("<b>Haifa</b><span>has left, becomes party again once all have assented</span>"))
            #expect(try await guest.get().text.contains(said))
            let second = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(second)/assent").status == 303)
            let back = try await app.as(.officer).get("\(path)/agreement").text
            #expect(back.contains("<b>Haifa</b><span>signs</span>") && !back.contains("has left"))
            // The history says of each what it was: who came, and who came back.
            let history = try await app.as(.officer).get("\(path)/record").text
            #expect(history.matches(of: /Haifa is party again/).count == 1)
        }
    }

    @Test func untilTheAnswerComesTheOfficeGoesOnAlone() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app, takesPart: false)
            #expect(try await app.as(.officer).post("\(path)/term/edit", [("until", "30.6.2028"), ("seen", "")]).status == 303)
            #expect(try await GuestRecord.until(app, path) == "2028-06-30")
            // No is an answer that stands in the record, and not the last one.
            #expect(try await guest.post("/refusal", [("reason", String(repeating: "r", count: 1001))]).status == 422)
            #expect(try await guest.post("/refusal", [("reason", "After the <elections>")]).location == guest.path)
            #expect(try await app.as(.officer).get("\(path)/record").text.contains("After the &lt;elections&gt;"))
            let seen = try await app.as(.officer).get("\(path)/term/edit").text.firstMatch(of: /name="seen" value="([0-9a-f]*)"/)?.1 ?? ""
            #expect(try await app.as(.officer).post("\(path)/term/edit", [("until", "30.6.2029"), ("seen", String(seen))]).status == 303)
            #expect(try await guest.post("/participation").status == 303)
            let now = try await GuestRecord.ledger(app, path)
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
            #expect(try await GuestRecord.ledger(app, path).agreement.objects[SharedTerms.object]?["theme"] == "Inclusion")
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(ours)/acceptance").status == 303)
            let now = try await GuestRecord.ledger(app, path)
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
            try await GuestRecord.propose(app, path, until: "30.6.2028")
            #expect(try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)]).status == 303)
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(id)/acceptance").status == 303)
            #expect(try await GuestRecord.ledger(app, path).agreement.parties.count == 2)
            let first = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(first)/assent").status == 303)
            // With the next entry of whoever invited it is proposed; both others assent.
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "Now Haifa")]).status == 303)
            let second = try #require(try await guest.proposals().first)
            #expect(try await guest.post("/proposals/\(second)/assent").status == 303)
            let theirs = try await app.stored { try $0.value("SELECT id FROM partnership WHERE office_id = \(app.cast.haifa)") as String? }
            let other = "/office/partnerships/\(try #require(theirs))"
            #expect(try await app.as(.haifaOfficer).post("\(other)/proposals/\(second)/assent").status == 303)
            let now = try await GuestRecord.ledger(app, path)
            #expect(now.agreement.parties.count == 3 && now.agreement.absent.isEmpty && now.findings(now: TestApp.now).isEmpty)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func theKeyLiesEncryptedAndOpensForItsOwnPartyAlone() async throws {
        try await TestApp.each { app in
            let (path, _) = try await GuestRecord.begin(app)
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
            let (path, guest) = try await GuestRecord.begin(app)
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
            let taken = try await GuestRecord.ledger(app, path)
            let key = try await app.stored { try OfficeKeys(connection: $0, now: TestApp.now).key(of: app.cast.haifa) }
            #expect(taken.agreement.parties.count == 2 && taken.agreement.parties.contains(hosted) && key.party != hosted)
            #expect(taken.participants.first { $0.party == hosted }?.key == key.publicKey)
            // The stored health is what the page reckons, although the party began with another key.
            for (who, at) in [(Cast.Character.officer, path), (.haifaOfficer, theirs)] {
                let id = String(at.suffix(36))
                let stored = try await app.stored { try $0.value("SELECT health_points FROM partnership WHERE id = \(id)") as Int? }
                let shown = try await app.as(who).get(at).text.firstMatch(of: /(\d+) of 100 points/)?.1
                #expect(stored.map(String.init) == shown.map(String.init) && stored != nil, "\(who)")
            }
            // What the guest had drafted waits for the office, which proposes it under its own key.
            let agreement = try await app.as(.haifaOfficer).get("\(theirs)/agreement").text
            #expect(agreement.contains("Your draft, not proposed yet") && agreement.contains("31 December 2029"))
            #expect(try await app.as(.haifaOfficer).post("\(theirs)/draft/proposal").status == 303)
            let ours = try await app.as(.officer).get("\(path)/agreement").text
            let proposal = try #require(ours.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
            #expect(try await app.as(.officer).post("\(path)/proposals/\(proposal)/assent").status == 303)
            #expect(try await GuestRecord.until(app, path) == "2029-12-31")
            try await GuestRecord.propose(app, path, until: "31.12.2030")
            #expect(try await app.as(.haifaOfficer).get("/office").text.contains("One proposal waits for your answer"))
            let last = try await GuestRecord.ledger(app, path)
            #expect(last.hasTrueSignatures(threads: 1) && last.findings(now: TestApp.now).isEmpty)
            let history = try await app.as(.haifaOfficer).get("\(theirs)/record").text
            #expect(history.contains("Handed over to its own office") && history.contains("a guest of Haifa"))
            // What the office wrote after is its own; of the guest's: joined, assented, said, handed over.
            let report = try await app.stored { try RecordCheck($0).run(threads: 1) }
            #expect(report.faults == [] && report.byGuests == 4)
            // Own things of the party stay its own under the new key, and in its other records the office is who it was.
            let fresh = "/office/partnerships/\(try await Samples.enter(app, as: .haifaOfficer, Samples.warsaw))"
            #expect(try await GuestRecord.ledger(app, fresh).agreement.parties == [key.party])
            let partners = try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership_party WHERE partnership_id = \(record)") ?? -1 }
            #expect(partners == 2)
        }
    }

    @Test func theOfficeMayComeBeforeTheGuestHasAnswered() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app, takesPart: false)
            #expect(try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)]).status == 303)
            let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(path.suffix(36))/acceptance")
            #expect(done.status == 303)
            #expect(try await guest.get().status == 410)
            let now = try await GuestRecord.ledger(app, path)
            #expect(now.agreement.parties.count == 2 && now.agreement.absent.isEmpty)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }
}
