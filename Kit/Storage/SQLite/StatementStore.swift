/// The prepared statements of one connection, those used lately first.
///
/// Bounded by what they take: a statement that writes 500 rows at once is 300 kB, and its text differs with the number of rows. What is in use is kept in two
/// halves. A full half becomes the older one, and whatever of the older one nobody has used meanwhile is forgotten.
struct StatementStore {
    /// Statements in one half. Texts are few, since values never are in them; this bounds the exceptions.
    static let most = 200
    /// Bytes in one half. Forty statements that write a whole batch, or all of the small ones.
    static let mostBytes = 6 << 20

    private var recent: [String: SQLiteStatement] = [:]
    private var older: [String: SQLiteStatement] = [:]
    private(set) var bytesOfRecent = 0
    private var bytesOfOlder = 0

    /// What is held altogether.
    var count: Int { recent.count + older.count }
    var bytes: Int { bytesOfRecent + bytesOfOlder }

    /// A statement of this text that nobody is stepping.
    func free(_ text: String) -> SQLiteStatement? {
        if let statement = recent[text], !statement.isTaken { return statement }
        if let statement = older[text], !statement.isTaken { return statement }
        return nil
    }

    /// Holds a statement that was just used.
    mutating func keep(_ statement: SQLiteStatement) {
        if recent[statement.text] != nil { return }
        let size = statement.size
        // One that fills a half would drive out all others, and come back as seldom as it is large.
        guard size <= Self.mostBytes / 4 else { return }
        if recent.count >= Self.most || bytesOfRecent + size > Self.mostBytes {
            (older, bytesOfOlder) = (recent, bytesOfRecent)
            (recent, bytesOfRecent) = ([:], 0)
        }
        recent[statement.text] = statement
        bytesOfRecent += size
    }

    /// Those in use go on, and may be kept again.
    mutating func forget() { self = StatementStore() }
}
