import Kernel
import Storage

/// Values a feature keeps encrypted under the server's secret. It offers them through its door, so that another secret can take the place of this one.
public struct EncryptedValues: Sendable {
    public struct Value: Sendable {
        /// The row's identity.
        public let key: String
        /// As given to `Guardian.encrypt`.
        public let owner: String
        public let text: String
        public init(key: String, owner: String, text: String) { (self.key, self.owner, self.text) = (key, owner, text) }
    }

    /// `Second factors`
    public let name: String
    let purpose: String
    let all: @Sendable (Connection) throws -> [Value]
    let replace: @Sendable (_ key: String, _ text: String, Connection) throws -> Void
    let giveUp: @Sendable (_ key: String, Connection) throws -> Void

    /// - Parameters:
    ///   - purpose: as given to `Guardian.encrypt`.
    ///   - giveUp: goes on without a value that nothing opens any more.
    public init(
        _ name: String, purpose: String, all: @escaping @Sendable (Connection) throws -> [Value],
        replace: @escaping @Sendable (_ key: String, _ text: String, Connection) throws -> Void,
        giveUp: @escaping @Sendable (_ key: String, Connection) throws -> Void
    ) {
        (self.name, self.purpose, self.all, self.replace, self.giveUp) = (name, purpose, all, replace, giveUp)
    }

    /// The values of a table with one in each row, given to the guardian under the row's identity. A row whose value nothing opens any more goes.
    /// - Parameters:
    ///   - column: in which the value lies.
    ///   - letGo: takes leave of what a row's value was needed for, before the row goes.
    public init(
        _ name: String, purpose: String, of table: SQL, _ column: SQL, by key: SQL,
        letGo: @escaping @Sendable (_ key: String, Connection) throws -> Void
    ) {
        self.init(
            name, purpose: purpose,
            all: { connection in
                try connection.rows("SELECT \(key) AS name, \(column) AS text FROM \(table) ORDER BY \(key)") { row in
                    Value(key: try row["name"], owner: try row["name"], text: try row["text"])
                }
            },
            replace: { name, text, connection in try connection.run("UPDATE \(table) SET \(column) = \(text) WHERE \(key) = \(name)") },
            giveUp: { name, connection in
                try letGo(name, connection)
                try connection.run("DELETE FROM \(table) WHERE \(key) = \(name)")
            })
    }

    /// Encrypts all of them anew.
    /// - Parameter old: nil when the secret is lost: all are given up.
    /// - Throws: `AppError.invalid` when one does not open; nothing is lost then, because the transaction ends.
    func renew(from old: Guardian?, to new: Guardian, _ connection: Connection) throws -> (renewed: Int, givenUp: Int) {
        let values = try all(connection)
        guard let old else {
            for value in values { try giveUp(value.key, connection) }
            return (0, values.count)
        }
        let closed = try closed(to: old, connection)
        guard closed.isEmpty else {
            throw AppError.invalid(
                "\(name) of \(closed.prefix(5).joined(separator: ", ")) cannot be opened with the present secret. Nothing was changed.")
        }
        for value in values {
            let plain = try old.decrypt(value.text, purpose: purpose, owner: value.owner)
            try replace(value.key, try new.encrypt(plain, purpose: purpose, owner: value.owner), connection)
        }
        return (values.count, 0)
    }

    /// The keys of those that do not open.
    func closed(to guardian: Guardian, _ connection: Connection) throws -> [String] {
        try all(connection).filter { value in
            do {
                _ = try guardian.decrypt(value.text, purpose: purpose, owner: value.owner)
                return false
            } catch { return true }
        }.map(\.key)
    }
}
