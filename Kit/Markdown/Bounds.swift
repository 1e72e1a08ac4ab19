/// What a text would ask of the reader of Markdown, found out in one pass over its bytes. Some constructions cost the square of their size,
/// in time (a list in a list in a list, then a thousand empty lines) or in memory (every row of a table is filled up to the width of its head).
struct Bounds: Equatable {
    /// The most that is read as Markdown: twenty pages, whatever the script.
    static let bytes = 64_000
    /// Quotations and lists inside each other on one line.
    static let markers = 16
    /// Cells of a table, were every line a row as wide as the widest head.
    static let cells = 50_000
    /// What comes out, were every bracket a reference to the longest definition of an address.
    static let references = 2_000_000

    private(set) var size = 0
    private(set) var lines = 0
    private(set) var deepest = 0
    private(set) var columns = 0
    private(set) var brackets = 0
    /// Of the paragraphs with a definition in them, in bytes.
    private(set) var longestDefinition = 0

    var isModest: Bool {
        size <= Self.bytes && deepest <= Self.markers
            && longestDefinition.multipliedReportingOverflow(by: brackets).partialValue <= Self.references
    }
    var hasModestTables: Bool { columns.multipliedReportingOverflow(by: lines).partialValue <= Self.cells }

    init(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            size = bytes.count
            guard size <= Self.bytes else { return }
            var paragraph = 0
            var defines = false
            for line in bytes.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 10 || $0 == 13 }) {
                lines += 1
                deepest = max(deepest, Self.markers(in: line))
                columns = max(columns, Self.columns(of: line))
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { (paragraph, defines) = (0, false) }
                paragraph += line.count + 1
                brackets += line.count { $0 == 0x5B }
                defines = defines || zip(line, line.dropFirst()).contains { $0 == 0x5D && $1 == 0x3A }
                if defines { longestDefinition = max(longestDefinition, paragraph) }
            }
        }
    }

    /// How many quotations and list items begin at the head of a line.
    private static func markers(in line: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var count = 0
        var rest = line[...]
        while let byte = rest.first {
            switch byte {
            case 0x20, 0x09: rest = rest.dropFirst()
            case 0x3E:
                count += 1
                rest = rest.dropFirst()
            case 0x2A, 0x2B, 0x2D:
                rest = rest.dropFirst()
                guard isGap(rest.first) else { return count }
                count += 1
            case 0x30...0x39:
                rest = rest.drop { (0x30...0x39).contains($0) }
                guard rest.first == 0x2E || rest.first == 0x29 else { return count }
                rest = rest.dropFirst()
                guard isGap(rest.first) else { return count }
                count += 1
            default: return count
            }
        }
        return count
    }

    private static func isGap(_ byte: UInt8?) -> Bool { byte == nil || byte == 0x20 || byte == 0x09 }

    /// The columns of the line below a table's head; 0 for every other line.
    private static func columns(of line: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var bars = 0
        var hasDash = false
        for byte in line {
            switch byte {
            case 0x7C: bars += 1
            case 0x2D: hasDash = true
            // Colons, gaps, and what may stand before a table in a list or a quotation.
            case 0x3A, 0x20, 0x09, 0x0B, 0x0C, 0x3E, 0x2A, 0x2B, 0x2E, 0x29, 0x30...0x39: continue
            default: return 0
            }
        }
        return hasDash ? bars + 1 : 0
    }
}
