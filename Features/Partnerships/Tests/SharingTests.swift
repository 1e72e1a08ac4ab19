import Foundation
import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Two offices of one server share a partnership: Düsseldorf invites Haifa, and from then on neither changes alone what is agreed.
@Suite struct SharingTests {
    private static let haifa = 294_801

    private func share(_ app: TestApp, accepted: Bool = true) async throws -> (ours: PartnershipID, theirs: PartnershipID?) {
        try await Samples.share(app, accepted: accepted)
    }

    private func theme(_ app: TestApp, _ id: PartnershipID, of office: OfficeID) async throws -> String {
        try await app.stored { try PartnershipStore.records([id], of: office, $0)[id]?.theme ?? "gone" }
    }

    private func proposals(_ page: String) -> [String] { page.matches(of: /proposals\/([0-9a-f]{64})\/assent/).map { String($0.1) } }

    /// Changes the theme and proposes it to the other party.
    private func change(_ app: TestApp, _ character: Cast.Character, _ id: PartnershipID, theme: String) async throws -> Answer {
        let saved = try await edit(app, character, id, theme: theme)
        #expect(saved.location == "/office/partnerships/\(id)/agreement")
        return try await app.as(character).post("/office/partnerships/\(id)/draft/proposal", [("note", "Because of \(theme)")])
    }

    private func edit(_ app: TestApp, _ character: Cast.Character, _ id: PartnershipID, theme: String) async throws -> Answer {
        let form = try await app.as(character).get("/office/partnerships/\(id)/edit").text
        let revision = try #require(form.firstMatch(of: /name="revision" value="(\d+)"/)?.1)
        let place = try #require(form.firstMatch(of: /name="party1" value="(\d+)"/)?.1)
        return try await app.as(character).post(
            "/office/partnerships/\(id)",
            [
                ("kind", "partner-city"), ("status", "active"), ("since", "2004"), ("theme", theme), ("summary", "Why we do it"),
                ("basis", "none-known"),
                ("parties", "1"), ("party1", String(place)), ("revision", String(revision)),
            ])
    }

