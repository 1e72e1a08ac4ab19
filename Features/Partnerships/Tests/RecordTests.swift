import Foundation
import Kernel
import Ledger
import Storage
import Testing
import Testing_

@testable import Partnerships
@testable import Web

/// The register on the shared record: what is entered begins a record, what changes is agreed in it, and whatever is tampered with is named.
@Suite struct RecordTests {
    private func ledger(_ app: TestApp, _ id: PartnershipID) async throws -> Ledger {
        try await app.stored { try RecordStore(connection: $0).ledger(id) }
    }

    private func faults(_ app: TestApp) async throws -> [String] { try await app.stored { try RecordCheck($0).run(threads: 2).faults } }

    @Test func whatIsEnteredBeginsARecordThatSaysTheSame() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app) { draft in
                (draft.kind, draft.theme, draft.summary, draft.source) = (.smartCity, "Mobility", "Why <we> do it", "partners.xlsx, line 3")
                (draft.fields, draft.involvement, draft.note) = ([.traffic, .climate], .blended, "private words")
            }
            let ledger = try await ledger(app, id)
            let terms = try #require(ledger.agreement.objects[SharedTerms.object])
            #expect(terms["kind"] == "smart-city" && terms["theme"] == "Mobility" && terms["purpose"] == "Why <we> do it" && terms["since"] == "2004")
            #expect(terms["fields"] == .array([.string("climate"), .string("traffic")]))
            #expect(ledger.entries.count == 2 && ledger.versions.count == 2 && ledger.agreement.absent.count == 1 && !ledger.agreement.isSignedByAll)
            guard case .propose(let proposal) = ledger.entries[1].act else { throw AppError.notFound }
            #expect(proposal.note == "partners.xlsx, line 3")
            let names = ledger.agreement.objects.filter { $0.key.hasPrefix("agreed/party/") }.compactMap { $0.value["name"]?.text }.sorted()
            #expect(names.contains { $0.contains("Chongqing") } && names.count == 2)
            // What is the office's own never enters the record.
            #expect(!ledger.entries.contains { String(decoding: $0.canonical, as: UTF8.self).contains("private words") })
            #expect(ledger.hasTrueSignatures() && ledger.findings(now: TestApp.now).isEmpty)
            #expect(try await faults(app) == [])
        }
    }

    @Test func aChangeIsAgreedAndWhatIsTheOfficesOwnIsNot() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                var draft = PartnershipDraft(try store.record(id))
                (draft.theme, draft.since) = ("Inclusion", nil)
                try store.update(id, draft, revision: nil)
            }
            let changed = try await ledger(app, id)
            #expect(changed.versions.count == 3 && changed.agreement.objects[SharedTerms.object]?["theme"] == "Inclusion")
            #expect(changed.agreement.objects[SharedTerms.object]?["since"] == nil)
            for act in [("publication", [("public", "1")]), ("status", [("status", "dormant")]), ("archiving", [("archived", "1")])] {
                #expect(try await app.as(.officer).post("/office/partnerships/\(id)/\(act.0)", act.1).status == 303)
            }
            #expect(try await ledger(app, id).entries.count == 3)
            // Another partner: who is party changes with it.
            try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                try store.setArchived(id, false)
                var draft = PartnershipDraft(try store.record(id))
                draft.partners = [.place(Samples.warsaw), .place(Samples.reading)]
                try store.update(id, draft, revision: nil)
            }
            let moved = try await ledger(app, id)
            #expect(moved.agreement.absent.count == 2 && moved.agreement.objects.keys.count { $0.hasPrefix("agreed/party/") } == 3)
            #expect(try await faults(app) == [])
        }
    }

    /// Whatever is done to the register in whatever order, the record says the same, and another fold of its entries too.
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func registerAndRecordNeverPart(seed: UInt64) async throws {
        try await TestApp.each { app in
            let numbers = Numbers(seed)
            let ids = try await app.house.database.write { try Samples.store(app, $0).create(all: try Samples.drafts(12)) }
            for _ in 0..<40 {
                let id = ids[numbers.below(ids.count)]
                try await app.house.database.write { connection in
                    let store = try Samples.store(app, connection)
                    var draft = PartnershipDraft(try store.record(id))
                    switch numbers.below(7) {
                    case 0: draft.kind = PartnershipKind.allCases[numbers.below(PartnershipKind.allCases.count)]
                    case 1: draft.since = numbers.below(3) == 0 ? nil : PartialDate(year: 1950 + numbers.below(70), month: 1 + numbers.below(12))
                    case 2: draft.fields = FieldOfWork.allCases.filter { _ in numbers.below(4) == 0 }
                    case 3: draft.summary = String(repeating: "ü\u{1}\"\\😀", count: numbers.below(4))
                    case 4: draft.involvement = numbers.below(2) == 0 ? nil : .civilSociety
                    case 5: draft.partners = [.place([Samples.warsaw, Samples.moscow, Samples.chongqing][numbers.below(3)])]
                    default: draft.note = "note \(numbers.below(9))"
                    }
                    try store.update(id, draft, revision: nil)
                }
            }
            for id in ids {
                let ledger = try await ledger(app, id)
                let record = try await app.stored { try Samples.store(app, $0).record(id) }
                #expect(ledger.agreement.objects[SharedTerms.object] == SharedTerms(record).values)
                #expect(ledger.agreement.absent == Set(record.partners.map { "organisation/\($0)" }))
                var copy = record
                SharedTerms(record).apply(ledger.agreement.objects[SharedTerms.object] ?? [:], to: &copy)
                #expect(copy == record)
            }
            #expect(try await faults(app) == [])
            #expect(try await app.house.database.write { try RecordCheck($0).rebuild() } == (ids.count, 0))
        }
    }

    /// A row of the register that says otherwise than what is agreed is damage too, in whichever column, and in each office that shares the record.
    @Test func aRegisterThatSaysOtherwiseIsFoundAndMended() async throws {
        try await TestApp.each { app in
            let (us, them) = try await Samples.share(app)
            let theirs = try #require(them)
            let columns: [(String, SQL)] = [
                ("kind", "kind = 'climate'"), ("summary", "summary = 'tampered'"), ("theme", "theme = 'other'"), ("since", "since = NULL"),
                ("fields", "fields = ',sport,'"), ("basis", "basis = 'nonsense'"), ("basis_text", "basis_text = 'x'"),
                ("basis_link", "basis_link = 'x'"), ("involvement", "involvement = 'blended'"),
            ]
            for (column, change) in columns {
                let id = column == "theme" ? us : theirs
                let before = try await app.stored {
                    try $0.first("SELECT kind, summary, theme, theme_key FROM partnership WHERE id = \(id)") { row in
                        [try row["kind"] as String, try row["summary"], try row["theme"], try row["theme_key"]]
                    }
                }
                _ = try await app.house.database.write { try $0.run("UPDATE partnership SET \(change) WHERE id = \(id)") }
                let found = try await faults(app)
                #expect(
                    found.count == 1 && found[0].contains("partnership \(us)") && found[0].contains(column) && found[0].contains(id.text), "\(found)")
                #expect(found.first?.contains(id == us ? "sseldorf" : "Haifa") == true, "\(found)")
                #expect(try await app.house.database.write { try RecordCheck($0).rebuild() } == (1, 1), "\(column)")
                #expect(try await faults(app) == [])
                let after = try await app.stored {
                    try $0.first("SELECT kind, summary, theme, theme_key FROM partnership WHERE id = \(id)") { row in
                        [try row["kind"] as String, try row["summary"], try row["theme"], try row["theme_key"]]
                    }
                }
                #expect(after == before)
            }
            #expect(try await app.as(.officer).get("/office/partnerships/\(us)").text.contains("Brought into line with what is agreed"))
        }
    }

    @Test func damageIsFoundAndNamed() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            let other = try await Samples.enter(app, Samples.warsaw)
            func damaged(_ change: SQL, says words: String, onlyPages: Bool = false) async throws {
                let before = try await app.stored { connection in
                    try connection.first("SELECT root, entries, digest, state FROM shared_record WHERE id = \(id)") { row in
                        (try row["root"] as String, try row["entries"] as Int, try row["digest"] as String, try row["state"] as String)
                    }
                }
                let bodies = try await app.stored {
                    try RecordStore(connection: $0).connection.rows("SELECT place, hash, body FROM shared_entry WHERE record_id = \(id)") { row in
                        (try row["place"] as Int, try row["hash"] as String, try row["body"] as String)
                    }
                }
                _ = try await app.house.database.write { try $0.run(change) }
                let found = try await faults(app)
                #expect(
                    found.contains { $0.contains(id.text) && $0.contains(words) } && !found.contains { $0.contains(other.text) }, "\(words): \(found)"
                )
                if onlyPages {
                    #expect(try await app.house.database.write { try RecordCheck($0).rebuild() } == (2, 1))
                    #expect(try await faults(app) == [])
                } else {
                    await #expect(throws: (any Error).self) { try await app.house.database.write { try RecordCheck($0).rebuild(id) } }
                }
                let (root, entries, digest, state) = try #require(before)
                try await app.house.database.write { connection in
                    try connection.run("DELETE FROM shared_entry WHERE record_id = \(id)")
                    for (place, hash, body) in bodies {
                        try connection.run("INSERT INTO shared_entry (record_id, place, hash, body) VALUES (\(id), \(place), \(hash), \(body))")
                    }
                    try connection.run(
                        "UPDATE shared_record SET root = \(root), entries = \(entries), digest = \(digest), state = \(state) WHERE id = \(id)")
                }
                #expect(try await faults(app) == [])
            }
            try await damaged(
                "UPDATE shared_entry SET body = replace(body, 'Chongqing', 'Chongqin') WHERE record_id = \(id)",
                says: "is not the one that its name says")
            try await damaged("UPDATE shared_entry SET body = 'x' WHERE record_id = \(id) AND place = 2", says: "cannot be read")
            try await damaged("DELETE FROM shared_entry WHERE record_id = \(id) AND place = 2", says: "1 of 2 entries are missing")
            try await damaged("DELETE FROM shared_entry WHERE record_id = \(id) AND place = 1", says: "waits for one that is missing")
            try await damaged("UPDATE shared_record SET root = \(String(repeating: "0", count: 64)) WHERE id = \(id)", says: "refused")
            try await damaged("UPDATE shared_record SET digest = 'x' WHERE id = \(id)", says: "ledger rebuild", onlyPages: true)
            try await damaged("UPDATE shared_record SET state = '{}' WHERE id = \(id)", says: "ledger rebuild", onlyPages: true)
        }
    }

    @Test func anImportThatIsUndoneLeavesNoRecord() async throws {
        try await TestApp.each { app in
            try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                let ids = try store.create(all: try Samples.drafts(30), batch: "b")
                #expect(try connection.value("SELECT COUNT(*) FROM shared_entry") == 60)
                _ = try store.removeBatch("b")
                #expect(try connection.value("SELECT COUNT(*) FROM shared_record") == 0 && ids.count == 30)
            }
            #expect(try await faults(app) == [])
        }
    }

    @Test func aPartnershipFromBeforeGetsItsRecordWhenItIsChanged() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            try await app.house.database.write { connection in
                try connection.run("UPDATE partnership SET record_id = NULL WHERE id = \(id)")
                try RecordStore(connection: connection).remove([id])
                let store = try Samples.store(app, connection)
                var draft = PartnershipDraft(try store.record(id))
                draft.theme = "Later"
                try store.update(id, draft, revision: nil)
            }
            #expect(try await ledger(app, id).agreement.objects[SharedTerms.object]?["theme"] == "Later")
            #expect(try await faults(app) == [])
        }
    }

    @Test func theKeyOfAnOfficeLiesEncryptedAndOpensUnderItsOwnSecretAlone() async throws {
        try await TestApp.each { app in
            _ = try await Samples.enter(app)
            let (office, haifa) = (app.cast.duesseldorf, app.cast.haifa)
            let (party, other, kept) = try await app.house.database.write { connection in
                let keys = OfficeKeys(connection: connection, now: TestApp.now)
                let kept: String? = try connection.value("SELECT kept FROM office_key WHERE office_id = \(office)")
                return (try keys.key(of: office).party, try keys.key(of: haifa).party, kept)
            }
            #expect(party != other)
            #expect(try await app.stored { try OfficeKeys(connection: $0, now: TestApp.now).key(of: office).party } == party)
            // Swapped with another office's, or under another secret, it opens no more, and nothing new is made in its place.
            _ = try await app.house.database.write { try $0.run("UPDATE office_key SET kept = \(kept) WHERE office_id = \(haifa)") }
            await #expect(throws: AppError.self) { try await app.stored { try OfficeKeys(connection: $0, now: TestApp.now).key(of: haifa) } }
            // The secret is lost: the office makes another key, and its record goes on in a new one that names the old.
            let id = try await Samples.enter(app, Samples.warsaw)
            try await app.house.database.write { connection in
                try connection.run("DELETE FROM office_key WHERE office_id = \(office)")
                let store = try Samples.store(app, connection)
                var draft = PartnershipDraft(try store.record(id))
                draft.theme = "After the loss"
                try store.update(id, draft, revision: nil)
            }
            let next = try #require(try await app.stored { try RecordStore(connection: $0).record(of: id) })
            let continued = try await ledger(app, next)
            #expect(next != id && continued.agreement.objects[SharedTerms.object]?["theme"] == "After the loss")
            #expect(try await app.as(.officer).get("/office/partnerships/\(id)/record").text.contains("After the loss"))
            #expect(try await faults(app) == [])
            app.house.database.setSecret(Array(repeating: 1, count: 32))
            await #expect(throws: AppError.self) { try await app.stored { try OfficeKeys(connection: $0, now: TestApp.now).key(of: office) } }
        }
    }
}

