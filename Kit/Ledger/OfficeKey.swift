import Crypto

/// The key with which an office signs: Ed25519 (RFC 8032).
public struct OfficeKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey
    public let publicKey: PublicKey
    /// The party that begins with this key.
    public let party: PartyID

    /// A new key from the system's randomness.
    public init() { self.init(Curve25519.Signing.PrivateKey()) }

    /// From 32 bytes of seed (RFC 8032). For keys that were kept, and for test vectors; nil unless there are 32.
    public init?(seed: [UInt8]) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        self.init(key)
    }

    /// The 32 bytes the key is made from. Whoever has them signs as this office: they leave memory only encrypted.
    public var seed: [UInt8] { Array(key.rawRepresentation) }

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
