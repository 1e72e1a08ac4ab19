import Accounts
import Gazetteer
import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// The key of an office: there from its first day, changed, revoked; and a record with two histories of it.
@Suite struct KeyTests {
    /// What an office signs with in a record, and who it is there.
    private func signer(_ app: TestApp, _ office: OfficeID, _ record: PartnershipID) async throws -> Signer {
        try await app.stored { try OfficeKeys(connection: $0, now: TestApp.now).signer(of: office, in: record) }
    }

    private func record(_ app: TestApp, _ path: String) async throws -> PartnershipID {
        let id = try #require(PartnershipID(String(path.suffix(36))))
        return try #require(try await app.stored { try RecordStore(connection: $0).record(of: id) })
    }

    private func faults(_ app: TestApp) async throws -> [String] { try await app.stored { try RecordCheck($0).run(threads: 1).faults } }

    private func change(_ app: TestApp, _ office: OfficeID, _ cause: KeyChange.Cause = .regular) async throws -> KeyChange.Outcome {
        try await app.house.database.write { try KeyChange.begin(office, cause, by: .system, at: TestApp.now, $0) }
        return try await KeyChange.run(office, app.house.database, at: TestApp.now)
    }

    @Test func anOfficeHasItsKeyFromItsFirstDay() async throws {
        try await TestApp.each { app in
            let made = try await app.house.database.write { connection in
                try OfficeStore.create(
                    name: "Invented Office", place: Together.haifa, language: .english, by: .system, at: TestApp.now, on: connection)
            }
            let party = try await app.stored { try $0.value("SELECT party FROM office_key WHERE office_id = \(made.id)") as String? }
            #expect(party?.count == 64)
            #expect(try await app.stored { try OfficeKeys(connection: $0, now: TestApp.now).key(of: made.id).party.hex } == party)
        }
    }

