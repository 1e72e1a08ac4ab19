/// Finds the delimiter of CSV text, and whether quotation marks enclose cells: the pair that makes the most regular table.
struct DelimiterDetection {
    let delimiter: SheetDelimiter
    let quotes: Bool
    let confidence: Double

    /// - Parameters:
    ///   - sample: the beginning of the file in UTF-8.
    ///   - complete: whether the sample is the whole file; if not, its last row is cut off and does not count.
    static func detect(
        _ sample: [UInt8], complete: Bool, chosenDelimiter: SheetDelimiter?, chosenQuotes: Bool?
    ) -> DelimiterDetection {
        if let chosenDelimiter, let chosenQuotes {
            return DelimiterDetection(delimiter: chosenDelimiter, quotes: chosenQuotes, confidence: 1)
        }
        if chosenDelimiter == nil, let declared = declaredDelimiter(sample) {
            return DelimiterDetection(delimiter: declared, quotes: chosenQuotes ?? true, confidence: 1)
        }
        var best = DelimiterDetection(delimiter: chosenDelimiter ?? .comma, quotes: chosenQuotes ?? true, confidence: 0)
        var bestScore = 0.0
        var second = 0.0
        for delimiter in SheetDelimiter.allCases where chosenDelimiter == nil || chosenDelimiter == delimiter {
            var own = (score: -1.0, quotes: true)
            for quotes in [true, false] where chosenQuotes == nil || chosenQuotes == quotes {
                let (score, marksFit) = regularity(sample, complete: complete, delimiter: delimiter, quotes: quotes)
                if score > own.score { own = (score, quotes) }
                // Quotation marks that enclose cells throughout were meant to.
                if quotes, marksFit { break }
            }
            if own.score > bestScore {
                second = bestScore
                bestScore = own.score
                best = DelimiterDetection(delimiter: delimiter, quotes: own.quotes, confidence: 0)
            } else {
                second = max(second, own.score)
            }
        }
        // One column has no delimiter at all; nothing can be wrong about it.
        if chosenDelimiter != nil || bestScore <= 0.2 {
            return DelimiterDetection(delimiter: best.delimiter, quotes: best.quotes, confidence: chosenDelimiter == nil ? 0.8 : 1)
        }
        let lead = max(0, bestScore - second) / bestScore
        return DelimiterDetection(delimiter: best.delimiter, quotes: best.quotes, confidence: min(0.99, 0.4 + 0.3 * min(1, bestScore) + 0.6 * lead))
    }

    /// Excel's own first line `sep=;`.
    static func declaredDelimiter(_ sample: [UInt8]) -> SheetDelimiter? {
        let prefix = Array("sep=".utf8)
        guard sample.count >= 5, sample.prefix(4).map({ $0 | 0x20 }).elementsEqual(prefix.map { $0 | 0x20 }) else { return nil }
        guard sample.count == 5 || sample[5] == 0x0A || sample[5] == 0x0D else { return nil }
        return SheetDelimiter.allCases.first { $0.byte == sample[4] }
    }

    private static func regularity(_ sample: [UInt8], complete: Bool, delimiter: SheetDelimiter, quotes: Bool) -> (score: Double, marksFit: Bool) {
        let table = SampleTable(sample, complete: complete, delimiter: delimiter, quotes: quotes, mostRows: 400)
        let marksFit = quotes && table.brokenQuotes == 0 && !table.ended
        let rows = table.rows.map(\.cells).filter { row in row.contains { !$0.isEmpty } }
        // Nothing but separators: an empty table, yet this is its delimiter.
        guard !rows.isEmpty else { return (table.rows.contains { $0.cells.count > 1 } ? 0.15 : 0, marksFit) }
        var widths: [Int: Int] = [:]
        for row in rows { widths[row.count, default: 0] += 1 }
        guard let modal = widths.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return (0, marksFit) }
        // Rows without any delimiter say "one column"; score that low but above nothing.
        guard modal.key > 1 else {
            return (0.1 * Double(modal.value) / Double(rows.count) * (table.brokenQuotes > 0 ? 0.9 : 1), marksFit)
        }
        var score = Double(modal.value) / Double(rows.count) * (1 + Double(min(modal.key, 12)) / 60)
        if delimiter == .comma, decimals(rows) { score *= 0.55 }
        if rows.count == 1 { score *= 0.8 }
        let marks = table.quotedCells + table.brokenQuotes
        if quotes, marks > 0 { score *= 1 - 0.6 * Double(table.brokenQuotes) / Double(marks) }
        if quotes, table.ended { score *= 0.3 }
        // Cells still wrapped in quotation marks mean that they were meant as such.
        if !quotes, wrapped(rows) { score *= 0.7 }
        return (score, marksFit)
    }

    /// Whether most commas stand between digits, as in `52,5;13,4`.
    private static func decimals(_ rows: [[String]]) -> Bool {
        var between = 0
        var all = 0
        for row in rows.prefix(100) where row.count > 1 {
            for (left, right) in zip(row, row.dropFirst()) {
                all += 1
                if let last = left.utf8.last, let first = right.utf8.first, (48...57).contains(last), (48...57).contains(first) { between += 1 }
            }
        }
        return between * 2 > all
    }

    private static func wrapped(_ rows: [[String]]) -> Bool {
        rows.prefix(100).contains { row in row.contains { $0.utf8.count > 1 && $0.utf8.first == 0x22 && $0.utf8.last == 0x22 } }
    }
}

/// The beginning of a CSV file, split in one way.
struct SampleTable {
    private(set) var rows: [(number: Int, cells: [String])] = []
    private(set) var quotedCells = 0
    private(set) var brokenQuotes = 0
    /// Whether splitting stopped at a fault, such as a quotation mark that is never closed.
    private(set) var ended = false

    init(_ sample: [UInt8], complete: Bool, delimiter: SheetDelimiter, quotes: Bool, mostRows: Int, limits: SheetLimits = SheetLimits()) {
        var found: [(number: Int, cells: [String])] = []
        do {
            let reader = try CSVReader(delimiter: delimiter, quotes: quotes, limits: limits) { number, cells in
                found.append((number, cells))
                if found.count >= mostRows { throw StopReading() }
            }
            defer { (quotedCells, brokenQuotes) = (reader.quotedCells, reader.brokenQuotes) }
            try reader.feed(sample)
            if complete { try reader.finish() }
        } catch is StopReading {
        } catch {
            ended = true
        }
        rows = found
    }
}

/// Thrown by a row handler that has seen enough, and caught by whoever gave it.
struct StopReading: Error {}
