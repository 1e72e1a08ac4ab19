import Crypto
import Foundation
import Kernel
import Storage

/// The server's secret: forms, sealed cookies and what is stored encrypted hang on it.
///
/// It lies in a file that the operator names (`PROXENIA_SECRET_FILE`), or else in the database, made at first start. Of one in a file the database
/// holds a mark, by which a wrong file is noticed before anything is done with it.
public struct ServerSecret: Sendable, Equatable {
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// Tells two secrets apart; nothing about the secret follows from it.
    var mark: String {
        let key = HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: bytes), info: Data("proxenia.secret.mark".utf8), outputByteCount: 16)
        return key.withUnsafeBytes { Guardian.text(Array($0)) }
    }

    // MARK: In the database

    private enum Name { static let stored = "secret", mark = "secret_mark" }

    /// The secret to serve this database with.
    /// - Parameter named: the one in the operator's file; nil when none is named.
    /// - Throws: `AppError.invalid` with what to do when the two do not belong together.
    public static func open(_ connection: Connection, named: ServerSecret?) throws -> ServerSecret {
        let mark: String? = try Instance.value(Name.mark, connection)
        let stored = try stored(connection)
        switch (named, mark, stored) {
        case (let named?, let mark?, _) where named.mark == mark: return named
        case (_?, _?, _):
            throw AppError.invalid(
                "The secret in PROXENIA_SECRET_FILE is not the one this database was written with. Name that file; if it is lost, “proxenia secret FILE --lost” gives up what was encrypted with it."
            )
        case (nil, _?, _):
            throw AppError.invalid("The server's secret lies in a file, not in this database. Name the file with PROXENIA_SECRET_FILE.")
        case (_?, nil, _?):
            throw AppError.invalid(
                "PROXENIA_SECRET_FILE is set, but the secret of this database still lies in it. Move it with “proxenia secret FILE”, or do not set PROXENIA_SECRET_FILE."
            )
        case (nil, nil, let stored?): return stored
        case (let named?, nil, nil):
            try Instance.set(Name.mark, named.mark, connection)
            return named
        case (nil, nil, nil):
            let made = ServerSecret(bytes: Guardian.random(32))
            try Instance.set(Name.stored, Guardian.text(made.bytes), connection)
            return made
        }
    }

    /// Nil when it lies in a file, or was never made.
    private static func stored(_ connection: Connection) throws -> ServerSecret? {
        guard let text: String = try Instance.value(Name.stored, connection), let bytes = Guardian.bytes(text), bytes.count == 32 else { return nil }
        return ServerSecret(bytes: bytes)
    }

    /// What became of the encrypted values when the secret was moved.
    public struct Moved: Sendable, Equatable {
        public var renewed = 0
        public var givenUp = 0
    }

    /// Makes another secret the one of this database: all that is stored encrypted is encrypted anew, and no secret is stored any more.
    /// - Parameters:
    ///   - named: the one so far, when it lies in a file.
    ///   - isLost: nobody has the one so far: what it opened is given up.
    public static func move(
        to new: ServerSecret, from named: ServerSecret?, isLost: Bool, values: [EncryptedValues], _ connection: Connection
    ) throws -> Moved {
        let hasSecret = try Instance.value(Name.mark, connection) != nil || stored(connection) != nil
        // One whose secret is still in it does not ask for the file that is to take it.
        let old = isLost || !hasSecret ? nil : try open(connection, named: stored(connection) == nil ? named : nil)
        var moved = Moved()
        for kind in values {
            let (count, lost) = try kind.renew(from: old.map { Guardian(secret: $0.bytes) }, to: Guardian(secret: new.bytes), connection)
            moved.renewed += count
            moved.givenUp += lost
        }
        try Instance.remove(Name.stored, connection)
        try Instance.set(Name.mark, new.mark, connection)
        return moved
    }

    /// What `proxenia check` says of it.
    public static func finding(_ connection: Connection, named: ServerSecret?, values: [EncryptedValues]) throws -> Finding {
        let name = "What is stored encrypted opens with the server's secret"
        let mark: String? = try Instance.value(Name.mark, connection)
        if mark != nil, named == nil {
            return Finding("The server's secret lies in a file; name it (PROXENIA_SECRET_FILE) to have what is encrypted looked at", fault: nil)
        }
        if let mark, let named, named.mark != mark {
            return Finding(name, fault: "the secret in PROXENIA_SECRET_FILE is not the one this database was written with")
        }
        guard let secret = try mark == nil ? stored(connection) : named else {
            let count = try values.reduce(0) { try $0 + $1.all(connection).count }
            return Finding(name, fault: count == 0 ? nil : "\(count) values are encrypted, and the secret is gone")
        }
        let guardian = Guardian(secret: secret.bytes)
        let closed = try values.flatMap { kind in try kind.closed(to: guardian, connection).map { "\(kind.name) of \($0)" } }
        return Finding(name, fault: closed.isEmpty ? nil : "not so for \(closed.prefix(5).joined(separator: ", "))")
    }
}
