/// Why a spreadsheet could not be read or written. Every case has a `message` that says what happened and what to do.
public enum SheetError: Error, Equatable, Sendable {
    /// The file has no bytes, or nothing but blank rows.
    case emptyFile
    /// There is text, but no row that could be part of a table.
    case noTable
    /// The workbook has no sheet of that name.
    case noSuchSheet(String, available: [String])
    /// The row chosen as header is not in the file.
    case noSuchHeaderRow(Int)
    /// A row has more columns than may be read.
    case tooManyColumns(row: Int, found: Int, limit: Int)
    /// The table has more rows than may be read or than the format can hold.
    case tooManyRows(limit: Int)
    /// The file is larger than allowed, in bytes.
    case tooLarge(bytes: Int, limit: Int)
    /// A compressed workbook unpacks to an unreasonable size.
    case unpacksTooLarge(limit: Int)
    /// Most of the text is unreadable in this encoding.
    case wrongEncoding(SheetEncoding)
    /// This machine cannot decode the encoding.
    case encodingUnavailable(SheetEncoding)
    /// The file is cut off or corrupt; `detail` names the part.
    case damaged(detail: String)
    /// The workbook is protected with a password.
    case passwordProtected
    /// The file is something else than a CSV file or an .xlsx workbook.
    case unsupported(ForeignFormat)
    /// Zero bytes stand in the text, which is not written in UTF-16.
    case zeroBytes
    /// A quotation mark opens a cell in this row and is never closed.
    case quoteNotClosed(row: Int)
    /// A single cell is longer than allowed, in bytes.
    case cellTooLong(row: Int, limit: Int)
    /// A row has more cells than the table has columns. Reported with the row (`SheetRow.problem`), never thrown while reading.
    case rowWiderThanHeader(row: Int, found: Int, columns: Int)
    /// The operating system could not open or read the file.
    case cannotRead(reason: String)
    /// The file could not be written.
    case cannotWrite(reason: String)
    /// A writer was used out of order, or a row does not have as many cells as there are columns: a mistake in the program.
    case misuse(String)

    /// A stable name of the case, for message catalogues.
    public var code: String {
        switch self {
        case .emptyFile: "empty-file"
        case .noTable: "no-table"
        case .noSuchSheet: "no-such-sheet"
        case .noSuchHeaderRow: "no-such-header-row"
        case .tooManyColumns: "too-many-columns"
        case .tooManyRows: "too-many-rows"
        case .tooLarge: "too-large"
        case .unpacksTooLarge: "unpacks-too-large"
        case .wrongEncoding: "wrong-encoding"
        case .encodingUnavailable: "encoding-unavailable"
        case .damaged: "damaged"
        case .passwordProtected: "password-protected"
        case .unsupported: "unsupported"
        case .zeroBytes: "zero-bytes"
        case .quoteNotClosed: "quote-not-closed"
        case .cellTooLong: "cell-too-long"
        case .rowWiderThanHeader: "row-wider-than-header"
        case .cannotRead: "cannot-read"
        case .cannotWrite: "cannot-write"
        case .misuse: "misuse"
        }
    }

