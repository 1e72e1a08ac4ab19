/// What an `XMLScanner` tells about a document. The buffers are valid only during the call.
protocol XMLHandler {
    mutating func open(_ tag: XMLTag) throws
    mutating func close(_ name: XMLName) throws
    /// Text with entities replaced; long texts come in pieces.
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) throws
}

/// The name of an element without its namespace prefix.
struct XMLName {
    let bytes: UnsafeBufferPointer<UInt8>

    init(_ qualified: UnsafeBufferPointer<UInt8>) {
        if let colon = qualified.firstIndex(of: 0x3A) {
            bytes = UnsafeBufferPointer(rebasing: qualified[(colon + 1)...])
        } else {
            bytes = qualified
        }
    }

    static func == (name: XMLName, text: StaticString) -> Bool {
        guard name.bytes.count == text.utf8CodeUnitCount else { return false }
        for index in 0..<name.bytes.count where name.bytes[index] != text.utf8Start[index] { return false }
        return true
    }
}

/// A start tag with its attributes.
struct XMLTag {
    let name: XMLName
    fileprivate let attributes: UnsafeBufferPointer<UInt8>

    /// The raw value of an attribute, looked up without its prefix; entities are not replaced.
    func raw(_ wanted: StaticString) -> UnsafeBufferPointer<UInt8>? {
        var index = 0
        let count = attributes.count
        while index < count {
            while index < count, XMLText.isSpace(attributes[index]) { index += 1 }
            let nameStart = index
            while index < count, attributes[index] != 0x3D, !XMLText.isSpace(attributes[index]) { index += 1 }
            let name = XMLName(UnsafeBufferPointer(rebasing: attributes[nameStart..<index]))
            while index < count, attributes[index] != 0x22, attributes[index] != 0x27 { index += 1 }
            guard index < count else { return nil }
            let quote = attributes[index]
            index += 1
            let valueStart = index
            while index < count, attributes[index] != quote { index += 1 }
            if name == wanted { return UnsafeBufferPointer(rebasing: attributes[valueStart..<index]) }
            index += 1
        }
        return nil
    }

    /// The value of an attribute as text.
    func text(_ wanted: StaticString) -> String? {
        guard let raw = raw(wanted) else { return nil }
        var decoded: [UInt8] = []
        XMLText.replaceEntities(raw, into: &decoded)
        return String(decoding: decoded, as: UTF8.self)
    }

    /// The value of an attribute as a whole number that is not negative.
    func number(_ wanted: StaticString) -> Int? {
        raw(wanted).flatMap(XMLText.number)
    }

    /// The value of a yes-or-no attribute.
    func flag(_ wanted: StaticString) -> Bool? {
        text(wanted).map { $0 == "1" || $0 == "true" || $0 == "on" }
    }
}

/// Reads the XML of a workbook as its bytes arrive: elements, attributes, text, CDATA, the predefined and numeric entities.
/// Document types are refused, and with them every other entity. (Foundation's parser holds the whole document in memory.)
struct XMLScanner<Handler: XMLHandler> {
    private(set) var handler: Handler
    private let nesting: Int
    private var rest: [UInt8] = []
    private var scratch: [UInt8] = []
    private var depth = 0

    /// The longest tag or comment that is accepted, in bytes.
    private static var longestToken: Int { 1_048_576 }

    init(_ handler: Handler, nesting: Int) {
        self.handler = handler
        self.nesting = nesting
    }

