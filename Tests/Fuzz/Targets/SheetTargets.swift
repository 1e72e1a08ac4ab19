import Foundation

@testable import People
@testable import Sheets

extension FuzzTarget {
    /// Tables as text. The first two bytes choose how they are read.
    static let csv = FuzzTarget("csv", expects: { $0 is SheetError }) { bytes in
        var limits = SheetLimits()
        limits.cellBytes = 2000
        let file = try Scratch.file(bytes)
        // A file as it is uploaded: guessed, then read as guessed.
        do {
            var options = SheetOptions()
            options.limits = limits
            let reader = try SheetReader(file: file, name: "list.csv", options: options)
            var last = reader.guess.headerRow ?? 0
            try reader.forEachRow { row in
                hold(row.cells.count == reader.guess.columns.count, "a row has \(row.cells.count) cells for \(reader.guess.columns.count) columns")
                hold(!row.cells.contains { $0.utf8.contains(0) }, "a NUL in row \(row.number)")
                hold(!row.cells.contains { $0.utf8.contains(0) }, "a NUL in row \(row.number)")
                hold(row.number > last, "row \(row.number) came after \(last)")
                last = row.number
            }
        } catch is SheetError {}
        guard bytes.count > 2 else { return }
        let encoding = SheetEncoding.allCases[Int(bytes[0]) % SheetEncoding.allCases.count]
        let delimiter = SheetDelimiter.allCases[Int(bytes[1] & 0x7F) % SheetDelimiter.allCases.count]
        let form = Form(encoding: encoding, delimiter: delimiter, quotes: bytes[1] < 0x80, limits: limits)
        let whole = try form.rows([Array(bytes.dropFirst(2))])
        // Where the file is cut into chunks changes nothing.
        let single = try form.rows(bytes.dropFirst(2).map { [$0] })
        hold(whole.elementsEqual(single, by: ==), "chunks read differently: \(whole) and \(single)")
        try writtenAgain(whole)
    }

    private struct Form {
        let encoding: SheetEncoding
        let delimiter: SheetDelimiter
        let quotes: Bool
        let limits: SheetLimits

        func rows(_ chunks: [[UInt8]]) throws -> [[String]] {
            var rows: [[String]] = []
            let reader = try CSVReader(encoding: encoding, delimiter: delimiter, quotes: quotes, limits: limits) { _, cells in rows.append(cells) }
            for chunk in chunks { try reader.feed(chunk) }
            try reader.finish()
            return rows
        }
    }

    /// What was read, written and read again is the same.
    private static func writtenAgain(_ rows: [[String]]) throws {
        for row in rows where !row.isEmpty {
            var out: [UInt8] = []
            let writer = try CSVWriter(.sink { out += $0 }, guardsFormulas: false)
            try writer.begin(columns: row.indices.map { SheetColumn(key: "c\($0)", title: "c\($0)") })
            try writer.row(row.map { .text($0) })
            try writer.finish()
            let again = try Form(encoding: .utf8, delimiter: .comma, quotes: true, limits: SheetLimits()).rows([out])
            hold(again.last ?? [] == row || row == [""], "\(row) came back as \(again)")
            for cell in row { hold(FormulaGuard.restored(FormulaGuard.guarded(cell)) == cell, "a guarded cell came back otherwise: \(cell)") }
        }
    }

    /// Workbooks: an input is a whole archive, or, behind the byte 1, 2 or 3, the sheet, the shared strings or the styles of one that is otherwise
    /// sound. Without that no mutation would get past the archive's checksums.
    static let xlsx = FuzzTarget("xlsx", expects: { $0 is SheetError }) { bytes in
        let archive: [UInt8]
        switch bytes.first {
        case 1: archive = Book(sheet: text(bytes.dropFirst())).bytes
        case 2: archive = Book(strings: text(bytes.dropFirst())).bytes
        case 3: archive = Book(styles: text(bytes.dropFirst())).bytes
        default: archive = bytes
        }
        var limits = SheetLimits()
        (limits.unpackedBytes, limits.sharedStringBytes) = (4 << 20, 1 << 20)
        var options = SheetOptions()
        options.limits = limits
        let reader = try SheetReader(file: Scratch.file(archive), name: "list.xlsx", options: options)
        var last = 0
        try reader.forEachRow { row in
            hold(row.cells.count == reader.guess.columns.count, "a row has \(row.cells.count) cells for \(reader.guess.columns.count) columns")
            hold(!row.cells.contains { $0.utf8.contains(0) }, "a NUL in row \(row.number)")
            hold(row.number > last, "row \(row.number) came after \(last)")
            last = row.number
        }
    }
}

/// A sound workbook of one sheet, one part of which is given.
private struct Book {
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    var sheet = #"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45000.5</v></c></row></sheetData></worksheet>"#
    var strings = "<sst><si><t>City</t></si><si><r><t>Invented</t></r></si></sst>"
    var styles =
        #"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>"#

    var bytes: [UInt8] {
        var zip = ZipFile()
        zip.add("[Content_Types].xml", Array("<Types/>".utf8))
        zip.add(
            "_rels/.rels",
            Array(#"<Relationships><Relationship Id="r1" Type="\#(Self.relations)/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.utf8))
        zip.add(
            "xl/workbook.xml",
            Array(#"<workbook xmlns="\#(Self.main)"><sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets></workbook>"#.utf8))
        zip.add(
            "xl/_rels/workbook.xml.rels",
            Array(
                (#"<Relationships><Relationship Id="r1" Type="\#(Self.relations)/worksheet" Target="worksheets/sheet1.xml"/>"#
                    + #"<Relationship Id="r2" Type="\#(Self.relations)/sharedStrings" Target="sharedStrings.xml"/>"#
                    + #"<Relationship Id="r3" Type="\#(Self.relations)/styles" Target="styles.xml"/></Relationships>"#).utf8))
        zip.add("xl/worksheets/sheet1.xml", Array(sheet.utf8))
        zip.add("xl/sharedStrings.xml", Array(strings.utf8))
        zip.add("xl/styles.xml", Array(styles.utf8))
        return zip.bytes
    }
}
