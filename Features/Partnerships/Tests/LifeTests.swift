import Foundation
import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// Stages and what they need; suspension, closing and leaving, alone and between two and three.
@Suite struct LifeTests {
    // MARK: Stages

    @Test func eachStageAsksForItsOwn() {
        var facts = LifeStep.Facts()
        #expect(LifeStep.missing(from: .contact, to: .exploring, facts) == [.contact])
        #expect(LifeStep.missing(from: .exploring, to: .active, facts) == [.contact, .exploration, .proposal, .approval, .signature])
        facts.hasContactPoint = true
        #expect(LifeStep.missing(from: .contact, to: .exploring, facts) == [])
        facts.hasFields = true
        facts.hasObjective = true
        #expect(LifeStep.missing(from: .contact, to: .active, facts) == [.proposal, .approval, .signature])
        facts.hasSuccess = true
        facts.basis = .agreement
        #expect(LifeStep.missing(from: .contact, to: .active, facts) == [.approval])
        facts.isApproved = true
        #expect(LifeStep.missing(from: .contact, to: .active, facts) == [])
        // A project without term and indicator is a hope.
        facts.kind = .smartCity
        #expect(LifeStep.missing(from: .contact, to: .active, facts) == [.measures])
        facts.hasTerm = true
        #expect(LifeStep.missing(from: .contact, to: .active, facts) == [.measures])
        facts.hasIndicator = true
        #expect(LifeStep.missing(from: .contact, to: .active, facts) == [])
        #expect(LifeStep.missing(from: .ended, to: .revived, LifeStep.Facts()) == [.contact, .proposal])
        // Backwards and aside nothing is asked.
        for status in [PartnershipStatus.dormant, .suspended, .ended, .contact] {
            #expect(LifeStep.missing(from: .active, to: status, LifeStep.Facts()) == [])
        }
    }

