import Crypto
import Foundation

/// 32 bytes that mean one kind of thing: the hash of an entry, a party, a key. `Bytes32<Entry>` cannot be handed over
/// where a `Bytes32<Party>` is wanted. Ordered as big-endian numbers, which is the order of their texts.
public struct Bytes32<Of>: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let a: UInt64, b: UInt64, c: UInt64, d: UInt64

    /// Nil unless there are exactly 32.
    public init?(_ bytes: some Collection<UInt8>) { self.init(hex: Hex.text(bytes)) }

    /// Takes 64 lower-case hexadecimal digits and nothing else: one value has one spelling.
    public init?(hex text: String) {
        var text = text
        let words: InlineArray<4, UInt64>? = text.withUTF8 { digits in
            guard digits.count == 64 else { return nil }
            var words: InlineArray<4, UInt64> = .init(repeating: 0)
            for place in 0..<64 {
                guard let nibble = Hex.nibble(digits[place]) else { return nil }
                words[place >> 4] = words[place >> 4] << 4 | UInt64(nibble)
            }
            return words
        }
        guard let words else { return nil }
        (a, b, c, d) = (words[0], words[1], words[2], words[3])
    }

    /// The SHA-256 of some bytes.
    public init(hashing bytes: some DataProtocol) {
        (a, b, c, d) = SHA256.hash(data: bytes).withUnsafeBytes { raw in
            func word(_ index: Int) -> UInt64 { UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
            return (word(0), word(1), word(2), word(3))
        }
    }

    public var bytes: [UInt8] {
        [a, b, c, d].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) } }
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
        var out: [UInt8] = []
        out.reserveCapacity(64)
        append(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    func append(to out: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { digits in
            var place = 0
            for word in [a, b, c, d] {
                for shift in 0..<16 {
                    digits.initializeElement(at: place + shift, to: Hex.digit(UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * shift)) & 15))
                }
                place += 16
            }
            out.append(contentsOf: UnsafeBufferPointer(digits))
        }
    }

    public var description: String { hex }

    // The bytes are a digest already; one word of it is as good for a dictionary as all four.
    public func hash(into hasher: inout Hasher) { hasher.combine(a) }

    public static func < (x: Self, y: Self) -> Bool {
        if x.a != y.a { return x.a < y.a }
        if x.b != y.b { return x.b < y.b }
        if x.c != y.c { return x.c < y.c }
        return x.d < y.d
    }
}

/// The hash of an entry, its name everywhere.
public typealias EntryHash = Bytes32<Entry>
/// A party with a key: the SHA-256 of the first public key it signed with, so nobody else can write in its name.
public typealias PartyID = Bytes32<Party>
/// An Ed25519 public key.
public typealias PublicKey = Bytes32<OfficeKey>
/// The salted hash of a personal value.
public typealias Commitment = Bytes32<PersonalValue>
/// The SHA-256 of an attached document.
public typealias DocumentHash = Bytes32<Attachment>

/// Names the kind of thing that `PartyID` identifies.
public enum Party {
    /// The party that begins with this key.
    public static func id(of key: PublicKey) -> PartyID { PartyID(hashing: key.bytes) }
}

enum Hex {
    static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 87 + nibble }

    static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 97...102: digit - 87
        default: nil
        }
    }

    /// The bytes of lower-case hexadecimal text; nil for anything else.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let nibble = nibble(digit) else { return nil }
            if let first = high {
                bytes.append(first << 4 | nibble)
                high = nil
            } else {
                high = nibble
            }
        }
        return bytes
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in bytes {
            out.append(digit(byte >> 4))
            out.append(digit(byte & 15))
        }
        return String(decoding: out, as: UTF8.self)
    }
}