    @Test func afterAChangeAllVerifiesAndTheOldKeyWritesNothingMore() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            _ = try await Samples.enter(app, Samples.warsaw)
            let office = app.cast.duesseldorf
            let record = try await record(app, path)
            let old = try await signer(app, office, record)
            let parties = try await Together.parties(app, path)
            // Begun with the button, done by a job.
            #expect(try await app.as(.admin).get("/office/key").text.contains(old.key.publicKey.hex))
            let begun = try await app.as(.admin).post("/office/key/change")
            #expect(begun.status == 303 && begun.location.hasPrefix("/office/jobs/"))
            // Until its entry is there, the record is signed with the key it knows.
            #expect(try await signer(app, office, record).key.publicKey == old.key.publicKey)
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "Meanwhile")]).status == 303)
            #expect(try await app.as(.admin).get("/office/key").text.contains("The change is under way"))
            // Not one that begins after it.
            let fresh = try await Samples.enter(app, Samples.reading)
            #expect(try await signer(app, office, fresh).key.publicKey != old.key.publicKey)
            await app.work()
            let new = try await signer(app, office, record)
            #expect(new.key.publicKey != old.key.publicKey && new.party == old.party && new.party != new.key.party)
            #expect(try await Together.parties(app, path) == parties)
            #expect(try await faults(app) == [])
            #expect(!(try await app.as(.admin).get("/office/key").text.contains("The change is under way")))
            for (who, page) in [(Cast.Character.officer, path), (.haifaOfficer, other)] {
                #expect(try await app.as(who).get("\(page)/record").text.contains("Changed its key"), "\(who)")
            }
            // What comes later is signed with the new key, and agreed as before.
            _ = try await app.as(.officer).post("\(path)/plan/edit", [("objective", "Clean air"), ("seen", "")])
            try await Together.agree(app, path, other)
            var ledger = try await app.stored { try RecordStore(connection: $0).ledger(record) }
            #expect(ledger.agreement.objects["agreed/plan"]?["objective"] == "Clean air")
            #expect(ledger.participants.first { $0.party == old.party }?.key == new.key.publicKey)
            // A proposal with the old key is none.
            #expect(throws: NotWritten.notYourKey) {
                try ledger.write(ledger.proposal(by: old.party, set: ["agreed/plan": ["objective": "Mine"]]), with: old, at: TestApp.now)
            }
            // Those who may not see the key do not.
            for who in [Cast.Character.officer, .director, .council] {
                #expect(try await app.as(who).get("/office/key").status == 404, "\(who)")
                #expect(try await app.as(who).post("/office/key/change").status == 404, "\(who)")
            }
            #expect(try await app.as(.admin).get("/office/audit").text.contains("Key changed"))
        }
    }

    /// A partnership entered in the register alone goes on after the change, and a second change goes from the key that the record knows.
    @Test func recordsOfOneOfficeAloneGoOn() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            let office = app.cast.duesseldorf
            let first = try await signer(app, office, id)
            // Two changes before any entry is written.
            try await app.house.database.write { try KeyChange.begin(office, .regular, by: .system, at: TestApp.now, $0) }
            #expect(try await change(app, office) == KeyChange.Outcome(changed: 1, left: []))
            let second = try await signer(app, office, id)
            #expect(second.party == first.party && second.key.publicKey != first.key.publicKey)
            try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                var draft = PartnershipDraft(try store.record(id))
                draft.theme = "After the change"
                try store.update(id, draft, revision: nil)
            }
            #expect(try await app.stored { try RecordStore(connection: $0).record(of: id) } == id, "no other record took over")
            let ledger = try await app.stored { try RecordStore(connection: $0).ledger(id) }
            #expect(ledger.agreement.objects[SharedTerms.object]?["theme"] == "After the change")
            #expect(ledger.entries.count { if case .rotate = $0.act { true } else { false } } == 1)
            #expect(try await change(app, office).changed == 1)
            #expect(try await faults(app) == [])
            // Under another secret neither the key nor the former one opens.
            try await app.house.database.write { try KeyChange.begin(office, .regular, by: .system, at: TestApp.now, $0) }
            let values = try await app.stored { connection in
                let former: String? = try connection.value("SELECT former_key FROM shared_party WHERE office_id = \(office)")
                return (former, try connection.value("SELECT kept FROM office_key WHERE office_id = \(office)") as String?)
            }
            #expect(values.0 != nil && values.0 != values.1)
            app.house.database.setSecret(Array(repeating: 1, count: 32))
            await #expect(throws: AppError.self) { _ = try await signer(app, office, id) }
        }
    }

    /// Invited under the former key, an office joins under the new one.
    @Test func whoIsInvitedMeanwhileJoinsWithTheNewKey() async throws {
        try await TestApp.each { app in
            let ours = try await Samples.enter(app, Together.haifa)
            _ = try await app.as(.officer).post("/office/partnerships/\(ours)/invitations", [("office", app.cast.haifa.text)])
            let record = try await record(app, "/office/partnerships/\(ours)")
            let before = try await signer(app, app.cast.haifa, record)
            #expect(try await change(app, app.cast.haifa).changed == 1)
            // The one who invited has changed its key as well.
            #expect(try await change(app, app.cast.duesseldorf).changed == 1)
            let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
            #expect(done.status == 303)
            let after = try await signer(app, app.cast.haifa, record)
            #expect(after.party != before.party && after.party == after.key.party)
            let ledger = try await app.stored { try RecordStore(connection: $0).ledger(record) }
            #expect(ledger.agreement.parties.contains(after.party))
            #expect(try await faults(app) == [])
        }
    }

    /// An office that took over the party of its guests is that party with its next key too.
    @Test func aPartyThatWasTakenOverKeepsItsNameInTheRecord() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app)
            #expect(try await guest.post("/talk", [("text", "From the guest")]).status == 303)
            let record = try await record(app, path)
            _ = try await app.as(.officer).post("\(path)/invitations", [("office", app.cast.haifa.text)])
            let done = try await app.as(.haifaOfficer).post("/office/partnerships/invitations/\(record)/acceptance")
            let theirs = String(done.location.dropLast("/agreement".count))
            let before = try await signer(app, app.cast.haifa, record)
            #expect(before.party != before.key.party)
            #expect(try await change(app, app.cast.haifa).changed == 1)
            let after = try await signer(app, app.cast.haifa, record)
            #expect(after.party == before.party && after.key.publicKey != before.key.publicKey)
            #expect(try await app.as(.haifaOfficer).post("\(theirs)/talk", [("text", "From the office")]).status == 303)
            let history = try await app.as(.officer).get("\(path)/record").text
            #expect(history.contains("Changed its key") && history.contains("Handed over to its own office"))
            #expect(try await faults(app) == [])
        }
    }

    /// The hosted parties' own keys are not the office's: their guests go on.
    @Test func guestsOfTheOfficeGoOn() async throws {
        try await TestApp.each { app in
            let (path, guest) = try await GuestRecord.begin(app)
            #expect(try await change(app, app.cast.duesseldorf).changed == 1)
            #expect(try await guest.post("/talk", [("text", "Still here")]).status == 303)
            #expect(try await app.as(.officer).get("\(path)/talk").text.contains("Still here"))
            #expect(try await faults(app) == [])
        }
    }

    /// What a thief signs beside the office's own entries has no effect once the key is revoked, and the office is not held up by it.
    @Test func aRevokedKeyWritesWithoutEffect() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            let (office, record) = (app.cast.duesseldorf, try await record(app, path))
            let old = try await signer(app, office, record)
            var stolen = try await app.stored { try RecordStore(connection: $0).ledger(record) }
            let forged = try stolen.write(.say(.plain(.string("Not us")), about: ""), with: old, at: TestApp.now)
            #expect(try await change(app, office, .stolen) == KeyChange.Outcome(changed: 1, left: []))
            try await Self.arrive([forged], record, app)
            let page = try await app.as(.haifaOfficer).get("\(other)/record").text
            #expect(page.contains("Revoked its key"))
            #expect(!(try await app.as(.haifaOfficer).get("\(other)/talk").text.contains("Not us")))
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "It was us")]).status == 303)
            #expect(try await app.as(.haifaOfficer).get("\(other)/talk").text.contains("It was us"))
            #expect(try await faults(app) == [])
        }
    }

    /// Two histories of the office in one record: said in words, and made one by an administrator.
    @Test func anOwnForkIsSaidAndHealed() async throws {
        try await TestApp.each { app in
            let (path, other) = try await Together.share(app)
            let (office, record) = (app.cast.duesseldorf, try await record(app, path))
            let old = try await signer(app, office, record)
            var backup = try await app.stored { try RecordStore(connection: $0).ledger(record) }
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "Before the disk failed")]).status == 303)
            let restored = try backup.write(.say(.plain(.string("After the backup")), about: ""), with: old, at: TestApp.now)
            try await Self.arrive([restored], record, app)
            let refused = try await app.as(.officer).post("\(path)/talk", [("text", "Third")])
            #expect(refused.status == 422 && refused.text.contains("two histories of your party") && !refused.text.contains("(fork)"))
            // A change of the key waits as well, and says where.
            let outcome = try await change(app, office)
            #expect(outcome == KeyChange.Outcome(changed: 0, left: [record]))
            let shown = try await app.as(.admin).get("/office/key").text
            #expect(shown.contains("Two histories of your office") && shown.contains("Haifa"))
            #expect(try await app.as(.officer).post("/office/key/healing", [("record", record.text)]).status == 404)
            #expect(try await app.as(.admin).post("/office/key/healing", [("record", record.text)]).location == "/office/key")
            #expect(!(try await app.as(.admin).get("/office/key").text.contains("Two histories of your office")))
            #expect(try await app.as(.admin).post("/office/key/healing", [("record", record.text)]).status == 404)
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "Third")]).status == 303)
            // The change that waited goes on.
            _ = try await app.as(.admin).post("/office/key/writing")
            await app.work()
            #expect(try await signer(app, office, record).key.publicKey != old.key.publicKey)
            #expect(try await app.as(.officer).post("\(path)/talk", [("text", "Fourth")]).status == 303)
            let talk = try await app.as(.haifaOfficer).get("\(other)/talk").text
            for said in ["Before the disk failed", "After the backup", "Third", "Fourth"] { #expect(talk.contains(said), "\(said)") }
            #expect(try await app.as(.haifaOfficer).get("\(other)/record").text.contains("Healed a fork of its own entries"))
            #expect(try await faults(app) == [])
        }
    }

    /// A record that is damaged holds up no other, and is signed with the key it knows until it is mended.
    @Test func aDamagedRecordHoldsUpNoOther() async throws {
        try await TestApp.each { app in
            let (good, bad) = (try await Samples.enter(app), try await Samples.enter(app, Samples.warsaw))
            try await app.house.database.write { try $0.run("UPDATE shared_record SET entries = entries + 1 WHERE id = \(bad)") }
            let office = app.cast.duesseldorf
            let outcome = try await change(app, office)
            #expect(outcome == KeyChange.Outcome(changed: 1, left: [bad]))
            let (ours, theirs) = (try await signer(app, office, good), try await signer(app, office, bad))
            #expect(ours.key.publicKey != theirs.key.publicKey)
            try await app.house.database.write { try $0.run("UPDATE shared_record SET entries = entries - 1 WHERE id = \(bad)") }
            #expect(try await KeyChange.run(office, app.house.database, at: TestApp.now) == KeyChange.Outcome(changed: 1, left: []))
            #expect(try await signer(app, office, bad).key.publicKey == ours.key.publicKey)
        }
    }

    /// Entries that come from elsewhere, as an exchange of servers would bring them.
    private static func arrive(_ entries: [Entry], _ record: PartnershipID, _ app: TestApp) async throws {
        try await app.house.database.write { connection in
            let store = RecordStore(connection: connection)
            var ledger = try store.ledger(record)
            let count = ledger.entries.count
            ledger.add(entries)
            #expect(ledger.entries.count == count + entries.count)
            try store.append(ledger, after: count, at: TestApp.now)
        }
    }
}
