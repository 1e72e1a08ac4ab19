import Foundation

/// The text of a file, for the search. `pdftotext` (poppler) reads PDFs; where it is missing their text is not found, and everything else works.
enum FileText {
    private static let reader = Program("pdftotext")
    private static let patience = 60
    /// So much of a text is kept, in bytes: about a thousand pages.
    static let most = 2 << 20

    /// Empty where there is none: a scanned page, a locked document.
    static func of(_ source: URL, _ kind: FileKind, folder: URL) async throws -> String {
        var file = source
        if kind == .pdf {
            guard let reader else { return "" }
            file = folder.appendingPathComponent("text.txt")
            let isRead = try await reader.run(
                ["-enc", "UTF-8", "-nopgbrk", "-l", "3000", source.path, file.path], in: folder, seconds: patience)
            // What was read before it ran out of time is better than nothing.
            guard isRead || FileManager.default.fileExists(atPath: file.path) else { return "" }
        }
        return try read(file)
    }

    private static func read(_ file: URL) throws -> String {
        let handle = try FileHandle(forReadingFrom: file)
        let bytes = Array(try handle.read(upToCount: most) ?? Data())
        try handle.close()
        return tidy(decoded(bytes))
    }

    /// UTF-8, UTF-16 with its mark, else the alphabet of western Windows: what text files are.
    static func decoded(_ bytes: [UInt8]) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return String(data: Data(bytes), encoding: .utf16) ?? "" }
        // A cut in the middle of a letter costs that letter, not the alphabet.
        for drop in 0...3 where bytes.count >= drop {
            if let text = String(validating: bytes.dropLast(drop), as: UTF8.self) { return text }
        }
        return String(data: Data(bytes), encoding: .windowsCP1252) ?? String(decoding: bytes, as: UTF8.self)
    }

    /// White space drawn together, and no sign that a database refuses.
    private static func tidy(_ text: String) -> String {
        text.split(whereSeparator: { $0.isWhitespace || $0 == "\u{0}" }).joined(separator: " ").replacingOccurrences(of: "\u{0}", with: "")
    }
}
