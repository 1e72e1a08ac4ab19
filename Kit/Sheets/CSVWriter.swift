/// Writes CSV in UTF-8 with CR LF line ends (RFC 4180). Text that a spreadsheet program might run as a formula gets an
/// apostrophe before it (`FormulaGuard`); `SheetReader` takes it off again.
public final class CSVWriter: SheetWriter {
    private let output: SheetOutput
    private let delimiter: SheetDelimiter
    private let byteOrderMark: Bool
    private let guardsFormulas: Bool
    private var order = WritingOrder()

    /// - Parameters:
    ///   - byteOrderMark: without it Excel takes the file for Windows-1252 and spoils every accent.
    ///   - guardsFormulas: false only where a program, never a person, opens the file.
    public init(_ target: SheetTarget, delimiter: SheetDelimiter = .comma, byteOrderMark: Bool = true, guardsFormulas: Bool = true) throws {
        output = try SheetOutput(target)
        self.delimiter = delimiter
        self.byteOrderMark = byteOrderMark
        self.guardsFormulas = guardsFormulas
    }

    public func begin(columns: [SheetColumn]) throws {
        try order.begin(columns.count)
        if byteOrderMark { try output.write("\u{FEFF}") }
        try write(columns.map(\.title))
    }

    public func row(_ cells: [SheetCell]) throws {
        try order.row(cells.count)
        try write(cells.map(Self.text))
    }

    public func finish() throws {
        try order.finish()
        try output.finish()
    }

    private static func text(_ cell: SheetCell) -> String {
        switch cell {
        case .empty: ""
        case .text(let text): text
        case .integer(let value): String(value)
        case .decimal(let value): value.isFinite ? NumberFormat.text(value) : ""
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .date(let date): date
        case .link(let url, _): url
        }
    }

    private func write(_ fields: [String]) throws {
        for (index, field) in fields.enumerated() {
            if index > 0 { output.write(byte: delimiter.byte) }
            let safe = guardsFormulas ? FormulaGuard.guarded(field) : field
            // A row of a single empty cell would read as a blank line; a row that begins like Excel's `sep=` as that.
            if needsQuotes(safe) || (index == 0 && (fields.count == 1 && safe.isEmpty || Self.beginsLikeDeclaration(safe))) {
                // Byte by byte: with an accent upon it a quotation mark is another character to Swift, but ends the cell for whoever reads it.
                output.write(byte: 0x22)
                for byte in safe.utf8 {
                    if byte == 0x22 { output.write(byte: byte) }
                    output.write(byte: byte)
                }
                try output.write("\"")
            } else {
                try output.write(safe)
            }
        }
        try output.write("\r\n")
    }

    private static func beginsLikeDeclaration(_ field: String) -> Bool {
        guard let first = field.utf8.first, first | 0x20 == 0x73 else { return false }
        return field.prefix(8).lowercased().utf8.starts(with: "sep=".utf8)
    }

    private func needsQuotes(_ field: String) -> Bool {
        var isFirst = true
        var last: UInt8 = 0
        for byte in field.utf8 {
            if byte == delimiter.byte || byte == 0x22 || byte == 0x0A || byte == 0x0D { return true }
            // Some programs strip space at the ends of cells that are not quoted.
            if isFirst, byte == 0x20 || byte == 0x09 { return true }
            isFirst = false
            last = byte
        }
        return last == 0x20 || last == 0x09
    }
}
