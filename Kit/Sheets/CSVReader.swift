import Foundation

/// Splits CSV text into rows as its bytes arrive, in constant memory (RFC 4180, and what people's programs write besides):
/// cells in quotation marks with line breaks inside, doubled quotation marks, LF, CR LF and CR as line ends, also mixed.
/// A quotation mark inside a cell that does not begin with one is plain text.
public final class CSVReader {
    /// Called for each row with its number (1-based, blank rows counted, as a spreadsheet program shows it) and cells.
    /// A blank row has no cells.
    public typealias RowHandler = (_ number: Int, _ cells: [String]) throws -> Void

    /// How many cells that begin with a quotation mark also end with one, and how many go on after it.
    var quotedCells: Int { splitter.quotedCells }
    var brokenQuotes: Int { splitter.brokenQuotes }

    private let transcoder: Transcoder
    private var splitter: CSVSplitter

    /// - Throws: `SheetError.encodingUnavailable`.
    public init(
        encoding: SheetEncoding = .utf8, delimiter: SheetDelimiter = .comma, quotes: Bool = true,
        limits: SheetLimits = SheetLimits(), onRow handler: @escaping RowHandler
    ) throws {
        transcoder = try Transcoder(encoding)
        splitter = CSVSplitter(delimiter: delimiter.byte, quotes: quotes, limits: limits, handler)
    }

    /// Takes the next bytes of the file.
    public func feed(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBufferPointer { try feed($0) }
    }

    func feed(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        try transcoder.feed(bytes, isLast: false) { try splitter.split($0) }
    }

    /// Tells that the file has ended; hands over the last row if no line end closes it.
    public func finish() throws {
        try transcoder.feed(UnsafeBufferPointer(start: nil, count: 0), isLast: true) { try splitter.split($0) }
        try splitter.finish()
    }
}

/// The state between two chunks; a struct, so that the innermost loop pays for no checks of exclusive access.
private struct CSVSplitter {
    private(set) var quotedCells = 0
    private(set) var brokenQuotes = 0

    private enum State { case cellStart, plain, quoted, quoteSeen }

    private let delimiter: UInt8
    private let quote: UInt8?
    private let limits: SheetLimits
    private let handler: CSVReader.RowHandler
    private var state = State.cellStart
    private var lineFeedBelongsToReturn = false
    private var pending: [UInt8] = []
    private var cells: [String] = []
    private var rowNumber = 1
    private var quoteRow = 1
    private var rowHasText = false

    init(delimiter: UInt8, quotes: Bool, limits: SheetLimits, _ handler: @escaping CSVReader.RowHandler) {
        self.delimiter = delimiter
        quote = quotes ? 0x22 : nil
        self.limits = limits
        self.handler = handler
    }

    mutating func finish() throws {
        switch state {
        case .quoted: throw SheetError.quoteNotClosed(row: quoteRow)
        case .cellStart where cells.isEmpty && !rowHasText: return
        // A control-Z closes files of the DOS age.
        case .plain where cells.isEmpty && pending == [0x1A]: return
        default: try endRow()
        }
    }

    mutating func split(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        if let base = bytes.baseAddress, memchr(base, 0, bytes.count) != nil {
            // No database keeps NUL in text.
            try bytes.filter { $0 != 0 }.withUnsafeBufferPointer { try splitText($0) }
        } else {
            try splitText(bytes)
        }
    }

    private mutating func splitText(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        let count = bytes.count
        let delimiter = delimiter
        let quote = quote
        var index = 0
        while index < count {
            let byte = bytes[index]
            switch state {
            case .cellStart:
                if lineFeedBelongsToReturn {
                    lineFeedBelongsToReturn = false
                    if byte == 0x0A {
                        index += 1
                        continue
                    }
                }
                if byte == quote {
                    state = .quoted
                    quoteRow = rowNumber
                    rowHasText = true
                    index += 1
                } else {
                    state = .plain
                }
            case .plain:
                var end = index
                while end < count {
                    let next = bytes[end]
                    if next == delimiter || next == 0x0A || next == 0x0D { break }
                    end += 1
                }
                if end == count {
                    try keep(bytes, index, end)
                    return
                }
                try endCell(bytes, index, end)
                if bytes[end] != delimiter { try endRow(after: bytes[end]) }
                index = end + 1
            case .quoted:
                var end = index
                while end < count, bytes[end] != 0x22 { end += 1 }
                try keep(bytes, index, end)
                if end < count { state = .quoteSeen }
                index = end + 1
            case .quoteSeen:
                if byte == 0x22 {
                    pending.append(0x22)
                    state = .quoted
                    index += 1
                } else if byte == delimiter || byte == 0x0A || byte == 0x0D {
                    quotedCells += 1
                    try endCell(bytes, index, index)
                    if byte != delimiter { try endRow(after: byte) }
                    index += 1
                } else {
                    if byte != 0x20 { brokenQuotes += 1 }
                    state = .plain
                }
            }
        }
    }

    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) throws {
        guard pending.count + (end - start) <= limits.cellBytes else {
            throw state == .quoted ? SheetError.quoteNotClosed(row: quoteRow) : SheetError.cellTooLong(row: rowNumber, limit: limits.cellBytes)
        }
        pending.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<end]))
    }

    private mutating func endCell(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) throws {
        if pending.isEmpty {
            guard end - start <= limits.cellBytes else { throw SheetError.cellTooLong(row: rowNumber, limit: limits.cellBytes) }
            cells.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self))
        } else {
            try keep(bytes, start, end)
            cells.append(String(decoding: pending, as: UTF8.self))
            pending.removeAll(keepingCapacity: true)
        }
        state = .cellStart
        // A row of nothing but separators would otherwise fill the memory.
        guard cells.count <= max(SheetCoordinates.mostColumns, limits.columns) else {
            throw SheetError.tooManyColumns(row: rowNumber, found: cells.count, limit: limits.columns)
        }
    }

    private mutating func endRow(after lineEnd: UInt8) throws {
        lineFeedBelongsToReturn = lineEnd == 0x0D
        try handOver()
    }

    private mutating func endRow() throws {
        if state == .quoteSeen { quotedCells += 1 }
        cells.append(String(decoding: pending, as: UTF8.self))
        pending.removeAll(keepingCapacity: true)
        try handOver()
    }

    private mutating func handOver() throws {
        if cells.count == 1, cells[0].isEmpty { cells.removeAll(keepingCapacity: true) }
        let row = cells
        let number = rowNumber
        cells = []
        cells.reserveCapacity(row.count)
        state = .cellStart
        rowHasText = false
        rowNumber += 1
        guard number <= limits.rows else { throw SheetError.tooManyRows(limit: limits.rows) }
        try handler(number, row)
    }
}
