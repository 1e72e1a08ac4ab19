import Foundation
import Synchronization

/// Turns chunks of bytes in any `SheetEncoding` into UTF-8. What is not text becomes U+FFFD; nothing is refused.
/// Chunks may end in the middle of a character. A byte order mark at the beginning is taken off.
final class Transcoder {
    let encoding: SheetEncoding
    private var carry: [UInt8] = []
    private var output: [UInt8] = []
    private var atStart = true
    private var highSurrogate: UInt16?
    private let table: [[UInt8]]
    private let converter: IconvConverter?

    init(_ encoding: SheetEncoding) throws {
        self.encoding = encoding
        table = try SingleByteTable.of(encoding) ?? []
        converter = try IconvConverter.multiByteName(of: encoding).map { try IconvConverter($0, encoding) }
    }

    /// Decodes a chunk and hands the UTF-8 on. The last chunk may be empty.
    func feed(_ chunk: UnsafeBufferPointer<UInt8>, isLast: Bool, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        if encoding == .utf8 {
            try feedUTF8(chunk, isLast: isLast, body)
            return
        }
        output.removeAll(keepingCapacity: true)
        if let converter {
            carry.append(contentsOf: chunk)
            converter.convert(&carry, isLast: isLast, into: &output)
        } else if table.isEmpty {
            decodeUTF16(chunk, isLast: isLast)
        } else {
            for byte in chunk {
                if byte < 0x80 { output.append(byte) } else { output.append(contentsOf: table[Int(byte)]) }
            }
        }
        if atStart, !output.isEmpty {
            atStart = false
            if output.count >= 3, output[0] == 0xEF, output[1] == 0xBB, output[2] == 0xBF { output.removeFirst(3) }
        }
        try output.withUnsafeBufferPointer(body)
    }

    /// UTF-8 passes through untouched; broken sequences are mended where the text of a cell is made.
    private func feedUTF8(_ chunk: UnsafeBufferPointer<UInt8>, isLast: Bool, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        guard atStart else { return try body(chunk) }
        carry.append(contentsOf: chunk)
        guard carry.count >= 3 || isLast else { return }
        atStart = false
        let start = carry.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let first = carry
        carry = []
        try first.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[start...])) }
    }

    private func decodeUTF16(_ chunk: UnsafeBufferPointer<UInt8>, isLast: Bool) {
        let bigEndian = encoding == .utf16BigEndian
        var index = 0
        while index < chunk.count {
            let first: UInt8
            if let kept = carry.popLast() {
                first = kept
            } else {
                first = chunk[index]
                index += 1
                if index == chunk.count {
                    carry = [first]
                    break
                }
            }
            let second = chunk[index]
            index += 1
            appendUnit(bigEndian ? UInt16(first) << 8 | UInt16(second) : UInt16(second) << 8 | UInt16(first))
        }
        if isLast {
            if highSurrogate != nil || !carry.isEmpty { append(0xFFFD) }
            highSurrogate = nil
            carry = []
        }
    }

    private func appendUnit(_ unit: UInt16) {
        if let high = highSurrogate {
            highSurrogate = nil
            if unit & 0xFC00 == 0xDC00 {
                append(0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(unit & 0x3FF)))
                return
            }
            append(0xFFFD)
        }
        if unit & 0xFC00 == 0xD800 {
            highSurrogate = unit
        } else {
            append(unit & 0xFC00 == 0xDC00 ? 0xFFFD : UInt32(unit))
        }
    }

    private func append(_ scalar: UInt32) {
        output.append(contentsOf: UTF8Bytes.of(scalar))
    }
}

/// One character in UTF-8.
enum UTF8Bytes {
    static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    static func of(_ value: UInt32) -> [UInt8] {
        guard let scalar = Unicode.Scalar(value) else { return replacement }
        if value < 0x80 { return [UInt8(value)] }
        return Array(String(Character(scalar)).utf8)
    }
}

/// The meaning of each byte of the encodings that use one byte per character.
enum SingleByteTable {
    private static let made = Mutex<[SheetEncoding: [[UInt8]]]>([:])

    /// UTF-8 for each of the 256 bytes; nil for encodings of more than one byte.
    static func of(_ encoding: SheetEncoding) throws -> [[UInt8]]? {
        if let table = made.withLock({ $0[encoding] }) { return table }
        let table = try make(encoding)
        made.withLock { $0[encoding] = table }
        return table
    }

