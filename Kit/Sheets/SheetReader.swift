import Foundation

/// Reads a table from a file that somebody uploaded: a CSV file in any of the usual forms, or an .xlsx workbook.
///
/// First `inspect` finds out what the file is and shows it with the first rows; what the user corrects goes into `SheetOptions`
/// and the file is inspected again. Then a reader made from the guess streams the rows in constant memory.
public final class SheetReader {
    /// How the file is read.
    public let guess: SheetGuess
    private let source: any RowSource
    private let limits: SheetLimits

    /// How many rows the guess is built on, and how many it shows.
    private static let rowsInspected = 400
    private static let rowsPreviewed = 10
    private static let samplesPerColumn = 5

    /// Finds out what the file is: format, encoding, delimiter, sheet, header row, columns, first rows.
    /// - Parameter name: the name the file was uploaded under. The bytes decide; only the ending `.tsv` is taken as a word on the delimiter.
    /// - Throws: `SheetError`, with what the user can do about it.
    public static func inspect(file: URL, name: String, options: SheetOptions = SheetOptions()) throws -> SheetGuess {
        let bytes = try opened(file, options.limits)
        switch try FormatDetection.format(of: bytes) {
        case .csv: return try inspectText(bytes, name: name, options)
        case .xlsx: return try inspectWorkbook(bytes, options)
        }
    }

    /// Reads the file as the guess says.
    public init(file: URL, guess: SheetGuess, limits: SheetLimits = SheetLimits()) throws {
        self.guess = guess
        self.limits = limits
        let bytes = try Self.opened(file, limits)
        switch guess.format {
        case .csv:
            source = CSVSource(
                file: bytes, encoding: guess.encoding ?? .utf8, delimiter: guess.delimiter ?? .comma, quotes: guess.quotes,
                limits: limits, restoresGuardedCells: guess.restoresGuardedCells)
        case .xlsx:
            source = try Workbook(bytes, limits: limits).sheet(named: guess.sheet)
        }
    }

    /// Inspects the file and reads it as guessed.
    public convenience init(file: URL, name: String, options: SheetOptions = SheetOptions()) throws {
        try self.init(file: file, guess: Self.inspect(file: file, name: name, options: options), limits: options.limits)
    }

    /// Hands over the rows of data below the header; blank rows are passed over, but counted in the numbers.
    /// - Throws: `SheetError` for a file that turns out damaged further down, and whatever the body throws.
    public func forEachRow(_ body: (SheetRow) throws -> Void) throws {
        let width = guess.columns.count
        let names = guess.columns.map { $0.name.lowercased() }
        let headerRow = guess.headerRow
        try source.forEachRow { number, cells in
            if let headerRow, number <= headerRow { return }
            guard let row = try Self.row(number, cells, width: width, limit: limits.columns, names: headerRow == nil ? nil : names) else { return }
            try body(row)
        }
    }

    /// nil for a blank row.
    private static func row(_ number: Int, _ cells: [String], width: Int, limit: Int, names: [String]?) throws -> SheetRow? {
        var cells = cells
        if cells.count > width {
            let used = HeaderDetection.usedWidth(cells)
            guard used <= limit else { throw SheetError.tooManyColumns(row: number, found: used, limit: limit) }
            cells.removeLast(cells.count - max(used, min(width, cells.count)))
        }
        if HeaderDetection.isBlank(cells) { return nil }
        var surplus: [String] = []
        if cells.count > width {
            surplus = Array(cells[width...])
            cells.removeLast(surplus.count)
        } else if cells.count < width {
            cells.append(contentsOf: repeatElement("", count: width - cells.count))
        }
        var row = SheetRow(number: number, cells: cells, surplus: surplus)
        if let names, let cell = cells.first, let name = names.first, mayRepeat(cell, name) {
            row.repeatsHeader = zip(cells, names).allSatisfy { heading($0).lowercased() == $1 }
        }
        return row
    }

    /// Whether a first cell begins like the first heading; rules nearly every row out before texts are compared.
    private static func mayRepeat(_ cell: String, _ name: String) -> Bool {
        guard let found = cell.utf8.first(where: { $0 > 0x20 }) else { return name.isEmpty }
        guard let wanted = name.utf8.first else { return false }
        return found >= 0x80 || wanted >= 0x80 || found | 0x20 == wanted | 0x20
    }

    private static func opened(_ file: URL, _ limits: SheetLimits) throws -> FileBytes {
        let bytes = try FileBytes(file)
        guard bytes.size > 0 else { throw SheetError.emptyFile }
        guard bytes.size <= limits.fileBytes else { throw SheetError.tooLarge(bytes: bytes.size, limit: limits.fileBytes) }
        return bytes
    }

    // MARK: - Inspecting

