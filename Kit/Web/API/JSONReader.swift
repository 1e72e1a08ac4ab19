import Foundation

/// Why a body is no JSON that is taken.
public enum JSONFault: Error, Sendable, Equatable {
    /// It breaks off or holds what JSON does not know, at this byte.
    case malformed(at: Int)
    case tooDeep
    /// More values than anything that is entered here has.
    case tooMany
    /// A name that stands twice in one object: which of the two counts, nobody can know.
    case twice(String)
    /// NUL, or half of a surrogate pair: neither engine keeps them.
    case unkeepable
    /// A number that no arithmetic here holds: `1e999`.
    case number(at: Int)
}

/// Reads JSON (RFC 8259) strictly and with limits. Foundation's reader takes the last of two equal names without a word.
struct JSONReader {
    static let deepest = 16
    static let most = 20_000
    private static let longestNumber = 64

    private let bytes: [UInt8]
    private var at = 0
    private var count = 0

    static func read(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed(at: 0) }
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.at == bytes.count else { throw .malformed(at: reader.at) }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func takes(_ wanted: UInt8) -> Bool {
        guard byte == wanted else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth <= Self.deepest else { throw .tooDeep }
        count += 1
        guard count <= Self.most else { throw .tooMany }
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        for wanted in word.utf8 { guard takes(wanted) else { throw .malformed(at: at) } }
        return value
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
        at += 1
        var fields: [String: JSONValue] = [:]
        skipSpace()
        if takes(UInt8(ascii: "}")) { return .object(fields) }
        while true {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw .malformed(at: at) }
            let name = try string()
            skipSpace()
            guard takes(UInt8(ascii: ":")) else { throw .malformed(at: at) }
            let value = try value(depth: depth + 1)
            guard fields.updateValue(value, forKey: name) == nil else { throw .twice(name) }
            skipSpace()
            if takes(UInt8(ascii: "}")) { return .object(fields) }
            guard takes(UInt8(ascii: ",")) else { throw .malformed(at: at) }
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
        at += 1
        var values: [JSONValue] = []
        skipSpace()
        if takes(UInt8(ascii: "]")) { return .array(values) }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if takes(UInt8(ascii: "]")) { return .array(values) }
            guard takes(UInt8(ascii: ",")) else { throw .malformed(at: at) }
        }
    }

    private mutating func string() throws(JSONFault) -> String {
        at += 1
        var out: [UInt8] = []
        while let byte {
            at += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &out)
            case 0..<0x20: throw .malformed(at: at - 1)
            default: out.append(byte)
            }
        }
        throw .malformed(at: at)
    }

    private mutating func escape(into out: inout [UInt8]) throws(JSONFault) {
        guard let byte else { throw .malformed(at: at) }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"): out.append(contentsOf: String(Character(try scalar())).utf8)
        default: throw .malformed(at: at - 1)
        }
    }

    /// What stands behind `\u`; of a pair, both halves.
    private mutating func scalar() throws(JSONFault) -> Unicode.Scalar {
        let first = try hex()
        guard first != 0 else { throw .unkeepable }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), takes(UInt8(ascii: "\\")), takes(UInt8(ascii: "u")) else { throw .unkeepable }
        let second = try hex()
        guard (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) else {
            throw .unkeepable
        }
        return scalar
    }

    private mutating func hex() throws(JSONFault) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch byte {
            case .some(let byte) where (0x30...0x39).contains(byte): digit = byte - 0x30
            case .some(let byte) where (0x41...0x46).contains(byte): digit = byte - 0x41 + 10
            case .some(let byte) where (0x61...0x66).contains(byte): digit = byte - 0x61 + 10
            default: throw .malformed(at: at)
            }
            number = number << 4 | UInt32(digit)
            at += 1
        }
        return number
    }

    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = at
        _ = takes(UInt8(ascii: "-"))
        let isZero = byte == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !isZero || whole == 1 else { throw .malformed(at: at) }
        var isWhole = true
        if takes(UInt8(ascii: ".")) {
            isWhole = false
            guard digits() > 0 else { throw .malformed(at: at) }
        }
        if takes(UInt8(ascii: "e")) || takes(UInt8(ascii: "E")) {
            isWhole = false
            if !takes(UInt8(ascii: "+")) { _ = takes(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw .malformed(at: at) }
        }
        guard at - start <= Self.longestNumber else { throw .number(at: start) }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isWhole, let number = Int(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else { throw .number(at: start) }
        return .number(number)
    }

    private mutating func digits() -> Int {
        let start = at
        while let byte, (0x30...0x39).contains(byte) { at += 1 }
        return at - start
    }
}
