import Crypto
import CryptoExtras
import Foundation
import Kernel

/// What a guess at a password costs: the parameters of scrypt (RFC 7914).
public struct PasswordCost: Sendable, Equatable {
    /// N as a power of two; memory for one hash is 128 · r · 2^logN bytes.
    public let logN: Int
    public let r: Int
    public let p: Int

    /// N 2^15, r 8, p 3 (OWASP Password Storage): 32 MB and about 60 ms each.
    public static let standard = PasswordCost(known: 15, 8, 3)
    /// For tests alone, which would otherwise spend their time hashing.
    public static let cheap = PasswordCost(known: 4, 8, 1)

    /// Nil for parameters that no server of ours would choose, so that a damaged row cannot ask for the machine's memory.
    init?(logN: Int, r: Int, p: Int) {
        guard (1...20).contains(logN), (1...16).contains(r), (1...16).contains(p) else { return nil }
        (self.logN, self.r, self.p) = (logN, r, p)
    }

    private init(known logN: Int, _ r: Int, _ p: Int) { (self.logN, self.r, self.p) = (logN, r, p) }
}

/// A password as it is stored: `scrypt$15$8$3$salt$hash`. Making and comparing one is slow on purpose: never inside a transaction;
/// a server does it through its `PasswordPool`, the command line directly.
public struct PasswordHash: Sendable, Equatable {
    public let text: String
    let cost: PasswordCost
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Most characters of a password: enough for any phrase, little enough to hash.
    public static let longest = 128

    /// Hashes a password with a salt of its own.
    public static func make(_ password: String, cost: PasswordCost = .standard) throws -> PasswordHash {
        var generator = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return PasswordHash(cost: cost, salt: salt, hash: try derive(password, salt, cost, count: 32))
    }

    /// A hash that no password has, as costly to compare with as any: for addresses nobody has an account under.
    static func ofNobody(cost: PasswordCost) -> PasswordHash {
        PasswordHash(cost: cost, salt: [UInt8](repeating: 0, count: 16), hash: [UInt8](repeating: 0, count: 32))
    }

    /// Reads what we stored. Nil when it is damaged.
    public init?(stored text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let logN = Int(parts[1]), let r = Int(parts[2]), let p = Int(parts[3]),
            let cost = PasswordCost(logN: logN, r: r, p: p), let salt = Data(base64Encoded: parts[4]), let hash = Data(base64Encoded: parts[5]),
            salt.count == 16, hash.count == 32
        else { return nil }
        (self.text, self.cost, self.salt, self.hash) = (text, cost, Array(salt), Array(hash))
    }

    private init(cost: PasswordCost, salt: [UInt8], hash: [UInt8]) {
        (self.cost, self.salt, self.hash) = (cost, salt, hash)
        text = "scrypt$\(cost.logN)$\(cost.r)$\(cost.p)$\(Data(salt).base64EncodedString())$\(Data(hash).base64EncodedString())"
    }

    /// Whether this is the password. Takes the same time whether it is or not.
    public func accepts(_ password: String) throws -> Bool {
        let isTooLong = password.utf8.count > Self.longest * 16
        let made = try Self.derive(isTooLong ? "" : password, salt, cost, count: hash.count)
        let difference = zip(made, hash).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 && made.count == hash.count && !isTooLong
    }

    private static func derive(_ password: String, _ salt: [UInt8], _ cost: PasswordCost, count: Int) throws -> [UInt8] {
        // One form of Unicode, so that a password typed on another keyboard is the same bytes (NIST SP 800-63B, 5.1.1.2).
        let bytes = Array(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: count, rounds: 1 << cost.logN, blockSize: cost.r, parallelism: cost.p)
        return key.withUnsafeBytes { Array($0) }
    }
}
