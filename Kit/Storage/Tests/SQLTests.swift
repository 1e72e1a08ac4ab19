import Kernel
@testable import Storage
import Testing

@Suite struct SQLTests {
    @Test func valuesAreBoundAndNeverText() {
        let name = "x'); DROP TABLE office; --"
        let sql: SQL = "SELECT 1 WHERE name = \(name) AND number = \(7)"
        #expect(sql.text == "SELECT 1 WHERE name = ? AND number = ?")
        #expect(sql.parameters.map(\.value) == [.text(name), .integer(7)])
        #expect(PostgresSession.numbered(sql) == "SELECT 1 WHERE name = $1 AND number = $2")
    }

    @Test func questionMarksInTextSurvive() {
        let sql: SQL = "SELECT '?', \(1), 'ü ? ' || \("a")"
        #expect(PostgresSession.numbered(sql) == "SELECT '?', $1, 'ü ? ' || $2")
    }

    @Test func partsAreSpliced() {
        let country: SQL = "country = \("DE")"
        let kinds: SQL = "kind IN \(list: ["city", "region", "port"])"
        let sql: SQL = "SELECT id FROM organisation WHERE \([country, .empty, kinds].joined(separator: " AND ")) LIMIT \(5)"
        #expect(sql.text == "SELECT id FROM organisation WHERE country = ? AND kind IN (?, ?, ?, ?) LIMIT ?")
        #expect(PostgresSession.numbered(sql).hasSuffix("country = $1 AND kind IN ($2, $3, $4, $5) LIMIT $6"))
        // Rounded up to a power of two by repeating the last.
        #expect(sql.parameters.map(\.value) == [.text("DE"), .text("city"), .text("region"), .text("port"), .text("port"), .integer(5)])
        #expect(("a" + ("b = \(1)" as SQL)).text == "ab = ?")
    }

    @Test func absentValuesKeepTheirType() {
        let missing: String? = nil
        let number: Int? = nil
        let sql: SQL = "\(missing), \(number), \(nil as Role?), \(Role.director)"
        #expect(sql.parameters.map(\.value) == [.null, .null, .null, .text("director")])
        #expect(sql.parameters.map(\.type) == [.text, .integer, .text, .text])
    }

    @Test func theKernelsTypesAreStoredAsTheDesignSays() throws {
        let date = try #require(PartialDate("1988-06"))
        let country = try #require(Country("de"))
        let sql: SQL =
            "\(Instant(milliseconds: 12)), \(OfficeID(stored: "id")), \(date), \(country), \(Language.german), \(true), \([UInt8](arrayLiteral: 1, 2))"
        #expect(sql.parameters.map(\.value) == [.integer(12), .text("id"), .text("1988-06"), .text("DE"), .text("de"), .integer(1), .blob([1, 2])])
    }

    @Test func addressesOfDatabasesHideThePassword() throws {
        #expect(
            try DatabaseURL("postgres://anna:secret@db.example,db2.example/proxenia?sslmode=require").description
                == "postgres://anna@db.example,db2.example/proxenia")
        #expect(try DatabaseURL("postgres://db/proxenia?password=secret").description == "postgres://db/proxenia")
        #expect(try DatabaseURL("postgres://anna:se@cret@db/x").description == "postgres://anna@db/x")
        #expect(try DatabaseURL("sqlite:/data/a.db") == .sqlite(path: "/data/a.db"))
        #expect(throws: StorageError.self) { try DatabaseURL("mysql://x") }
        #expect(throws: StorageError.self) { try DatabaseURL("") }
    }
}
