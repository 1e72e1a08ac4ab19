import CXlsxWriter
import Foundation

/// Writes an .xlsx workbook of one sheet in constant memory: bold headings in a row that stays in view, real numbers, dates
/// and links. Text is always written as text, so that nothing typed by a person can become a formula.
public final class XLSXWriter: SheetWriter {
    /// What a cell of a workbook can hold, in UTF-16 units; longer text is cut and says so.
    public static let longestText = 32_767

    private let path: String
    private var book: UnsafeMutablePointer<lxw_workbook>?
    private var sheet: UnsafeMutablePointer<lxw_worksheet>?
    private var bold: UnsafeMutablePointer<lxw_format>?
    private var dates: UnsafeMutablePointer<lxw_format>?
    private var rowsWritten: UInt32 = 0
    private var links = 0
    private var order = WritingOrder()

    /// Excel refuses a sheet with more links; what comes after them is plain text.
    private static let mostLinks = 65_000

    /// - Parameters:
    ///   - file: the file to make; a workbook cannot be streamed, since its directory stands at the end.
    ///   - sheetName: cut and cleaned as Excel demands.
    ///   - temporaryFolder: where the rows wait until the workbook is put together; the system's by default.
    public init(file: URL, sheetName: String, temporaryFolder: URL? = nil) throws {
        path = file.path
        var options = lxw_workbook_options()
        options.constant_memory = 1
        options.use_zip64 = 0
        let folder = temporaryFolder.map { strdup($0.path) } ?? nil
        options.tmpdir = folder
        book = workbook_new_opt(path, &options)
        free(folder)
        guard let book else { throw SheetError.cannotWrite(reason: "no memory for the workbook") }
        sheet = workbook_add_worksheet(book, Self.allowedName(sheetName))
        bold = workbook_add_format(book)
        dates = workbook_add_format(book)
        guard sheet != nil, let bold, let dates else {
            lxw_workbook_free(book)
            self.book = nil
            throw SheetError.cannotWrite(reason: "the sheet cannot be made")
        }
        format_set_bold(bold)
        format_set_num_format(dates, "yyyy-mm-dd")
    }

    deinit {
        if let book { lxw_workbook_free(book) }
    }

    public func begin(columns: [SheetColumn]) throws {
        try order.begin(columns.count)
        guard columns.count <= SheetCoordinates.mostColumns else {
            throw SheetError.tooManyColumns(row: 1, found: columns.count, limit: SheetCoordinates.mostColumns)
        }
        for (index, column) in columns.enumerated() {
            let width = column.width ?? Double(min(40, max(12, column.title.count + 3)))
            try check(worksheet_set_column(sheet, UInt16(index), UInt16(index), min(255, max(1, width.isFinite ? width : 12)), nil))
        }
        worksheet_freeze_panes(sheet, 1, 0)
        worksheet_repeat_rows(sheet, 0, 0)
        for (index, column) in columns.enumerated() { try write(column.title, at: UInt16(index), bold) }
        rowsWritten = 1
    }

    public func row(_ cells: [SheetCell]) throws {
        try order.row(cells.count)
        guard rowsWritten < SheetCoordinates.mostRows else { throw SheetError.tooManyRows(limit: SheetCoordinates.mostRows) }
        for (index, cell) in cells.enumerated() {
            let column = UInt16(index)
            switch cell {
            case .empty: continue
            case .text(let text): try write(text, at: column)
            case .integer(let value):
                // A workbook keeps 15 digits of a number; a longer one survives only as text.
                if value.magnitude < 1_000_000_000_000_000 {
                    try check(worksheet_write_number(sheet, rowsWritten, column, Double(value), nil))
                } else {
                    try write(String(value), at: column)
                }
            case .decimal(let value):
                if value.isFinite { try check(worksheet_write_number(sheet, rowsWritten, column, value, nil)) }
            case .boolean(let value): try check(worksheet_write_boolean(sheet, rowsWritten, column, value ? 1 : 0, nil))
            case .date(let text): try write(date: text, at: column)
            case .link(let url, let text): try write(link: url, text, at: column)
            }
        }
        rowsWritten += 1
    }

    public func finish() throws {
        try order.finish()
        guard let book else { throw SheetError.misuse("the workbook is closed already") }
        self.book = nil
        sheet = nil
        try check(workbook_close(book))
    }

    // MARK: - Cells

    private func write(_ text: String, at column: UInt16, _ format: UnsafeMutablePointer<lxw_format>? = nil) throws {
        guard !text.isEmpty else { return }
        try check(worksheet_write_string(sheet, rowsWritten, column, Self.storable(text), format))
    }

    private func write(date text: String, at column: UInt16) throws {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        // Spreadsheets count days from 1900, with a fault in its first two months.
        guard text.utf8.count == 10, parts.count == 3, CivilDay.exists(year: parts[0], month: parts[1], day: parts[2]),
            (parts[0], parts[1]) >= (1900, 3)
        else { return try write(text, at: column) }
        var day = lxw_datetime()
        day.year = Int32(parts[0])
        day.month = Int32(parts[1])
        day.day = Int32(parts[2])
        try check(worksheet_write_datetime(sheet, rowsWritten, column, &day, dates))
    }

    private func write(link url: String, _ text: String, at column: UInt16) throws {
        let shown = text.isEmpty ? url : text
        let lower = url.lowercased()
        let allowed = ["https://", "http://", "mailto:"].contains { lower.hasPrefix($0) }
        let usable = url.utf8.count < 2000 && shown.utf16.count < 255 && !url.unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F }
        guard allowed, usable, links < Self.mostLinks else { return try write(shown, at: column) }
        links += 1
        try check(worksheet_write_url_opt(sheet, rowsWritten, column, url, nil, Self.storable(shown), nil))
    }

    /// What XML cannot hold is left out; what looks like an escape is escaped; what is too long is cut.
    private static func storable(_ text: String) -> String {
        var text = text
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0xEF }) {
            text.unicodeScalars.removeAll { scalar in
                (scalar.value < 0x20 && scalar != "\n" && scalar != "\t" && scalar != "\r") || scalar.value == 0xFFFE || scalar.value == 0xFFFF
            }
        }
        text = EscapedText.escaped(text)
        guard text.utf16.count > longestText else { return text }
        let notice = " … [cut]"
        var units = 0
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            units += scalar.value > 0xFFFF ? 2 : 1
            if units > longestText - notice.utf16.count { break }
            kept.append(scalar)
        }
        return String(kept) + notice
    }

    /// At most 31 characters, none of `[]:*?/\`, no apostrophe at either end.
    private static func allowedName(_ name: String) -> String {
        let cleaned = String(name.unicodeScalars.map { "[]:*?/\\".unicodeScalars.contains($0) || $0.value < 0x20 ? " " : Character($0) })
        var kept = ""
        for character in cleaned {
            if kept.utf16.count + character.utf16.count > 31 { break }
            kept.append(character)
        }
        let trimmed = kept.trimmingCharacters(in: CharacterSet(charactersIn: "' "))
        return trimmed.isEmpty || trimmed.lowercased() == "history" ? "Table" : trimmed
    }

    private func check(_ result: lxw_error) throws {
        guard result == LXW_NO_ERROR else {
            throw SheetError.cannotWrite(reason: lxw_strerror(result).map { String(cString: $0) } ?? "error \(result.rawValue)")
        }
    }
}