/// Numbers that are the same in every run.
private final class Numbers: @unchecked Sendable {
    private let lock = NSLock()
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    func below(_ limit: Int) -> Int {
        lock.withLock {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(max(1, limit)))
        }
    }
}

@Suite struct RecordPageTests {
    @Test func everyEntryIsReadWithWhatItSuperseded() async throws {
        try await TestApp.each { app in
            let id = try await Samples.enter(app) { $0.theme = "Mobility <b>" }
            try await app.house.database.write { connection in
                let store = try Samples.store(app, connection)
                var draft = PartnershipDraft(try store.record(id))
                draft.theme = "Inclusion"
                try store.update(id, draft, revision: nil)
            }
            let page = try await app.as(.officer).get("/office/partnerships/\(id)/record")
            #expect(page.status == 200 && page.text.contains("3 entries, each signed"))
            for words in ["Began the record", "Inclusion", "before: Mobility &lt;b&gt;", "signature verified", "Chongqing"] {
                #expect(page.text.contains(words), "\(words)")
            }
            #expect(!page.text.contains("does not verify"))
            #expect(try await app.as(.officer).get("/office/partnerships/\(id)/agreement").text.contains("/office/partnerships/\(id)/record"))
            // Another office, and those who see only what is published, do not see it.
            for stranger in [Cast.Character.haifaOfficer, .counterpart, .community] {
                #expect(try await app.as(stranger).get("/office/partnerships/\(id)/record").status == 404, "\(stranger)")
            }
            // A signature that was replaced in the table is seen on the page as well.
            try await app.house.database.write { connection in
                let bodies = try connection.rows("SELECT body FROM shared_entry WHERE record_id = \(id) AND place = 3") { try $0["body"] as String }
                let body = try #require(bodies.first)
                let signature = try #require(body.firstMatch(of: /"signature":"([0-9a-f]{128})"/)).1
                let forged = body.replacing(signature, with: String(repeating: "0", count: 128))
                let entry = try Entry(reading: forged)
                try connection.run("UPDATE shared_entry SET body = \(forged), hash = \(entry.hash.hex) WHERE record_id = \(id) AND place = 3")
                try connection.run("UPDATE shared_record SET digest = 'x' WHERE id = \(id)")
            }
            #expect(try await app.as(.officer).get("/office/partnerships/\(id)/record").text.contains("signature does not verify"))
        }
    }

