import App
import Foundation
import Kernel
import Testing
import Testing_

@testable import Storage
@testable import Web

/// The server's secret in a file of its own.
@Suite struct SecretTests {
    private static let values = EncryptedValues(
        "Values", purpose: "test",
        all: { connection in
            try connection.rows("SELECT id, text FROM sealed ORDER BY id") {
                EncryptedValues.Value(key: try $0["id"], owner: try $0["id"], text: try $0["text"])
            }
        },
        replace: { key, text, connection in try connection.run("UPDATE sealed SET text = \(text) WHERE id = \(key)") },
        giveUp: { key, connection in try connection.run("DELETE FROM sealed WHERE id = \(key)") })
    private static let table = Migration(
        id: "2026-11-21-test-sealed", sql: "CREATE TABLE sealed (id TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL) STRICT;")
    private static let migrations = [Instance.migration, table]
    private let first = ServerSecret(bytes: Array(1...48)), second = ServerSecret(bytes: Array(101...148))

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("secret-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func file(_ bytes: [UInt8], rights: Int = 0o600) throws -> String {
        let path = try folder().appendingPathComponent("secret").path
        #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: rights]))
        return path
    }

    private func refusal(_ body: () throws -> Void) -> String {
        do { try body() } catch AppError.invalid(let text) { return text } catch { return "\(error)" }
        return ""
    }

    private func seal(_ secret: ServerSecret, _ plain: [UInt8], _ key: String, _ connection: Connection) throws {
        let text = try Guardian(secret: secret.bytes).encrypt(plain, purpose: "test", owner: key)
        try connection.run("INSERT INTO sealed (id, text) VALUES (\(key), \(text))")
    }

    private func opened(_ secret: ServerSecret, _ key: String, _ connection: Connection) throws -> [UInt8] {
        let text: String? = try connection.value("SELECT text FROM sealed WHERE id = \(key)")
        return try Guardian(secret: secret.bytes).decrypt(try #require(text), purpose: "test", owner: key)
    }

    // MARK: The file

    @Test func aFileIsReadWithoutItsLastLineEnd() throws {
        let bytes = Array("0123456789abcdef0123456789abcdef".utf8)
        #expect(try SecretFile(reading: file(bytes)).secret.bytes == bytes)
        #expect(try SecretFile(reading: file(bytes + [0x0D, 0x0A])).secret.bytes == bytes)
        #expect(try SecretFile(reading: file(bytes)).warning == nil)
        #expect(try SecretFile(reading: file(bytes, rights: 0o640)).warning == nil)
    }

    @Test func aFileThatIsNoGoodIsRefusedInWords() throws {
        let folder = try folder().path
        #expect(refusal { _ = try SecretFile(reading: folder) }.hasPrefix("There is no file"))
        #expect(refusal { _ = try SecretFile(reading: folder + "/none") }.hasPrefix("There is no file"))
        #expect(refusal { _ = try SecretFile(reading: file([])) }.contains("too short"))
        #expect(refusal { _ = try SecretFile(reading: file(Array(repeating: 7, count: 31))) }.contains("too short"))
        #expect(refusal { _ = try SecretFile(reading: file(Array(repeating: 7, count: 31) + [0x0A, 0x0A])) }.contains("too short"))
        #expect(try SecretFile(reading: file(Array(repeating: 7, count: 32))).secret.bytes.count == 32)
        #expect(refusal { _ = try SecretFile(reading: file(Array(repeating: 7, count: 5000))) }.contains("too long"))
    }

    @Test func aFileOpenToAllIsTakenWithAWarning() throws {
        let path = try file(Array(repeating: 7, count: 40), rights: 0o644)
        #expect(try SecretFile(reading: path).warning == "Everybody on this machine may read the server's secret: chmod o= \(path)")
    }

    @Test func aNewOneIsForItsOwnerAloneAndNeverOverwritesAnything() throws {
        let path = try folder().appendingPathComponent("secret").path
        let made = try SecretFile.make(at: path)
        #expect(made.secret.bytes.count == 64 && made.warning == nil)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(refusal { _ = try SecretFile.make(at: path) }.contains("cannot be made"))
        #expect(try SecretFile(reading: path).secret == made.secret)
        #expect(refusal { _ = try SecretFile.make(at: "/nowhere/at/all") }.contains("cannot be made"))
    }

    // MARK: The database

    @Test(arguments: Engine.allCases) func withoutAFileItIsMadeOnceAndKept(_ engine: Engine) async throws {
        try await engine.withDatabase(Self.migrations) { database async throws in
            let made = try database.writeSync { try ServerSecret.open($0, named: nil) }
            #expect(made.bytes.count == 32)
            #expect(try database.writeSync { try ServerSecret.open($0, named: nil) } == made)
            // The same text as ever, where it always lay: earlier versions go on with it.
            let stored: String? = try database.readSync { try $0.value("SELECT value FROM instance WHERE name = 'secret'") }
            #expect(stored == Guardian.text(made.bytes))
            #expect(refusal { try database.writeSync { _ = try ServerSecret.open($0, named: first) } }.contains("still lies in it"))
        }
    }

    @Test(arguments: Engine.allCases) func withAFileNothingOfItIsStored(_ engine: Engine) async throws {
        try await engine.withDatabase(Self.migrations) { database async throws in
            for _ in 0..<2 { #expect(try database.writeSync { try ServerSecret.open($0, named: first) } == first) }
            let values = try database.readSync {
                try $0.rows("SELECT name, value FROM instance") { "\(try $0["name"] as String) \(try $0["value"] as String)" }
            }
            #expect(values.count == 1 && values[0].hasPrefix("secret_mark "))
            #expect(!values[0].contains(Guardian.text(first.bytes)))
            #expect(
                refusal { try database.writeSync { _ = try ServerSecret.open($0, named: second) } }.contains(
                    "not the one this database was written with"))
            #expect(
                refusal { try database.writeSync { _ = try ServerSecret.open($0, named: nil) } }.contains("Name the file with PROXENIA_SECRET_FILE"))
        }
    }