    private static func make(_ encoding: SheetEncoding) throws -> [[UInt8]]? {
        let foundation: String.Encoding
        switch encoding {
        case .windows1250: foundation = .windowsCP1250
        case .windows1251: foundation = .windowsCP1251
        case .windows1252: foundation = .windowsCP1252
        case .windows1253: foundation = .windowsCP1253
        case .windows1254: foundation = .windowsCP1254
        // Foundation on Linux decodes Mac Roman wrongly.
        case .macRoman: return try converted("MACINTOSH", encoding)
        case .dos850: return try converted("CP850", encoding)
        case .koi8r: return try converted("KOI8-R", encoding)
        default: return nil
        }
        return (0...255).map { byte in
            guard byte >= 0x80 else { return [UInt8(byte)] }
            guard let text = String(data: Data([UInt8(byte)]), encoding: foundation), let scalar = text.unicodeScalars.first,
                scalar.value >= 0xA0
            else { return UTF8Bytes.replacement }
            return Array(text.utf8)
        }
    }

    private static func converted(_ name: String, _ encoding: SheetEncoding) throws -> [[UInt8]] {
        let converter = try IconvConverter(name, encoding)
        return (0...255).map { byte in
            var input = [UInt8(byte)]
            var output: [UInt8] = []
            converter.convert(&input, isLast: true, into: &output)
            return output
        }
    }
}

/// The C library's converter, for encodings that take several bytes per character.
final class IconvConverter {
    private let handle: iconv_t

    static func multiByteName(of encoding: SheetEncoding) -> String? {
        switch encoding {
        case .gb18030: "GB18030"
        case .shiftJIS: "CP932"
        case .big5: "CP950"
        case .eucKR: "CP949"
        default: nil
        }
    }

    init(_ name: String, _ encoding: SheetEncoding) throws {
        guard let handle = iconv_open("UTF-8", name), Int(bitPattern: handle) != -1 else {
            throw SheetError.encodingUnavailable(encoding)
        }
        self.handle = handle
    }

    deinit { iconv_close(handle) }

    /// Converts what is complete in `input` and leaves the beginning of an unfinished character there.
    func convert(_ input: inout [UInt8], isLast: Bool, into output: inout [UInt8]) {
        var consumed = 0
        var room = [CChar](repeating: 0, count: 16_384)
        let total = input.count
        input.withUnsafeMutableBytes { raw in
            guard let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self) else { return }
            while consumed < total {
                let start = consumed
                var from: UnsafeMutablePointer<CChar>? = base + consumed
                var left = total - consumed
                let roomSize = room.count
                let (result, failure, written) = room.withUnsafeMutableBufferPointer { buffer in
                    var to = buffer.baseAddress
                    var free = roomSize
                    let result = iconv(handle, &from, &left, &to, &free)
                    return (result, errno, roomSize - free)
                }
                for index in 0..<written { output.append(UInt8(bitPattern: room[index])) }
                consumed = total - left
                guard result == -1 else { continue }
                if failure == E2BIG { continue }
                if failure == EINVAL, !isLast { return }
                _ = iconv(handle, nil, nil, nil, nil)
                output.append(contentsOf: UTF8Bytes.replacement)
                if failure != EILSEQ || !isIllegal(base + start, consumed - start, &room) { consumed += 1 }
            }
        }
        input.removeFirst(min(consumed, total))
    }

    /// The library stops before what it cannot read, but for one character of Korean (A2 E8) it stops behind it: then the
    /// stretch it claims to have read is refused when read alone, and the byte that follows must not be lost.
    private func isIllegal(_ base: UnsafeMutablePointer<CChar>, _ count: Int, _ room: inout [CChar]) -> Bool {
        var from: UnsafeMutablePointer<CChar>? = base
        var left = count
        let roomSize = room.count
        let (result, failure) = room.withUnsafeMutableBufferPointer { buffer in
            var to = buffer.baseAddress
            var free = roomSize
            return (iconv(handle, &from, &left, &to, &free), errno)
        }
        _ = iconv(handle, nil, nil, nil, nil)
        return result == -1 && failure == EILSEQ
    }
}