    private static func inspectText(_ file: FileBytes, name: String, _ options: SheetOptions) throws -> SheetGuess {
        let detected = try options.encoding.map { EncodingDetection(encoding: $0, confidence: 1) } ?? EncodingDetection.detect(file)
        let head = try file.bytes(at: 0, count: 524_288)
        let complete = head.count == file.size
        var sample: [UInt8] = []
        let transcoder = try Transcoder(detected.encoding)
        try head.withUnsafeBufferPointer { try transcoder.feed($0, isLast: complete) { sample.append(contentsOf: $0) } }
        if options.encoding != nil { try checkReadable(sample, detected.encoding) }
        let saysTab = name.lowercased().hasSuffix(".tsv") && sample.contains(SheetDelimiter.tab.byte)
        let shape = DelimiterDetection.detect(
            sample, complete: complete, chosenDelimiter: options.delimiter ?? (saysTab ? .tab : nil), chosenQuotes: options.quotes)
        let source = CSVSource(
            file: file, encoding: detected.encoding, delimiter: shape.delimiter, quotes: shape.quotes, limits: options.limits,
            restoresGuardedCells: options.restoresGuardedCells)
        var guess = SheetGuess(
            format: .csv, encoding: detected.encoding, delimiter: shape.delimiter, quotes: shape.quotes, headerRow: nil, sheets: [],
            sheet: nil, columns: [], preview: [],
            confidence: SheetConfidence(encoding: detected.confidence, delimiter: shape.confidence, header: 0), remarks: [],
            restoresGuardedCells: options.restoresGuardedCells)
        if detected.unreadable > 0 { guess.remarks.append(.unreadableCharacters(detected.unreadable)) }
        try describe(&guess, rows: firstRows(of: source, options), options)
        return guess
    }

    /// An encoding that the user chose must make text of the bytes.
    private static func checkReadable(_ sample: [UInt8], _ encoding: SheetEncoding) throws {
        var characters = 0
        var unreadable = 0
        for scalar in String(decoding: sample, as: UTF8.self).unicodeScalars {
            characters += 1
            if scalar.value == 0xFFFD { unreadable += 1 }
        }
        guard unreadable * 20 <= characters else { throw SheetError.wrongEncoding(encoding) }
    }

    private static func inspectWorkbook(_ file: FileBytes, _ options: SheetOptions) throws -> SheetGuess {
        let workbook = try Workbook(file, limits: options.limits)
        var rows: [(number: Int, cells: [String])] = []
        var chosen = options.sheet
        if let chosen {
            rows = try firstRows(of: workbook.sheet(named: chosen), options)
        } else {
            // Workbooks often begin with a cover sheet or an empty one: take the first that holds something like a table.
            for name in workbook.visibleSheets {
                let found = try firstRows(of: workbook.sheet(named: name), options)
                let tall = found.count { HeaderDetection.usedWidth($0.cells) > 0 }
                if chosen == nil || rows.isEmpty || tall > 1 {
                    (rows, chosen) = (found, name)
                }
                if tall > 1 { break }
            }
        }
        var guess = SheetGuess(
            format: .xlsx, encoding: nil, delimiter: nil, quotes: true, headerRow: nil,
            sheets: workbook.visibleSheets + workbook.hiddenSheets, sheet: chosen, columns: [], preview: [],
            confidence: SheetConfidence(encoding: 1, delimiter: 1, header: 0), remarks: [],
            restoresGuardedCells: false)
        if !workbook.hiddenSheets.isEmpty { guess.remarks.append(.hiddenSheets(workbook.hiddenSheets)) }
        try describe(&guess, rows: rows, options)
        return guess
    }

    private static func firstRows(of source: any RowSource, _ options: SheetOptions) throws -> [(number: Int, cells: [String])] {
        var rows: [(number: Int, cells: [String])] = []
        var most = rowsInspected
        if case .row(let number) = options.header { most = min(number, 10_000) + rowsInspected }
        do {
            try source.forEachRow { number, cells in
                let used = HeaderDetection.usedWidth(cells)
                guard used <= options.limits.columns else {
                    throw SheetError.tooManyColumns(row: number, found: used, limit: options.limits.columns)
                }
                if used > 0 { rows.append((number, cells)) }
                if rows.count >= most { throw StopReading() }
            }
        } catch is StopReading {}
        return rows
    }

    private static func describe(_ guess: inout SheetGuess, rows: [(number: Int, cells: [String])], _ options: SheetOptions) throws {
        let header = try HeaderDetection.detect(rows, chosen: options.header)
        guard header.width > 0 else { throw SheetError.noTable }
        guess.headerRow = header.row
        guess.confidence.header = header.confidence
        let headings = header.row.flatMap { number in rows.first { $0.number == number }?.cells } ?? []
        guess.columns = (0..<header.width).map { index in
            SheetColumnGuess(index: index, name: index < headings.count ? heading(headings[index]) : "", samples: [])
        }
        if header.row != nil, header.titles > 0 { guess.remarks.append(.titlesSkipped(rows: header.titles)) }
        var seen = Set<String>()
        var repeated: [String] = []
        for column in guess.columns where !column.name.isEmpty && !seen.insert(column.name).inserted && !repeated.contains(column.name) {
            repeated.append(column.name)
        }
        guess.remarks += repeated.map(SheetRemark.repeatedHeading)
        let names = header.row == nil ? nil : guess.columns.map { $0.name.lowercased() }
        for (number, cells) in rows where number > (header.row ?? 0) {
            guard let row = try row(number, cells, width: header.width, limit: options.limits.columns, names: names) else { continue }
            if guess.preview.count < rowsPreviewed { guess.preview.append(row) }
            guard !row.repeatsHeader else { continue }
            for index in guess.columns.indices where guess.columns[index].samples.count < samplesPerColumn {
                let value = row.cells[index].trimmingCharacters(in: .whitespacesAndNewlines)
                if !value.isEmpty, !guess.columns[index].samples.contains(value) { guess.columns[index].samples.append(value) }
            }
        }
    }

    /// A heading on one line without surrounding space.
    private static func heading(_ cell: String) -> String {
        cell.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