    @Test(arguments: Engine.allCases) func itMovesIntoAFileAndWhatIsEncryptedGoesWithIt(_ engine: Engine) async throws {
        let folder = try folder()
        try await engine.withDatabase(Self.migrations) { database async throws in
            let stored = try database.writeSync { connection in
                let stored = try ServerSecret.open(connection, named: nil)
                for key in ["a", "b"] { try seal(stored, Array(key.utf8), key, connection) }
                return stored
            }
            func finding(_ named: ServerSecret?) throws -> Finding {
                try database.readSync { try ServerSecret.finding($0, named: named, values: [Self.values]) }
            }
            #expect(try finding(nil).fault == nil)
            func move(_ to: ServerSecret, from: ServerSecret?, isLost: Bool = false) throws -> ServerSecret.Moved {
                try database.writeSync { try ServerSecret.move(to: to, from: from, isLost: isLost, values: [Self.values], $0) }
            }
            // The file that is to take it may be named already.
            #expect(try move(first, from: first) == .init(renewed: 2, givenUp: 0))
            #expect(try database.readSync { try opened(first, "b", $0) } == Array("b".utf8))
            #expect(throws: (any Error).self) { try database.readSync { try opened(stored, "b", $0) } }
            #expect(try finding(first) == Finding("What is stored encrypted opens with the server's secret", fault: nil))
            #expect(try finding(second).fault == "the secret in PROXENIA_SECRET_FILE is not the one this database was written with")
            #expect(try finding(nil).fault == nil && finding(nil).name.contains("name it"))
            // A backup holds neither the one so far nor the new one.
            let backup = folder.appendingPathComponent("backup").path
            try database.backUp(to: backup, migrator: Migrator(Self.migrations), version: "1", at: TestApp.now)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: backup))
            for secret in [stored, first] { #expect(bytes.range(of: Data(Guardian.text(secret.bytes).utf8)) == nil) }
            // From one file into another, and not without the one so far.
            #expect(refusal { _ = try move(second, from: nil) }.contains("Name the file"))
            #expect(refusal { _ = try move(second, from: second) }.contains("not the one"))
            #expect(try move(second, from: first) == .init(renewed: 2, givenUp: 0))
            #expect(try database.readSync { try opened(second, "a", $0) } == Array("a".utf8))
            #expect(try move(first, from: nil, isLost: true) == .init(renewed: 0, givenUp: 2))
            #expect(try database.readSync { try Self.values.all($0).count } == 0)
            #expect(try database.writeSync { try ServerSecret.open($0, named: first) } == first)
        }
    }

    @Test(arguments: Engine.allCases) func whatDoesNotOpenStopsTheMoveAndIsSaid(_ engine: Engine) async throws {
        try await engine.withDatabase(Self.migrations) { database async throws in
            try database.writeSync { connection in
                try seal(ServerSecret.open(connection, named: nil), [1], "good", connection)
                try seal(second, [2], "foreign", connection)
            }
            let found = try database.readSync { try ServerSecret.finding($0, named: nil, values: [Self.values]) }
            #expect(found.fault == "not so for Values of foreign")
            let text = refusal {
                try database.writeSync { _ = try ServerSecret.move(to: first, from: nil, isLost: false, values: [Self.values], $0) }
            }
            #expect(text == "Values of foreign cannot be opened with the present secret. Nothing was changed.")
            let stored = try database.writeSync { try ServerSecret.open($0, named: nil) }
            #expect(try database.readSync { try opened(stored, "good", $0) } == [1])
        }
    }

    @Test func aSecretThatIsGoneIsSaid() async throws {
        try await Engine.sqlite.withDatabase(Self.migrations) { database async throws in
            #expect(try database.readSync { try ServerSecret.finding($0, named: nil, values: [Self.values]) }.fault == nil)
            try database.writeSync { try seal(first, [1], "a", $0) }
            #expect(
                try database.readSync { try ServerSecret.finding($0, named: nil, values: [Self.values]) }.fault
                    == "1 values are encrypted, and the secret is gone")
        }
    }

    // MARK: The product

    @Test func secondFactorsMoveWithIt() async throws {
        try await TestApp.each { app in
            let person = try #require(app.cast.people[.officer]).id.text
            try await app.house.database.write { connection in
                let text = try app.house.guardian.encrypt([1, 2, 3], purpose: "second-factor", owner: person)
                try connection.run(
                    "INSERT INTO second_factor (user_id, secret, is_confirmed, last_step, created_at) VALUES (\(person), \(text), 1, 0, 0)")
                try connection.run("INSERT INTO recovery_code (user_id, code_hash) VALUES (\(person), 'x')")
            }
            let values = app.house.features.flatMap(\.encrypted)
            let first = first, second = second
            try await app.house.database.write { connection throws in
                #expect(try ServerSecret.move(to: first, from: nil, isLost: false, values: values, connection).renewed == 1)
            }
            let text = try await app.stored { try $0.value("SELECT secret FROM second_factor") as String? }
            #expect(try Guardian(secret: first.bytes).decrypt(text ?? "", purpose: "second-factor", owner: person) == [1, 2, 3])
            try await app.house.database.write { connection throws in
                #expect(try ServerSecret.move(to: second, from: nil, isLost: true, values: values, connection).givenUp == 1)
            }
            #expect(try await app.stored { try $0.exists("SELECT 1 FROM second_factor") || $0.exists("SELECT 1 FROM recovery_code") } == false)
        }
    }

    /// Each place that encrypts for the database must offer what it encrypted, or a moved secret would leave it closed for ever.
    @Test func whoeverEncryptsOffersItsValues() throws {
        let sources = try #require(
            FileManager.default.enumerator(at: TestPlaces.root.appendingPathComponent("Features"), includingPropertiesForKeys: nil))
        var encrypting: Set<String> = []
        for case let url as URL in sources where url.pathExtension == "swift" && !url.path.contains("/Tests/") {
            let text = try String(contentsOf: url, encoding: .utf8)
            if text.contains("guardian.encrypt("), !text.contains("EncryptedValues(") { encrypting.insert(url.lastPathComponent) }
        }
        #expect(encrypting == [])
    }
}
