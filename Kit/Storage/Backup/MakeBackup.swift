import Foundation
import Kernel

extension Database {
    /// Writes a backup of this moment into a file while others go on reading and writing. The file appears under its name only when it is
    /// whole and on the disk; it is readable for its owner alone, because it holds personal data and the server's secret.
    ///
    /// - Parameters:
    ///   - path: a file that is not there yet.
    ///   - migrator: knows the schema, which a backup of PostgreSQL is given as an SQLite file.
    ///   - version: of the product.
    ///   - progress: told what is being done. What it throws ends the backup and leaves nothing behind.
    /// - Throws: `BackupError`, `StorageError`.
    @discardableResult
    public func backUp(
        to path: String, migrator: Migrator, version: String, at now: Instant, progress: (String) throws -> Void = { _ in }
    ) throws -> BackupAbout {
        let partial = path + ".partial"
        guard !FileManager.default.fileExists(atPath: path) else { throw BackupError.exists(path) }
        try Self.prepare(partial, for: path)
        do {
            try progress("Copying")
            if let sqlite = engine as? SQLiteEngine {
                try sqlite.copy(to: partial)
            } else {
                try copyAll(to: partial, migrator, progress)
            }
            let about = try Self.finish(partial, engine: kind, version: version, at: now, progress)
            try Self.synchronise(partial)
            guard rename(partial, path) == 0 else { throw BackupError.target(path, String(cString: strerror(errno))) }
            try Self.synchronise((path as NSString).deletingLastPathComponent)
            return about
        } catch {
            Self.remove(partial)
            throw error
        }
    }

    /// Makes the empty file with narrow rights, so that nobody reads it while it grows.
    private static func prepare(_ partial: String, for path: String) throws {
        remove(partial)
        let descriptor = Foundation.open(partial, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BackupError.target(path, String(cString: strerror(errno))) }
        Foundation.close(descriptor)
    }

    /// From another engine, table by table, out of one unchanging picture.
    private func copyAll(to partial: String, _ migrator: Migrator, _ progress: (String) throws -> Void) throws {
        let target = try Database.open(.sqlite(path: partial), options: options)
        defer { target.close() }
        try readSync { source in
            let applied = try migrator.applied(source)
            try target.engine.writeAlone { connection in
                try migrator.apply(applied, to: connection)
                try connection.run("DELETE FROM migration")
                try connection.withoutTriggers {
                    // Rows come in the order of the tables' names; what they refer to is there at the end.
                    try connection.executeCommand("PRAGMA defer_foreign_keys = ON")
                    for table in try TableShape.all(connection) {
                        try connection.run(table.deleteAll)
                        try progress("Copying \(table.name)")
                        try table.copy(from: source, to: connection) { _ in }
                    }
                }
            }
        }
    }

    /// Reads the copy through, notes what is in it, and leaves one file without companions.
    private static func finish(
        _ partial: String, engine: Dialect, version: String, at now: Instant, _ progress: (String) throws -> Void
    ) throws -> BackupAbout {
        let copy = try Database.open(.sqlite(path: partial))
        defer {
            copy.close()
            for companion in ["-wal", "-shm", ".lock"] { remove(partial + companion) }
        }
        return try copy.engine.writeAlone { connection in
            try progress("Reading the copy through")
            var tables: [String: TableDigest] = [:]
            for table in try TableShape.all(connection) { tables[table.name] = try TableDigest(of: table, connection) }
            let about = BackupAbout(madeAt: now, version: version, engine: engine, tables: tables)
            try about.write(connection)
            return about
        }
    }

    /// Waits until a file, or a folder's list of names, is on the disk.
    static func synchronise(_ path: String) throws {
        let name = path.isEmpty ? "." : path
        let descriptor = Foundation.open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BackupError.target(name, String(cString: strerror(errno))) }
        defer { Foundation.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw BackupError.target(name, String(cString: strerror(errno))) }
    }

    /// Removes a file that may not be there.
    static func remove(_ path: String) {
        for name in [path, path + "-wal", path + "-shm"] { unlink(name) }
    }
}

extension TableShape {
    var deleteAll: SQL { SQL(stringLiteral: "DELETE FROM \"\(name)\"") }
}

extension Connection {
    /// Runs the body with the schema's triggers out of the way, for copying rows that went through them once.
    final func withoutTriggers(_ body: () throws -> Void) throws {
        switch dialect {
        case .sqlite:
            let triggers = try rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name") { row in
                (name: try row["name"] as String, sql: try row["sql"] as String)
            }
            for trigger in triggers { try script("DROP TRIGGER \"\(trigger.name)\";") }
            try body()
            for trigger in triggers { try script(trigger.sql + ";") }
        case .postgres:
            let tables = try rows("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()") { try $0["tablename"] as String }
            for table in tables { try script("ALTER TABLE \"\(table)\" DISABLE TRIGGER USER;") }
            try body()
            for table in tables { try script("ALTER TABLE \"\(table)\" ENABLE TRIGGER USER;") }
        }
    }
}