    mutating func feed(_ chunk: UnsafeBufferPointer<UInt8>) throws {
        if rest.isEmpty {
            let used = try scan(chunk)
            if used < chunk.count { rest.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[used...])) }
        } else {
            rest.append(contentsOf: chunk)
            var joined: [UInt8] = []
            swap(&joined, &rest)
            let used = try joined.withUnsafeBufferPointer { try scan($0) }
            joined.removeFirst(used)
            rest = joined
        }
        guard rest.count <= Self.longestToken else { throw Self.damaged }
    }

    mutating func finish() throws {
        guard rest.allSatisfy(XMLText.isSpace), depth == 0 else { throw Self.damaged }
    }

    private static var damaged: SheetError { .damaged(detail: "its contents are cut off or not well-formed") }

    /// Scans complete tokens and returns how many bytes they took.
    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Int {
        var index = 0
        let count = bytes.count
        while index < count {
            if bytes[index] != 0x3C {
                var end = index
                while end < count, bytes[end] != 0x3C { end += 1 }
                if end == count {
                    // An entity may be cut in two.
                    var back = end - 1
                    while back >= index, end - back < 16, bytes[back] != 0x26, bytes[back] != 0x3B { back -= 1 }
                    if back >= index, bytes[back] == 0x26 { end = back }
                }
                try emit(bytes, index, end)
                index = end
                if index < count, bytes[index] != 0x3C { return index }
                continue
            }
            guard let end = try token(bytes, index) else { return index }
            index = end
        }
        return index
    }

    private mutating func emit(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) throws {
        guard start < end, depth > 0 else { return }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
        guard text.contains(where: { $0 == 0x26 || $0 == 0 }) else {
            try handler.text(text)
            return
        }
        scratch.removeAll(keepingCapacity: true)
        XMLText.replaceEntities(text, into: &scratch)
        try scratch.withUnsafeBufferPointer { try handler.text($0) }
    }

    /// Handles the markup that starts at `start` and returns where it ends; nil if its end has not arrived.
    private mutating func token(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) throws -> Int? {
        let count = bytes.count
        guard start + 1 < count else { return nil }
        switch bytes[start + 1] {
        case 0x3F:
            return Self.find([0x3F, 0x3E], in: bytes, from: start + 2).map { $0 + 2 }
        case 0x21:
            guard start + 3 < count else { return nil }
            if bytes[start + 2] == 0x2D, bytes[start + 3] == 0x2D {
                return Self.find([0x2D, 0x2D, 0x3E], in: bytes, from: start + 4).map { $0 + 3 }
            }
            guard bytes[start + 2] == 0x5B else { throw SheetError.damaged(detail: "it declares a document type, which workbooks never do") }
            guard let end = Self.find([0x5D, 0x5D, 0x3E], in: bytes, from: start + 3) else { return nil }
            let content = start + 9
            if content < end, depth > 0 { try handler.text(UnsafeBufferPointer(rebasing: bytes[content..<end])) }
            return end + 3
        case 0x2F:
            guard let end = Self.find([0x3E], in: bytes, from: start + 2) else { return nil }
            var nameEnd = start + 2
            while nameEnd < end, !XMLText.isSpace(bytes[nameEnd]) { nameEnd += 1 }
            depth -= 1
            guard depth >= 0 else { throw Self.damaged }
            try handler.close(XMLName(UnsafeBufferPointer(rebasing: bytes[(start + 2)..<nameEnd])))
            return end + 1
        default:
            return try startTag(bytes, start)
        }
    }

    private mutating func startTag(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) throws -> Int? {
        var quote: UInt8 = 0
        var end = start + 1
        let count = bytes.count
        while end < count {
            let byte = bytes[end]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == 0x22 || byte == 0x27 {
                quote = byte
            } else if byte == 0x3E {
                break
            }
            end += 1
        }
        guard end < count else { return nil }
        let isEmpty = bytes[end - 1] == 0x2F
        let inner = isEmpty ? end - 1 : end
        var nameEnd = start + 1
        while nameEnd < inner, !XMLText.isSpace(bytes[nameEnd]) { nameEnd += 1 }
        guard nameEnd <= inner, nameEnd > start + 1 else { throw Self.damaged }
        let name = XMLName(UnsafeBufferPointer(rebasing: bytes[(start + 1)..<nameEnd]))
        depth += 1
        guard depth <= nesting else { throw SheetError.damaged(detail: "its contents are nested too deeply") }
        try handler.open(XMLTag(name: name, attributes: UnsafeBufferPointer(rebasing: bytes[nameEnd..<inner])))
        if isEmpty {
            depth -= 1
            try handler.close(name)
        }
        return end + 1
    }

    private static func find(_ pattern: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while index + pattern.count <= bytes.count {
            if bytes[index] == pattern[0], bytes[index..<(index + pattern.count)].elementsEqual(pattern) { return index }
            index += 1
        }
        return nil
    }
}

/// The small words of XML.
enum XMLText {
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// A whole number of at most 15 digits.
    static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard !bytes.isEmpty, bytes.count <= 15 else { return nil }
        var value = 0
        for byte in bytes {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int(byte) - 48
        }
        return value
    }

    /// Replaces the predefined and numeric entities; anything else stays as it is written, but NUL: XML has none, and neither has a database.
    static func replaceEntities(_ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == 0x26, let end = bytes[index...].prefix(12).firstIndex(of: 0x3B) else {
                if byte != 0 { output.append(byte) }
                index += 1
                continue
            }
            let name = bytes[(index + 1)..<end]
            if let character = character(name) {
                if character != [0] { output.append(contentsOf: character) }
                index = end + 1
            } else {
                output.append(byte)
                index += 1
            }
        }
    }

    private static func character(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
        switch String(decoding: name, as: UTF8.self) {
        case "amp": return [0x26]
        case "lt": return [0x3C]
        case "gt": return [0x3E]
        case "quot": return [0x22]
        case "apos": return [0x27]
        case let text where text.hasPrefix("#x"): return UInt32(text.dropFirst(2), radix: 16).map(UTF8Bytes.of)
        case let text where text.hasPrefix("#"): return UInt32(text.dropFirst(1)).map(UTF8Bytes.of)
        default: return nil
        }
    }
}
