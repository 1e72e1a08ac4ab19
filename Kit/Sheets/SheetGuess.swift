/// What kind of file the table stands in.
public enum SheetFormat: String, Sendable, Codable {
    case csv, xlsx
}

/// What was found out about a file: shown to the user, who may correct it through `SheetOptions` and have it inspected again.
public struct SheetGuess: Sendable, Codable, Equatable {
    public var format: SheetFormat
    /// nil for workbooks.
    public var encoding: SheetEncoding?
    /// nil for workbooks.
    public var delimiter: SheetDelimiter?
    /// False where quotation marks are plain text.
    public var quotes: Bool
    /// The row the column names stand in, 1-based as the spreadsheet shows it; nil when there is none.
    public var headerRow: Int?
    /// The names of the workbook's sheets, hidden ones last; empty for CSV.
    public var sheets: [String]
    /// The sheet that is read; nil for CSV.
    public var sheet: String?
    public var columns: [SheetColumnGuess]
    /// The first rows of data.
    public var preview: [SheetRow]
    public var confidence: SheetConfidence
    public var remarks: [SheetRemark]
    /// Whether guarded cells are restored, as the options say.
    public var restoresGuardedCells: Bool
}

/// A column of the table, as found.
public struct SheetColumnGuess: Sendable, Codable, Equatable {
    /// Counted from 0: the index into `SheetRow.cells`.
    public var index: Int
    /// The heading, without surrounding space; empty when there is none.
    public var name: String
    /// The first different values that are not empty.
    public var samples: [String]

    /// The column as a spreadsheet program names it: A, B, … Z, AA.
    public var letter: String { SheetCoordinates.letters(ofColumn: index) }
    /// The heading, or the letter where there is none.
    public var label: String { name.isEmpty ? letter : name }
}

/// How sure each part of the guess is, from 0 to 1. What the user has chosen counts 1.
public struct SheetConfidence: Sendable, Codable, Equatable {
    public var encoding: Double
    public var delimiter: Double
    public var header: Double

    /// The weakest part.
    public var overall: Double { min(encoding, delimiter, header) }
}

/// Something the user should know about the file before going on.
public enum SheetRemark: Sendable, Codable, Equatable {
    /// Rows above the header that are not part of the table.
    case titlesSkipped(rows: Int)
    /// Places in the file that are not text in the chosen encoding; they are read as “�”.
    case unreadableCharacters(Int)
    /// Two columns carry the same heading.
    case repeatedHeading(String)
    /// Sheets that the workbook hides.
    case hiddenSheets([String])

    /// The remark in plain English.
    public var message: String {
        switch self {
        case .titlesSkipped(let rows):
            rows == 1
                ? "One row above the headings is not part of the table and is skipped."
                : "\(rows) rows above the headings are not part of the table and are skipped."
        case .unreadableCharacters(let count):
            count == 1 ? "One character could not be read and is shown as “�”." : "\(count) characters could not be read and are shown as “�”."
        case .repeatedHeading(let name): "More than one column is headed “\(name)”."
        case .hiddenSheets(let names): "The workbook hides sheets: \(names.joined(separator: ", "))."
        }
    }
}

/// A row of data. `cells` always has as many cells as the table has columns.
public struct SheetRow: Sendable, Codable, Equatable {
    /// The number of the row, 1-based, as a spreadsheet program shows it.
    public var number: Int
    /// The values, padded with empty text where the row is short.
    public var cells: [String]
    /// What stands to the right of the last column, for rows that are too long.
    public var surplus: [String] = []
    /// Whether the row repeats the headings, as tables pasted together do.
    public var repeatsHeader = false

    /// What is wrong with the row, if anything.
    public var problem: SheetError? {
        surplus.isEmpty ? nil : .rowWiderThanHeader(row: number, found: cells.count + surplus.count, columns: cells.count)
    }
}
