import Foundation

/// How bytes of a vCard become text: the whole file where it says nothing, a single value where it names its character set (vCard 2.1).
enum VCardText {
    /// The text of a line or value. What fits no character set is read as UTF-8 with its faults marked, never refused.
    static func text(_ bytes: [UInt8], charset: String?) -> String {
        if let charset, let encoding = encoding(charset), let text = String(data: Data(bytes), encoding: encoding) { return clean(text) }
        if let text = String(validating: bytes, as: UTF8.self) { return clean(text) }
        if let text = String(data: Data(bytes), encoding: .windowsCP1252) { return clean(text) }
        return clean(String(decoding: bytes, as: UTF8.self))
    }

    /// A file in UTF-16, as some programs write it, as UTF-8; any other as it is, without the mark at its beginning.
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
        let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        if isWide, let text = String(data: Data(bytes), encoding: .utf16) { return Array(text.utf8) }
        return bytes
    }

    /// Neither engine stores a NUL, and no name holds a control character.
    private static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\n" && $0 != "\t" }) else { return text }
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar.value >= 32 || scalar == "\n" || scalar == "\t" { kept.append(scalar) }
        return String(kept)
    }

    /// The names under which old telephones and mail programs call the character sets of the world. The numbers are those of
    /// Core Foundation for the sets that Foundation has no name for.
    private static func encoding(_ charset: String) -> String.Encoding? {
        switch charset.uppercased().replacingOccurrences(of: "_", with: "-") {
        case "UTF-8", "UTF8": .utf8
        case "UTF-16", "UTF16": .utf16
        case "US-ASCII", "ASCII", "WINDOWS-1252", "CP1252": .windowsCP1252
        case "ISO-8859-1", "LATIN1": .windowsCP1252
        case "ISO-8859-2", "LATIN2": .isoLatin2
        case "WINDOWS-1250", "CP1250": .windowsCP1250
        case "WINDOWS-1251", "CP1251": .windowsCP1251
        case "WINDOWS-1253", "CP1253": .windowsCP1253
        case "WINDOWS-1254", "CP1254", "ISO-8859-9": .windowsCP1254
        case "SHIFT-JIS", "SJIS", "CP932": .shiftJIS
        case "EUC-JP": .japaneseEUC
        case "ISO-2022-JP": .iso2022JP
        case "GB2312", "GBK", "GB18030", "CP936": String.Encoding(rawValue: 0x8000_0632)
        case "BIG5", "CP950": String.Encoding(rawValue: 0x8000_0A03)
        case "EUC-KR", "KS-C-5601", "CP949": String.Encoding(rawValue: 0x8000_0940)
        case "KOI8-R": String.Encoding(rawValue: 0x8000_0A02)
        default: nil
        }
    }

    /// Undoes quoted-printable (RFC 2045, 6.7). What is no such code stays as it is.
    static func unquoted(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "="), at + 2 < bytes.count, let high = hex(bytes[at + 1]), let low = hex(bytes[at + 2]) {
                out.append(high << 4 | low)
                at += 3
            } else {
                out.append(bytes[at])
                at += 1
            }
        }
        return out
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
