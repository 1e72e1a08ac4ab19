import Foundation
@testable import Sheets

/// Files for the tests, made in a folder of their own that is removed at the end.
final class Scratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "sheets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func file(_ name: String, _ bytes: [UInt8]) throws -> URL {
        let url = folder.appending(path: name)
        // Foundation waits for the disk after each file, which the fuzz loops would spend most of their time on.
        let stream = fopen(url.path, "w")
        defer { if let stream { fclose(stream) } }
        guard let stream, fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw SheetError.cannotWrite(reason: name) }
        return url
    }

    func file(_ name: String, _ text: String) throws -> URL { try file(name, Array(text.utf8)) }
}

/// Everything a reader hands over.
func read(_ file: URL, _ options: SheetOptions = SheetOptions()) throws -> (guess: SheetGuess, rows: [SheetRow]) {
    let reader = try SheetReader(file: file, name: file.lastPathComponent, options: options)
    var rows: [SheetRow] = []
    try reader.forEachRow { rows.append($0) }
    return (reader.guess, rows)
}

/// The error that reading the file ends with; nil if it can be read.
func failure(_ file: URL, _ options: SheetOptions = SheetOptions()) -> SheetError? {
    do {
        _ = try read(file, options)
        return nil
    } catch { return error as? SheetError }
}

/// Randomness that is the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A ZIP archive of files that are stored or already deflated.
struct ArchiveMaker {
    struct Part {
        var name: String
        var content: [UInt8]
        /// The deflated form; nil to store.
        var deflated: [UInt8]?
        var flags = 0
    }

    static func archive(_ parts: [Part]) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for part in parts {
            let offset = bytes.count
            let packed = part.deflated ?? part.content
            let shared =
                number(part.flags, 2) + number(part.deflated == nil ? 0 : 8, 2) + number(0, 4) + number(Int(crc(part.content)), 4)
                + number(packed.count, 4) + number(part.content.count, 4) + number(part.name.utf8.count, 2) + number(0, 2)
            bytes += number(0x0403_4B50, 4) + number(20, 2) + shared + Array(part.name.utf8) + packed
            directory += number(0x0201_4B50, 4) + number(20, 2) + number(20, 2) + shared + number(0, 2) + number(0, 2) + number(0, 2)
            directory += number(0, 4) + number(offset, 4) + Array(part.name.utf8)
        }
        let start = bytes.count
        bytes += directory + number(0x0605_4B50, 4) + number(0, 4) + number(parts.count, 2) + number(parts.count, 2)
        return bytes + number(directory.count, 4) + number(start, 4) + number(0, 2)
    }

    /// A workbook of one sheet named “Sheet” with this XML in `sheetData`.
    static func workbook(rows: String, shared: String = "", styles: String = "", parts: [Part] = [], sheet: String? = nil) -> [UInt8] {
        archive(workbookParts(rows: rows, shared: shared, styles: styles, sheet: sheet) + parts)
    }

    static func workbookParts(rows: String, shared: String = "", styles: String = "", sheet: String? = nil) -> [Part] {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        func relation(_ id: String, _ kind: String, _ target: String) -> String {
            "<Relationship Id=\"\(id)\" Type=\"\(office)/\(kind)\" Target=\"\(target)\"/>"
        }
        func relations(_ inner: String) -> String { "<?xml version=\"1.0\"?><Relationships>\(inner)</Relationships>" }
        return [
            Part(name: "_rels/.rels", content: Array(relations(relation("rId1", "officeDocument", "xl/workbook.xml")).utf8)),
            Part(
                name: "xl/workbook.xml",
                content: Array("<workbook xmlns:r=\"\(office)\"><sheets><sheet name=\"Sheet\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>".utf8)
            ),
            Part(
                name: "xl/_rels/workbook.xml.rels",
                content: Array(
                    relations(
                        relation("rId1", "worksheet", "worksheets/sheet1.xml") + relation("rId2", "sharedStrings", "sharedStrings.xml")
                            + relation("rId3", "styles", "/xl/styles.xml")
                    ).utf8)),
            Part(name: "xl/sharedStrings.xml", content: Array("<sst>\(shared)</sst>".utf8)),
            Part(name: "xl/styles.xml", content: Array("<styleSheet>\(styles)</styleSheet>".utf8)),
            Part(name: "xl/worksheets/sheet1.xml", content: Array((sheet ?? "<worksheet><sheetData>\(rows)</sheetData></worksheet>").utf8)),
        ]
    }

    private static func number(_ value: Int, _ width: Int) -> [UInt8] { (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

    static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    /// A deflated file of spaces after `prefix`, 158 times smaller than what it unpacks to (RFC 1951, fixed codes).
    static func bomb(prefix: String, megabytes: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var pending: UInt32 = 0
        var pendingBits = 0
        func put(_ value: UInt32, _ count: Int, reversed: Bool) {
            for index in 0..<count {
                let bit = reversed ? (value >> UInt32(count - 1 - index)) & 1 : (value >> UInt32(index)) & 1
                pending |= bit << UInt32(pendingBits)
                pendingBits += 1
                if pendingBits == 8 {
                    bytes.append(UInt8(pending))
                    pending = 0
                    pendingBits = 0
                }
            }
        }
        put(1, 1, reversed: false)
        put(1, 2, reversed: false)
        for byte in Array(prefix.utf8) + [0x20] { put(0x30 + UInt32(byte), 8, reversed: true) }
        for _ in 0..<(megabytes * 1_048_576 / 258) {
            put(0b1100_0101, 8, reversed: true)
            put(0, 5, reversed: true)
        }
        put(0, 7, reversed: true)
        if pendingBits > 0 { bytes.append(UInt8(pending)) }
        return bytes
    }
}
