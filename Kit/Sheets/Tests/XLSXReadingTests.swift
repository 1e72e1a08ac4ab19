import Foundation
import Testing
@testable import Sheets

@Suite struct XLSXReadingTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func rows(_ xml: String, shared: String = "", styles: String = "") throws -> [SheetRow] {
        let file = try scratch.file("a.xlsx", ArchiveMaker.workbook(rows: xml, shared: shared, styles: styles))
        return try read(file, SheetOptions(header: SheetHeader.none)).rows
    }

    /// Rows are known by their numbers: none comes twice, also where a workbook says so.
    @Test func rowNumbersOnlyRise() throws {
        let found = try rows(["4", "4", "2", "9"].map { "<row r=\"\($0)\"><c t=\"str\"><v>a</v></c></row>" }.joined())
        #expect(found.map(\.number) == [4, 5, 6, 9])
    }

    /// Neither engine keeps a NUL, in whichever of its four spellings a workbook brings one.
    @Test func noSpellingOfNULReachesACell() throws {
        let found = try rows(
            """
            <row r="1"><c t="s"><v>0</v></c><c t="inlineStr"><is><t>b</t></is></c></row>
            <row r="2"><c t="s"><v>1</v></c><c t="inlineStr"><is><t>x\u{0}y&#0;z&#x0;&amp;_x0000_</t></is></c></row>
            """, shared: "<si><t>a</t></si><si><t>r\u{0}s&#x000;t</t></si>")
        #expect(found.last?.cells == ["rst", "xyz&"])
    }

    @Test func everyKindOfCellIsRead() throws {
        let found = try rows(
            """
            <row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><r><t>Rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></is></c>
            <c r="D2" t="b"><v>1</v></c><c r="E2" t="e"><v>#N/A</v></c><c r="F2" t="str"><f>A1&amp;"x"</f><v>a &amp; b &#x4E2D;</v></c>
            <c r="G2"><f>1+1</f><v>2</v></c><c r="H2"><v>0.30000000000000004</v></c><c r="I2"><v>1.5E-7</v></c><c r="J2"><v>49211899</v></c></row>
            <row r="3"/><row r="7"><c t="s"><v>1</v></c><c/><c><v>-1.50</v></c></row>
            """, shared: "<si><t>Köln</t></si><si><r><t>two</t></r><r><t xml:space=\"preserve\"> runs_x000D_</t></r><rPh><t>no</t></rPh></si>")
        #expect(found.map(\.number) == [2, 7])
        #expect(found[0].cells == ["Köln", "", "Rich text", "TRUE", "#N/A", "a & b 中", "2", "0.3", "0.00000015", "49211899"])
        #expect(found[1].cells.prefix(3) == ["two runs\r", "", "-1.5"])
    }

    @Test func datesBecomeISOText() throws {
        let styles = """
            <numFmts><numFmt numFmtId="164" formatCode="[$-407]d\\. mmmm yyyy;@"/><numFmt numFmtId="165" formatCode="mmm\\ yyyy"/>
            <numFmt numFmtId="166" formatCode="yyyy"/><numFmt numFmtId="167" formatCode="00000"/><numFmt numFmtId="168" formatCode="0.00&quot;days&quot;"/>
            <numFmt numFmtId="169" formatCode="[Red]#,##0;[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>
            <xf numFmtId="167"/><xf numFmtId="168"/><xf numFmtId="20"/><xf numFmtId="169"/></cellXfs>
            """
        let values: [(style: Int, value: String, text: String)] = [
            (1, "1", "1900-01-01"), (1, "59", "1900-02-28"), (1, "61", "1900-03-01"), (1, "36526", "2000-01-01"), (1, "45657", "2024-12-31"),
            (1, "44256.75", "2021-03-01"), (2, "44256.75", "2021-03-01T18:00"), (2, "44256", "2021-03-01"), (3, "18264", "1950-01-01"),
            (4, "43525", "2019-03"), (5, "33970", "1993"), (6, "1234", "01234"), (7, "2.5", "2.5"), (8, "0.520833333333333", "12:30"),
            (9, "1234", "1234"), (1, "-5", "-5"), (1, "99999999", "99999999"), (2, "44256.999999999", "2021-03-02"), (1, "2958465", "9999-12-31"),
            (0, "1e400", "1e400"), (77, "5", "5"), (1, "nan", "nan"),
        ]
        for value in values {
            let found = try rows("<row r=\"1\"><c r=\"A1\" s=\"\(value.style)\"><v>\(value.value)</v></c></row>", styles: styles)
            #expect(found.first?.cells == [value.text], "style \(value.style), value \(value.value)")
        }
    }

    @Test func sparseCellsKeepTheirColumns() throws {
        let found = try rows(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"CV1\"><v>100</v></c></row><row r=\"1048576\"><c r=\"B1048576\"><v>2</v></c></row>")
        #expect(found[0].cells.count == 100)
        #expect(found[0].cells[99] == "100")
        #expect(found[1].number == 1_048_576)
    }

    @Test func whatLiesOutsideASheetIsDamage() throws {
        for cell in ["XFE1", "ZZZ1", "AAAA1", "1", ""] {
            let file = try scratch.file("a.xlsx", ArchiveMaker.workbook(rows: "<row r=\"1\"><c r=\"\(cell)\"><v>1</v></c></row>"))
            #expect(failure(file)?.code == "damaged", "cell \(cell)")
        }
        for row in ["0", "1048577"] {
            let file = try scratch.file("a.xlsx", ArchiveMaker.workbook(rows: "<row r=\"\(row)\"><c><v>1</v></c></row>"))
            #expect(failure(file)?.code == "damaged", "row \(row)")
        }
        let wide = try scratch.file("b.xlsx", ArchiveMaker.workbook(rows: "<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"))
        #expect(failure(wide) == .tooManyColumns(row: 1, found: 16_384, limit: 200))
    }

    @Test func hostileXMLIsRefused() throws {
        let bombs = [
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>",
            "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet/>",
            String(repeating: "<a>", count: 200_000),
            "<worksheet><sheetData><row><c><v>1</v></c></row>",
            "<worksheet><sheetData></worksheet></sheetData></row>",
            "<worksheet " + String(repeating: "x", count: 2_000_000),
        ]
        for bomb in bombs {
            let file = try scratch.file("a.xlsx", ArchiveMaker.workbook(rows: "", sheet: bomb))
            #expect(failure(file)?.code == "damaged", "\(bomb.prefix(60))")
        }
        let unknown = try rows("<row><c t=\"str\"><v>&unknown; &#xFFFFFFFF; &#55296; &lt;</v></c></row>")
        #expect(unknown.first?.cells.first?.hasPrefix("&unknown;") == true)
        #expect(unknown.first?.cells.first?.hasSuffix("<") == true)
    }

    @Test func aZipBombIsRefused() throws {
        var parts = ArchiveMaker.workbookParts(rows: "<row><c><v>1</v></c></row>")
        parts[5].deflated = ArchiveMaker.bomb(prefix: "<worksheet><sheetData>", megabytes: 80)
        let file = try scratch.file("a.xlsx", ArchiveMaker.archive(parts))
        var limits = SheetLimits()
        limits.unpackedRatio = 100
        #expect(failure(file, SheetOptions(limits: limits))?.code == "unpacks-too-large")
        limits = SheetLimits()
        limits.unpackedBytes = 40 * 1_048_576
        #expect(failure(file, SheetOptions(limits: limits))?.code == "unpacks-too-large")
        var strings = ArchiveMaker.workbookParts(rows: "<row><c><v>1</v></c></row>")
        strings[3].deflated = ArchiveMaker.bomb(prefix: "<sst><si><t>", megabytes: 80)
        limits = SheetLimits()
        limits.sharedStringBytes = 1_048_576
        #expect(try failure(scratch.file("b.xlsx", ArchiveMaker.archive(strings)), SheetOptions(limits: limits))?.code == "unpacks-too-large")
        limits = SheetLimits()
        limits.archiveEntries = 3
        #expect(failure(file, SheetOptions(limits: limits))?.code == "unpacks-too-large")
    }

    @Test func aTruncatedWorkbookIsDamaged() throws {
        let whole = try scratch.sampleWorkbook()
        for cut in stride(from: 5, to: whole.count, by: 97) {
            #expect(try failure(scratch.file("cut.xlsx", Array(whole.prefix(cut))))?.code == "damaged", "cut at \(cut)")
        }
    }

    @Test func flippedBitsNeverTrap() throws {
        let whole = try scratch.sampleWorkbook()
        var random = SeededGenerator(state: 42)
        var refused = 0
        let rounds = 1500
        for _ in 0..<rounds {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] =
                    Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random) : bytes[index] ^ (1 << UInt8.random(in: 0...7, using: &random))
            }
            if failure(try scratch.file("flip.xlsx", bytes)) != nil { refused += 1 }
        }
        #expect(refused > rounds / 2, "the checksum notices nearly every flip")
    }

    /// With right checksums, so that the corruption reaches the XML.
    @Test func garbledXMLNeverTraps() throws {
        let good = ArchiveMaker.workbookParts(
            rows: (1...20).map {
                "<row r=\"\($0)\"><c r=\"A\($0)\" t=\"s\" s=\"1\"><v>\($0 % 3)</v></c><c r=\"B\($0)\" s=\"\($0 % 4)\"><v>\($0 * 1000).5</v></c><c t=\"inlineStr\"><is><t>a&amp;b</t></is></c></row>"
            }.joined(),
            shared: "<si><t>eins</t></si><si><t>zwei_x0041_</t></si><si><r><t>drei</t></r></si>",
            styles:
                "<numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy\\-mm;[Red]&quot;x\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"22\"/></cellXfs>"
        )
        let pieces = [
            "<", ">", "&", "\"", "</c>", "<c>", "<row r=\"99999999999999999999\">", "]]>", "<![CDATA[", "<!--", "?>", "<?", "&#x", "-1", "1e999",
            "\u{0}", "é",
        ].map { Array($0.utf8) }
        var random = SeededGenerator(state: 43)
        for _ in 0..<1500 {
            var parts = good
            let part = Int.random(in: 0..<parts.count, using: &random)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                guard !parts[part].content.isEmpty else { break }
                let index = Int.random(in: 0..<parts[part].content.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: parts[part].content[index] = UInt8.random(in: 0...255, using: &random)
                case 1: parts[part].content.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)], at: index)
                default: parts[part].content.removeSubrange(index..<min(parts[part].content.count, index + Int.random(in: 0...20, using: &random)))
                }
            }
            _ = failure(try scratch.file("garbled.xlsx", ArchiveMaker.archive(parts)))
        }
    }

    @Test func otherFilesAreNamedForWhatTheyAre() throws {
        func compound(_ stream: String) -> [UInt8] {
            var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504)
            bytes[30] = 9
            bytes[48] = 1
            return bytes + [UInt8](repeating: 0, count: 512) + stream.utf8.flatMap { [$0, 0] } + [UInt8](repeating: 0, count: 400)
        }
        func zip(_ name: String, _ content: String = "x") -> [UInt8] {
            ArchiveMaker.archive([ArchiveMaker.Part(name: name, content: Array(content.utf8))])
        }
        let files: [([UInt8], SheetError)] = [
            (compound("Workbook"), .unsupported(.oldExcel)),
            (compound("EncryptedPackage"), .passwordProtected),
            (compound("WordDocument"), .unsupported(.word)),
            (zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), .unsupported(.openDocument)),
            (zip("xl/workbook.bin"), .unsupported(.binaryExcel)),
            (zip("word/document.xml"), .unsupported(.word)),
            (zip("Index/Document.iwa"), .unsupported(.appleNumbers)),
            (zip("photo.jpg"), .unsupported(.zip)),
            (Array("%PDF-1.7\n1 0 obj".utf8), .unsupported(.pdf)),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0], .unsupported(.image)),
            ([0x1F, 0x8B, 8, 0, 0], .unsupported(.gzip)),
            (Array("\u{FEFF}\n <!DOCTYPE html><html><table>".utf8), .unsupported(.webPage)),
            (Array("<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>".utf8), .unsupported(.webPage)),
            (Array("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>".utf8), .unsupported(.excelXML)),
            (Array("{\\rtf1 text}".utf8), .unsupported(.richText)),
            (Array("[\n  {\"city\": \"Wien\"}]".utf8), .unsupported(.json)),
            ((0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 3) }, .unsupported(.binary)),
        ]
        for (bytes, error) in files {
            #expect(try failure(scratch.file("list.xlsx", bytes)) == error)
            #expect(!error.message.isEmpty)
        }
        var locked = ArchiveMaker.workbookParts(rows: "<row><c><v>1</v></c></row>")
        for index in locked.indices { locked[index].flags = 1 }
        #expect(try failure(scratch.file("list.xlsx", ArchiveMaker.archive(locked))) == .passwordProtected)
    }

    @Test func aChosenSheetMustExist() throws {
        let file = try scratch.file("a.xlsx", ArchiveMaker.workbook(rows: "<row><c><v>1</v></c></row>"))
        #expect(failure(file, SheetOptions(sheet: "Other")) == .noSuchSheet("Other", available: ["Sheet"]))
        #expect(try read(file, SheetOptions(sheet: "Sheet")).guess.sheets == ["Sheet"])
    }

    @Test func everyErrorSaysWhatToDo() {
        for format in ForeignFormat.allCases { #expect(SheetError.unsupported(format).message.contains("upload")) }
    }
}

extension Scratch {
    /// A workbook as `XLSXWriter` makes it.
    func sampleWorkbook() throws -> [UInt8] {
        let url = folder.appending(path: "sample.xlsx")
        let writer = try XLSXWriter(file: url, sheetName: "Partners")
        try writer.begin(columns: [
            SheetColumn(key: "city", title: "City"), SheetColumn(key: "since", title: "Since"), SheetColumn(key: "n", title: "Number"),
        ])
        for index in 0..<60 { try writer.row([.text("Düsseldorf \(index)"), .date("2019-05-\(10 + index % 20)"), .decimal(Double(index) / 8)]) }
        try writer.finish()
        return Array(try Data(contentsOf: url))
    }
}