    /// What belongs to one party too: what its last word superseded, and nothing of what another thing said.
    @Test func aPartysOwnThingsAreReadWithWhatTheySuperseded() async throws {
        try await TestApp.each { app in
            let (us, them) = try await Together.share(app)
            let role = try await Together.parties(app, us)[0]
            func write(_ thing: String, _ seen: String, hours: String, isNew: Bool) async throws {
                let fields = [("party", role), ("role", "nodal"), ("name", "Invented Person"), ("hours", hours), ("thing", thing), ("seen", seen)]
                let path = isNew ? "\(us)/contacts/new" : "\(us)/contacts/\(thing)/edit"
                let answer = try await app.as(.officer).post(path, fields)
                #expect(answer.status == 303, "\(answer.text.prefix(3000))")
            }
            var ids: [String] = []
            for _ in 0..<2 {
                let form = try await app.as(.officer).get("\(us)/contacts/new").text
                ids.append(String(try #require(form.firstMatch(of: /name="thing" value="([0-9a-f-]{36})"/)?.1)))
            }
            try await write(ids[0], "", hours: "Mornings", isNew: true)
            try await write(ids[1], "", hours: "Afternoons", isNew: true)
            let form = try await app.as(.officer).get("\(us)/contacts/\(ids[0])/edit").text
            let seen = String(try #require(form.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1))
            try await write(ids[0], seen, hours: "All day", isNew: false)
            let page = try await app.as(.haifaOfficer).get("\(them)/record").text
            #expect(page.contains("All day <span class=\"second\">before: Mornings</span>"), "\(page)")
            #expect(!page.contains("before: Afternoons") && !page.contains("before: All day"))
        }
    }

    /// What was folded is remembered, but never what a rolled-back transaction wrote.
    @Test func whatWasRolledBackIsNotRemembered() async throws {
        struct GivenUp: Error {}
        try await TestApp.each { app in
            let id = try await Samples.enter(app)
            @Sendable func say(_ text: String, _ connection: Connection) throws {
                let key = try OfficeKeys(connection: connection, now: TestApp.now).key(of: app.cast.duesseldorf)
                let store = RecordStore(connection: connection)
                var ledger = try store.ledger(id)
                let count = ledger.entries.count
                try ledger.write(.say(.plain(.string(text)), about: ""), with: key, at: TestApp.now)
                try store.append(ledger, after: count, at: TestApp.now)
            }
            _ = try await app.stored { try RecordStore(connection: $0).ledger(id) }
            await #expect(throws: GivenUp.self) {
                try await app.house.database.write { connection in
                    try say("given up", connection)
                    // Read again inside, with what was just written.
                    #expect(try RecordStore(connection: connection).ledger(id).messages.count == 1)
                    throw GivenUp()
                }
            }
            #expect(try await app.stored { try RecordStore(connection: $0).ledger(id).messages.count } == 0)
            try await app.house.database.write { try say("kept", $0) }
            try await app.house.database.write { try say("and more", $0) }
            let stored = try await app.stored { try RecordStore(connection: $0).ledger(id) }
            let read = try await app.stored { try RecordStore(connection: $0).ledgers([id])[id] }
            #expect(stored.messages.count == 2 && stored.digest == read?.digest)
            #expect(try await app.stored { try RecordCheck($0).run(threads: 1).faults } == [])
        }
    }

    @Test func aLongRecordIsPagedAndTakesFewStatements() async throws {
        try await TestApp.on(.sqlite) { app in
            let id = try await Samples.enter(app)
            try await app.house.database.write { connection in
                let key = try OfficeKeys(connection: connection, now: TestApp.now).key(of: app.cast.duesseldorf)
                let store = RecordStore(connection: connection)
                var ledger = try store.ledger(id)
                for number in 0..<120 { try ledger.write(.say(.plain(.string("message \(number)")), about: ""), with: key, at: TestApp.now) }
                try store.append(ledger, after: 2, at: TestApp.now)
            }
            let first = try await app.as(.officer).get("/office/partnerships/\(id)/record")
            #expect(first.text.contains("122 entries") && first.text.contains("?after=50"))
            let last = try await app.as(.officer).get("/office/partnerships/\(id)/record?after=100")
            #expect(last.text.contains("Began the record") && !last.text.contains("?after=150"))
            for wild in ["-5", "999999999999", "x"] {
                #expect(try await app.as(.officer).get("/office/partnerships/\(id)/record?after=\(wild)").status == 200)
            }
            #expect((app.statements.of("/office/partnerships/{id}/record") ?? 99) <= 9)
        }
    }
}
