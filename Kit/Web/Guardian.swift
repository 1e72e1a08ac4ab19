import Crypto
import Foundation
import Kernel

/// Keeps forms and one-time words honest: CSRF tokens and signed flashes, all under the server's secret.
public struct Guardian: Sendable {
    enum Holder {
        /// A form belongs to the session and to the office it was opened in: sent after a change of office, it would write into the wrong one.
        case session(key: String, office: OfficeID?)
        case anonymous(String)
    }

    private let key: SymmetricKey
    private let root: SymmetricKey

    public init(secret: [UInt8]) {
        root = SymmetricKey(data: secret)
        key = HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: secret), info: Data("proxenia.guardian".utf8), outputByteCount: 32)
    }

    /// A token for the forms of one page. It is masked anew each time, so that compression gives nothing of it away (BREACH).
    func token(for holder: Holder) -> String {
        let real = code("csrf", holder)
        let mask = Self.random(real.count)
        return Self.text(mask + zip(mask, real).map { $0 ^ $1 })
    }

    /// A token for a session's forms, for a client that is given the session and sends forms without opening their pages (tests).
    public func formToken(sessionKey: String, office: OfficeID?) -> String { token(for: .session(key: sessionKey, office: office)) }

    /// Whether a token was made by us for this holder.
    func accepts(_ token: String, for holder: Holder) -> Bool {
        guard let bytes = Self.bytes(token), bytes.count == 64 else { return false }
        let real = zip(bytes.prefix(32), bytes.suffix(32)).map { $0 ^ $1 }
        // Compared in constant time.
        return zip(real, code("csrf", holder)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Text that only we can have written.
    func seal(_ text: String) -> String {
        let bytes = Array(text.utf8)
        return Self.text(Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key)).prefix(16) + bytes)
    }

    func unseal(_ text: String) -> String? {
        guard let bytes = Self.bytes(text), bytes.count >= 16 else { return nil }
        let content = Array(bytes.dropFirst(16))
        let real = Array(HMAC<SHA256>.authenticationCode(for: content, using: key)).prefix(16)
        guard zip(real, bytes).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0 else { return nil }
        return String(decoding: content, as: UTF8.self)
    }

    /// What is stored of a key that only its holder knows: its SHA-256, in hexadecimal.
    public static func hash(_ key: String) -> String {
        SHA256.hash(data: Data(key.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    // MARK: What is stored encrypted

    /// Encrypts bytes for the database (AES-GCM): whoever reads the table alone learns nothing.
    /// - Parameters:
    ///   - purpose: what they are for; each purpose has a key of its own.
    ///   - owner: whose they are; moved to another's row they open no more.
    public func encrypt(_ bytes: [UInt8], purpose: String, owner: String) throws -> String {
        let box = try AES.GCM.seal(Data(bytes), using: storageKey(purpose), authenticating: Data(owner.utf8))
        guard let whole = box.combined else { throw AppError.invalid("Nothing could be encrypted.") }
        return Self.text(whole)
    }

    /// The bytes again. Throws when the text was changed, or is another's.
    public func decrypt(_ text: String, purpose: String, owner: String) throws -> [UInt8] {
        guard let bytes = Self.bytes(text) else { throw AppError.invalid("What was stored encrypted is damaged.") }
        return Array(try AES.GCM.open(AES.GCM.SealedBox(combined: Data(bytes)), using: storageKey(purpose), authenticating: Data(owner.utf8)))
    }

    private func storageKey(_ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Data("proxenia.storage.\(purpose)".utf8), outputByteCount: 32)
    }

    private func code(_ purpose: String, _ holder: Holder) -> [UInt8] {
        let name =
            switch holder {
            case .session(let key, let office): "session \(key) \(office?.text ?? "")"
            case .anonymous(let key): "anonymous " + key
            }
        return Array(HMAC<SHA256>.authenticationCode(for: Array("\(purpose) \(name)".utf8), using: key))
    }

    /// Random bytes as text for addresses and cookies (base64url without padding).
    public static func randomText(bytes count: Int) -> String {
        text(random(count))
    }

    /// Random bytes of the system. Eight at a time: each draw asks it.
    public static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count { withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) } }
        return Array(bytes.prefix(count))
    }

    /// Base64url without padding (RFC 4648, section 5). Every page has some, hence byte by byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(
            decoding: Data(bytes).base64EncodedData().lazy.filter { $0 != UInt8(ascii: "=") }.map { byte in
                byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
            }, as: UTF8.self)
    }

    static func bytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 6000 else { return nil }
        var plain = Data(
            text.utf8.lazy.map { byte in byte == UInt8(ascii: "-") ? UInt8(ascii: "+") : byte == UInt8(ascii: "_") ? UInt8(ascii: "/") : byte })
        plain.append(contentsOf: repeatElement(UInt8(ascii: "="), count: (4 - plain.count % 4) % 4))
        return Data(base64Encoded: plain).map(Array.init)
    }
}
