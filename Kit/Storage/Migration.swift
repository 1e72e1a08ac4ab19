import Kernel

/// One step of the database's schema, written once and never edited after it has been released.
///
/// The text is SQL in SQLite's flavour (see `Translation` for the subset) and is translated for PostgreSQL;
/// where that is not enough (a trigger, full-text search), `postgres` holds that engine's own text.
public struct Migration: Sendable, Hashable {
    /// A date, the feature and what it does: `2026-11-20-directory-organisations`. Migrations run in the order of their ids.
    public let id: String
    public let sql: String
    public let postgres: String?

    public init(id: String, sql: String, postgres: String? = nil) {
        (self.id, self.sql, self.postgres) = (id, sql, postgres)
    }

    /// Tells two texts apart (FNV-1a, 64 bits, in hexadecimal); it guards against mistakes, not against malice.
    public var checksum: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in (sql + "\u{0}" + (postgres ?? "")).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    var hasDate: Bool {
        let parts = id.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count == 4 && !parts[3].isEmpty && PartialDate(parts[0...2].joined(separator: "-"))?.day != nil
    }
}

/// Brings a database to the schema this program knows.
public struct Migrator: Sendable {
    /// All migrations, the storage's own among them, in the order in which they run.
    public let migrations: [Migration]
    private let version: String
    private let clock: Clock

    /// - Parameters:
    ///   - migrations: those of the features; the journal's, the outbox's and the jobs' are added.
    ///   - version: of the product, noted beside each migration.
    /// - Throws: `StorageError.changedMigration` when two have one id, or an id does not begin with a date.
    public init(_ migrations: [Migration], version: String = "", clock: Clock = .system) throws {
        let all = (StorageMigrations.all + migrations).sorted { $0.id < $1.id }
        for (one, next) in zip(all, all.dropFirst()) where one.id == next.id {
            throw StorageError.changedMigration("two are called “\(one.id)”.")
        }
        if let wrong = all.first(where: { !$0.hasDate }) {
            throw StorageError.changedMigration("the id “\(wrong.id)” must look like 2026-11-20-feature-what.")
        }
        (self.migrations, self.version, self.clock) = (all, version, clock)
    }

    /// Applies what is missing, all of it or nothing. Several servers may do this at once; one works, the others wait.
    /// - Returns: the ids of the migrations that were applied now.
    /// - Throws: `StorageError.newerDatabase`, `.changedMigration`, or what the database refused.
    @discardableResult
    public func migrate(_ database: Database) throws -> [String] {
        // In the usual case nothing is missing, and nobody needs to wait for a lock to see that.
        if try database.readSync({ try missing($0) }).isEmpty { return [] }
        return try database.engine.writeAlone { connection in
            let missing = try missing(connection)
            guard !missing.isEmpty else { return [] }
            try apply(missing, to: connection)
            return missing.map(\.id)
        }
    }

    /// Applies these, in this order, and notes them.
    func apply(_ migrations: [Migration], to connection: Connection) throws {
        try connection.script(Translation.script(Self.table, for: connection.dialect))
        for migration in migrations {
            try apply(migration, connection)
            try connection.run(
                """
                INSERT INTO migration (id, checksum, applied_at, version)
                VALUES (\(migration.id), \(migration.checksum), \(clock.now()), \(version))
                """)
        }
    }

    /// What has been applied to a database.
    /// - Throws: `StorageError.newerDatabase`, `.changedMigration`.
    func applied(_ connection: Connection) throws -> [Migration] {
        let missing = Set(try missing(connection).map(\.id))
        return migrations.filter { !missing.contains($0.id) }
    }

    /// What `migrate` would apply.
    /// - Throws: `StorageError.newerDatabase`, `.changedMigration`.
    public func missing(_ connection: Connection) throws -> [Migration] {
        guard try connection.hasTable("migration") else { return migrations }
        let applied = try connection.rows("SELECT id, checksum FROM migration ORDER BY id") { row in
            (id: try row["id"] as String, checksum: try row["checksum"] as String)
        }
        let known = Dictionary(uniqueKeysWithValues: migrations.map { ($0.id, $0) })
        let unknown = applied.map(\.id).filter { known[$0] == nil }
        guard unknown.isEmpty else { throw StorageError.newerDatabase(unknown) }
        if let changed = applied.first(where: { known[$0.id]?.checksum != $0.checksum }) {
            throw StorageError.changedMigration(
                "the text of “\(changed.id)” changed after it had been applied. Restore it, and put the change into a new migration.")
        }
        let done = Set(applied.map(\.id))
        return migrations.filter { !done.contains($0.id) }
    }

    private func apply(_ migration: Migration, _ connection: Connection) throws {
        if connection.dialect == .postgres, let own = migration.postgres {
            try connection.script(own)
        } else {
            try connection.script(Translation.script(migration.sql, for: connection.dialect))
        }
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS migration (
            id TEXT NOT NULL PRIMARY KEY,
            checksum TEXT NOT NULL,
            applied_at INTEGER NOT NULL,
            version TEXT NOT NULL
        ) STRICT;
        """
}

extension Connection {
    /// Whether there is a table of this name.
    public final func hasTable(_ name: String) throws -> Bool {
        switch dialect {
        case .sqlite: try exists("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = \(name)")
        case .postgres: try exists("SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename = \(name)")
        }
    }
}