    /// What happened and what to do, in plain English.
    public var message: String {
        switch self {
        case .emptyFile:
            "The file is empty. Check that you chose the right file, and save it again from your spreadsheet program."
        case .noTable:
            "No table was found in the file. It needs one row per entry, with the same columns in every row."
        case .noSuchSheet(let name, let available):
            "The workbook has no sheet named “\(name)”. Its sheets are: \(available.joined(separator: ", "))."
        case .noSuchHeaderRow(let row):
            "Row \(row) was chosen as the header row, but the file has no text there. Choose another row."
        case .tooManyColumns(let row, let found, let limit):
            "Row \(row) has \(found) columns; at most \(limit) can be read. Check that the separator is right, or delete the columns that are not needed."
        case .tooManyRows(let limit):
            "The table has more than \(limit) rows. Split it into several files; for an export, choose CSV."
        case .tooLarge(let bytes, let limit):
            "The file is too large: \(Self.megabytes(bytes)), and at most \(Self.megabytes(limit)) are accepted. Split it, or remove pictures and columns that are not needed."
        case .unpacksTooLarge(let limit):
            "The workbook unpacks to far more than its size suggests (over \(Self.megabytes(limit))), so it was not read. Copy the table into a new workbook, save it as .xlsx or .csv, and try again."
        case .wrongEncoding(let encoding):
            "The file does not seem to be written in \(encoding.label): many characters are unreadable. Choose another encoding."
        case .encodingUnavailable(let encoding):
            "This server cannot read \(encoding.label). Save the file as “CSV UTF-8” or .xlsx and try again."
        case .damaged(let detail):
            "The file is damaged or incomplete (\(detail)). Open it in your spreadsheet program, save it again as .xlsx or .csv, and upload the new file."
        case .passwordProtected:
            "The workbook is protected with a password. Open it, save a copy without a password as .xlsx or .csv, and upload the copy."
        case .unsupported(let format):
            format.advice
        case .zeroBytes:
            "Zero bytes (NUL) stand in the file, so its text cannot be read with certainty. Open it in your spreadsheet program, look whether all is there, save it as .xlsx or “CSV UTF-8”, and upload the new file."
        case .quoteNotClosed(let row):
            "A quotation mark that opens in row \(row) is never closed, so the rest of the file cannot be told apart. Correct that row, or choose to treat quotation marks as plain text."
        case .cellTooLong(let row, let limit):
            "A cell in row \(row) is longer than \(limit) characters. Check that the separator and the line breaks are right."
        case .rowWiderThanHeader(let row, let found, let columns):
            "Row \(row) has \(found) cells, but the table has \(columns) columns. Check for a separator inside a text, or a missing heading."
        case .cannotRead(let reason):
            "The file could not be opened (\(reason)). Try again."
        case .cannotWrite(let reason):
            "The file could not be written (\(reason)). Try again."
        case .misuse(let what):
            "The table could not be written: \(what)."
        }
    }

    private static func megabytes(_ bytes: Int) -> String {
        bytes >= 1_048_576 ? "\(bytes / 1_048_576) MB" : bytes >= 1024 ? "\(bytes / 1024) kB" : "\(bytes) bytes"
    }
}

/// A kind of file that people upload in place of a spreadsheet.
public enum ForeignFormat: String, Sendable, Codable, CaseIterable {
    case oldExcel, binaryExcel, excelXML, openDocument, appleNumbers, word, powerPoint
    case pdf, webPage, zip, gzip, image, richText, json, xml, binary

    /// The name people know it by.
    public var label: String {
        switch self {
        case .oldExcel: "an old Excel workbook (.xls)"
        case .binaryExcel: "a binary Excel workbook (.xlsb)"
        case .excelXML: "an Excel 2003 XML workbook"
        case .openDocument: "an OpenDocument spreadsheet (.ods)"
        case .appleNumbers: "an Apple Numbers document"
        case .word: "a Word document"
        case .powerPoint: "a PowerPoint presentation"
        case .pdf: "a PDF document"
        case .webPage: "a web page"
        case .zip: "a ZIP archive"
        case .gzip: "a compressed archive"
        case .image: "a picture"
        case .richText: "a rich text document"
        case .json: "a JSON file"
        case .xml: "an XML file"
        case .binary: "not a text file"
        }
    }

    /// What to do with it instead.
    var advice: String {
        switch self {
        case .oldExcel, .binaryExcel, .excelXML, .openDocument:
            "The file is \(label). Open it in your spreadsheet program, save it as .xlsx or .csv, and upload the new file."
        case .appleNumbers:
            "The file is \(label). In Numbers choose File, Export To, Excel or CSV, and upload the new file."
        case .webPage:
            "The file is \(label), whatever its name says. Open it in your spreadsheet program, save it as .xlsx or .csv, and upload the new file."
        case .zip, .gzip:
            "The file is \(label). Unpack it first and upload the .xlsx or .csv file inside."
        case .pdf, .word, .powerPoint, .richText, .image:
            "The file is \(label), not a spreadsheet. Copy the table into a spreadsheet, save it as .xlsx or .csv, and upload that."
        case .json, .xml:
            "The file is \(label), not a spreadsheet. Save the table as .xlsx or .csv and upload that."
        case .binary:
            "The file is \(label) and not a spreadsheet that can be read. Save the table as .xlsx or .csv and upload that."
        }
    }
}
