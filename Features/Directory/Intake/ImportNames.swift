import Kernel
import Reconciliation
import Storage

/// The names of places in the file of one import, each with what was found and decided for it: the SQL about the table in which a feature keeps
/// them. Whoever makes one has found the import before.
public struct ImportNames {
    let connection: Connection
    let id: ImportID
    let table: SQL
    let line: SQL
    let part: ImportName.Part?

    /// - Parameters:
    ///   - line: the column that says in which row of the file a name stands first.
    ///   - part: what all of them are the names of; nil: the table has a column for it.
    public init(_ connection: Connection, _ id: ImportID, in table: SQL, line: SQL, part: ImportName.Part? = nil) {
        (self.connection, self.id, self.table, self.line, self.part) = (connection, id, table, line, part)
    }

    private var partColumn: SQL { part == nil ? "part, " : .empty }

    public func add(_ names: [ImportName]) throws {
        // SQLite takes 32,766 values in a statement; a name has 16.
        for start in stride(from: 0, to: names.count, by: 1000) {
            let rows: [SQL] = try names[start..<min(start + 1000, names.count)].map { name in
                let part: SQL = part == nil ? "\(name.part), " : .empty
                return """
                    (\(id), \(name.number), \(part)\(name.written), \(name.country), \(name.region), \(name.firstRow), \(name.rows), \(name.verdict),
                    \(try StoredJSON.text(name.reason)), \(try StoredJSON.text(name.candidates)), \(name.place), \(name.isCase), \(name.answer), \(name.asked), \(name.answeredBy))
                    """
            }
            try connection.run(
                """
                INSERT INTO \(table) (import_id, number, \(partColumn)written, country, region, \(line), row_count, verdict, reason, candidates,
                place_id, is_case, answer, asked, answered_by) VALUES \(rows.joined(separator: ", "))
                """)
        }
    }

    public func clear() throws { try connection.run("DELETE FROM \(table) WHERE import_id = \(id)") }

    /// Names by their numbers.
    public func names(_ numbers: [Int]) throws -> [Int: ImportName] {
        guard !numbers.isEmpty else { return [:] }
        let found = try names("number IN \(list: Set(numbers).sorted())", limit: numbers.count)
        return Dictionary(found.map { ($0.number, $0) }) { first, _ in first }
    }

    /// The names that are put up for review, in the order of the file: a page of them from where it begins.
    public func cases(from offset: Int, limit: Int) throws -> [ImportName] {
        // A page's first number is found in the index; cases are few, and a page turned back finds the same cases.
        try names("is_case = 1", limit: limit, skipping: offset)
    }

    /// Names found beyond doubt, after one that was seen.
    public func matched(after number: Int, limit: Int) throws -> [ImportName] { try names("is_case = 0 AND number > \(number)", limit: limit) }

    /// The names somebody has decided on: few, since a person did.
    public func answered() throws -> [ImportName] { try names("answer IS NOT NULL", limit: SheetIntake.mostRows) }

    private func names(_ condition: SQL, limit: Int, skipping: Int = 0) throws -> [ImportName] {
        try connection.rows(
            """
            SELECT number, \(partColumn)written, country, region, \(line) AS line, row_count, verdict, reason, candidates, place_id, is_case, answer,
            asked, answered_by FROM \(table) WHERE import_id = \(id) AND \(condition) ORDER BY number LIMIT \(limit) OFFSET \(skipping)
            """
        ) { row in
            ImportName(
                number: try row["number"], part: try part ?? row["part"], written: try row["written"], country: try row["country"],
                region: try row["region"], firstRow: try row["line"], rows: try row["row_count"], verdict: try row["verdict"],
                reason: try StoredJSON.value(try row["reason"]), candidates: try StoredJSON.value(try row["candidates"]), place: try row["place_id"],
                isCase: try row["is_case"], answer: try row["answer"], asked: try row["asked"], answeredBy: try row["answered_by"])
        }
    }

    /// Writes what somebody decided for some names, in one statement.
    public func decide(_ decisions: [NameDecision], by actor: Actor) throws {
        guard !decisions.isEmpty else { return }
        let rows: [SQL] = try decisions.map { decision in
            """
            (\(decision.number), \(decision.place), \(decision.isCase), \(decision.answer?.rawValue), \(decision.asked),
            \(try StoredJSON.text(decision.candidates)), \(decision.answer == nil ? nil : actor.name))
            """
        }
        try connection.run(
            """
            WITH v (number, place_id, is_case, answer, asked, candidates, answered_by) AS (VALUES \(rows.joined(separator: ", ")))
            UPDATE \(table) SET place_id = v.place_id, is_case = v.is_case, answer = v.answer, asked = v.asked, candidates = v.candidates,
            answered_by = v.answered_by FROM v WHERE \(table).import_id = \(id) AND \(table).number = v.number
            """)
    }
}
