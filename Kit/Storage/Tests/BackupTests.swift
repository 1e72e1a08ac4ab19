import Foundation
import Kernel
import Synchronization
import Testing
import Testing_

@testable import Storage

@Suite struct BackupTests {
    private static let shelves = Migration(
        id: "2026-01-01-shelves",
        sql: """
            CREATE TABLE shelf (id TEXT NOT NULL PRIMARY KEY, weight REAL, picture BLOB, places INTEGER) STRICT;
            CREATE TABLE book (id TEXT NOT NULL PRIMARY KEY, shelf_id TEXT NOT NULL REFERENCES shelf (id), title TEXT) STRICT;
            """)
    private static let later = Migration(id: "2026-02-01-later", sql: "CREATE TABLE later (id TEXT NOT NULL PRIMARY KEY) STRICT;")
    private static let noon = Instant(milliseconds: 1_795_000_000_000)

    private static func migrator(_ more: [Migration] = []) throws -> Migrator { try Migrator([shelves] + more, version: "1") }

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("backup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func fill(_ database: Database) throws {
        try Self.migrator().migrate(database)
        try database.writeSync { connection in
            for number in 0..<1200 {
                let picture = (0..<(number % 40)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
                try connection.run(
                    "INSERT INTO shelf (id, weight, picture, places) VALUES (\("s\(number)"), \(Double(number) / 7), \(picture), \(number % 3 == 0 ? nil : number))"
                )
                try connection.run(
                    "INSERT INTO book (id, shelf_id, title) VALUES (\("b\(number)"), \("s\(number)"), \("Titel „\(number)“ 重庆 'x' \\ é"))")
            }
            try connection.journal.record(Fact("filled", "shelf", "all", office: nil, before: nil, after: "{}"), by: .system, at: Self.noon)
        }
    }

    private func contents(_ database: Database) throws -> [String: TableDigest] {
        try database.readSync { connection in
            var found: [String: TableDigest] = [:]
            for table in [
                TableShape(name: "shelf", columns: ["id", "weight", "picture", "places"]),
                TableShape(name: "book", columns: ["id", "shelf_id", "title"]),
                TableShape(name: "journal", columns: ["id", "at", "actor_name", "act", "after"]),
            ] { found[table.name] = try TableDigest(of: table, connection) }
            return found
        }
    }

    @Test(arguments: Engine.allCases, Engine.allCases)
    func aBackupOfOneEngineIsRestoredOnTheOther(_ from: Engine, _ to: Engine) async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let backup = folder.appendingPathComponent("b.proxenia").path
        try await from.withDatabase { source in
            try fill(source)
            let about = try source.backUp(to: backup, migrator: try Self.migrator(), version: "1", at: Self.noon)
            #expect(about.tables["shelf"]?.rows == 1200 && about.engine.rawValue == "\(from)" && about.madeAt == Self.noon)
            let before = try contents(source)
            try await to.withDatabase { target in
                // What is there already is kept.
                try Self.migrator().migrate(target)
                try await target.write { try $0.run("INSERT INTO shelf (id) VALUES ('old')") }
                let url = target.url
                if to == .sqlite { target.close() }
                let report = try Restore(backup, migrator: try Self.migrator([Self.later]), at: Self.noon).run(into: url)
                #expect(report.about == about && report.replaced != nil && report.migrated == [Self.later.id])
                let restored = try Database.open(url)
                defer { restored.close() }
                #expect(try contents(restored) == before)
                let findings = try restored.check(try Self.migrator([Self.later]), rules: [])
                #expect(findings.allSatisfy { $0.fault == nil }, "\(findings)")
                #expect(throws: StorageError.self) { try restored.writeSync { try $0.run("DELETE FROM journal") } }
                #expect(throws: StorageError.self) {
                    try restored.writeSync { try $0.run("INSERT INTO book (id, shelf_id) VALUES ('x', 'nowhere')") }
                }
                #expect(try restored.readSync { try $0.hasTable("backup_about") } == false)
                if to == .sqlite, let kept = report.replaced {
                    let old = try Database.open(.sqlite(path: kept))
                    defer { old.close() }
                    #expect(try old.readSync { try $0.value("SELECT COUNT(*) FROM shelf WHERE id = 'old'") } == 1)
                    old.close()
                    for ending in ["", "-wal", "-shm"] { unlink(kept + ending) }
                } else if let kept = report.replaced {
                    #expect(
                        try restored.readSync {
                            try $0.value("SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = \(kept) AND tablename = 'shelf'")
                        } == 1)
                }
            }
        }
    }

    @Test(arguments: Engine.allCases) func aBackupMadeUnderWritesIsOfOneMoment(_ engine: Engine) async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await engine.withDatabase { database in
            try Self.migrator().migrate(database)
            let stop = Mutex(false), written = Mutex(0)
            let writer = Task {
                while !stop.withLock({ $0 }) {
                    let number = written.withLock { $0 }
                    try await database.write { connection in
                        // A shelf and its book, or neither.
                        try connection.run("INSERT INTO shelf (id, places) VALUES (\("s\(number)"), 1)")
                        try connection.run("INSERT INTO book (id, shelf_id) VALUES (\("b\(number)"), \("s\(number)"))")
                    }
                    written.withLock { $0 += 1 }
                }
            }
            while written.withLock({ $0 }) < 50 { try await Task.sleep(for: .milliseconds(5)) }
            for round in 0..<4 {
                let acknowledged = written.withLock { $0 }
                let path = folder.appendingPathComponent("\(round).proxenia").path
                let about = try database.backUp(to: path, migrator: try Self.migrator(), version: "1", at: Self.noon)
                let shelves = about.tables["shelf"]?.rows ?? -1
                #expect(shelves == about.tables["book"]?.rows && shelves >= acknowledged)
                let target = folder.appendingPathComponent("\(round).sqlite").path
                _ = try Restore(path, migrator: try Self.migrator(), at: Self.noon).run(into: .sqlite(path: target))
                let restored = try Database.open(.sqlite(path: target))
                #expect(try restored.check(try Self.migrator(), rules: []).allSatisfy { $0.fault == nil })
                restored.close()
            }
            stop.withLock { $0 = true }
            try await writer.value
        }
    }

    @Test func whatIsNoWholeBackupIsRefusedAndChangesNothing() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let backup = folder.appendingPathComponent("b.proxenia"), target = folder.appendingPathComponent("t.sqlite")
        let source = try Database.open(.sqlite(path: folder.appendingPathComponent("s.sqlite").path))
        try fill(source)
        try source.backUp(to: backup.path, migrator: try Self.migrator([]), version: "1", at: Self.noon)
        #expect(throws: BackupError.exists(backup.path)) {
            try source.backUp(to: backup.path, migrator: try Self.migrator(), version: "1", at: Self.noon)
        }
        let standing = try Database.open(.sqlite(path: target.path))
        try fill(standing)
        let before = try contents(standing)
        standing.close()
        let whole = try Data(contentsOf: backup)
        var random = SystemRandomNumberGenerator()
        var broken: [(String, Data)] = [
            ("empty", Data()), ("text", Data("not a database".utf8)), ("half", whole.prefix(whole.count / 2)), ("short", whole.dropLast(4096)),
            ("one page", whole.prefix(4096)),
        ]
        // A letter of some title: no page is malformed by it, only the digest tells.
        let letter = try #require(whole.range(of: Data("Titel „777“".utf8)))
        var flipped = whole
        flipped[letter.lowerBound] = UInt8(ascii: "P")
        broken.append(("flipped", flipped))
        for round in 0..<20 {
            let cut = Int.random(in: 1..<whole.count, using: &random)
            broken.append(("cut \(round) at \(cut)", whole.prefix(cut)))
        }
        for (name, data) in broken {
            let path = folder.appendingPathComponent("broken").path
            try data.write(to: URL(fileURLWithPath: path))
            #expect(throws: (any Error).self, "\(name)") {
                try Restore(path, migrator: try Self.migrator(), at: Self.noon).run(into: .sqlite(path: target.path))
            }
        }
        #expect(throws: BackupError.missing("/nowhere")) {
            try Restore("/nowhere", migrator: try Self.migrator(), at: Self.noon).run(into: .sqlite(path: target.path))
        }
        // An SQLite file that is somebody else's.
        let other = try Database.open(.sqlite(path: folder.appendingPathComponent("o.sqlite").path))
        try other.writeSync { try $0.script("CREATE TABLE a (b TEXT);") }
        other.close()
        #expect(throws: BackupError.notABackup) {
            try Restore(folder.appendingPathComponent("o.sqlite").path, migrator: try Self.migrator(), at: Self.noon).run(
                into: .sqlite(path: target.path))
        }
        // Made by a newer version.
        try Self.migrator([Self.later]).migrate(source)
        let newer = folder.appendingPathComponent("n.proxenia").path
        try source.backUp(to: newer, migrator: try Self.migrator([Self.later]), version: "2", at: Self.noon)
        #expect(throws: StorageError.newerDatabase([Self.later.id])) {
            try Restore(newer, migrator: try Self.migrator(), at: Self.noon).run(into: .sqlite(path: target.path))
        }
        #expect(throws: BackupError.self) {
            try source.backUp(to: "/proc/nowhere/b", migrator: try Self.migrator([Self.later]), version: "1", at: Self.noon)
        }
        source.close()
        // While a server runs there, nothing is put in its place.
        let served = try Database.open(.sqlite(path: target.path))
        try served.lockForServing()
        #expect(throws: StorageError.self) {
            try Restore(backup.path, migrator: try Self.migrator(), at: Self.noon).run(into: .sqlite(path: target.path))
        }
        #expect(try contents(served) == before)
        served.close()
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!left.contains { $0.contains("restoring") || $0.contains("partial") || $0.contains("replaced") }, "\(left)")
    }

    @Test func whatIsReplacedIsOneFileWithItsLastCommits() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
        let source = try Database.open(.sqlite(path: path("s.sqlite")))
        try fill(source)
        try source.backUp(to: path("b.proxenia"), migrator: try Self.migrator([]), version: "1", at: Self.noon)
        // As a server leaves its database that was killed: the last commits are in the log alone.
        try source.writeSync { try $0.run("INSERT INTO shelf (id) VALUES ('last')") }
        for companion in ["", "-wal"] { try FileManager.default.copyItem(atPath: path("s.sqlite") + companion, toPath: path("t.sqlite") + companion) }
        source.close()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path("t.sqlite-wal"))).isEmpty == false)
        let report = try Restore(path("b.proxenia"), migrator: try Self.migrator(), at: Self.noon).run(into: .sqlite(path: path("t.sqlite")))
        let kept = try #require(report.replaced)
        #expect(!FileManager.default.fileExists(atPath: kept + "-wal"))
        let former = try Database.open(.sqlite(path: kept))
        defer { former.close() }
        #expect(try former.readSync { try $0.exists("SELECT 1 FROM shelf WHERE id = 'last'") })
        // What is no database any more is kept as it is, log and all.
        for companion in ["", "-wal"] { try Data("no database".utf8).write(to: URL(fileURLWithPath: path("u.sqlite") + companion)) }
        let other = try Restore(path("b.proxenia"), migrator: try Self.migrator(), at: Self.noon).run(into: .sqlite(path: path("u.sqlite")))
        #expect(try Data(contentsOf: URL(fileURLWithPath: try #require(other.replaced))) == Data("no database".utf8))
    }

    @Test func aRuleThatIsBrokenIsNamed() throws {
        let database = try Database.open(.sqlite(path: FileManager.default.temporaryDirectory.appendingPathComponent("c-\(UUID().uuidString)").path))
        defer { database.close() }
        try fill(database)
        let rule = DataRule("Every shelf has places") {
            try $0.rows("SELECT id FROM shelf WHERE places IS NULL ORDER BY id LIMIT 5") { try $0["id"] as String }
        }
        let findings = try database.check(try Self.migrator([Self.later]), rules: [rule])
        #expect(findings.first { $0.name == rule.name }?.fault?.contains("s0") == true)
        #expect(findings.contains { $0.fault?.contains("proxenia migrate") == true })
        try database.writeSync { try $0.script("DROP TRIGGER journal_no_update;") }
        #expect(try database.check(try Self.migrator(), rules: []).contains { $0.fault?.contains("triggers") == true })
    }
}
