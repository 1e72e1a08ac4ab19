/// How a CSV file writes its characters as bytes.
public enum SheetEncoding: String, Sendable, Codable, CaseIterable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    /// Western European; read also for ISO 8859-1, whose control characters it replaces with letters and signs.
    case windows1252 = "windows-1252"
    case windows1250 = "windows-1250"
    case windows1251 = "windows-1251"
    case windows1253 = "windows-1253"
    case windows1254 = "windows-1254"
    case macRoman = "macintosh"
    case dos850 = "ibm850"
    case koi8r = "koi8-r"
    case gb18030 = "gb18030"
    case shiftJIS = "shift_jis"
    case big5 = "big5"
    case eucKR = "euc-kr"

    /// The name shown to people.
    public var label: String {
        switch self {
        case .utf8: "Unicode (UTF-8)"
        case .utf16LittleEndian: "Unicode (UTF-16)"
        case .utf16BigEndian: "Unicode (UTF-16, big-endian)"
        case .windows1252: "Western European (Windows-1252)"
        case .windows1250: "Central European (Windows-1250)"
        case .windows1251: "Cyrillic (Windows-1251)"
        case .windows1253: "Greek (Windows-1253)"
        case .windows1254: "Turkish (Windows-1254)"
        case .macRoman: "Western European (Mac Roman)"
        case .dos850: "Western European (DOS 850)"
        case .koi8r: "Cyrillic (KOI8-R)"
        case .gb18030: "Simplified Chinese (GB18030)"
        case .shiftJIS: "Japanese (Shift-JIS)"
        case .big5: "Traditional Chinese (Big5)"
        case .eucKR: "Korean (EUC-KR)"
        }
    }
}

/// What stands between two cells of a CSV file.
public enum SheetDelimiter: String, Sendable, Codable, CaseIterable {
    case comma = ","
    case semicolon = ";"
    case tab = "\t"
    case bar = "|"

    /// The name shown to people.
    public var label: String {
        switch self {
        case .comma: "Comma"
        case .semicolon: "Semicolon"
        case .tab: "Tab"
        case .bar: "Vertical bar"
        }
    }

    /// The delimiter as a byte; all four are ASCII.
    var byte: UInt8 {
        switch self {
        case .comma: 0x2C
        case .semicolon: 0x3B
        case .tab: 0x09
        case .bar: 0x7C
        }
    }
}
