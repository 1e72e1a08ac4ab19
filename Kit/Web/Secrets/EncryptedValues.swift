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
