import GRDBSQLite
@testable import Storage
import Testing

@Suite struct StatementStoreTests {
    private let handle: OpaquePointer
    private let session: SQLiteSession

    init() throws {
        var opened: OpaquePointer?
        try #require(sqlite3_open(":memory:", &opened) == SQLITE_OK)
        handle = try #require(opened)
        session = SQLiteSession(handle: handle)
        try session.script("CREATE TABLE visit (city TEXT, year INTEGER, note TEXT)")
    }

    private func insert(rows: Int) -> String { "INSERT INTO visit VALUES " + Array(repeating: "(?, ?, ?)", count: rows).joined(separator: ", ") }

    @Test func whatIsUsedAllTheTimeStaysWhileLargeOnesComeAndGo() throws {
        let often = try session.take("SELECT city FROM visit")
        session.putBack(often)
        var most = 0
        for rows in 1...600 {
            session.putBack(try session.take(insert(rows: rows)))
            let again = try session.take("SELECT city FROM visit")
            #expect(again === often)
            session.putBack(again)
            most = max(most, session.statements.bytes)
        }
        #expect(most <= 2 * StatementStore.mostBytes)
        // All of them together would be far more, or the test would show nothing.
        #expect(most > StatementStore.mostBytes)
        // The latest are there, the earliest are not.
        #expect(session.statements.free(insert(rows: 600)) != nil)
        #expect(session.statements.free(insert(rows: 300)) == nil)
    }

    @Test func aTextBeingSteppedIsPreparedASecondTime() throws {
        let one = try session.take("SELECT year FROM visit")
        let other = try session.take("SELECT year FROM visit")
        #expect(one !== other)
        session.putBack(one)
        session.putBack(other)
        #expect(session.statements.count == 1)
        #expect(try session.take("SELECT year FROM visit") === one)
    }

    @Test func oneThatIsTooLargeIsNotKept() throws {
        let large = try session.take(insert(rows: 10_000))
        #expect(large.size > StatementStore.mostBytes / 4)
        session.putBack(large)
        #expect(session.statements.free(large.text) == nil)
    }

    @Test func manySmallOnesAreBoundedByTheirNumber() throws {
        for number in 1...1_000 { session.putBack(try session.take("SELECT \(number) FROM visit")) }
        #expect(session.statements.count <= 2 * StatementStore.most)
    }
}