    @Test func anInvitationMakesTwoRegistersOfOneRecord() async throws {
        try await TestApp.each { app in
            let (ours, _) = try await share(app, accepted: false)
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
            let today = try await app.as(.haifaOfficer).get("/office")
            #expect(today.text.contains("Düsseldorf invites you"))
            let page = try await app.as(.haifaOfficer).get("/office/partnerships/invitations/\(record)")
            #expect(page.text.contains("Mobility") && page.text.contains("Why we do it") && !page.text.contains("private words"))
            // Nobody else sees or answers it, and Düsseldorf goes on alone until it is answered.
            for stranger in [Cast.Character.officer, .counterpart, .colleague] {
                #expect(try await app.as(stranger).get("/office/partnerships/invitations/\(record)").status == 404, "\(stranger)")
            }
            let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
            let theirs = try await app.as(.haifaOfficer).get(done.location)
            #expect(theirs.text.contains("Version 2, signed by all parties") && theirs.text.contains("Mobility"))
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance").status == 404)
            #expect(!(try await app.as(.haifaOfficer).get("/office").text.contains("invites you")))
            let ledger = try await app.stored { try RecordStore(connection: $0).ledger(record) }
            #expect(ledger.agreement.parties.count == 2 && ledger.agreement.isSignedByAll && ledger.findings(now: TestApp.now).isEmpty)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatIsAgreedChangesWithTheAssentOfBothAlone() async throws {
        try await TestApp.each { app in
            let (ours, found) = try await share(app)
            let theirs = try #require(found)
            let sent = try await change(app, .officer, ours, theme: "Inclusion")
            #expect(sent.location == "/office/partnerships/\(ours)/agreement")
            // Proposed is not agreed, in either register.
            #expect(try await theme(app, ours, of: app.cast.duesseldorf) == "Mobility")
            #expect(try await theme(app, theirs, of: app.cast.haifa) == "Mobility")
            #expect(proposals(try await app.as(.officer).get("/office/partnerships/\(ours)/agreement").text) == [], "nobody assents twice")
            #expect(try await app.as(.haifaOfficer).get("/office").text.contains("One proposal waits for your answer"))
            let page = try await app.as(.haifaOfficer).get("/office/partnerships/\(theirs)/agreement").text
            #expect(page.contains("Düsseldorf proposes a change") && page.contains("<s>Mobility</s>") && page.contains("<ins>Inclusion</ins>"))
            let proposal = try #require(proposals(page).first)
            // Who may not edit may not assent, and nobody through another office's path.
            #expect(try await app.as(.counterpart).post("/office/partnerships/\(ours)/proposals/\(proposal)/assent").status == 404)
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/\(ours)/proposals/\(proposal)/assent").status == 404)
            let done = try await app.as(.haifaOfficer).post("/office/partnerships/\(theirs)/proposals/\(proposal)/assent")
            #expect(done.location == "/office/partnerships/\(theirs)/agreement")
            #expect(try await theme(app, ours, of: app.cast.duesseldorf) == "Inclusion")
            #expect(try await theme(app, theirs, of: app.cast.haifa) == "Inclusion")
            // A second click does nothing more and says the same; a wrong name.
            let count = try await app.stored { try $0.value("SELECT COUNT(*) FROM shared_entry") as Int? }
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/\(theirs)/proposals/\(proposal)/assent").status == 303)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM shared_entry") as Int? } == count)
            let late = try await app.as(.haifaOfficer).post(
                "/office/partnerships/\(theirs)/proposals/\(proposal)/decline", [("reason", "Not without the <council>")])
            #expect(late.status == 409 && late.text.contains("Not without the &lt;council&gt;") && late.text.contains("What is agreed"))
            let unknown = String(repeating: "0", count: 64)
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/\(theirs)/proposals/\(unknown)/assent").status == 409)
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/\(theirs)/proposals/x/assent").status == 404)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatIsDeclinedOrOvertakenStaysReadableAndChangesNothing() async throws {
        try await TestApp.each { app in
            let (ours, found) = try await share(app)
            let theirs = try #require(found)
            _ = try await change(app, .officer, ours, theme: "Declined")
            let first = try #require(proposals(try await app.as(.haifaOfficer).get("/office/partnerships/\(theirs)/agreement").text).first)
            #expect(
                try await app.as(.haifaOfficer).post("/office/partnerships/\(theirs)/proposals/\(first)/decline", [("reason", "Not <now>")]).status
                    == 303)
            #expect(try await app.as(.officer).get("/office/partnerships/\(ours)/record").text.contains("Not &lt;now&gt;"))
            let settled = try await app.as(.officer).get("/office/partnerships/\(ours)/agreement").text
            #expect(settled.contains("Haifa declined on 20 November 2026: Not &lt;now&gt;"), "who, and why, where the proposal is")
            // Both propose at once: one is agreed, the other is overtaken and stays in the record.
            _ = try await change(app, .officer, ours, theme: "From Düsseldorf")
            _ = try await change(app, .haifaOfficer, theirs, theme: "From Haifa")
            let forHaifa = try #require(proposals(try await app.as(.haifaOfficer).get("/office/partnerships/\(theirs)/agreement").text).first)
            let forUs = try #require(proposals(try await app.as(.officer).get("/office/partnerships/\(ours)/agreement").text).first)
            // Who has proposed the junior one may go over to the senior; the author of the senior may not go over to the junior.
            let over = try await app.as(.officer).post("/office/partnerships/\(ours)/proposals/\(forUs)/assent")
            #expect(over.status == 409)
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/\(theirs)/proposals/\(forHaifa)/assent").status == 303)
            #expect(try await theme(app, ours, of: app.cast.duesseldorf) == "From Düsseldorf")
            #expect(try await theme(app, theirs, of: app.cast.haifa) == "From Düsseldorf")
            #expect(try await app.as(.officer).post("/office/partnerships/\(ours)/proposals/\(forUs)/assent").status == 409)
            #expect(try await app.as(.officer).get("/office/partnerships/\(ours)/record").text.contains("From Haifa"))
            // What came to nothing is read beside what is agreed today, which its base did not know yet.
            let past = try await app.as(.haifaOfficer).get("/office/partnerships/\(theirs)/agreement").text
            #expect(past.contains("Beside what is agreed today") && past.contains("<td><s>From Düsseldorf</s></td><td><ins>From Haifa</ins></td>"))
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/\(theirs)/proposals/\(forUs)/draft").status == 303)
            let again = try await app.as(.haifaOfficer).get("/office/partnerships/\(theirs)/agreement").text
            #expect(again.contains("Your draft, not proposed yet") && again.contains("<ins>From Haifa</ins>"))
            #expect(try await app.stored { try $0.value("SELECT SUM(waiting) FROM shared_party") ?? -1 } == 0)
        }
    }

    @Test func aDraftIsTheOfficesOwnUntilItIsProposed() async throws {
        try await TestApp.each { app in
            let (ours, found) = try await share(app)
            let theirs = try #require(found)
            let (path, other) = ("/office/partnerships/\(ours)", "/office/partnerships/\(theirs)")
            _ = try await edit(app, .officer, ours, theme: "Drafted theme")
            let term = [("from", "1.7.2025"), ("until", "30.6.2028"), ("review", "2027-03-01"), ("renewal", "by-agreement"), ("seen", "")]
            #expect(try await app.as(.officer).post("\(path)/term/edit", term).location == "\(path)/agreement")
            let draft = try await app.as(.officer).get("\(path)/agreement").text
            #expect(
                draft.contains("Your draft, not proposed yet") && draft.contains("<ins>Drafted theme</ins>")
                    && draft.contains("<ins>1 July 2025</ins>"))
            #expect(try await app.as(.officer).get(path).text.contains("2 changes are not proposed yet"))
            // The form shows the draft, so that nobody undoes it unawares; the partner sees nothing of it, nor those who only read.
            #expect(try await app.as(.officer).get("\(path)/edit").text.contains("Drafted theme"))
            #expect(!(try await app.as(.haifaOfficer).get("\(other)/agreement").text.contains("Drafted theme")))
            #expect(!(try await app.as(.council).get("\(path)/agreement").text.contains("Drafted theme")))
            // One of the two is taken out again.
            #expect(try await app.as(.officer).post("\(path)/draft/removal", [("object", "agreed/partnership")]).status == 303)
            let left = try await app.as(.officer).get("\(path)/agreement").text
            #expect(!left.contains("Drafted theme") && left.contains("<ins>1 July 2025</ins>"))
            #expect(try await app.as(.officer).post("\(path)/draft/proposal", [("note", "Three years")]).status == 303)
            #expect(!(try await app.as(.officer).get("\(path)/agreement").text.contains("not proposed yet")))
            let history = try await app.as(.officer).get("\(path)/record", headers: ["accept-language": "de"]).text
            #expect(history.contains("Schlug vor: „Three years“"))
            let seen = try await app.as(.haifaOfficer).get("\(other)/agreement").text
            #expect(seen.contains("<ins>1 July 2025</ins>") && seen.contains("<blockquote>Three years</blockquote>"))
            // There is nothing left to propose, and an office that is no party has no draft of it.
            #expect(try await app.as(.officer).post("\(path)/draft/proposal").status == 303)
            let open = try await app.stored {
                try RecordStore(connection: $0).ledger(try RecordStore(connection: $0).record(of: ours) ?? ours).proposals.count
            }
            #expect(open == 3)
            #expect(try await app.as(.council).post("\(path)/draft/proposal").status == 404)
        }
    }

    @Test func aCounterProposalDeclinesWhatItAnswersAndIsAgreedInItsPlace() async throws {
        try await TestApp.each { app in
            let (ours, found) = try await share(app)
            let theirs = try #require(found)
            let (path, other) = ("/office/partnerships/\(ours)", "/office/partnerships/\(theirs)")
            _ = try await app.as(.officer).post("\(path)/term/edit", [("from", "1.7.2025"), ("until", "30.6.2028")])
            _ = try await app.as(.officer).post("\(path)/draft/proposal")
            let first = try #require(proposals(try await app.as(.haifaOfficer).get("\(other)/agreement").text).first)
            #expect(try await app.as(.haifaOfficer).post("\(other)/proposals/\(first)/draft").location == "\(other)/agreement")
            // What is proposed stands in the form, and can be changed before it is sent.
            let form = try await app.as(.haifaOfficer).get("\(other)/term/edit").text
            #expect(form.contains("value=\"30.06.2028\""))
            let seen = try #require(form.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1)
            #expect(
                try await app.as(.haifaOfficer).post("\(other)/term/edit", [("from", "1.7.2025"), ("until", "30.6.2027"), ("seen", String(seen))])
                    .status == 303)
            #expect(try await app.as(.haifaOfficer).post("\(other)/draft/proposal", [("note", "Two years")]).status == 303)
            let counter = try await app.as(.officer).get("\(path)/agreement").text
            #expect(counter.contains("Haifa answered with another proposal on 20 November 2026."), "who declined, and how")
            #expect(counter.contains("Haifa proposes a change") && counter.contains("<ins>30 June 2027</ins>") && counter.contains("declined"))
            let second = try #require(proposals(counter).first)
            #expect(try await app.as(.officer).post("\(path)/proposals/\(second)/assent").status == 303)
            for (character, page) in [(Cast.Character.officer, path), (.haifaOfficer, other)] {
                let agreed = try await app.as(character).get("\(page)/agreement").text
                #expect(agreed.contains("30 June 2027") && !agreed.contains("class=\"proposal\""), "\(character)")
            }
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatIsWrittenBadlyComesBackAndTwoWhoWriteAtOnceAreTold() async throws {
        try await TestApp.each { app in
            let ours = try await Samples.enter(app, Self.haifa)
            let path = "/office/partnerships/\(ours)/term/edit"
            let wrong = try await app.as(.officer).post(path, [("from", "1.7.2028"), ("until", "30.6.2025"), ("review", "soon"), ("renewal", "x")])
            #expect(wrong.status == 422 && wrong.text.contains("It ends before it begins.") && wrong.text.contains("value=\"soon\""))
            #expect(wrong.text.contains("“soon” is not a day") && wrong.text.contains("Choose one of the list."))
            #expect(try await app.as(.officer).post(path, [("until", "06/2028")]).status == 422)
            // Alone in the record it holds at once.
            let saved = try await app.as(.officer).post(path, [("from", "1.7.2025"), ("until", "30.6.2028"), ("seen", "")])
            #expect(saved.location == "/office/partnerships/\(ours)/agreement")
            #expect(try await app.as(.officer).get(saved.location).text.contains("30 June 2028"))
            // A second form that was opened before.
            let late = try await app.as(.director).post(path, [("from", "1.7.2025"), ("until", "31.12.2026"), ("seen", "")])
            #expect(late.status == 409 && late.text.contains("30 June 2028") && late.text.contains("31 December 2026"))
            let seen = try #require(late.text.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1)
            #expect(try await app.as(.director).post(path, [("until", "31.12.2026"), ("seen", String(seen))]).status == 303)
            let page = try await app.as(.officer).get("/office/partnerships/\(ours)/agreement").text
            #expect(page.contains("31 December 2026") && !page.contains("1 July 2025"))
            #expect(try await app.as(.counterpart).get(path).status == 404)
            #expect(try await app.as(.haifaOfficer).get(path).status == 404)
        }
    }

    @Test func anOwnEntryCanBecomeTheSharedOne() async throws {
        try await TestApp.each { app in
            let duesseldorf = 2_934_246
            let own = try await Samples.enter(app, as: .haifaOfficer, duesseldorf) { ($0.theme, $0.note) = ("As Haifa saw it", "Haifa's own note") }
            let project = try await Samples.enter(app, as: .haifaOfficer, duesseldorf) { ($0.kind, $0.since) = (.smartCity, PartialDate(year: 2025)) }
            let (ours, _) = try await share(app, accepted: false)
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
            let page = try await app.as(.haifaOfficer).get("/office/partnerships/invitations/\(record)").text
            // The one of the same kind and year is meant, most likely; each says which it is.
            #expect(page.contains("our entry: Düsseldorf, Partner city, since 2004, As Haifa saw it") && page.contains("since 2025"))
            #expect(page.firstMatch(of: try Regex("value=\"\(own)\"[^>]* checked")) != nil)
            #expect(page.firstMatch(of: try Regex("value=\"\(project)\"[^>]* checked")) == nil)
            // Another office's entry cannot be named.
            #expect(
                try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance", [("existing", ours.text)]).status == 404
            )
            let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance", [("existing", own.text)])
            #expect(done.location == "/office/partnerships/\(own)/agreement")
            let kept = try await app.stored { try PartnershipStore.records([own], of: app.cast.haifa, $0)[own] }
            #expect(kept?.theme == "Mobility" && kept?.note == "Haifa's own note")
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whatOthersHaveSignedIsNotGivenUpForAnInvitation() async throws {
        try await TestApp.each { app in
            let (_, found) = try await share(app)
            let signed = try #require(found)
            let ours = try await Samples.enter(app, Self.haifa) { ($0.kind, $0.since) = (.climate, PartialDate(year: 2025)) }
            _ = try await app.as(.officer).post("/office/partnerships/\(ours)/invitations", [("office", app.cast.haifa.text)])
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
            let path = "/office/partnerships/invitations/\(record)"
            #expect(try await app.as(.haifaOfficer).get(path).text.contains(signed.text) == false)
            #expect(try await app.as(.haifaOfficer).post("\(path)/acceptance", [("existing", signed.text)]).status == 404)
            let done = try await app.as(.haifaOfficer).post("\(path)/acceptance", [("existing", "")])
            #expect(done.status == 303 && !done.location.contains(signed.text))
            #expect(try await app.stored { try PartnershipStore.records([signed], of: app.cast.haifa, $0)[signed] }?.kind == .partnerCity)
        }
    }

    @Test func whoJoinsHasSeenAllThatIsAgreed() async throws {
        try await TestApp.each { app in
            let (ours, _) = try await share(app, accepted: false)
            let path = "/office/partnerships/\(ours)"
            #expect(
                try await Together.add(app, .officer, path, "indicators", [("name", "Buses"), ("direction", "up"), ("target", "90")]).status == 303)
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
            let invitation = "/office/partnerships/invitations/\(record)"
            func seen(_ page: String) throws -> String { String(try #require(page.firstMatch(of: /name="seen" value="([0-9a-f]{64})"/)?.1)) }
            let page = try await app.as(.haifaOfficer).get(invitation).text
            #expect(page.contains("Buses") && page.contains("Düsseldorf") && page.contains("Haifa"))
            // The other one writes on while the page lies open.
            #expect(try await app.as(.officer).post("\(path)/plan/edit", [("objective", "Quieter streets"), ("seen", "")]).status == 303)
            let late = try await app.as(.haifaOfficer).post("\(invitation)/acceptance", [("existing", ""), ("seen", try seen(page))])
            #expect(late.status == 409 && late.text.contains("Quieter streets") && late.text.contains("has changed since you opened this page"))
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership WHERE office_id = \(app.cast.haifa)") ?? -1 } == 0)
            let done = try await app.as(.haifaOfficer).post("\(invitation)/acceptance", [("existing", ""), ("seen", try seen(late.text))])
            #expect(done.status == 303)
            // So with a draft: it is proposed beside the words that were read.
            let theirs = String(done.location.dropLast("/agreement".count))
            #expect(try await edit(app, .officer, ours, theme: "Dance").status == 303)
            let draft = try await app.as(.officer).get("\(path)/agreement").text
            _ = try await Together.add(app, .haifaOfficer, theirs, "activities", [("title", "Concert")])
            #expect(try await app.as(.haifaOfficer).post("\(theirs)/draft/proposal").status == 303)
            let proposal = try #require(proposals(try await app.as(.officer).get("\(path)/agreement").text).first)
            #expect(try await app.as(.officer).post("\(path)/proposals/\(proposal)/assent").status == 303)
            let old = try await app.as(.officer).post("\(path)/draft/proposal", [("note", "Because of Dance"), ("seen", try seen(draft))])
            #expect(old.status == 409 && old.text.contains("value=\"Because of Dance\""))
            #expect(try await app.as(.officer).post("\(path)/draft/proposal", [("seen", try seen(old.text))]).status == 303)
            #expect(proposals(try await app.as(.haifaOfficer).get("\(theirs)/agreement").text).count == 1)
        }
    }

    @Test func whoIsInvitedCanAskForOtherWordsAndIsBoundByNone() async throws {
        try await TestApp.each { app in
            let (ours, _) = try await share(app, accepted: false)
            let path = "/office/partnerships/\(ours)"
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
            let invitation = "/office/partnerships/invitations/\(record)"
            #expect(try await app.as(.haifaOfficer).get(invitation).text.contains("Not in these words?"))
            let empty = try await app.as(.haifaOfficer).post("\(invitation)/question", [("text", "  ")])
            #expect(empty.status == 422 && empty.text.contains("Write what should be agreed otherwise."))
            let long = try await app.as(.haifaOfficer).post("\(invitation)/question", [("text", String(repeating: "ä", count: 4001))])
            #expect(long.status == 422 && long.text.contains("ääää"), "nothing typed is lost")
            for stranger in [Cast.Character.officer, .counterpart, .colleague] {
                #expect(try await app.as(stranger).post("\(invitation)/question", [("text", "x")]).status == 404, "\(stranger)")
            }
            // Said twice by a double click, it stands once; it signs nothing and makes nobody a party.
            for _ in 0..<2 {
                let said = try await app.as(.haifaOfficer).post("\(invitation)/question", [("text", "Culture & <sport>, not mobility")])
                #expect(said.location == invitation)
            }
            let ledger = try await app.stored { try RecordStore(connection: $0).ledger(record) }
            #expect(ledger.messages.count == 1 && ledger.agreement.parties.count == 1 && ledger.versions.count == 2 && ledger.void.isEmpty)
            #expect(ledger.proposals.allSatisfy { !ledger.isOpen($0) }, "the inviter is not bound either")
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership WHERE office_id = \(app.cast.haifa)") ?? -1 } == 0)
            let waiting = try await app.as(.haifaOfficer).get(invitation).text
            #expect(waiting.contains("Culture &amp; &lt;sport&gt;, not mobility") && waiting.contains("nothing of what is agreed has been changed"))
            // The other side reads it where it changes the words, and hears of it as of what it is.
            let news = try await app.as(.officer).get("/office").text
            #expect(news.contains("Haifa has written a message") && !news.contains("Haifa has joined the record"))
            #expect(try await app.as(.officer).get("\(path)/agreement").text.contains("Haifa asks for other words before it joins"))
            _ = try await edit(app, .officer, ours, theme: "Culture and sport")
            #expect(try await theme(app, ours, of: app.cast.duesseldorf) == "Culture and sport", "still alone: it holds at once")
            #expect(try await app.stored { try RecordStore(connection: $0).ledger(record).proposals.count } == ledger.proposals.count + 1)
            let changed = try await app.as(.haifaOfficer).get(invitation).text
            #expect(changed.contains("Culture and sport") && changed.contains("what is agreed has been changed: it stands above"))
            #expect(try await app.as(.officer).get("\(path)/agreement").text.contains("What is agreed has been changed since."))
            let seen = try #require(changed.firstMatch(of: /name="seen" value="([0-9a-f]{64})"/)?.1)
            let done = try await app.as(.haifaOfficer).post("\(invitation)/acceptance", [("existing", ""), ("seen", String(seen))])
            #expect(done.status == 303)
            #expect(try await app.as(.haifaOfficer).get(done.location).text.contains("signed by all parties"))
            #expect(!(try await app.as(.officer).get("\(path)/agreement").text.contains("asks for other words")))
            #expect(try await app.as(.haifaOfficer).post("\(invitation)/question", [("text", "x")]).status == 404)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func whoAskedForOtherWordsCanStillDecline() async throws {
        try await TestApp.each { app in
            let (ours, _) = try await share(app, accepted: false)
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
            let invitation = "/office/partnerships/invitations/\(record)"
            #expect(try await app.as(.haifaOfficer).post("\(invitation)/question", [("text", "Not mobility")]).status == 303)
            #expect(try await app.as(.haifaOfficer).post("\(invitation)/refusal").location == "/office")
            _ = try await edit(app, .officer, ours, theme: "Alone")
            let ledger = try await app.stored { try RecordStore(connection: $0).ledger(record) }
            #expect(ledger.agreement.parties.count == 1 && ledger.proposals.allSatisfy { !ledger.isOpen($0) })
            // Invited again, it may ask or join as before.
            let office = [("office", app.cast.haifa.text)]
            #expect(try await app.as(.officer).post("/office/partnerships/\(ours)/invitations", office).status == 303)
            #expect(!(try await app.as(.haifaOfficer).get(invitation).text.contains("Not mobility")), "the new invitation has not been answered")
            let done = try await app.as(.haifaOfficer).post("\(invitation)/acceptance")
            #expect(try await app.as(.haifaOfficer).get(done.location).text.contains("signed by all parties"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func anInvitationMayBeDeclinedAndNothingOfItStays() async throws {
        try await TestApp.each { app in
            let (ours, _) = try await share(app, accepted: false)
            let record = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
            #expect(try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/refusal").location == "/office")
            #expect(try await app.as(.haifaOfficer).get("/office/partnerships/invitations/\(record)").status == 404)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM partnership WHERE office_id = \(app.cast.haifa)") ?? -1 } == 0)
            // Twice the same office, or one that is no partner, is not invited.
            #expect(
                try await app.as(.officer).post("/office/partnerships/\(ours)/invitations", [("office", app.cast.duesseldorf.text)]).status == 422)
            #expect(try await app.as(.officer).post("/office/partnerships/\(ours)/invitations", [("office", "x")]).status == 422)
        }
    }
}
