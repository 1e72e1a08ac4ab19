/// The rows of one worksheet, streamed.
struct WorksheetSource: RowSource {
    let archive: ZipArchive
    let entry: ZipArchive.Entry
    let strings: SharedStrings
    let formats: [NumberFormat]
    let from1904: Bool
    let limits: SheetLimits

    func forEachRow(_ body: (Int, [String]) throws -> Void) throws {
        try withoutActuallyEscaping(body) { body in
            let handler = WorksheetHandler(strings: strings, formats: formats, from1904: from1904, limits: limits, body)
            try Workbook.parse(entry, archive, handler, limits)
        }
    }
}

/// Makes rows of the XML of a worksheet. Formulas count with the value the program last calculated; of merged cells the first
/// one carries the value, as in the file.
private struct WorksheetHandler: XMLHandler {
    private enum Kind { case number, shared, text, boolean }

    private let strings: SharedStrings
    private let formats: [NumberFormat]
    private let from1904: Bool
    private let limits: SheetLimits
    private let body: (Int, [String]) throws -> Void

    private var inData = false
    private var inRow = false
    private var inCell = false
    private var row = 0
    private var column = -1
    private var cells: [String] = []
    private var kind = Kind.number
    private var format = NumberFormat.plain
    private var value: [UInt8] = []
    private var collects = false
    private var phonetic = false

    init(
        strings: SharedStrings, formats: [NumberFormat], from1904: Bool, limits: SheetLimits,
        _ body: @escaping (Int, [String]) throws -> Void
    ) {
        self.strings = strings
        self.formats = formats
        self.from1904 = from1904
        self.limits = limits
        self.body = body
    }

    mutating func open(_ tag: XMLTag) throws {
        let name = tag.name
        if name == "c" {
            if inRow { try openCell(tag) }
        } else if name == "v" {
            collects = inCell
        } else if name == "t" {
            collects = inCell && !phonetic
        } else if name == "rPh" {
            phonetic = true
        } else if name == "row" {
            guard inData else { return }
            // A number given twice, or one that goes back, would stand for two rows.
            let given = tag.number("r") ?? row + 1
            row = max(given, row + 1)
            guard given >= 1, row <= SheetCoordinates.mostRows else { throw SheetError.damaged(detail: "a row lies outside the sheet") }
            guard row <= limits.rows else { throw SheetError.tooManyRows(limit: limits.rows) }
            column = -1
            inRow = true
            inCell = false
            cells.removeAll(keepingCapacity: true)
        } else if name == "sheetData" {
            inData = true
        }
    }

    private mutating func openCell(_ tag: XMLTag) throws {
        if let address = tag.raw("r") {
            guard let found = SheetCoordinates.column(ofAddress: address) else {
                throw SheetError.damaged(detail: "a cell of row \(row) lies outside the sheet")
            }
            column = found
        } else {
            column += 1
            guard column < SheetCoordinates.mostColumns else { throw SheetError.damaged(detail: "a cell of row \(row) lies outside the sheet") }
        }
        inCell = true
        value.removeAll(keepingCapacity: true)
        let style = tag.number("s") ?? 0
        format = style < formats.count ? formats[style] : .plain
        kind = .number
        guard let type = tag.raw("t") else { return }
        switch type.first {
        case 0x73: kind = type.count == 1 ? .shared : .text  // s, or str
        case 0x62: kind = .boolean
        case 0x6E: kind = .number
        default: kind = .text  // inlineStr, d (a date in ISO 8601), e (an error such as #N/A)
        }
    }

    mutating func close(_ name: XMLName) throws {
        if name == "c" {
            // A stray end tag must not be taken for a cell.
            if inCell { try closeCell() }
            inCell = false
        } else if name == "v" || name == "t" {
            collects = false
        } else if name == "rPh" {
            phonetic = false
        } else if name == "row" {
            guard inRow else { return }
            inRow = false
            inCell = false
            guard !cells.isEmpty else { return }
            let full = cells
            cells = []
            try body(row, full)
        } else if name == "sheetData" {
            inData = false
            inRow = false
            inCell = false
        }
    }

    private mutating func closeCell() throws {
        guard !value.isEmpty, column >= 0 else { return }
        let text: String
        switch kind {
        case .shared:
            guard let shared = value.withUnsafeBufferPointer(XMLText.number).flatMap({ strings[$0] }) else {
                throw SheetError.damaged(detail: "the text of a cell in row \(row) is missing")
            }
            text = shared
        case .text: text = EscapedText.plain(value[...])
        case .boolean: text = value == [0x31] || value.first == 0x74 ? "TRUE" : "FALSE"
        case .number: text = value.withUnsafeBufferPointer { format.text($0, from1904: from1904) }
        }
        guard !text.isEmpty else { return }
        if column < cells.count {
            cells[column] = text
        } else {
            while cells.count < column { cells.append("") }
            cells.append(text)
        }
    }

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        guard collects else { return }
        guard value.count + bytes.count <= limits.cellBytes else { throw SheetError.cellTooLong(row: row, limit: limits.cellBytes) }
        value.append(contentsOf: bytes)
    }
}
