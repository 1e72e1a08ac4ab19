/// What the user, or the program, has decided about a file. What is nil is guessed.
public struct SheetOptions: Sendable, Codable, Equatable {
    /// CSV only.
    public var encoding: SheetEncoding?
    /// CSV only.
    public var delimiter: SheetDelimiter?
    /// CSV only: false treats quotation marks as plain text.
    public var quotes: Bool?
    /// Where the column names stand.
    public var header: SheetHeader?
    /// Workbooks only: the name of the sheet to read.
    public var sheet: String?
    /// Takes off the apostrophe that an export puts before text that looks like a formula (`FormulaGuard`). CSV only.
    public var restoresGuardedCells = true
    public var limits = SheetLimits()

    public init(
        encoding: SheetEncoding? = nil, delimiter: SheetDelimiter? = nil, quotes: Bool? = nil,
        header: SheetHeader? = nil, sheet: String? = nil, limits: SheetLimits = SheetLimits()
    ) {
        self.encoding = encoding
        self.delimiter = delimiter
        self.quotes = quotes
        self.header = header
        self.sheet = sheet
        self.limits = limits
    }
}

/// Where the column names stand.
public enum SheetHeader: Sendable, Codable, Equatable {
    /// The first row is data already.
    case none
    /// The row of that number, 1-based as the spreadsheet shows it. Rows above it are titles and are skipped.
    case row(Int)
}

/// How much may be read before a file counts as unreasonable.
public struct SheetLimits: Sendable, Codable, Equatable {
    /// Size of the file as uploaded, in bytes.
    public var fileBytes = 128 * 1_048_576
    /// Columns in use; empty cells at the end of a row do not count.
    public var columns = 200
    /// Rows, blank ones included. The default is what a spreadsheet program can show.
    public var rows = 1_048_576
    /// Length of one cell, in UTF-8 bytes.
    public var cellBytes = 1_048_576
    /// What a workbook may unpack to, in bytes.
    public var unpackedBytes = 1_073_741_824
    /// What the shared strings of a workbook, the one part held in memory, may take, in bytes.
    public var sharedStringBytes = 128 * 1_048_576
    /// How many times larger than its compressed form one part of a workbook may be, looked at after the first 32 MB.
    public var unpackedRatio = 300
    /// Files inside a workbook.
    public var archiveEntries = 10_000
    /// Nesting of the XML inside a workbook.
    public var nesting = 100

    public init() {}
}