    @Test func whatIsMissingIsNamedAndAReasonPassesIt() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Together.haifa)
            let path = "/office/partnerships/\(id)"
            #expect(try await app.as(.officer).post("\(path)/status", [("status", "exploring"), ("reason", "")]).status == 303)
            let refused = try await app.as(.officer).post("\(path)/status", [("status", "active"), ("on", "2025"), ("reason", "")])
            #expect(refused.status == 422 && refused.text.contains("This is missing before that: Contact"), "\(refused.text)")
            #expect(refused.text.contains("value=\"2025\""), "what was typed comes back")
            #expect(try await standing(app, id, app.cast.duesseldorf).status == .exploring)
            let done = try await app.as(.officer).post(
                "\(path)/status", [("status", "active"), ("on", "2025"), ("reason", "It has worked for years.")])
            #expect(done.status == 303)
            let now = try await standing(app, id, app.cast.duesseldorf)
            #expect(now.status == .active && now.statusSince == PartialDate("2025") && now.reason == "It has worked for years.")
            let page = try await app.as(.officer).get("\(path)/life").text
            #expect(page.contains("since 2025") && page.contains("It has worked for years.") && page.contains("From Exploring to Active"))
            #expect(page.contains("Somebody on the other side is named as contact point."))
            for (field, value) in [("on", "yesterday"), ("on", "2090"), ("status", "asleep")] {
                let wrong = try await app.as(.officer).post(
                    "\(path)/status", [("status", "dormant"), ("on", ""), ("reason", "x"), (field, value)].reversed())
                #expect(wrong.status == 422, "\(field)")
            }
            // The form of the terms does not touch how it stands.
            #expect(!(try await app.as(.officer).get("\(path)/edit").text.contains("name=\"status\"")))
            #expect(try await app.as(.colleague).get("\(path)/life").status == 200)
            #expect(try await app.as(.colleague).post("\(path)/status", [("status", "ended"), ("reason", "x")]).status == 404)
        }
    }

    // MARK: Suspension

    @Test func onePartySuspendsAndResumes() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            let (us, them) = (app.as(.officer), app.as(.haifaOfficer))
            #expect(try await us.post("/office/partnerships/\(ours)/status", [("status", "suspended"), ("reason", "")]).status == 422)
            #expect(
                try await us.post("/office/partnerships/\(ours)/status", [("status", "suspended"), ("reason", "The council froze all funds.")]).status
                    == 303)
            for (id, office) in [(ours, app.cast.duesseldorf), (theirs, app.cast.haifa)] {
                let now = try await standing(app, id, office)
                #expect(now.status == .suspended && now.statusBefore == .active && now.statusSince == TestApp.now.day)
                #expect(now.reason?.contains("sseldorf: The council froze all funds.") == true)
            }
            // The others cannot end what we suspended, but they can talk and propose.
            #expect(try await them.post("/office/partnerships/\(theirs)/status", [("status", "active"), ("reason", "x")]).status == 303)
            #expect(try await standing(app, theirs, app.cast.haifa).status == .suspended)
            #expect(try await Together.record(app, ours).suspensions.count == 1)
            #expect(try await them.post("/office/partnerships/\(theirs)/talk", [("text", "We keep the working level.")]).status == 303)
            // Both suspend; it goes on when both have resumed.
            #expect(try await them.post("/office/partnerships/\(theirs)/status", [("status", "suspended"), ("reason", "So do we.")]).status == 303)
            #expect(try await Together.record(app, ours).suspensions.count == 2)
            #expect(
                try await us.post("/office/partnerships/\(ours)/status", [("status", "active"), ("reason", "The council has released them.")]).status
                    == 303)
            #expect(try await standing(app, ours, app.cast.duesseldorf).status == .suspended)
            #expect(try await standing(app, ours, app.cast.duesseldorf).reason?.contains("So do we.") == true)
            #expect(try await them.post("/office/partnerships/\(theirs)/status", [("status", "active"), ("reason", "")]).status == 303)
            #expect(try await standing(app, ours, app.cast.duesseldorf).status == .active)
            #expect(try await standing(app, theirs, app.cast.haifa).status == .active)
        }
    }

    @Test func afterTheLastResumesAllGoOn() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            _ = try await app.as(.officer).post("/office/partnerships/\(ours)/status", [("status", "suspended"), ("reason", "War.")])
            let done = try await app.as(.officer).post("/office/partnerships/\(ours)/status", [("status", "active"), ("reason", "Peace.")])
            #expect(done.status == 303)
            for (id, office) in [(ours, app.cast.duesseldorf), (theirs, app.cast.haifa)] {
                let now = try await standing(app, id, office)
                #expect(now.status == .active && now.statusBefore == nil)
            }
            #expect(try await standing(app, ours, app.cast.duesseldorf).reason == "Peace.")
            #expect(try await standing(app, theirs, app.cast.haifa).reason == nil)
            let history = try await app.as(.haifaOfficer).get("/office/partnerships/\(theirs)/record").text
            #expect(history.contains("Suspended the partnership: War.") && history.contains("Resumed the partnership: Peace."))
            let course = try await app.as(.haifaOfficer).get("/office/partnerships/\(theirs)/life").text
            #expect(course.contains("From Active to Suspended") && course.contains("From Suspended to Active"))
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    /// What an imported register says of itself stands until its office says otherwise.
    @Test func aRegisterThatCameSuspendedStaysSo() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Together.haifa) { $0.status = .ended }
            let place = String(Together.haifa)
            let form = try await app.as(.officer).get("/office/partnerships/\(id)/edit").text
            let revision = try #require(form.firstMatch(of: /name="revision" value="(\d+)"/)?.1)
            _ = try await app.as(.officer).post(
                "/office/partnerships/\(id)",
                [
                    ("kind", "partner-city"), ("theme", "Other"), ("basis", "none-known"), ("parties", "1"), ("party1", place),
                    ("revision", String(revision)),
                ])
            let now = try await standing(app, id, app.cast.duesseldorf)
            #expect(now.status == .ended && now.theme == "Other")
        }
    }

    // MARK: The end

    @Test func theEndIsAgreedAndCanBeTakenBack() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            let (us, them) = ("/office/partnerships/\(ours)", "/office/partnerships/\(theirs)")
            let drafted = try await app.as(.officer).post(
                "\(us)/status", [("status", "ended"), ("reason", "Its aim is reached."), ("on", "2026-10")])
            #expect(drafted.location == "\(us)/agreement")
            #expect(try await standing(app, ours, app.cast.duesseldorf).status == .active, "not by one alone")
            try await Together.agree(app, us, them)
            for (id, office) in [(ours, app.cast.duesseldorf), (theirs, app.cast.haifa)] {
                let now = try await standing(app, id, office)
                #expect(now.status == .ended && now.statusSince == PartialDate("2026-10") && now.reason == "Its aim is reached.")
            }
            let page = try await app.as(.haifaOfficer).get("\(them)/life").text
            #expect(page.contains("Its aim is reached.") && page.contains("Revive the partnership"))
            let later = try await app.as(.officer).post("\(us)/closing/edit", [("on", "2091"), ("reason", "x"), ("seen", "")])
            #expect(later.status == 422 && later.text.contains("This day has not come yet."))
            #expect(try await app.as(.haifaOfficer).post("\(them)/closing/removal").status == 303)
            #expect(try await app.as(.haifaOfficer).post("\(them)/draft/proposal").status == 303)
            let proposal = try #require(
                try await app.as(.officer).get("\(us)/agreement").text.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
            #expect(try await app.as(.officer).post("\(us)/proposals/\(proposal)/assent").status == 303)
            #expect(try await standing(app, ours, app.cast.duesseldorf).status == .revived)
            #expect(try await standing(app, theirs, app.cast.haifa).status == .revived)
        }
    }

    @Test func whoIsAloneEndsAtOnce() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app, Together.haifa)
            let path = "/office/partnerships/\(id)"
            #expect(
                try await app.as(.officer).post("\(path)/status", [("status", "ended"), ("reason", "Nobody answered for ten years.")]).location
                    == path)
            #expect(try await standing(app, id, app.cast.duesseldorf).status == .ended)
            #expect(try await app.as(.officer).get("\(path)/life").text.contains("Nobody answered for ten years."))
            #expect(try await app.as(.officer).get("\(path)/leaving").status == 404, "there is nobody to leave")
            #expect(try await app.as(.officer).post("\(path)/status", [("status", "revived"), ("reason", "They wrote.")]).status == 303)
            let now = try await standing(app, id, app.cast.duesseldorf)
            #expect(now.status == .revived && now.statusBefore == nil && now.reason == "They wrote.")
        }
    }

    // MARK: Leaving and coming

    @Test func whoLeavesSignsNothingMoreAndMayComeBack() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            let (us, them) = ("/office/partnerships/\(ours)", "/office/partnerships/\(theirs)")
            #expect(try await app.as(.haifaOfficer).post("\(them)/leaving", [("reason", "")]).status == 422)
            #expect(try await app.as(.haifaOfficer).get("\(them)/leaving").text.contains("Leave for good"))
            #expect(try await app.as(.haifaOfficer).post("\(them)/leaving", [("reason", "The new council wants it so.")]).status == 303)
            #expect(try await app.as(.haifaOfficer).get("\(them)/leaving").status == 404)
            let gone = try await standing(app, theirs, app.cast.haifa)
            #expect(gone.status == .ended && gone.reason == "The new council wants it so.")
            let left = try await standing(app, ours, app.cast.duesseldorf)
            #expect(left.status == .ended && left.reason?.contains("The new council wants it so.") == true)
            // It reads all and writes nothing; its register goes on as its own.
            #expect(try await app.as(.haifaOfficer).get("\(them)/record").text.contains("Left the partnership: The new council wants it so."))
            let refused = try await app.as(.haifaOfficer).post("\(them)/talk", [("text", "Hello?")])
            #expect(refused.status == 422 && refused.text.contains("Your office has left this partnership"))
            // No part of the page offers what would be refused, and each says why.
            for part in [
                "", "/plan", "/agreements", "/indicators", "/activities", "/communication", "/talk", "/files", "/life", "/agreement", "/record",
            ] {
                let page = try await app.as(.haifaOfficer).get(them + part).text
                #expect(page.contains("Your office has left this partnership: it reads all that was written"), "\(part)")
                for act in [
                    "/edit\">Change the terms", ">Change the term<", ">Another party<", ">Invite ", ">New ", ">Write a message<", "/closing/edit",
                ] {
                    #expect(!page.contains(act), "\(part): \(act)")
                }
            }
            for path in ["term/edit", "plan/edit", "indicators/new", "parties/new", "guests/new"] {
                let form = try await app.as(.haifaOfficer).get("\(them)/\(path)")
                #expect(form.status == 422 && form.text.contains("ask one of the other parties to invite you again"), "\(path)")
            }
            let entries = try await Together.record(app, ours).entries.count
            let form = try await app.as(.haifaOfficer).get("\(them)/edit").text
            let revision = try #require(form.firstMatch(of: /name="revision" value="(\d+)"/)?.1)
            let place = try #require(form.firstMatch(of: /name="party1" value="(\d+)"/)?.1)
            let edited = try await app.as(.haifaOfficer).post(
                them,
                [
                    ("kind", "partner-city"), ("theme", "Ours"), ("basis", "none-known"), ("parties", "1"), ("party1", String(place)),
                    ("revision", String(revision)),
                ])
            #expect(edited.location == them, "its own register, and no draft that nobody could propose")
            #expect(try await Together.record(app, ours).entries.count == entries)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM party_draft") } == 0)
            // What others do in the record meanwhile does not take the end back.
            #expect(try await app.as(.officer).post("\(us)/talk", [("text", "A pity.")]).status == 303)
            #expect(try await standing(app, ours, app.cast.duesseldorf).status == .ended)
            #expect(try await standing(app, theirs, app.cast.haifa).theme == "Ours")
            // Invited again, it is party again with the entry it had.
            #expect(try await app.as(.officer).post("\(us)/invitations", [("office", app.cast.haifa.text)]).status == 303)
            let shared = try #require(try await app.stored { try RecordStore(connection: $0).record(of: ours) })
            #expect(
                try await app.as(.haifaOfficer).get("\(them)/agreement").text.contains(
                    "/office/partnerships/invitations/\(shared)\">To the invitation"))
            let back = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(shared)/acceptance")
            #expect(back.location == "\(them)/agreement")
            let ledger = try await Together.record(app, ours)
            #expect(ledger.agreement.parties.count == 2 && ledger.agreement.left.isEmpty)
            // How it stands comes from what is agreed again, and so does what it is about.
            for (id, office) in [(ours, app.cast.duesseldorf), (theirs, app.cast.haifa)] {
                let now = try await standing(app, id, office)
                #expect(now.status == .revived && now.reason == nil && now.statusBefore == nil && now.statusSince == TestApp.now.day)
                #expect(now.theme.isEmpty)
            }
            // As a version left it that did not take the end back when somebody came back. An end in an office's own words stays.
            try await app.house.database.write { connection in
                for (id, reason) in [(ours, "Own words."), (theirs, "The new council wants it so.")] {
                    try connection.run(
                        """
                        UPDATE partnership SET status = 'ended', status_before = NULL, status_since = \(TestApp.now.day?.description),
                        status_reason = \(reason) WHERE id = \(id)
                        """)
                }
            }
            let faults = try await app.stored { try RecordCheck($0).run(threads: 1).faults }
            #expect(faults.count == 1 && faults.first?.contains("status of its entry \(theirs)") == true, "\(faults)")
            #expect(try await app.house.database.write { try RecordCheck($0).rebuild(at: TestApp.now) }.mended == 1)
            let mended = try await standing(app, theirs, app.cast.haifa)
            #expect(mended.status == .revived && mended.reason == nil && mended.statusSince == TestApp.now.day && mended.statusBefore == nil)
            #expect(try await standing(app, ours, app.cast.duesseldorf).status == .ended)
            #expect(!(try await app.as(.haifaOfficer).get("\(them)/agreement").text.contains("Your office has left")))
            #expect(try await app.as(.haifaOfficer).post("\(them)/talk", [("text", "Hello again")]).status == 303)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    /// What an office says of its own register after a partner has left stands, also when the record goes on.
    @Test func afterALeavingTheOwnWordCounts() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            let (us, them) = ("/office/partnerships/\(ours)", "/office/partnerships/\(theirs)")
            #expect(try await app.as(.haifaOfficer).post("\(them)/leaving", [("reason", "New council.")]).status == 303)
            for (who, path) in [(Cast.Character.officer, us), (.haifaOfficer, them)] {
                let page = try await app.as(who).get("\(path)/life").text
                #expect(page.contains("action=\"\(path)/status\""))
                #expect(try await app.as(who).post("\(path)/status", [("status", "dormant"), ("reason", "We still meet.")]).location == path)
            }
            #expect(try await app.as(.officer).post("\(us)/talk", [("text", "Until soon")]).status == 303)
            for (id, office) in [(ours, app.cast.duesseldorf), (theirs, app.cast.haifa)] {
                let now = try await standing(app, id, office)
                #expect(now.status == .dormant && now.reason == "We still meet." && now.statusBefore == nil)
            }
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    /// Of three one leaves: nobody agreed on that, and the register says who did it.
    @Test func theHistoryOfTheOthersSaysWhoLeft() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            let (us, them) = ("/office/partnerships/\(ours)", "/office/partnerships/\(theirs)")
            #expect(try await app.as(.officer).post("\(us)/parties/new", [("party1", "1814906")]).status == 303)
            let page = try await app.as(.haifaOfficer).get("\(them)/agreement").text
            let proposal = try #require(page.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
            #expect(try await app.as(.haifaOfficer).post("\(them)/proposals/\(proposal)/assent").status == 303)
            let before = try await app.as(.officer).get(us).text
            #expect(before.contains("Agreed by all parties: Parties") && !before.contains("Left the partnership"))
            #expect(try await app.as(.haifaOfficer).post("\(them)/leaving", [("reason", "New council.")]).status == 303)
            let after = try await app.as(.officer).get(us).text
            #expect(after.matches(of: /Agreed by all parties: Parties/).count == 1 && after.contains("Left the partnership"))
            #expect(try await standing(app, ours, app.cast.duesseldorf).status != .ended)
        }
    }

    @Test func aThirdPartyIsProposedToAll() async throws {
        try await TestApp.each { app in
            let (ours, theirs) = try await Together.ids(app)
            let (us, them) = ("/office/partnerships/\(ours)", "/office/partnerships/\(theirs)")
            let chongqing = "1814906"
            #expect(try await app.as(.officer).get("\(us)/parties/new").text.contains("It is proposed to"))
            for wrong in [[("party1", ""), ("party1-text", "")], [("party1", String(Together.haifa))], [("party1-text", "Xqzzk")]] {
                #expect(try await app.as(.officer).post("\(us)/parties/new", wrong).status == 422, "\(wrong)")
            }
            #expect(try await app.as(.officer).post("\(us)/parties/new", [("party1", chongqing)]).status == 303)
            #expect(try await Together.record(app, ours).agreement.absent.isEmpty, "not by one alone")
            let page = try await app.as(.haifaOfficer).get("\(them)/agreement").text
            let proposal = try #require(page.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
            #expect(page.contains("Chongqing"))
            // Who is party is answered with yes or no: a draft with other words would not make it one.
            #expect(!page.contains("Counter-propose"))
            let counter = try await app.as(.haifaOfficer).post("\(them)/proposals/\(proposal)/draft")
            #expect(counter.status == 422 && counter.text.contains("Who is party is proposed by itself."))
            #expect(try await app.as(.haifaOfficer).post("\(them)/proposals/\(proposal)/assent").status == 303)
            let absent = try #require(try await Together.record(app, ours).agreement.absent.first)
            #expect(try await app.as(.officer).get(us).text.contains("Chongqing"))
            #expect(try await app.as(.haifaOfficer).get(them).text.contains("Chongqing"))
            // Taken out the same way; the last two stay.
            #expect(try await app.as(.officer).post("\(us)/parties/removal", [("party", absent)]).status == 303)
            let second = try #require(
                try await app.as(.haifaOfficer).get("\(them)/agreement").text.firstMatch(of: /proposals\/([0-9a-f]{64})\/assent/)?.1)
            #expect(try await app.as(.haifaOfficer).post("\(them)/proposals/\(second)/assent").status == 303)
            #expect(try await Together.record(app, ours).agreement.absent.isEmpty)
            #expect(try await app.as(.officer).post("\(us)/parties/removal", [("party", absent)]).status == 404)
        }
    }

    // MARK: Means

    private func standing(_ app: TestApp, _ id: PartnershipID, _ office: OfficeID) async throws -> PartnershipRecord {
        try await app.stored { connection in
            guard let found = try PartnershipStore.records([id], of: office, connection)[id] else { throw AppError.notFound }
            return found
        }
    }
}
