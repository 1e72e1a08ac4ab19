import Foundation
import Kernel

/// What a restore did.
public struct RestoreReport: Sendable {
    public let about: BackupAbout
    /// Where what was there before is kept: a file, or a schema of PostgreSQL. Nil when there was nothing.
    public let replaced: String?
    /// Migrations that this version added to the backup's.
    public let migrated: [String]
}

/// Takes a backup back.
public struct Restore: Sendable {
    let backup: String
    let migrator: Migrator
    let now: Instant
    let progress: @Sendable (String) -> Void

    public init(_ backup: String, migrator: Migrator, at now: Instant, progress: @escaping @Sendable (String) -> Void = { _ in }) {
        (self.backup, self.migrator, self.now, self.progress) = (backup, migrator, now, progress)
    }

    /// Checks the backup, puts it into the place of the database, and keeps what was there. Until the last step nothing is changed.
    /// - Throws: `BackupError`, `StorageError`.
    public func run(into url: DatabaseURL) throws -> RestoreReport {
        guard FileManager.default.fileExists(atPath: backup) else { throw BackupError.missing(backup) }
        switch url.place {
        case .sqlite(let path): return try intoSQLite(path)
        case .postgres: return try intoPostgres(url)
        }
    }

    // MARK: SQLite

    private func intoSQLite(_ path: String) throws -> RestoreReport {
        let lock = try ServingLock(database: path)
        defer { withExtendedLifetime(lock) {} }
        let fresh = path + ".restoring"
        defer { Database.remove(fresh) }
        let about = try workingCopy(fresh)
        var replaced: String?
        if FileManager.default.fileExists(atPath: path) {
            let kept = path + ".replaced-" + stamp
            guard !FileManager.default.fileExists(atPath: kept) else { throw BackupError.exists(kept) }
            settle(path)
            // The companions first: without its log a database may lack its last commits, and a log without database is nothing.
            for companion in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: path + companion) {
                guard rename(path + companion, kept + companion) == 0 else { throw BackupError.target(kept, String(cString: strerror(errno))) }
            }
            replaced = kept
        }
        guard rename(fresh, path) == 0 else { throw BackupError.target(path, String(cString: strerror(errno))) }
        try Database.synchronise((path as NSString).deletingLastPathComponent)
        let database = try Database.open(.sqlite(path: path))
        defer { database.close() }
        return RestoreReport(about: about, replaced: replaced, migrated: try migrator.migrate(database))
    }

    /// Brings what lies in the log into the one file, so that nothing is torn apart when the machine fails between two of the moves. What cannot be
    /// opened any more, which may be why somebody restores, is moved as it is.
    private func settle(_ path: String) {
        guard FileManager.default.fileExists(atPath: path + "-wal") else { return }
        do { try Database.open(.sqlite(path: path)).close() } catch {
            progress("What is there now cannot be opened, and is kept as it is: \(error)")
        }
    }

    private var stamp: String { now.rfc3339.filter { $0.isNumber || $0 == "T" } }

    /// The backup as a database of its own, checked, without the lines about itself.
    private func workingCopy(_ path: String) throws -> BackupAbout {
        Database.remove(path)
        progress("Reading the backup through")
        do {
            try FileManager.default.copyItem(atPath: backup, toPath: path)
        } catch { throw BackupError.target(path, error.localizedDescription) }
        chmod(path, 0o600)
        let copy: Database
        do {
            copy = try Database.open(.sqlite(path: path))
        } catch StorageError.damaged { throw BackupError.damaged("it is no database, or cut short.") }
        defer {
            copy.close()
            for companion in ["-wal", "-shm"] { unlink(path + companion) }
        }
        do {
            let about = try copy.engine.writeAlone { connection in
                let about = try BackupAbout.read(connection)
                if let wrong = try connection.integrityFaults().first { throw BackupError.damaged(wrong) }
                try compare(about, try digests(TableShape.all(connection), connection))
                // Refuses a backup of a newer version before anything is touched.
                _ = try migrator.missing(connection)
                try connection.script("DROP TABLE \(BackupAbout.table);")
                return about
            }
            return about
        } catch StorageError.damaged(let reason) { throw BackupError.damaged(reason) }
    }

    private func digests(_ tables: [TableShape], _ connection: Connection) throws -> [String: TableDigest] {
        var found: [String: TableDigest] = [:]
        for table in tables { found[table.name] = try TableDigest(of: table, connection) }
        return found
    }

    private func compare(_ about: BackupAbout, _ found: [String: TableDigest]) throws {
        for name in Set(about.tables.keys).union(found.keys).sorted() where about.tables[name] != found[name] {
            throw BackupError.damaged("the table “\(name)” is not what was written.")
        }
    }

    // MARK: PostgreSQL

    /// In one transaction: the schema that was there is renamed, an empty one made, filled and compared.
    private func intoPostgres(_ url: DatabaseURL) throws -> RestoreReport {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-restore-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch {
                progress("The folder \(folder.path) is left behind: \(error.localizedDescription)")
            }
        }
        let path = folder.appendingPathComponent("backup.sqlite").path
        let about = try workingCopy(path)
        let source = try Database.open(.sqlite(path: path))
        defer { source.close() }
        let target = try Database.open(url)
        defer { target.close() }
        let kept = try target.engine.writeAlone { connection in
            let kept = try setAside(connection)
            try source.readSync { backup in
                try migrator.apply(try migrator.applied(backup), to: connection)
                try connection.run("DELETE FROM migration")
                let tables = try TableShape.all(backup)
                try connection.withoutForeignKeys {
                    try connection.withoutTriggers {
                        for table in tables {
                            progress("Copying \(table.name)")
                            try connection.run(table.deleteAll)
                            try table.copy(from: backup, to: connection) { _ in }
                        }
                    }
                }
                progress("Comparing")
                try compare(about, try digests(tables, connection))
            }
            return kept
        }
        return RestoreReport(about: about, replaced: kept, migrated: try migrator.migrate(target))
    }

    /// - Returns: the name of the schema in which the former tables now lie; nil when there were none.
    private func setAside(_ connection: Connection) throws -> String? {
        let schema: String? = try connection.value("SELECT current_schema()::text")
        guard let schema, TableShape.isPlain(schema) else {
            throw StorageError.misuse("The first schema of the search path must be there, with a plain name.")
        }
        guard try connection.exists("SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = \(schema)") else { return nil }
        let kept = "replaced_" + stamp.lowercased()
        try connection.script("ALTER SCHEMA \"\(schema)\" RENAME TO \"\(kept)\"; CREATE SCHEMA \"\(schema)\";")
        return kept
    }
}

extension Connection {
    /// Runs the body without the schema's foreign keys, and puts them back, which checks every row (PostgreSQL).
    final func withoutForeignKeys(_ body: () throws -> Void) throws {
        let keys = try rows(
            """
            SELECT conrelid::regclass::text AS on_table, conname::text AS name, pg_get_constraintdef(oid) AS definition
            FROM pg_catalog.pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname
            """
        ) { row in (table: try row["on_table"] as String, name: try row["name"] as String, definition: try row["definition"] as String) }
        for key in keys { try script("ALTER TABLE \(key.table) DROP CONSTRAINT \"\(key.name)\";") }
        try body()
        for key in keys { try script("ALTER TABLE \(key.table) ADD CONSTRAINT \"\(key.name)\" \(key.definition);") }
    }
}
