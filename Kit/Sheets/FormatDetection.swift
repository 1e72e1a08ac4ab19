/// Tells from the first bytes what a file is, whatever its name says.
enum FormatDetection {
    /// - Throws: `SheetError.unsupported` or `.passwordProtected` for what is neither CSV nor a workbook.
    static func format(of file: FileBytes) throws -> SheetFormat {
        let head = try file.bytes(at: 0, count: 8192)
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) { return .xlsx }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { throw try compoundDocument(file, head) }
        for (magic, format) in magics where head.starts(with: magic) { throw SheetError.unsupported(format) }
        if let format = markup(head) { throw SheetError.unsupported(format) }
        return .csv
    }

    private static let magics: [([UInt8], ForeignFormat)] = [
        (Array("%PDF".utf8), .pdf),
        ([0x89, 0x50, 0x4E, 0x47], .image),
        ([0xFF, 0xD8, 0xFF], .image),
        (Array("GIF8".utf8), .image),
        (Array("RIFF".utf8), .image),
        ([0x49, 0x49, 0x2A, 0x00], .image),
        ([0x4D, 0x4D, 0x00, 0x2A], .image),
        ([0x1F, 0x8B], .gzip),
        (Array("{\\rtf".utf8), .richText),
        ([0x37, 0x7A, 0xBC, 0xAF], .zip),
        (Array("Rar!".utf8), .zip),
        (Array("PK\u{07}\u{08}".utf8), .zip),
        ([0x7F, 0x45, 0x4C, 0x46], .binary),
        (Array("SQLite format 3".utf8), .binary),
    ]

    /// Excel before 2007, and any workbook with a password, is a compound document; its directory names the streams in UTF-16.
    private static func compoundDocument(_ file: FileBytes, _ head: [UInt8]) throws -> SheetError {
        var directory = head
        if head.count >= 52 {
            let sectorSize = head[30] == 12 ? 4096 : 512
            let sector = (0..<4).reduce(0) { $0 | Int(head[48 + $1]) << (8 * $1) }
            directory = try file.bytes(at: (sector + 1) * sectorSize, count: 16_384)
        }
        func names(_ stream: String) -> Bool { contains(directory, Array(stream.utf8.flatMap { [$0, 0] })) }
        if names("EncryptedPackage") || names("EncryptionInfo") { return .passwordProtected }
        if names("WordDocument") { return .unsupported(.word) }
        if names("PowerPoint Document") { return .unsupported(.powerPoint) }
        return .unsupported(.oldExcel)
    }

    /// Web pages saved as `.xls`, XML and JSON.
    private static func markup(_ head: [UInt8]) -> ForeignFormat? {
        var text = head.filter { $0 != 0 }[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) { text = text.dropFirst(2) }
        text = text.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        let lower = text.prefix(2048).map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
        func has(_ word: String) -> Bool { contains(lower, Array(word.utf8)) }
        func begins(_ word: String) -> Bool { lower.starts(with: Array(word.utf8)) }
        if begins("<!doctype html") || begins("<html") || begins("<table") || begins("<head") || begins("<body") || begins("<meta") {
            return .webPage
        }
        if begins("mime-version:"), has("text/html") { return .webPage }
        if begins("<?xml") || begins("<workbook") {
            if has("excel.sheet") || has("schemas-microsoft-com:office:spreadsheet") { return .excelXML }
            return has("<html") ? .webPage : .xml
        }
        if begins("<!--"), has("<html") || has("<table") { return .webPage }
        let compact = lower.filter { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        for opening in ["[{\"", "{\"", "[[\"", "[\""] where compact.starts(with: Array(opening.utf8)) { return .json }
        return nil
    }

    static func contains(_ bytes: [UInt8], _ pattern: [UInt8]) -> Bool {
        guard let first = pattern.first, bytes.count >= pattern.count else { return false }
        for start in 0...(bytes.count - pattern.count) where bytes[start] == first {
            if bytes[start..<(start + pattern.count)].elementsEqual(pattern) { return true }
        }
        return false
    }
}
