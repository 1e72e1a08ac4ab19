import Foundation
import Kernel
import Storage
import Testing
import Testing_

/// A table with a column of each type.
let sample = Migration(
    id: "2026-11-20-test-sample",
    sql: """
        CREATE TABLE sample (
            id INTEGER PRIMARY KEY,
            t TEXT,
            i INTEGER,
            r REAL,
            b BLOB
        ) STRICT;
        CREATE TABLE child (
            id TEXT NOT NULL PRIMARY KEY,
            sample_id INTEGER NOT NULL REFERENCES sample (id),
            slug TEXT NOT NULL,
            size INTEGER NOT NULL CONSTRAINT size_is_small CHECK (size < 10),
            UNIQUE (sample_id, slug)
        ) STRICT, WITHOUT ROWID;
        """)

@Suite struct ValueTests {
    @Test(arguments: Engine.allCases) func generatedValuesComeBackAsTheyWent(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            var random = Seeded(state: 7)
            let odd = [
                "", " ", "'", "''; DROP TABLE sample; --", "$1 ? :a @b", "北京", "München", "e\u{301}", "\u{10FFFF}", "👩‍👩‍👧", "\\x00", "\n\r\t",
                String(repeating: "ä", count: 5_000), "\u{FEFF}", "عربي",
            ]
            let texts = odd + (0..<60).map { _ in random.text() }
            let extreme: [Int64] = [0, 1, -1, .max, .min, .max - 1, .min + 1, 1 << 53, -(1 << 53) - 1, 10, -10, 1_000_000_007]
            let integers = extreme + (0..<40).map { _ in Int64(bitPattern: random.next()) }
            let unusual: [Double] = [
                0, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .pi, 1e-300, 0.1, 1e22,
                -Double.leastNonzeroMagnitude,
            ]
            let reals = unusual + (0..<60).map { _ in Double(bitPattern: random.next()) }.filter { !$0.isNaN }
            let edge: [[UInt8]] = [[], [0], [0, 255, 0], Array(0...255)]
            let blobs = edge + (0..<20).map { _ in random.bytes() }
            for number in 0..<75 {
                let (t, i, r, b) = (texts[number], integers[number % integers.count], reals[number % reals.count], blobs[number % blobs.count])
                let row = try await database.write { connection in
                    try connection.run("INSERT INTO sample (id, t, i, r, b) VALUES (\(number), \(t), \(i), \(r), \(b))")
                    return try connection.first("SELECT t, i, r, b FROM sample WHERE id = \(number)") { row in
                        (t: try row["t"] as String, i: try row["i"] as Int64, r: try row["r"] as Double, b: try row["b"] as [UInt8])
                    }
                }
                let found = try #require(row)
                #expect(Array(found.t.utf8) == Array(t.utf8))
                #expect(found.i == i)
                // SQLite keeps a real without a fraction as an integer, and so forgets the sign of zero.
                #expect(found.r.bitPattern == r.bitPattern || (r == 0 && found.r == 0))
                #expect(found.b == b)
                // Found by their values as well.
                let again: Int? = try await database.read {
                    try $0.value("SELECT id FROM sample WHERE id = \(number) AND t = \(t) AND i = \(i) AND r = \(r) AND b = \(b)")
                }
                #expect(again == number)
            }
        }
    }

    @Test(arguments: Engine.allCases) func absentValuesAreNull(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            let none: String? = nil
            let row = try await database.write { connection in
                try connection.run("INSERT INTO sample (id, t, i, r, b) VALUES (1, \(none), \(nil as Int?), \(nil as Double?), \(nil as [UInt8]?))")
                try connection.run(
                    "INSERT INTO sample (id, t, i, r, b) VALUES (2, \(SQLValue.null), \(SQLValue.null), \(SQLValue.null), \(SQLValue.null))")
                return try connection.rows("SELECT t, i, r, b FROM sample WHERE t IS NULL AND i IS NULL AND r IS NULL AND b IS NULL") { row in
                    (try row["t"] as String?, try row["i"] as Int?, try row["r"] as Double?, try row["b"] as Data?)
                }
            }
            #expect(row.count == 2)
            #expect(row.allSatisfy { $0.0 == nil && $0.1 == nil && $0.2 == nil && $0.3 == nil })
        }
    }

    @Test(arguments: Engine.allCases) func whatTheEnginesTreatDifferentlyIsRefusedByBoth(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database throws in
            await #expect(throws: StorageError.value("A text contains a NUL character.")) {
                try await database.write { try $0.run("INSERT INTO sample (id, t) VALUES (1, \("a\u{0}b"))") }
            }
            await #expect(throws: StorageError.self) {
                try await database.write { try $0.run("INSERT INTO sample (id, r) VALUES (1, \(Double.nan))") }
            }
            #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM sample") } == 0)
        }
    }

    @Test(arguments: Engine.allCases) func injectionStaysData(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            let attempts = [
                "' OR '1'='1", "'; DELETE FROM sample; --", "\\'; DROP TABLE sample; --", "$$; DROP TABLE sample; $$", "1) OR (1=1", "%", "_", "?",
                "$1", "\u{2019} OR 1=1", "*/ DROP TABLE sample /*",
            ]
            for (number, attempt) in attempts.enumerated() {
                let found: [String] = try await database.write { connection in
                    try connection.run("INSERT INTO sample (id, t) VALUES (\(number), \(attempt))")
                    return try connection.rows("SELECT t FROM sample WHERE t = \(attempt) OR t IN \(list: [attempt])") { try $0["t"] }
                }
                #expect(found == [attempt])
            }
            #expect(try await database.read { try $0.value("SELECT COUNT(*) FROM sample") } == attempts.count)
        }
    }

    @Test(arguments: Engine.allCases) func textsSortByCodePoint(_ engine: Engine) async throws {
        let words = ["a", "B", "ä", "Z", "z", "É", "e", "_", "-", " ", "1", "10", "9", "北", "\u{FFFD}", "\u{1F600}", "aa", "aB", ""]
        try await engine.withDatabase([sample]) { database in
            let sorted: [String] = try await database.write { connection in
                for (number, word) in words.enumerated() { try connection.run("INSERT INTO sample (id, t) VALUES (\(number), \(word))") }
                return try connection.rows("SELECT t FROM sample ORDER BY t") { try $0["t"] }
            }
            let wanted = words.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
            #expect(sorted == wanted)
            // And so pages follow one another without a gap, by comparing with the last one seen.
            var paged: [String] = []
            while true {
                let last = paged.last
                let after: SQL = last.map { "WHERE t > \($0)" } ?? ""
                let page: [String] = try await database.read { try $0.rows("SELECT t FROM sample \(after) ORDER BY t LIMIT 4") { try $0["t"] } }
                if page.isEmpty { break }
                paged += page
            }
            #expect(paged == wanted)
        }
    }

    @Test(arguments: Engine.allCases) func listsMayBeEmpty(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            try await database.write { connection in
                for number in 1...9 { try connection.run("INSERT INTO sample (id, t, i) VALUES (\(number), \("t\(number)"), \(number))") }
            }
            func count(_ condition: SQL) async throws -> Int? {
                try await database.read { try $0.value("SELECT COUNT(*) FROM sample WHERE \(condition)") }
            }
            #expect(try await count("i IN \(list: [] as [Int])") == 0)
            #expect(try await count("i NOT IN \(list: [] as [Int])") == 9)
            #expect(try await count("t NOT IN \(list: [] as [String])") == 9)
            #expect(try await count("t IN \(list: ["t1", "t2", "t3", "nothing"])") == 3)
            #expect(try await count("i NOT IN \(list: [1, 2, 3, 4, 5])") == 4)
            #expect(try await count("i IN \(list: Array(-1_000...1_000))") == 9)
        }
    }

    @Test(arguments: Engine.allCases) func wrongColumnsAreNamed(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            try await database.write { try $0.run("INSERT INTO sample (id, t, i) VALUES (1, 'word', NULL)") }
            func failure(_ read: @escaping @Sendable (Row) throws -> Void) async -> String? {
                do {
                    _ = try await database.read { try $0.first("SELECT id, t, i FROM sample", read) }
                } catch StorageError.column(let name, _) {
                    return name
                } catch { Issue.record("\(error)") }
                return nil
            }
            #expect(await failure { _ = try $0["missing"] as String } == "missing")
            #expect(await failure { _ = try $0["t"] as Int } == "t")
            #expect(await failure { _ = try $0["i"] as Int } == "i")
            #expect(
                await failure {
                    _ = try $0["id"] as Bool? as Any; _ = try $0["t"] as Role
                } == "t")
            #expect(await failure { _ = try $0[at: 3] as String } == "3")
        }
    }

    @Test(arguments: Engine.allCases) func sumsAndAveragesAreNumbers(_ engine: Engine) async throws {
        try await engine.withDatabase([sample]) { database in
            try await database.write { connection in
                for number in 1...4 { try connection.run("INSERT INTO sample (id, i, r) VALUES (\(number), \(number), \(0.5))") }
            }
            let row = try await database.read { connection in
                try connection.first(
                    "SELECT SUM(i) AS total, AVG(i) AS mean, SUM(r) AS real, COUNT(*) AS number, MAX(i) AS most, SUM(i) FILTER (WHERE i > 10) AS none FROM sample"
                ) { row in
                    (
                        try row["total"] as Int, try row["mean"] as Double, try row["real"] as Double, try row["number"] as Int,
                        try row["most"] as Int, try row["none"] as Int?
                    )
                }
            }
            let found = try #require(row)
            #expect(found == (10, 2.5, 2.0, 4, 4, nil))
        }
    }
}

/// Randomness that repeats: SplitMix64.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<(next() % 200) { bytes.append(UInt8(truncatingIfNeeded: next())) }
        return bytes
    }

    /// Up to 40 characters from anywhere in Unicode but NUL.
    mutating func text() -> String {
        var text = ""
        for _ in 0..<(next() % 40) {
            if let scalar = UnicodeScalar(UInt32(next() % 0x10FFFF)), scalar != "\0" { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}
