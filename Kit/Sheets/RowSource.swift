/// What rows come from: a CSV file or a worksheet.
protocol RowSource {
    /// Hands over every row that is in the file, in order, with its number. A row handler ends the reading by throwing.
    func forEachRow(_ body: (_ number: Int, _ cells: [String]) throws -> Void) throws
}

/// The rows of a CSV file.
struct CSVSource: RowSource {
    let file: FileBytes
    let encoding: SheetEncoding
    let delimiter: SheetDelimiter
    let quotes: Bool
    let limits: SheetLimits
    let restoresGuardedCells: Bool

    func forEachRow(_ body: (Int, [String]) throws -> Void) throws {
        try withoutActuallyEscaping(body) { body in
            let reader = try CSVReader(encoding: encoding, delimiter: delimiter, quotes: quotes, limits: limits) { number, cells in
                let guarded = restoresGuardedCells && cells.contains { $0.utf8.first == 0x27 }
                try body(number, guarded ? cells.map(FormulaGuard.restored) : cells)
            }
            try file.forEachChunk(from: declarationLength()) { try reader.feed($0) }
            try reader.finish()
        }
    }

    /// The bytes of a first line `sep=;`, which spreadsheet programs take in and do not show.
    private func declarationLength() throws -> Int {
        guard encoding == .utf8 else { return 0 }
        let head = try file.bytes(at: 0, count: 10)
        let mark = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let line = Array(head.dropFirst(mark))
        guard DelimiterDetection.declaredDelimiter(line) != nil else { return 0 }
        let lineEnd = line.dropFirst(5).starts(with: [0x0D, 0x0A]) ? 2 : line.count > 5 ? 1 : 0
        return mark + 5 + lineEnd
    }
}
