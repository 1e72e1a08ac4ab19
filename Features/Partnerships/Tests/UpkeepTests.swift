import Kernel
import Ledger
import Testing
import Testing_

@testable import Partnerships
@testable import Storage
@testable import Web

/// What an older version left: brought up to this one in the background, once.
@Suite struct UpkeepTests {
    /// A partnership as it stood before there were records.
    private func old(_ app: TestApp, as who: Cast.Character = .officer, _ place: Int, source: String? = nil) async throws -> PartnershipID {
        let id = try await Samples.enter(app, as: who, place) { ($0.source, $0.theme) = (source, "Ökologie") }
        try await app.house.database.write { connection in
            let changed = TestApp.now.adding(days: -900)
            try connection.run(
                "UPDATE partnership SET record_id = NULL, theme_key = NULL, created_at = \(changed), updated_at = \(changed) WHERE id = \(id)")
            try RecordStore(connection: connection).remove([id])
        }
        return id
    }

    @Test func anOldRowGetsItsRecordItsTabsOpenAndItSleeps() async throws {
        try await TestApp.each { app in
            let id = try await old(app, Together.haifa, source: "partners.xlsx, line 3")
            let foreign = try await old(app, as: .haifaOfficer, Samples.warsaw)
            let fresh = try await Samples.enter(app, Samples.reading)
            let path = "/office/partnerships/\(id)"
            #expect(try await app.as(.officer).get("\(path)/plan").status == 404)
            try await RecordUpkeep.begin(app.house.database, at: TestApp.now)
            try await RecordUpkeep.begin(app.house.database, at: TestApp.now)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM job WHERE kind = 'record-upkeep'") } == 1)
            await app.work()
            for tab in ["", "/plan", "/life", "/agreement", "/record", "/indicators"] {
                #expect(try await app.as(.officer).get(path + tab).status == 200, "\(tab)")
            }
            let ledger = try await app.stored { try RecordStore(connection: $0).ledger(id) }
            guard case .propose(let proposal) = ledger.entries[1].act else { throw AppError.notFound }
            #expect(ledger.entries.count == 2 && proposal.note == "partners.xlsx, line 3" && ledger.hasTrueSignatures())
            // That its record was begun today is no sign of life.
            let health = try await app.stored { connection in
                try connection.rows("SELECT id, health FROM partnership ORDER BY id") { (try $0["id"] as PartnershipID, try $0["health"] as String) }
            }
            #expect(
                health.contains { $0 == (id, "asleep") } && health.contains { $0 == (foreign, "asleep") }
                    && health.contains { $0 == (fresh, "unknown") })
            #expect(Samples.ids(try await app.as(.officer).get("/office/partnerships/sleeping").text) == [id.text])
            #expect(Samples.ids(try await app.as(.officer).get("/office/partnerships?q=okologie").text) == [id.text])
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
            // Nothing is left to do, and nothing is begun twice.
            try await RecordUpkeep.begin(app.house.database, at: TestApp.now)
            #expect(try await app.stored { try $0.value("SELECT COUNT(*) FROM job WHERE kind = 'record-upkeep'") } == 1)
            let again = try await app.house.database.write { try RecordUpkeep.beginRecords(at: TestApp.now, $0) }
            #expect(again == 0)
        }
    }

    @Test func theCommandBeginsThemTooOrOneAlone() async throws {
        try await TestApp.each { app in
            let one = try await old(app, Together.haifa), two = try await old(app, Samples.warsaw)
            try await app.house.database.write { (connection: Connection) throws -> Void in
                #expect(try RecordUpkeep.lacksRecords(connection))
                #expect(try RecordUpkeep.beginRecords(two, at: TestApp.now, connection) == 1)
                let store = RecordStore(connection: connection)
                #expect(try store.record(of: two) == two)
                #expect(try store.record(of: one) == nil)
                #expect(try RecordUpkeep.beginRecords(at: TestApp.now, connection) == 1)
                #expect(try RecordUpkeep.lacksRecords(connection) == false)
            }
        }
    }

    @Test func termsFromBeforeLearnWhetherTheyGoOn() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            let term = [("from", "1.12.2020"), ("until", "30.11.2023"), ("renewal", "tacit"), ("period", "1")]
            _ = try await app.as(.officer).post("/office/partnerships/\(id)/term/edit", term)
            try await app.house.database.write { connection in
                try connection.run(
                    "UPDATE partnership_term SET renewal = 'unread', agreed_until = NULL, period = NULL, renewed_on = NULL, ends = '2023-11-30'")
                try connection.run("UPDATE partnership SET term_ends = '2023-11-30'")
            }
            try await RecordUpkeep.begin(app.house.database, at: TestApp.now)
            await app.work()
            let ends: String? = try await app.stored { try $0.value("SELECT term_ends FROM partnership") }
            #expect(ends == "2026-11-30")
        }
    }
}

