import Foundation
import Testing
@testable import Sheets

/// A Python with openpyxl: the one named by PROXENIA_PYTHON, or the repository's own.
enum Python {
    static let executable: URL? = {
        var candidates: [URL] = []
        if let named = ProcessInfo.processInfo.environment["PROXENIA_PYTHON"] { candidates.append(URL(filePath: named)) }
        var folder = URL(filePath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            candidates.append(folder.appending(path: ".venv/bin/python"))
        }
        return candidates.first { candidate in
            guard FileManager.default.isExecutableFile(atPath: candidate.path) else { return false }
            return (try? run("import openpyxl", with: candidate)) != nil
        }
    }()

    static func run(_ script: String, _ arguments: [String] = [], with python: URL) throws -> [UInt8] {
        let process = Process()
        process.executableURL = python
        process.arguments = ["-c", script] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw SheetError.cannotRead(reason: "python ended with \(process.terminationStatus)") }
        return Array(data)
    }
}

@Suite(.enabled(if: Python.executable != nil, "no Python with openpyxl (PROXENIA_PYTHON, or .venv in the repository)"))
struct PythonExchangeTests {
    @Test func aWorkbookOfOpenpyxlIsRead() throws {
        let scratch = try Scratch()
        let url = scratch.folder.appending(path: "a.xlsx")
        let script = """
            import sys, datetime, openpyxl
            book = openpyxl.Workbook()
            book.active.title = "Cover"
            book.active["A1"] = "Partner cities"
            hidden = book.create_sheet("Hidden"); hidden.sheet_state = "hidden"; hidden.append(["x", "y"])
            sheet = book.create_sheet("Städte 城市")
            sheet.merge_cells("A1:D1"); sheet["A1"] = "As of 2024"
            sheet.append([])
            sheet.append(["City", "Country", "Since", "Signed", "Population", "Share", "Active", "Formula"])
            sheet.append(["Düsseldorf", "Germany", 1988, datetime.date(1988, 4, 7), 619477, 0.1 + 0.2, True, "=1+1"])
            sheet.append(["重庆", "China", None, datetime.datetime(2004, 7, 1, 14, 30), 32054159, -1.5, False, None])
            sheet.append(["two\\nlines & <tags> _x0041_", "", 2010, datetime.date(1900, 3, 1)])
            sheet["J20"].number_format = "0.00"
            book.save(sys.argv[1])
            """
        _ = try Python.run(script, [url.path], with: #require(Python.executable))
        let (guess, rows) = try read(url)
        #expect(guess.sheets == ["Cover", "Städte 城市", "Hidden"])
        #expect(guess.sheet == "Städte 城市")
        #expect(guess.headerRow == 3)
        #expect(guess.remarks == [.hiddenSheets(["Hidden"]), .titlesSkipped(rows: 1)])
        #expect(rows.map(\.number) == [4, 5, 6])
        #expect(rows[0].cells == ["Düsseldorf", "Germany", "1988", "1988-04-07", "619477", "0.3", "TRUE", ""])
        #expect(rows[1].cells == ["重庆", "China", "", "2004-07-01T14:30", "32054159", "-1.5", "FALSE", ""])
        #expect(rows[2].cells.dropFirst().prefix(3) == ["", "2010", "1900-03-01"])
    }

    @Test func openpyxlReadsOurWorkbook() throws {
        let scratch = try Scratch()
        let url = scratch.folder.appending(path: "a.xlsx")
        let writer = try XLSXWriter(file: url, sheetName: "Partners")
        try writer.begin(
            columns: [SheetColumn(key: "city", title: "City", width: 30)]
                + ["Since", "Day", "Share", "Link", "Formula"].map { SheetColumn(key: $0, title: $0) })
        try writer.row([
            .text("Łódź 北京 😀"), .integer(1988), .date("2019-05-17"), .decimal(0.125), .link(url: "https://example.org/?a=1&b=2", text: "Website"),
            .text("=cmd|' /C calc'!A0"),
        ])
        try writer.finish()
        let script = """
            import sys, json, openpyxl
            sheet = openpyxl.load_workbook(sys.argv[1])["Partners"]
            row = sheet[2]
            print(json.dumps({"titles": [c.value for c in sheet[1]], "bold": all(c.font.b for c in sheet[1]), "frozen": sheet.freeze_panes,
              "width": round(sheet.column_dimensions["A"].width), "values": [str(c.value) for c in row], "types": [c.data_type for c in row],
              "isDate": row[2].is_date, "target": row[4].hyperlink.target}))
            """
        let output = try Python.run(script, [url.path], with: #require(Python.executable))
        let found = try #require(JSONSerialization.jsonObject(with: Data(output)) as? [String: Any])
        #expect(found["titles"] as? [String] == ["City", "Since", "Day", "Share", "Link", "Formula"])
        #expect(found["bold"] as? Bool == true)
        #expect(found["frozen"] as? String == "A2")
        #expect((29...32).contains(found["width"] as? Int ?? 0))
        #expect(found["values"] as? [String] == ["Łódź 北京 😀", "1988", "2019-05-17 00:00:00", "0.125", "Website", "=cmd|' /C calc'!A0"])
        #expect(found["isDate"] as? Bool == true)
        #expect(found["types"] as? [String] == ["s", "n", "d", "n", "s", "s"])
        #expect(found["target"] as? String == "https://example.org/?a=1&b=2")
    }

    @Test func randomTablesSurviveOpenpyxl() throws {
        let scratch = try Scratch()
        let url = scratch.folder.appending(path: "a.xlsx")
        var random = SeededGenerator(state: 21)
        let pieces = ["a", "é", "北", "😀", " ", "\n", "&", "<", "\"", "'", "_x", "0", "=", ","]
        let table = (0..<200).map { row in
            (0..<6).map { column in
                (column == 0 ? "r\(row)" : "'")
                    + (0..<Int.random(in: 0...8, using: &random)).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            }
        }
        let json = try JSONSerialization.data(withJSONObject: table)
        let script = """
            import sys, json, openpyxl
            book = openpyxl.Workbook(write_only=True)
            sheet = book.create_sheet("Random")
            for row in json.load(open(sys.argv[2])): sheet.append(row)
            book.save(sys.argv[1])
            """
        let source = try scratch.file("a.json", Array(json))
        _ = try Python.run(script, [url.path, source.path], with: #require(Python.executable))
        #expect(try read(url, SheetOptions(header: SheetHeader.none)).rows.map(\.cells) == table)
    }
}
