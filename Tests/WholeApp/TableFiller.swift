import Foundation
import Testing_

@testable import Storage

/// Puts a row into each table of which it knows nothing but the columns: what the schema asks for, by trial.
struct TableFiller {
    struct Column {
        let name: String
        let type: String
        let isRequired: Bool
        let references: (table: String, column: String)?
        /// From `CHECK (state IN ('a', 'b'))`.
        let choice: String?
    }

    struct Table {
        let name: String
        let columns: [Column]

        static func all(_ connection: Connection) throws -> [Table] {
            let named = try connection.rows(
                """
                SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migration'
                    AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid
                """
            ) { (try $0["name"] as String, try $0["sql"] as String) }
            // The tables behind a full-text index belong to it.
            let virtual = try connection.rows("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'") { try $0["name"] as String }
            return try named.filter { name, _ in !virtual.contains { name.hasPrefix($0 + "_") } }.map { name, sql in
                let keys = Dictionary(
                    try connection.rows(
                        SQL(stringLiteral: "SELECT \"from\", \"table\", COALESCE(\"to\", 'id') AS \"to\" FROM pragma_foreign_key_list('\(name)')")
                    ) { row in
                        (try row["from"] as String, (try row["table"] as String, try row["to"] as String))
                    }
                ) { first, _ in first }
                let columns = try connection.rows(
                    SQL(stringLiteral: "SELECT name, type, \"notnull\", dflt_value IS NULL AS bare, pk FROM pragma_table_info('\(name)')")
                ) {
                    row -> Column in
                    let column: String = try row["name"]
                    let isRequired = try (row["notnull"] as Int == 1 && row["bare"] as Int == 1) || row["pk"] as Int > 0
                    return Column(
                        name: column, type: try row["type"], isRequired: isRequired, references: keys[column], choice: choice(of: column, in: sql))
                }
                return Table(name: name, columns: columns)
            }
        }

        private static func choice(of column: String, in sql: String) -> String? {
            guard let found = sql.range(of: "\\b\(column) IN \\('[^']*'", options: .regularExpression) else { return nil }
            return sql[found].split(separator: "'").last.map(String.init)
        }
    }

    private struct Attempt: Hashable {
        let text: String
        let number: String
    }

    private static let attempts = ["0193e2a0-0000-7000-8000-000000000001", "2026-01-01", "{}", "DE", "en", "a"].flatMap { text in
        ["1", "0"].map { Attempt(text: text, number: $0) }
    }
    /// What worked before.
    private var good: [String: Attempt] = [:]

    /// - Returns: the tables that hold a row now.
    mutating func fill(_ database: Database, _ tables: [Table]) -> Set<String> {
        var rows: [String: [String: String]] = [:]
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for table in tables where rows[table.name] == nil {
                let ordered = (good[table.name].map { [$0] } ?? []) + Self.attempts.filter { $0 != good[table.name] }
                for attempt in ordered {
                    guard let row = row(table, attempt, rows) else { break }
                    let names = row.keys.sorted()
                    let sql =
                        "INSERT INTO \"\(table.name)\" (\(names.map { "\"\($0)\"" }.joined(separator: ", "))) VALUES (\(names.compactMap { row[$0] }.joined(separator: ", ")));"
                    do {
                        try database.writeSync { try $0.script(Translation.script(sql, for: $0.dialect)) }
                    } catch { continue }
                    (rows[table.name], good[table.name], hasChanged) = (row, attempt, true)
                    break
                }
            }
        }
        return Set(rows.keys)
    }

    /// A literal for each column that must have one; nil while a row it refers to is missing.
    private func row(_ table: Table, _ attempt: Attempt, _ rows: [String: [String: String]]) -> [String: String]? {
        var row: [String: String] = [:]
        for column in table.columns where column.isRequired {
            if let (other, key) = column.references, other != table.name {
                guard let value = rows[other]?[key] else { return nil }
                row[column.name] = value
            } else {
                switch column.type {
                case "INTEGER": row[column.name] = attempt.number
                case "REAL": row[column.name] = attempt.number + ".5"
                case "BLOB": row[column.name] = "x'00'"
                // Migrations read into what is stored as JSON.
                default: row[column.name] = "'\(column.name == "entry" ? "{}" : column.choice ?? attempt.text)'"
                }
            }
        }
        return row
    }
}
