import Crypto
import Foundation

/// The key with which an office signs: Ed25519 (RFC 8032). It leaves memory only encrypted.
public struct OfficeKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey
    public let publicKey: PublicKey
    /// The party that begins with this key.
    public let party: PartyID

    /// A new key from the system's randomness.
    public init() { self.init(Curve25519.Signing.PrivateKey()) }

    /// From 32 bytes of seed (RFC 8032). For test vectors and for keys kept elsewhere; nil unless there are 32.
    public init?(seed: [UInt8]) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        self.init(key)
    }

    private init(_ key: Curve25519.Signing.PrivateKey) {
        self.key = key
        // A public key of Curve25519 has 32 bytes, always.
        publicKey = PublicKey(key.publicKey.rawRepresentation) ?? PublicKey(hashing: [UInt8]())
        party = Party.id(of: publicKey)
    }

    func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }

    static func isValid(signature: [UInt8], for bytes: [UInt8], by key: PublicKey) -> Bool {
        // 32 bytes that are no point of the curve are nobody's key, so nothing is signed by it.
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key.bytes) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}

extension OfficeKey {
    /// Why a kept key cannot be opened.
    public enum Unopened: Error, Sendable, Equatable {
        /// Not a kept key, or of a later version.
        case notAKey
        /// Another secret or another context, or the bytes were changed.
        case wrongSecret
    }

    private static let version: UInt8 = 1
    private static let saltLength = 16

    /// Encrypts the key: AES-256-GCM under a key derived by HKDF-SHA256 from the server's secret and a fresh salt.
    ///
    /// Layout: version (1 byte), salt (16), nonce (12), ciphertext (32), tag (16).
    /// - Parameter context: whose key it is. The same is needed to open it, so that no row can be swapped for another.
    public func kept(under secret: SymmetricKey, context: String) throws -> [UInt8] {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        let box = try AES.GCM.seal(key.rawRepresentation, using: Self.wrapping(secret, salt), authenticating: Data(context.utf8))
        return [Self.version] + salt + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
    }

    /// Opens what `kept(under:context:)` wrote.
    public init(opening kept: [UInt8], under secret: SymmetricKey, context: String) throws(Unopened) {
        guard kept.count == 1 + Self.saltLength + 12 + 32 + 16, kept.first == Self.version else { throw .notAKey }
        let salt = Array(kept[1..<1 + Self.saltLength])
        do {
            let box = try AES.GCM.SealedBox(combined: kept[(1 + Self.saltLength)...])
            let seed = try AES.GCM.open(box, using: Self.wrapping(secret, salt), authenticating: Data(context.utf8))
            self.init(try Curve25519.Signing.PrivateKey(rawRepresentation: seed))
        } catch { throw .wrongSecret }
    }

    private static func wrapping(_ secret: SymmetricKey, _ salt: [UInt8]) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, salt: salt, info: Data("proxenia-office-key-1".utf8), outputByteCount: 32)
    }
}
