import Kernel
import Ledger
import Storage
import Web

/// Keys for signing as they lie in the database: encrypted under the server's secret, each for one purpose and one owner.
struct KeptKeys {
    let connection: Connection
    let purpose: String

    /// What is stored of a key.
    func seal(_ key: OfficeKey, owner: String) throws -> String {
        try guardian().encrypt(key.seed, purpose: purpose, owner: owner)
    }

    /// - Throws: `AppError.invalid` where the secret is not the one it was sealed under, or the text is another owner's.
    func open(_ kept: String, owner: String) throws -> OfficeKey {
        let seed: [UInt8]
        do { seed = try guardian().decrypt(kept, purpose: purpose, owner: owner) } catch {
            throw AppError.invalid("The key for signing does not open under this server's secret. Restore the secret that belongs to the database.")
        }
        guard let key = OfficeKey(seed: seed) else { throw AppError.invalid("The key for signing is damaged. Restore the last good backup.") }
        return key
    }

    private func guardian() throws -> Guardian {
        guard let secret = connection.secret else { throw AppError.invalid("The server's secret is not open.") }
        return Guardian(secret: secret)
    }
}
