import Foundation

/// Finds out in which encoding a CSV file is written: byte order mark, zero bytes, validity as UTF-8, and for the older
/// encodings which of them makes the most plausible words of the lines that are not plain ASCII.
struct EncodingDetection {
    let encoding: SheetEncoding
    let confidence: Double
    /// Places that cannot be read although this is the best guess.
    var unreadable = 0

    /// - Throws: `SheetError.unsupported(.binary)` when the bytes are not text, `SheetError.zeroBytes` when zero bytes are in it.
    static func detect(_ file: FileBytes) throws -> EncodingDetection {
        let head = try file.bytes(at: 0, count: 4)
        if head.starts(with: [0xFF, 0xFE]) { return EncodingDetection(encoding: .utf16LittleEndian, confidence: 1) }
        if head.starts(with: [0xFE, 0xFF]) { return EncodingDetection(encoding: .utf16BigEndian, confidence: 1) }
        var check = UTF8Check()
        try file.forEachChunk { check.feed($0) }
        check.finish()
        return try judge(check, marked: head.starts(with: [0xEF, 0xBB, 0xBF]))
    }

    static func judge(_ check: UTF8Check, marked: Bool) throws -> EncodingDetection {
        let zeroes = check.zeroes
        let all = zeroes.even + zeroes.odd
        if all > 0, !marked {
            if isUTF16(check, zeroes.odd, zeroes.even, ends: check.ends.zeroBehind) {
                return EncodingDetection(encoding: .utf16LittleEndian, confidence: 0.95)
            }
            if isUTF16(check, zeroes.even, zeroes.odd, ends: check.ends.zeroBefore) {
                return EncodingDetection(encoding: .utf16BigEndian, confidence: 0.95)
            }
            if all * 1000 > check.length { throw check.controls * 100 > check.length ? SheetError.unsupported(.binary) : SheetError.zeroBytes }
        }
        if check.faults == 0 { return EncodingDetection(encoding: .utf8, confidence: 1) }
        if marked || check.characters > 8 * check.faults {
            return EncodingDetection(encoding: .utf8, confidence: marked ? 0.9 : 0.7, unreadable: check.faults)
        }
        return bestOlderEncoding(check.lines)
    }

    /// A line end or separator of UTF-16 text holds one zero byte, always on the same side. A text into which zero bytes have strayed has them
    /// there by chance, but its line ends are single bytes; in UTF-16 those are parts of other signs (上 has one), and few.
    private static func isUTF16(_ check: UTF8Check, _ there: Int, _ elsewhere: Int, ends: Int) -> Bool {
        guard there * 50 >= check.length, there > 20 * elsewhere else { return false }
        // Of a single line: nearly every sign is Latin.
        guard check.ends.all > 0 else { return there * 3 >= check.length }
        return ends * 2 >= check.ends.all || (ends > 0 && check.faults * 10 >= check.length)
    }

    /// What is tried, in order of how common it is; the weight settles ties.
    private static let candidates: [(SheetEncoding, Double)] = [
        (.windows1252, 1), (.windows1251, 1), (.windows1250, 0.985), (.macRoman, 0.98), (.windows1254, 0.975), (.gb18030, 0.97),
        (.shiftJIS, 0.97), (.windows1253, 0.96), (.dos850, 0.96), (.koi8r, 0.93),
    ]

    private static func bestOlderEncoding(_ lines: [UInt8]) -> EncodingDetection {
        var scores: [(encoding: SheetEncoding, score: Double)] = []
        for (encoding, weight) in candidates {
            guard let transcoder = try? Transcoder(encoding) else { continue }  // not installed here: not a candidate
            var bytes: [UInt8] = []
            lines.withUnsafeBufferPointer { buffer in
                transcoder.feed(all: buffer) { bytes.append(contentsOf: $0) }
            }
            let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
            scores.append((encoding, Plausibility.score(scalars, as: encoding) * weight))
        }
        scores.sort { $0.score > $1.score }
        guard let best = scores.first, best.score > 0 else {
            return EncodingDetection(encoding: .windows1252, confidence: 0.2)
        }
        let second = max(0, scores.dropFirst().first?.score ?? 0)
        let lead = (best.score - second) / best.score
        return EncodingDetection(encoding: best.encoding, confidence: min(0.95, 0.5 + lead))
    }
}

extension Transcoder {
    /// Decodes a text that is in memory as a whole.
    func feed(all bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        // The decoding itself never fails; only a body that throws would, and this one cannot.
        do { try feed(bytes, isLast: true) { body($0) } } catch {}
    }
}
