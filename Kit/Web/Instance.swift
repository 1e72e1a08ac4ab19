import Foundation
import Kernel
import Storage

/// The server as a whole: its name, and whether everything on it is a demonstration.
public struct Instance: Sendable, Equatable {
    /// What stands beside “Proxenia” at the head of the public pages: an association's name, or nothing.
    public var name: String
    /// Invented people, events and states: every page says so.
    public var isDemonstration: Bool
    /// Whether a first office exists. Until then every page leads to the set-up.
    public var isSetUp: Bool
    /// The office that was there first: its administrators run the server.
    public let firstOffice: OfficeID?

    public init(name: String, isDemonstration: Bool, isSetUp: Bool, firstOffice: OfficeID? = nil) {
        (self.name, self.isDemonstration, self.isSetUp, self.firstOffice) = (name, isDemonstration, isSetUp, firstOffice)
    }

    public static let migration = Migration(
        id: "2026-11-20-01-instance",
        sql: """
            CREATE TABLE instance (
                name TEXT NOT NULL PRIMARY KEY,
                value TEXT NOT NULL
            ) STRICT;
            """)

    public static func load(_ connection: Connection) throws -> Instance {
        let values = Dictionary(
            try connection.rows("SELECT name, value FROM instance") { row in (try row["name"] as String, try row["value"] as String) }
        ) { $1 }
        return Instance(
            name: values["name"] ?? "", isDemonstration: values["demonstration"] == "1", isSetUp: values["set_up"] == "1",
            firstOffice: try connection.value("SELECT id FROM office ORDER BY created_at, id LIMIT 1"))
    }

    public func save(_ connection: Connection) throws {
        for (name, value) in [("name", name), ("demonstration", isDemonstration ? "1" : "0"), ("set_up", isSetUp ? "1" : "0")] {
            try Self.set(name, value, connection)
        }
    }

    static func value(_ name: String, _ connection: Connection) throws -> String? {
        try connection.value("SELECT value FROM instance WHERE name = \(name)")
    }

    static func remove(_ name: String, _ connection: Connection) throws { try connection.run("DELETE FROM instance WHERE name = \(name)") }

    static func set(_ name: String, _ value: String, _ connection: Connection) throws {
        try connection.run("INSERT INTO instance (name, value) VALUES (\(name), \(value)) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
    }
}
