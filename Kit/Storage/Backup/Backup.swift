import Crypto
import Foundation
import Kernel

/// What a backup says of itself.
///
/// A backup is one SQLite file, whatever engine it was made from, so one made on PostgreSQL can be restored on SQLite and the other way
/// round. It holds every table and one more, `backup_about`, with these lines.
public struct BackupAbout: Sendable, Hashable {
    public let madeAt: Instant
    /// Of the product that made it.
    public let version: String
    public let engine: Dialect
    /// How many rows each table has, and the digest over them, in hexadecimal.
    public let tables: [String: TableDigest]

    public var rows: Int { tables.values.reduce(0) { $0 + $1.rows } }

    static let table = "backup_about"

    func write(_ connection: Connection) throws {
        try connection.script("CREATE TABLE backup_about (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;")
        func line(_ name: String, _ value: String) throws { try connection.run("INSERT INTO backup_about (name, value) VALUES (\(name), \(value))") }
        try line("made_at", String(madeAt.milliseconds))
        try line("version", version)
        try line("engine", engine.rawValue)
        for (name, table) in tables { try line("table " + name, "\(table.rows) \(table.digest)") }
    }

    /// - Throws: `BackupError.notABackup` for an SQLite file that was not made by us.
    static func read(_ connection: Connection) throws -> BackupAbout {
        guard try connection.hasTable(table) else { throw BackupError.notABackup }
        var lines: [String: String] = [:]
        for row in try connection.rows("SELECT name, value FROM backup_about") { lines[try row["name"]] = try row["value"] as String }
        guard let made = lines["made_at"].flatMap({ Int64($0) }), let engine = lines["engine"].flatMap({ Dialect(rawValue: $0) }) else {
            throw BackupError.notABackup
        }
        var tables: [String: TableDigest] = [:]
        for (name, value) in lines where name.hasPrefix("table ") {
            let parts = value.split(separator: " ")
            guard parts.count == 2, let rows = Int(parts[0]) else { throw BackupError.notABackup }
            tables[String(name.dropFirst(6))] = TableDigest(rows: rows, digest: String(parts[1]))
        }
        return BackupAbout(madeAt: Instant(milliseconds: made), version: lines["version"] ?? "", engine: engine, tables: tables)
    }
}

/// Why a backup could not be made or taken back, in words for the person at the keyboard.
public enum BackupError: Error, Sendable, Hashable, CustomStringConvertible {
    case notABackup
    case damaged(String)
    case exists(String)
    case target(String, String)
    case missing(String)

    public var description: String {
        switch self {
        case .notABackup: "This file is not a backup of Proxenia."
        case .damaged(let what): "The backup is damaged: \(what) Nothing was changed; take an earlier one."
        case .exists(let path): "“\(path)” is there already. Choose another name, or remove it first."
        case .target(let path, let reason): "The backup cannot be written to “\(path)”: \(reason)."
        case .missing(let path): "There is no file “\(path)”."
        }
    }
}

/// The rows of one table, told apart from any other rows: their number and a sum over their SHA-256 digests, which does not depend on their order.
public struct TableDigest: Sendable, Hashable {
    public let rows: Int
    public let digest: String

    init(rows: Int, digest: String) { (self.rows, self.digest) = (rows, digest) }

    /// Reads the whole table once, in constant memory. Both engines give the same digest for the same rows.
    init(of table: TableShape, _ connection: Connection) throws {
        var count = 0
        // Four words of 64 bits, each added up modulo 2^64: rows may come in any order.
        var sum: [UInt64] = [0, 0, 0, 0]
        var bytes: [UInt8] = []
        try connection.forEach(table.select) { row in
            bytes.removeAll(keepingCapacity: true)
            for position in table.columns.indices { Self.append(try row[at: position] as SQLValue, to: &bytes) }
            let digest = Array(SHA256.hash(data: bytes))
            for word in 0..<4 { sum[word] &+= digest[(word * 8)..<(word * 8 + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
            count += 1
        }
        rows = count
        digest = sum.map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }

    private static func append(_ value: SQLValue, to bytes: inout [UInt8]) {
        func number(_ value: UInt64) {
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
        }
        switch value {
        case .null: bytes.append(0)
        case .integer(let value):
            bytes.append(1)
            number(UInt64(bitPattern: value))
        case .real(let value):
            bytes.append(2)
            number(value.bitPattern)
        case .text(let text):
            bytes.append(3)
            number(UInt64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        case .blob(let blob):
            bytes.append(4)
            number(UInt64(blob.count))
            bytes.append(contentsOf: blob)
        }
    }
}

/// A table and its columns, as the SQLite schema names them; the PostgreSQL schema comes from the same migrations.
struct TableShape: Sendable, Hashable {
    let name: String
    let columns: [String]

    /// Every table that holds data of its own, by name. What searches keep for themselves (virtual tables and their shadows) is left out: see `ListingIndexes`.
    static func all(_ connection: Connection) throws -> [TableShape] {
        let names = try connection.rows(
            """
            SELECT m.name FROM pragma_table_list l JOIN sqlite_master m ON m.name = l.name AND m.type = 'table'
            WHERE l.schema = 'main' AND l.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~' AND m.name <> \(BackupAbout.table) ORDER BY m.name
            """
        ) { try $0["name"] as String }
        return try names.map { name in
            let columns = try connection.rows("SELECT name FROM pragma_table_info(\(name)) ORDER BY cid") { try $0["name"] as String }
            guard ([name] + columns).allSatisfy(isPlain) else { throw StorageError.misuse("The table “\(name)” has a name that is no plain word.") }
            return TableShape(name: name, columns: columns)
        }
    }

    /// Names come from our own migrations; that they are plain words is what lets them stand in a statement.
    static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    var select: SQL { SQL(stringLiteral: "SELECT \(columns.map { "\"\($0)\"" }.joined(separator: ", ")) FROM \"\(name)\"") }

    func insert(_ rows: [[SQLValue]]) -> SQL {
        let head = SQL(stringLiteral: "INSERT INTO \"\(name)\" (\(columns.map { "\"\($0)\"" }.joined(separator: ", "))) VALUES ")
        let values: [SQL] = rows.map { row in
            let cells: [SQL] = row.map { "\($0)" }
            return "(\(cells.joined(separator: ", ")))"
        }
        return "\(head)\(values.joined(separator: ", "))"
    }

    /// How many rows fit into one statement: both engines allow 32,000 values and more.
    var batch: Int { max(1, min(500, 20_000 / max(1, columns.count))) }

    /// Copies every row from one database into another, in constant memory.
    func copy(from source: Connection, to target: Connection, _ progress: (Int) throws -> Void) throws {
        var waiting: [[SQLValue]] = []
        var done = 0
        func flush() throws {
            guard !waiting.isEmpty else { return }
            try target.run(insert(waiting))
            done += waiting.count
            waiting.removeAll(keepingCapacity: true)
            try progress(done)
        }
        try source.forEach(select) { row in
            waiting.append(try columns.indices.map { try row[at: $0] as SQLValue })
            if waiting.count == batch { try flush() }
        }
        try flush()
    }
}
