import App
import Foundation
import Kernel
import Testing
import Testing_

@testable import Storage

/// Whoever comes from any earlier version ends where a fresh installation begins, and keeps the rows that were there.
@Suite struct UpgradeTests {
    private static func migrations() throws -> [Migration] {
        try Migrator(Composition.migrations(Composition.features(gazetteer: try TestPlaces.gazetteer()))).migrations
    }

    @Test(arguments: Engine.allCases) func everyEarlierVersionEndsAtThePresentSchema(_ engine: Engine) throws {
        let all = try Self.migrations()
        let migrator = try Migrator(Composition.migrations(Composition.features(gazetteer: try TestPlaces.gazetteer())), version: "later")
        let fresh = try Self.database(engine, all)
        let expected = try fresh.readSync(Self.schema)
        try TestDatabase.remove(fresh)
        #expect(expected.count > 100)
        var filler = TableFiller()
        for count in 1..<all.count {
            let database = try Self.database(engine, Array(all.prefix(count)))
            let tables = try Self.tables(after: Array(all.prefix(count)))
            let filled = filler.fill(database, tables)
            let before = try Self.counts(database, filled)
            #expect(try migrator.migrate(database) == all.dropFirst(count).map(\.id), "after \(all[count - 1].id)")
            let found = try database.readSync(Self.schema)
            #expect(found == expected, "after \(all[count - 1].id)")
            let still = try Self.counts(database, filled.filter { name in try database.readSync { try $0.hasTable(name) } })
            for (name, rows) in still { #expect(rows >= before[name] ?? 0, "\(name), after \(all[count - 1].id)") }
            try TestDatabase.remove(database)
            // Rows make the difference: a test that fills next to nothing shows next to nothing.
            if count == all.count - 1 { #expect(filled.count * 3 > tables.count * 2, "only \(filled.sorted()) of \(tables.map(\.name)) were filled") }
        }
    }

    @Test(arguments: Engine.allCases) func aDatabaseOfANewerVersionIsLeftAlone(_ engine: Engine) throws {
        let all = try Self.migrations()
        let later = Migration(id: "2999-01-01-later", sql: "CREATE TABLE later (id TEXT NOT NULL PRIMARY KEY) STRICT;")
        let database = try Self.database(engine, all + [later])
        let before = try database.readSync(Self.schema)
        do {
            try Migrator(Composition.migrations(Composition.features(gazetteer: try TestPlaces.gazetteer()))).migrate(database)
            Issue.record("It was taken.")
        } catch let error as StorageError {
            #expect(error == .newerDatabase([later.id]))
            #expect(
                error.description
                    == "The database was made by a newer version of Proxenia (2999-01-01-later). Please install that version or a later one.")
        }
        #expect(try database.readSync(Self.schema) == before)
        try TestDatabase.remove(database)
    }

    /// A new database with these migrations and no others.
    private static func database(_ engine: Engine, _ migrations: [Migration]) throws -> Database {
        let database = try TestDatabase.empty(engine)
        let migrator = try Migrator([], version: "earlier")
        try database.engine.writeAlone { try migrator.apply(migrations, to: $0) }
        return database
    }

    /// The tables as SQLite knows them; PostgreSQL's are translated from the same text.
    private static func tables(after migrations: [Migration]) throws -> [TableFiller.Table] {
        let database = try Self.database(.sqlite, migrations)
        let tables = try database.readSync(TableFiller.Table.all)
        try TestDatabase.remove(database)
        return tables
    }

    private static func counts(_ database: Database, _ tables: Set<String>) throws -> [String: Int] {
        try database.readSync { connection in
            var found: [String: Int] = [:]
            for name in tables { found[name] = try connection.value(SQL(stringLiteral: "SELECT COUNT(*) FROM \"\(name)\"")) }
            return found
        }
    }

    /// Everything that was made, in words that two databases share.
    private static func schema(_ connection: Connection) throws -> [String] {
        func lines(_ sql: SQL) throws -> [String] { try connection.rows(sql) { try $0[at: 0] as String } }
        switch connection.dialect {
        case .sqlite: return try lines("SELECT type || ' ' || name || ': ' || COALESCE(sql, '') FROM sqlite_master ORDER BY type, name")
        case .postgres:
            return try lines(
                """
                SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') || ' '
                    || COALESCE(collation_name, '')
                FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, column_name
                """)
                + lines("SELECT indexdef FROM pg_catalog.pg_indexes WHERE schemaname = current_schema() ORDER BY indexname")
                + lines(
                    """
                    SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint
                    WHERE connamespace = current_schema()::regnamespace ORDER BY conrelid::regclass::text, conname
                    """)
                + lines(
                    """
                    SELECT pg_get_triggerdef(t.oid) FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
                    WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY 1
                    """)
        }
    }
}
