import Crypto
import Foundation
import Kernel

/// Time-based one-time codes (RFC 6238): SHA-1, six digits, thirty seconds, as every authenticator application speaks them.
struct OneTimeCode: Sendable {
    static let seconds: Int64 = 30
    /// Steps by which a clock may be off: one to each side (RFC 6238, 5.2).
    static let window: Int64 = 1
    /// How far off a clock is still told from a wrong code, so that somebody can be told to set theirs.
    static let searched: Int64 = 40

    /// 20 bytes, as long as SHA-1's output (RFC 4226, 4).
    let secret: [UInt8]

    static func make() -> OneTimeCode { OneTimeCode(secret: Array(SymmetricKey(size: .init(bitCount: 160)).withUnsafeBytes { Array($0) })) }

    /// The step an instant lies in.
    static func step(_ instant: Instant) -> Int64 { instant.milliseconds / (seconds * 1000) }

    /// The six digits of a step (RFC 4226, 5.3).
    func digits(_ step: Int64) -> String {
        var counter = UInt64(bitPattern: step).bigEndian
        let code = withUnsafeBytes(of: &counter) { Array(HMAC<Insecure.SHA1>.authenticationCode(for: Data($0), using: SymmetricKey(data: secret))) }
        let offset = Int((code.last ?? 0) & 0x0F)
        let number = code.dropFirst(offset).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - text.count) + text
    }

    /// What was typed, judged.
    enum Judgement: Equatable {
        /// Right, and of this step, which may not be used again.
        case right(step: Int64)
        /// Right once already.
        case usedBefore
        /// Right for a clock that is so many minutes ahead (or, below zero, behind).
        case clockOff(minutes: Int)
        case wrong
    }

    /// - Parameter lastStep: the step of the last code that was taken; older ones are worth nothing.
    func judge(_ typed: String, at now: Instant, lastStep: Int64) -> Judgement {
        let typed = typed.filter { !$0.isWhitespace }
        guard typed.utf8.count == 6, typed.utf8.allSatisfy({ (48...57).contains($0) }) else { return .wrong }
        let present = Self.step(now)
        // Nearest first, every one compared in full.
        for distance in 0...Self.searched {
            for step in distance == 0 ? [present] : [present - distance, present + distance] where Self.equal(digits(step), typed) {
                if distance > Self.window { return .clockOff(minutes: Int((step - present) * Self.seconds / 60)) }
                return step > lastStep ? .right(step: step) : .usedBefore
            }
        }
        return .wrong
    }

    private static func equal(_ a: String, _ b: String) -> Bool { zip(a.utf8, b.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 }

    /// The secret as people type it: base32 (RFC 4648, 6) in groups of four.
    var typedSecret: String {
        let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (text, buffer, bits) = ("", UInt32(0), 0)
        for byte in secret {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(signs[Int(buffer >> UInt32(bits)) & 31])
                buffer &= (1 << UInt32(bits)) - 1
            }
        }
        return text
    }

    /// What an authenticator application reads (Key URI Format).
    func address(account: String, issuer: String) -> String {
        func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
        return
            "otpauth://totp/\(encoded(issuer)):\(encoded(account))?secret=\(typedSecret)&issuer=\(encoded(issuer))&algorithm=SHA1&digits=6&period=30"
    }
}

/// Words that let somebody in once whose telephone is lost: ten of them, shown once, stored as hashes.
enum RecoveryCode {
    static let count = 10

    /// `k7mfp-2xq9d`: ten signs out of 31 that cannot be taken for one another, 49 bits.
    static func make() -> [String] {
        var generator = SystemRandomNumberGenerator()
        let signs = Array("abcdefghjkmnpqrstuvwxyz23456789")
        func five() -> String { String((0..<5).compactMap { _ in signs.randomElement(using: &generator) }) }
        return (0..<count).map { _ in five() + "-" + five() }
    }

    /// What was typed, as it is hashed: without case, spaces and hyphens. Nil when it cannot be one.
    static func hash(_ typed: String) -> String? {
        let plain = typed.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return plain.count == 10 ? SessionStore.key(of: plain) : nil
    }
}
