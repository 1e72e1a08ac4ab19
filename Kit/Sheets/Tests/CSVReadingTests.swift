import Foundation
import Testing
@testable import Sheets

@Suite struct CSVReadingTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func aQuotedCellMayHoldDelimitersQuotesAndLineBreaks() throws {
        let file = try scratch.file("a.csv", "city,note\r\n\"Paris, France\",\"said \"\"oui\"\"\r\ntwice\"\r\nLyon,\r\n")
        let (guess, rows) = try read(file)
        #expect(guess.headerRow == 1)
        #expect(guess.columns.map(\.name) == ["city", "note"])
        #expect(rows.map(\.cells) == [["Paris, France", "said \"oui\"\r\ntwice"], ["Lyon", ""]])
        #expect(rows.map(\.number) == [2, 3])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func everyLineEndIsUnderstood(_ end: String) throws {
        let file = try scratch.file("a.csv", ["city,country", "Wien,Austria", "", "Graz,Austria"].joined(separator: end))
        let (_, rows) = try read(file)
        #expect(rows.map(\.cells) == [["Wien", "Austria"], ["Graz", "Austria"]])
        #expect(rows.map(\.number) == [2, 4])
    }

    @Test(arguments: SheetDelimiter.allCases)
    func theDelimiterIsFound(_ delimiter: SheetDelimiter) throws {
        let rows = [
            ["Stadt", "Land", "Breite", "Bemerkung"], ["Köln", "Deutschland", "50,94", "am Rhein; schön"], ["Łódź", "Polen", "51,76", "a | b"],
            ["Nîmes", "Frankreich", "43,84", "x, y, z"],
        ]
        let text = rows.map { $0.map { "\"\($0)\"" }.joined(separator: delimiter.rawValue) }.joined(separator: "\n")
        let (guess, data) = try read(scratch.file("a.csv", text))
        #expect(guess.delimiter == delimiter)
        #expect(data.map(\.cells) == Array(rows.dropFirst()))
    }

    @Test func decimalCommasDoNotPassForDelimiters() throws {
        let (guess, rows) = try read(scratch.file("a.csv", "50,94;6,96\n48,86;2,35\n52,52;13,40\n"))
        #expect(guess.delimiter == .semicolon)
        #expect(guess.headerRow == nil)
        #expect(rows.first?.cells == ["50,94", "6,96"])
    }

    @Test func quotationMarksInPlainTextDoNotSwallowTheFile() throws {
        let text = "name\tnote\n\"Ramat\tone\nKiryat \"Gat\"\ttwo\n\"Odd\tthree\nPlain\tfour\n"
        let (guess, rows) = try read(scratch.file("a.tsv", text))
        #expect(guess.quotes == false)
        #expect(rows.map(\.cells) == [["\"Ramat", "one"], ["Kiryat \"Gat\"", "two"], ["\"Odd", "three"], ["Plain", "four"]])
    }

    @Test func aQuotationMarkThatIsNeverClosedIsNamedWithItsRow() throws {
        let file = try scratch.file("a.csv", "city,country\nWien,Austria\n\"Graz,Austria\nLinz,Austria\n")
        #expect(failure(file, SheetOptions(delimiter: .comma, quotes: true)) == .quoteNotClosed(row: 3))
    }

    @Test func excelsOwnDelimiterLineIsTakenIn() throws {
        let (guess, rows) = try read(scratch.file("a.csv", "sep=|\r\ncity|country\r\nWien|Austria\r\n"))
        #expect(guess.delimiter == .bar)
        #expect(guess.headerRow == 1)
        #expect(rows.map(\.cells) == [["Wien", "Austria"]])
    }

    @Test func titlesAboveTheTableAreSkippedAndToldOf() throws {
        let text = "Partner cities of Birmingham\n\nAs of June 2015;;\ncity;country;since\nChicago;USA;1993\nLyon;France;1951\n"
        let (guess, rows) = try read(scratch.file("a.csv", text))
        #expect(guess.headerRow == 4)
        #expect(guess.remarks == [.titlesSkipped(rows: 2)])
        #expect(rows.map(\.number) == [5, 6])
    }

    @Test func aHeaderThatRepeatsInTheDataIsMarked() throws {
        let text = "city,country\nWien,Austria\n City , country\ncity,country\nGraz,Austria\n"
        let (_, rows) = try read(scratch.file("a.csv", text))
        #expect(rows.map(\.repeatsHeader) == [false, true, true, false])
    }

    @Test func aListWithoutHeaderHasNone() throws {
        let (guess, rows) = try read(scratch.file("a.csv", "Budapest\nParis\nWien\n"))
        #expect(guess.headerRow == nil)
        #expect(guess.columns.map(\.label) == ["A"])
        #expect(rows.map(\.cells) == [["Budapest"], ["Paris"], ["Wien"]])
        let chosen = try read(scratch.file("b.csv", "Budapest\nParis\n"), SheetOptions(header: .row(1)))
        #expect(chosen.rows.map(\.cells) == [["Paris"]])
    }

    @Test func aFirstRowOfValuesIsNoHeader() throws {
        let (guess, _) = try read(scratch.file("a.csv", "Wien,Austria,1965\nGraz,Austria,1970\nLinz,Austria,1980\n"))
        #expect(guess.headerRow == nil)
        #expect(guess.columns.count == 3)
    }

    @Test func shortRowsArePaddedAndLongOnesReported() throws {
        let (_, rows) = try read(scratch.file("a.csv", "city,country,since\nWien\nGraz,Austria,1970,also,this\nLinz,Austria,1980,,\n"))
        #expect(rows[0].cells == ["Wien", "", ""])
        #expect(rows[1].cells == ["Graz", "Austria", "1970"])
        #expect(rows[1].surplus == ["also", "this"])
        #expect(rows[1].problem == .rowWiderThanHeader(row: 3, found: 5, columns: 3))
        #expect(rows[2].problem == nil)
    }

    @Test func theGuessCanBeOverriddenFieldByField() throws {
        let file = try scratch.file("a.csv", "x;y\ncity;country\nWien;Austria\n")
        let (guess, rows) = try read(file, SheetOptions(delimiter: .comma, header: SheetHeader.none))
        #expect(guess.columns.count == 1)
        #expect(rows.map(\.cells) == [["x;y"], ["city;country"], ["Wien;Austria"]])
        let second = try read(file, SheetOptions(header: .row(2)))
        #expect(second.guess.columns.map(\.name) == ["city", "country"])
        #expect(second.rows.map(\.cells) == [["Wien", "Austria"]])
        #expect(failure(file, SheetOptions(header: .row(99))) == .noSuchHeaderRow(99))
    }

    @Test func repeatedAndEmptyHeadingsStayDistinct() throws {
        let (guess, _) = try read(scratch.file("a.csv", "Name,Name,,Country\nA,B,C,D\n"))
        #expect(guess.columns.map(\.label) == ["Name", "Name", "C", "Country"])
        #expect(guess.remarks == [.repeatedHeading("Name")])
    }

    @Test func whatIsNotATableSaysSo() throws {
        #expect(try failure(scratch.file("a.csv", "")) == .emptyFile)
        #expect(try failure(scratch.file("b.csv", "\r\n\r\n  \n")) == .emptyFile)
        #expect(try failure(scratch.file("c.csv", [0xEF, 0xBB, 0xBF])) == .emptyFile)
        #expect(try failure(scratch.file("d.csv", ",,,\n,,,\n")) == .emptyFile)
        #expect(failure(scratch.folder.appending(path: "absent.csv"))?.code == "cannot-read")
    }

    @Test func tenThousandColumnsAreRefused() throws {
        let header = (1...10_000).map { "c\($0)" }.joined(separator: ",")
        #expect(try failure(scratch.file("a.csv", header + "\n" + header)) == .tooManyColumns(row: 1, found: 10_000, limit: 200))
        let separators = String(repeating: ",", count: 3_000_000)
        #expect(try failure(scratch.file("b.csv", separators))?.code == "too-many-columns")
        // Empty cells at the end are no columns.
        let padded = "city,country" + String(repeating: ",", count: 500) + "\nWien,Austria\n"
        #expect(try read(scratch.file("c.csv", padded)).rows.map(\.cells) == [["Wien", "Austria"]])
    }

    @Test func limitsOfSizeRowsAndCellsHold() throws {
        var limits = SheetLimits()
        limits.fileBytes = 100
        #expect(
            try failure(scratch.file("a.csv", String(repeating: "x", count: 101)), SheetOptions(limits: limits)) == .tooLarge(bytes: 101, limit: 100))
        limits = SheetLimits()
        limits.rows = 10
        #expect(try failure(scratch.file("b.csv", String(repeating: "a,b\n", count: 11)), SheetOptions(limits: limits)) == .tooManyRows(limit: 10))
        limits = SheetLimits()
        limits.cellBytes = 1000
        #expect(
            try failure(scratch.file("c.csv", "city,country\nWien," + String(repeating: "x", count: 1001)), SheetOptions(limits: limits))
                == .cellTooLong(row: 2, limit: 1000))
    }

    @Test func chunksMayEndAnywhere() throws {
        let text = "\u{FEFF}a,\"b\"\"\nc\"\r\n\"\",é漢😀\r\nx,\r\n\r\"last\""
        func rows(chunk: Int, _ encoding: SheetEncoding, _ bytes: [UInt8]) throws -> [[String]] {
            var found: [[String]] = []
            let reader = try CSVReader(encoding: encoding) { _, cells in found.append(cells) }
            var start = 0
            while start < bytes.count {
                try reader.feed(Array(bytes[start..<min(bytes.count, start + chunk)]))
                start += chunk
            }
            try reader.finish()
            return found
        }
        let expected = [["a", "b\"\nc"], ["", "é漢😀"], ["x", ""], [], ["last"]]
        let utf16 = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let gb = try Array(#require(iconv("é漢,x", to: "GB18030")))
        for chunk in 1...9 {
            #expect(try rows(chunk: chunk, .utf8, Array(text.utf8)) == expected)
            #expect(try rows(chunk: chunk, .utf16LittleEndian, utf16) == expected)
            #expect(try rows(chunk: chunk, .gb18030, gb) == [["é漢", "x"]])
        }
    }

    @Test func anyBytesAtAllAreReadOrRefusedButNeverTrap() throws {
        var random = SeededGenerator(state: 7)
        for round in 0..<120 {
            let length = Int.random(in: 1...600, using: &random)
            var bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            if round % 2 == 0 {
                let common = Array(",;\t|\"\r\n \u{0}aé=漢".utf8)
                bytes = bytes.map { common[Int($0) % common.count] }
            }
            let file = try scratch.file("a.csv", bytes)
            _ = failure(file)
            for encoding in SheetEncoding.allCases { _ = failure(file, SheetOptions(encoding: encoding)) }
        }
    }
}

/// Text in an encoding that Foundation's strings do not write, through the C library.
func iconv(_ text: String, to name: String) -> [UInt8]? {
    let handle = iconv_open(name, "UTF-8")
    guard let handle, Int(bitPattern: handle) != -1 else { return nil }
    defer { iconv_close(handle) }
    var input = text.utf8.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: text.utf8.count * 4 + 16)
    let room = output.count
    var free = room
    let result = input.withUnsafeMutableBufferPointer { source in
        output.withUnsafeMutableBufferPointer { target in
            var from = source.baseAddress
            var left = source.count
            var to = target.baseAddress
            return iconv(handle, &from, &left, &to, &free)
        }
    }
    return result == 0 ? output.prefix(room - free).map { UInt8(bitPattern: $0) } : nil
}
