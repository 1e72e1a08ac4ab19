import Foundation
import Testing
@testable import Sheets

@Suite struct WritingTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func csv(_ rows: [[SheetCell]], titles: [String] = ["a"], delimiter: SheetDelimiter = .comma) throws -> String {
        var bytes: [UInt8] = []
        let writer = try CSVWriter(.sink { bytes += $0 }, delimiter: delimiter, byteOrderMark: false)
        try writer.begin(columns: titles.map { SheetColumn(key: $0, title: $0) })
        for row in rows { try writer.row(row) }
        try writer.finish()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        "=1+1", "=cmd|' /C calc'!A0", "+49 211 899", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1+cmd", "－1-1", "＠SUM", " =1+1",
        "\u{A0}=1", "\u{FEFF}=1",
        "-", "=", "+", "--1", "-1e", "-1..2", "'=1", "\u{200D}=1", "-e5", "=\"x\"", "+A1", "-1;2",
    ])
    func whatMightBeAFormulaIsGuardedAndReadBack(_ text: String) throws {
        #expect(FormulaGuard.guarded(text) == "'" + text)
        #expect(FormulaGuard.restored(FormulaGuard.guarded(text)) == text)
        let file = try scratch.file("a.csv", try csv([[.text(text), .text("x")]], titles: ["city", "country"]))
        #expect(try read(file, SheetOptions(header: .row(1))).rows.first?.cells == [text, "x"])
    }

    @Test(arguments: [
        "-1", "+1", "-1.5", "-1,234.56", "+1e5", "-1.5E-7", "-5%", "'s-Gravenhage", "'t Harde", "a=b", "1-2", "", "Köln", "北京", "'", "'-5", "-.5",
    ])
    func whatIsHarmlessStaysAsItIs(_ text: String) {
        #expect(FormulaGuard.guarded(text) == text)
        #expect(FormulaGuard.restored(text) == text)
    }

    /// To Swift a sign with an accent upon it is another character; to whoever reads the file it is the sign.
    @Test(arguments: ["say \"\u{301}hi\"", "\"\u{308}", "a,\u{301}b", "two\n\u{301}lines", "sep=\u{301}x"])
    func anAccentOnASignHidesItFromNobody(_ text: String) throws {
        let file = try scratch.file("a.csv", try csv([[.text(text), .text("x")]], titles: ["city", "country"]))
        let cells = try #require(try read(file, SheetOptions(header: .row(1))).rows.first?.cells)
        #expect(cells.map { Array($0.utf8) } == [Array(text.utf8), [0x78]])
    }

    @Test func headingsAreGuardedToo() throws {
        #expect(try csv([], titles: ["=x", "b"]) == "'=x,b\r\n")
    }

    @Test func csvQuotesWhatItMust() throws {
        let text = try csv(
            [
                [
                    .text("a,b"), .text("say \"hi\""), .text("two\nlines"), .text(" space "), .integer(-5), .decimal(0.1 + 0.2), .boolean(true),
                    .empty, .date("2019"), .link(url: "https://example.org/", text: "x"),
                ]
            ], titles: (0..<10).map { "c\($0)" })
        #expect(text.hasSuffix("\r\n\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\" space \",-5,0.3,TRUE,,2019,https://example.org/\r\n"))
    }

    @Test func jsonIsJSON() throws {
        for layout in [JSONWriter.Layout.array, .lines] {
            var bytes: [UInt8] = []
            let writer = try JSONWriter(.sink { bytes += $0 }, layout: layout)
            try writer.begin(columns: [
                SheetColumn(key: "na\"me", title: "Name"), SheetColumn(key: "n", title: "Number"), SheetColumn(key: "e", title: "Empty"),
            ])
            try writer.row([.text("a\"\\\n\t\u{1}é😀\u{2028}"), .integer(3), .empty])
            try writer.row([.link(url: "https://example.org", text: "x"), .decimal(.nan), .boolean(false)])
            try writer.finish()
            let objects: [[String: Any]]
            if layout == .array {
                objects = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]])
            } else {
                objects = try bytes.split(separator: 10).map { try #require(JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]) }
            }
            #expect(objects.count == 2)
            #expect(objects[0]["na\"me"] as? String == "a\"\\\n\t\u{1}é😀\u{2028}")
            #expect(objects[0]["n"] as? Int == 3)
            #expect(objects[0]["e"] is NSNull)
            #expect(objects[1]["n"] is NSNull)
        }
        var empty: [UInt8] = []
        let writer = try JSONWriter(.sink { empty += $0 })
        try writer.begin(columns: [SheetColumn(key: "a", title: "a")])
        try writer.finish()
        #expect(try JSONSerialization.jsonObject(with: Data(empty)) as? [String] == [])
    }

    @Test func writersInsistOnTheirOrder() throws {
        let writer = try CSVWriter(.sink { _ in })
        #expect(throws: SheetError.self) { try writer.row([.empty]) }
        #expect(throws: SheetError.self) { try writer.finish() }
        try writer.begin(columns: [SheetColumn(key: "a", title: "a")])
        #expect(throws: SheetError.self) { try writer.row([.empty, .empty]) }
        #expect(throws: SheetError.self) { try writer.begin(columns: [SheetColumn(key: "a", title: "a")]) }
        try writer.finish()
        #expect(throws: SheetError.self) { try writer.row([.empty]) }
        #expect(throws: SheetError.self) { _ = try CSVWriter(.file(scratch.folder.appending(path: "no/such/folder.csv"))) }
        // A workbook that is never finished must not leak or trap.
        let book = try XLSXWriter(file: scratch.folder.appending(path: "unfinished.xlsx"), sheetName: "x")
        try book.begin(columns: [SheetColumn(key: "a", title: "a")])
        try book.row([.text("x")])
        let nowhere = try XLSXWriter(file: scratch.folder.appending(path: "no/such/folder.xlsx"), sheetName: "x")
        try nowhere.begin(columns: [SheetColumn(key: "a", title: "a")])
        #expect(throws: SheetError.self) { try nowhere.finish() }
    }

    @Test func aWorkbookIsReadBackAsWritten() throws {
        let url = scratch.folder.appending(path: "a.xlsx")
        let writer = try XLSXWriter(file: url, sheetName: "Partner/cities: [2024] 'and a name that is far too long'")
        try writer.begin(columns: ["Text", "Whole", "Part", "Day", "Year", "Link", "Yes", "Big"].map { SheetColumn(key: $0, title: $0) })
        try writer.row([
            .text("=1+1"), .integer(-7), .decimal(0.1), .date("2019-05-17"), .date("1947"), .link(url: "https://example.org/a?b=1&c=2", text: "Köln"),
            .boolean(true), .integer(Int.max),
        ])
        try writer.row([
            .text("_x0041_ \u{1}a\nb"), .empty, .decimal(.infinity), .date("1899-01-01"), .date("2019-02-30"),
            .link(url: "javascript:alert(1)", text: "no"), .boolean(false), .text(String(repeating: "é", count: 40_000)),
        ])
        try writer.finish()
        let (guess, rows) = try read(url)
        #expect(guess.headerRow == 1)
        #expect(guess.columns.map(\.name) == ["Text", "Whole", "Part", "Day", "Year", "Link", "Yes", "Big"])
        #expect(guess.sheet?.utf16.count ?? 99 <= 31)
        #expect(rows[0].cells == ["=1+1", "-7", "0.1", "2019-05-17", "1947", "Köln", "TRUE", "9223372036854775807"])
        #expect(rows[1].cells.prefix(7) == ["_x0041_ a\nb", "", "", "1899-01-01", "2019-02-30", "no", "FALSE"])
        #expect(rows[1].cells[7].utf16.count == XLSXWriter.longestText)
        #expect(rows[1].cells[7].hasSuffix("[cut]"))
    }

    // MARK: - Properties

    private static let pieces = [
        "a", "Z", "é", "ö", "ß", ",", ";", "\t", "|", "\"", "\n", "\r\n", " ", "'", "=", "-", "1", "0.5", "Köln", "_x0041_", "<", "&",
    ]

    private func table(_ random: inout SeededGenerator, pieces: [String]) -> [[String]] {
        let width = Int.random(in: 1...8, using: &random)
        return (0..<Int.random(in: 1...30, using: &random)).map { row in
            (0..<width).map { column in
                // Blank rows are passed over, so the first cell always says something.
                let start = column == 0 ? "r\(row)" : column == width - 1 && row == 0 ? "h" : ""
                return start
                    + (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            }
        }
    }

    @Test(arguments: SheetDelimiter.allCases)
    func randomTablesSurviveCSV(_ delimiter: SheetDelimiter) throws {
        var random = SeededGenerator(state: 11)
        for _ in 0..<60 {
            let table = table(&random, pieces: Self.pieces + ["北京", "😀", "\u{2028}", "Łódź"])
            let url = scratch.folder.appending(path: "a.csv")
            let writer = try CSVWriter(.file(url), delimiter: delimiter)
            try writer.begin(columns: table[0].map { SheetColumn(key: $0, title: $0) })
            for row in table.dropFirst() { try writer.row(row.map(SheetCell.text)) }
            try writer.finish()
            let found = try read(url, SheetOptions(delimiter: delimiter, quotes: true, header: SheetHeader.none))
            #expect(found.rows.map(\.cells) == table)
        }
    }

    @Test(arguments: [
        (SheetEncoding.windows1252, "CP1252"), (.windows1250, "CP1250"), (.macRoman, "MACINTOSH"), (.dos850, "CP850"), (.gb18030, "GB18030"),
        (.utf16LittleEndian, "UTF-16LE"), (.utf16BigEndian, "UTF-16BE"),
    ])
    func randomTablesSurviveEveryEncoding(_ encoding: SheetEncoding, _ name: String) throws {
        var random = SeededGenerator(state: 12)
        for _ in 0..<30 {
            let table = table(&random, pieces: Self.pieces)
            let lines = table.map { $0.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ";") }.joined(separator: "\r\n")
            let bytes = try #require(iconv(lines, to: name))
            var options = SheetOptions(encoding: encoding, delimiter: .semicolon, quotes: true, header: SheetHeader.none)
            options.restoresGuardedCells = false
            #expect(try read(scratch.file("a.csv", bytes), options).rows.map(\.cells) == table)
        }
    }

    @Test func randomTablesSurviveAWorkbook() throws {
        var random = SeededGenerator(state: 13)
        for _ in 0..<40 {
            let table = table(&random, pieces: Self.pieces + ["北京", "😀", "\u{2028}", "Łódź", "_x", "_x000D_", "\r"])
            let url = scratch.folder.appending(path: "a.xlsx")
            let writer = try XLSXWriter(file: url, sheetName: "Random")
            try writer.begin(columns: table[0].map { SheetColumn(key: $0, title: $0) })
            for row in table.dropFirst() { try writer.row(row.map(SheetCell.text)) }
            try writer.finish()
            #expect(try read(url, SheetOptions(header: SheetHeader.none)).rows.map(\.cells) == table)
        }
    }
}
