import Kernel

/// One thing that `proxenia check` looks at.
public struct Finding: Sendable, Hashable {
    public let name: String
    /// What is wrong; nil when all is well.
    public let fault: String?

    public init(_ name: String, fault: String?) { (self.name, self.fault) = (name, fault) }
}

/// A rule that every row must keep and that the schema cannot say: a question whose answer must be empty.
public struct DataRule: Sendable {
    /// What is true when it holds: `Every partnership has a partner`.
    public let name: String
    let violations: @Sendable (Connection) throws -> [String]

    /// - Parameter violations: the identities of what breaks the rule, a few are enough.
    public init(_ name: String, violations: @escaping @Sendable (Connection) throws -> [String]) { (self.name, self.violations) = (name, violations) }
}

extension Database {
    /// Looks at the whole database: the file, what refers to what, the schema, the journal's guard, the features' rules.
    public func check(_ migrator: Migrator, rules: [DataRule]) throws -> [Finding] {
        try readSync { connection in
            var findings = [
                Finding("The database is readable from end to end", fault: try connection.integrityFaults().first),
                Finding("Whatever is referred to is there", fault: try connection.danglingReferences().first),
            ]
            let missing = try migrator.missing(connection)
            findings.append(
                Finding(
                    "The schema is that of this version", fault: missing.isEmpty ? nil : "\(missing.count) migrations are missing: proxenia migrate"))
            findings.append(
                Finding(
                    "The journal cannot be changed",
                    fault: try connection.journalIsGuarded() ? nil : "its triggers are missing: somebody removed them"))
            for rule in rules {
                let violations = try rule.violations(connection)
                findings.append(Finding(rule.name, fault: violations.isEmpty ? nil : "not so for \(violations.prefix(5).joined(separator: ", "))"))
            }
            return findings
        }
    }
}

extension Connection {
    /// What SQLite finds wrong with its file; PostgreSQL checks its pages by itself when they are read.
    final func integrityFaults() throws -> [String] {
        guard dialect == .sqlite else { return [] }
        return try rows("PRAGMA integrity_check(20)") { try $0[at: 0] as String }.filter { $0 != "ok" }
    }

    /// Rows that refer to one that is not there. PostgreSQL never lets them in; a key that was switched off is one that nobody checked.
    final func danglingReferences() throws -> [String] {
        switch dialect {
        case .sqlite:
            return try rows("PRAGMA foreign_key_check") { row in "\(try row[at: 0] as String) -> \(try row[at: 2] as String)" }
        case .postgres:
            return try rows("SELECT conname::text AS name FROM pg_catalog.pg_constraint WHERE contype = 'f' AND NOT convalidated") {
                try $0["name"] as String
            }
        }
    }

    fileprivate final func journalIsGuarded() throws -> Bool {
        let count: Int? =
            switch dialect {
            case .sqlite: try value("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal' AND name LIKE 'journal_no_%'")
            case .postgres:
                try value(
                    "SELECT COUNT(*) FROM pg_catalog.pg_trigger WHERE tgname LIKE 'journal_no_%' AND tgenabled <> 'D' AND tgrelid = 'journal'::regclass"
                )
            }
        return count == 2
    }
}