/// What is wrong with a record that can be read all the same: named by party and entry wherever somebody looks.
@Suite struct RecordFaultTests {
    /// Writes an entry of this office beside the last one, as a restored backup does.
    private func fork(_ app: TestApp, _ id: PartnershipID, at now: Instant = TestApp.now, afterLast: Bool = false) async throws {
        try await app.house.database.write { connection in
            let store = RecordStore(connection: connection)
            let key = try OfficeKeys(connection: connection, now: TestApp.now).key(of: app.cast.duesseldorf)
            let present = try store.ledger(id)
            var other = Ledger(partnership: id, root: present.root)
            other.add(afterLast ? present.entries : Array(present.entries.dropLast()), isTrusted: true)
            let forged = try other.write(.say(.plain("after the backup"), about: ""), with: key, at: now)
            let body = String(decoding: forged.canonical, as: UTF8.self)
            try connection.run(
                "INSERT INTO shared_entry (record_id, place, hash, body) VALUES (\(id), \(present.entries.count + 1), \(forged.hash.hex), \(body))")
            try connection.run("UPDATE shared_record SET entries = entries + 1 WHERE id = \(id)")
            #expect(try RecordCheck(connection).rebuild(id) == (1, 1))
        }
    }

    @Test func aForkIsNamedByPartyAndEntry() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            let other = try await Samples.enter(app, Samples.warsaw)
            #expect(!(try await app.as(.officer).get("/office/partnerships/\(id)/record").text.contains("Something is wrong")))
            try await fork(app, id)
            let faults = try await app.stored { try RecordCheck($0).run(threads: 1).faults }
            let fault = try #require(faults.first)
            #expect(faults.count == 1 && fault.contains(id.text) && !fault.contains(other.text))
            #expect(fault.contains("sseldorf has signed two histories: entry 2 of") && fault.contains("20 November 2026"), "\(fault)")
            let rule = try #require(app.house.features.flatMap(\.rules).first { $0.name.hasPrefix("Every shared record verifies") })
            let found = try await app.stored { try rule.violations($0) }
            #expect(found.contains { $0.contains("two histories") })
            let page = try await app.as(.officer).get("/office/partnerships/\(id)/record").text
            #expect(page.contains("Something is wrong in this record") && page.contains("has signed two histories"))
            #expect(!(try await app.as(.officer).get("/office/partnerships/\(other)/record").text.contains("Something is wrong")))
        }
    }

    @Test func anEntryOfATimeToComeIsNamed() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            try await fork(app, id, at: TestApp.now.adding(days: 10), afterLast: true)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
            let faults = try await app.stored { try RecordCheck($0).run(now: TestApp.now, threads: 1).faults }
            #expect(faults.count == 1 && faults[0].contains("entry 3 of") && faults[0].contains("bears a time that has not come yet"), "\(faults)")
            #expect(try await app.stored { try RecordCheck($0).run(now: TestApp.now.adding(days: 10), threads: 1).faults } == [])
            #expect(try await app.as(.officer).get("/office/partnerships/\(id)/record").text.contains("30 November 2026"))
        }
    }
}
