/// What is wrong with bytes that ought to be a value.
public struct UnreadableValue: Error, Sendable, Equatable {
    public let reason: String
    /// Where, counted in bytes from the beginning.
    public let offset: Int
}

extension Value {
    /// How deep lists and objects may lie in one another.
    public static let deepest = 32

    /// Reads JSON text (RFC 8259) of the kind the ledger knows: UTF-8, whole numbers, no name twice, at most 32 levels.
    /// Spaces and the order of members do not matter.
    public init(reading bytes: [UInt8]) throws(UnreadableValue) {
        var reader = ValueReader(bytes: bytes)
        self = try reader.document()
    }

    public init(reading text: String) throws(UnreadableValue) { try self.init(reading: Array(text.utf8)) }
}

struct ValueReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func wrong(_ reason: String) -> UnreadableValue { UnreadableValue(reason: reason, offset: position) }

    mutating func document() throws(UnreadableValue) -> Value {
        let value = try value(depth: 0)
        skipSpaces()
        guard next == nil else { throw wrong("something follows the value") }
        return value
    }

    private mutating func skipSpaces() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(UnreadableValue) -> Value {
        guard depth <= Value.deepest else { throw wrong("nested too deeply") }
        skipSpaces()
        switch next {
        case 0x7B: return try object(depth: depth)
        case 0x5B: return try array(depth: depth)
        case 0x22: return .string(try string())
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6E: return try word("null", .null)
        case nil: throw wrong("the text ends too early")
        case .some(0x2D), .some(0x30...0x39): return .int(try number())
        default: throw wrong("no value begins like this")
        }
    }

    private mutating func word(_ word: String, _ value: Value) throws(UnreadableValue) -> Value {
        guard bytes[position...].starts(with: word.utf8) else { throw wrong("no value begins like this") }
        position += word.utf8.count
        return value
    }

    /// Only the canonical spelling of a whole number: `1.0`, `1e3`, `-0` and `01` are other spellings, hence refused.
    private mutating func number() throws(UnreadableValue) -> Int64 {
        let isNegative = take(0x2D)
        let start = position
        var magnitude: Int64 = 0
        while let digit = next, (0x30...0x39).contains(digit) {
            guard position - start < 16 else { throw wrong("a number beyond 2^53 - 1") }
            magnitude = magnitude * 10 + Int64(digit - 0x30)
            position += 1
        }
        guard position > start else { throw wrong("a number without digits") }
        if bytes[start] == 0x30, position - start > 1 || isNegative { throw wrong("a number with a needless zero") }
        if let byte = next, byte == 0x2E || byte == 0x65 || byte == 0x45 { throw wrong("only whole numbers are allowed") }
        guard magnitude <= Value.largestInteger else { throw wrong("a number beyond 2^53 - 1") }
        return isNegative ? -magnitude : magnitude
    }

    private mutating func array(depth: Int) throws(UnreadableValue) -> Value {
        position += 1
        var list: [Value] = []
        skipSpaces()
        if take(0x5D) { return .array(list) }
        while true {
            list.append(try value(depth: depth + 1))
            skipSpaces()
            if take(0x5D) { return .array(list) }
            guard take(0x2C) else { throw wrong("a list goes on without a comma") }
        }
    }

    private mutating func object(depth: Int) throws(UnreadableValue) -> Value {
        position += 1
        var members: [(String, Value)] = []
        skipSpaces()
        if take(0x7D) { return .members([]) }
        while true {
            skipSpaces()
            guard next == 0x22 else { throw wrong("a member without a name") }
            let name = try string()
            skipSpaces()
            guard take(0x3A) else { throw wrong("a member without a value") }
            members.append((name, try value(depth: depth + 1)))
            skipSpaces()
            if take(0x7D) { break }
            guard take(0x2C) else { throw wrong("an object goes on without a comma") }
        }
        guard let sorted = Value.Members(members) else { throw wrong("a name occurs twice") }
        return .object(sorted)
    }

    private mutating func string() throws(UnreadableValue) -> String {
        position += 1
        let start = position
        while let byte = next, byte != 0x22, byte != 0x5C, byte >= 0x20 { position += 1 }
        // Most texts have no escapes: then they are one slice.
        if take(0x22) {
            guard let text = String(validating: bytes[start..<position - 1], as: UTF8.self) else { throw wrong("a text that is not UTF-8") }
            return text
        }
        var out = Array(bytes[start..<position])
        while true {
            guard let byte = next else { throw wrong("a text without an end") }
            position += 1
            if byte == 0x22 { break }
            guard byte >= 0x20 else { throw wrong("a control character in a text") }
            if byte == 0x5C { try escape(to: &out) } else { out.append(byte) }
        }
        guard let text = String(validating: out, as: UTF8.self) else { throw wrong("a text that is not UTF-8") }
        return text
    }

    private mutating func escape(to out: inout [UInt8]) throws(UnreadableValue) {
        guard let kind = next else { throw wrong("a text without an end") }
        position += 1
        switch kind {
        case 0x22, 0x5C, 0x2F: out.append(kind)
        case 0x62: out.append(0x08)
        case 0x66: out.append(0x0C)
        case 0x6E: out.append(0x0A)
        case 0x72: out.append(0x0D)
        case 0x74: out.append(0x09)
        case 0x75:
            var code = try fourDigits()
            if (0xD800...0xDBFF).contains(code) {
                guard take(0x5C), take(0x75) else { throw wrong("half a surrogate pair") }
                let low = try fourDigits()
                guard (0xDC00...0xDFFF).contains(low) else { throw wrong("half a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw wrong("half a surrogate pair") }
            out.append(contentsOf: String(Character(scalar)).utf8)
        default: throw wrong("an unknown escape")
        }
    }

    private mutating func fourDigits() throws(UnreadableValue) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw wrong("a text without an end") }
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x61...0x66: digit = byte - 0x61 + 10
            case 0x41...0x46: digit = byte - 0x41 + 10
            default: throw wrong("an escape without four digits")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
