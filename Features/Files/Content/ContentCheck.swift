import Foundation

/// Holds a file's content against what its name claims. Only beginnings, headers and directories are read; nothing is unpacked or decoded.
enum ContentCheck {
    /// - Returns: what it is, and for a picture its size.
    /// - Throws: `FileRefusal`.
    static func check(_ url: URL, name: FileName) throws -> (kind: FileKind, picture: PictureSize?) {
        guard let kind = FileKind(ending: name.ending) else { throw FileRefusal.kind(ending: String(name.ending.prefix(12))) }
        let handle = try FileHandle(forReadingFrom: url)
        defer { close(handle) }
        let head = Array(try handle.read(upToCount: 4096) ?? Data())
        guard !head.isEmpty else { throw FileRefusal.empty }
        guard proves(head, kind) else { throw FileRefusal.notWhatItClaims(kind, found: recognised(head)) }
        switch kind {
        case .pdf:
            try checkEnd(handle, of: kind)
            return (kind, nil)
        case .jpeg, .png, .gif, .webp:
            guard let size = try PictureSize(handle, kind) else { throw FileRefusal.broken(kind) }
            guard size.isBearable else { throw FileRefusal.tooManyPixels(width: size.width, height: size.height) }
            if kind == .png, try !hasEndOfPNG(handle) { throw FileRefusal.broken(kind) }
            if kind == .jpeg, try !hasEndOfJPEG(handle) { throw FileRefusal.broken(kind) }
            return (kind, size)
        case .docx, .xlsx, .pptx, .odt, .ods, .odp:
            try checkOffice(handle, kind)
            return (kind, nil)
        case .text, .csv:
            try checkText(handle, kind)
            return (kind, nil)
        }
    }

    /// Whether the first bytes are those of the kind.
    private static func proves(_ head: [UInt8], _ kind: FileKind) -> Bool {
        switch kind {
        // Readers allow a PDF some bytes before its mark; those that begin as something else are two files in one and refused.
        case .pdf: head.starts(with: Array("%PDF-".utf8)) || (find("%PDF-", in: Array(head.prefix(1024))) && recognised(head) == nil)
        case .jpeg: head.starts(with: [0xFF, 0xD8, 0xFF])
        case .png: head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        case .gif: head.starts(with: Array("GIF87a".utf8)) || head.starts(with: Array("GIF89a".utf8))
        case .webp: head.starts(with: Array("RIFF".utf8)) && head.dropFirst(8).starts(with: Array("WEBP".utf8))
        case .docx, .xlsx, .pptx, .odt, .ods, .odp: head.starts(with: [0x50, 0x4B, 0x03, 0x04])
        case .text, .csv: recognised(head) == nil
        }
    }

    /// What a content is, for the sentence that refuses it.
    private static func recognised(_ head: [UInt8]) -> FileRefusal.Found? {
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) { return .zip }
        if head.starts(with: Array("%PDF-".utf8)) { return .pdf }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return .oldOffice }
        if head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) || head.starts(with: [0x4D, 0x5A, 0x90]) || head.starts(with: Array("#!/".utf8)) {
            return .program
        }
        if head.starts(with: [0xFF, 0xD8, 0xFF]) || head.starts(with: [0x89, 0x50, 0x4E, 0x47]) || head.starts(with: Array("GIF8".utf8)) {
            return .picture
        }
        let text = String(decoding: head.prefix(1024), as: UTF8.self).lowercased()
        if text.contains("<svg") { return .svg }
        let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        for mark in ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe"] where start.hasPrefix(mark) { return .html }
        if start.hasPrefix("<?xml"), text.contains("<html") { return .html }
        return nil
    }

    private static func find(_ mark: String, in bytes: [UInt8]) -> Bool { Data(bytes).range(of: Data(mark.utf8)) != nil }

    /// A PDF that was copied whole ends with its mark, give or take what a mailer appended.
    private static func checkEnd(_ handle: FileHandle, of kind: FileKind) throws {
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: size > 2048 ? size - 2048 : 0)
        guard find("%%EOF", in: Array(try handle.read(upToCount: 2048) ?? Data())) else { throw FileRefusal.broken(kind) }
    }

    /// Whether the chunks of a PNG lead to the one that ends it (PNG, third edition, 5.3). What a program appended behind it does no harm.
    private static func hasEndOfPNG(_ handle: FileHandle) throws -> Bool {
        let size = try handle.seekToEnd()
        var place: UInt64 = 8
        // A length and a name before the data, a sum behind them.
        while place + 12 <= size {
            try handle.seek(toOffset: place)
            guard let head = try handle.read(upToCount: 8), head.count == 8 else { return false }
            if Array(head.suffix(4)) == Array("IEND".utf8) { return true }
            place += 12 + head.prefix(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return false
    }

    /// Whether the mark of the end stands behind the beginning of the picture proper; the small picture that a camera puts before it has one of its own (ITU-T T.81, B.2).
    /// Telephones append a film to a picture: what stands behind the mark does no harm.
    private static func hasEndOfJPEG(_ handle: FileHandle) throws -> Bool {
        var place: UInt64 = 2
        while true {
            try handle.seek(toOffset: place)
            guard let head = try handle.read(upToCount: 4).map(Array.init), head.count == 4, head[0] == 0xFF else { return false }
            if head[1] == 0xDA { break }
            // Any number of 0xFF may fill the room before a mark.
            place += head[1] == 0xFF ? 1 : 2 + max(2, UInt64(head[2]) << 8 | UInt64(head[3]))
        }
        try handle.seek(toOffset: place)
        var isMarked = false
        while let piece = try handle.read(upToCount: 256 * 1024), !piece.isEmpty {
            for byte in piece {
                if isMarked, byte == 0xD9 { return true }
                isMarked = byte == 0xFF
            }
        }
        return false
    }

    private static func checkOffice(_ handle: FileHandle, _ kind: FileKind) throws {
        guard let archive = try ZipNames(handle) else { throw FileRefusal.broken(kind) }
        if archive.contains(where: { $0.hasSuffix("vbaproject.bin") }) { throw FileRefusal.macros }
        let isKind =
            switch kind {
            case .docx: archive.contains("word/document.xml")
            case .xlsx: archive.contains("xl/workbook.xml")
            case .pptx: archive.contains("ppt/presentation.xml")
            default: archive.mediaType == kind.mediaType
            }
        guard isKind else { throw FileRefusal.notWhatItClaims(kind, found: .zip) }
    }

    /// Text has no NUL (but in UTF-16) and hardly a control sign.
    private static func checkText(_ handle: FileHandle, _ kind: FileKind) throws {
        try handle.seek(toOffset: 0)
        var isWide: Bool?
        while let piece = try handle.read(upToCount: 256 * 1024), !piece.isEmpty {
            if isWide == nil { isWide = piece.starts(with: [0xFF, 0xFE]) || piece.starts(with: [0xFE, 0xFF]) }
            if isWide == true { return }
            if piece.contains(where: isOdd) { throw FileRefusal.notWhatItClaims(kind, found: nil) }
        }
    }

    private static func isOdd(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<9, 14..<26, 28..<32: true
        default: false
        }
    }

    /// What was only read has nothing to lose when it is closed.
    private static func close(_ handle: FileHandle) {
        do { try handle.close() } catch { return }
    }
}
