/// Writes a table as JSON objects, one for each row, named by the columns' keys (RFC 8259).
public final class JSONWriter: SheetWriter {
    /// How the objects follow one another.
    public enum Layout: Sendable {
        /// One array.
        case array
        /// One object in each line, for programs that read as it arrives.
        case lines
    }

    private let output: SheetOutput
    private let layout: Layout
    private var keys: [String] = []
    private var isFirst = true
    private var order = WritingOrder()

    public init(_ target: SheetTarget, layout: Layout = .array) throws {
        output = try SheetOutput(target)
        self.layout = layout
    }

    public func begin(columns: [SheetColumn]) throws {
        try order.begin(columns.count)
        keys = columns.map { Self.quoted($0.key) + ":" }
        if layout == .array { try output.write("[") }
    }

    public func row(_ cells: [SheetCell]) throws {
        try order.row(cells.count)
        if layout == .array { try output.write(isFirst ? "\n" : ",\n") }
        isFirst = false
        try output.write("{")
        for (index, cell) in cells.enumerated() {
            if index > 0 { output.write(byte: 0x2C) }
            try output.write(keys[index])
            try output.write(Self.json(cell))
        }
        try output.write(layout == .array ? "}" : "}\n")
    }

    public func finish() throws {
        try order.finish()
        if layout == .array { try output.write("\n]\n") }
        try output.finish()
    }

    private static func json(_ cell: SheetCell) -> String {
        switch cell {
        case .empty: "null"
        case .text(let text), .date(let text), .link(let text, _): quoted(text)
        case .integer(let value): String(value)
        case .decimal(let value): value.isFinite ? NumberFormat.text(value) : "null"
        case .boolean(let value): value ? "true" : "false"
        }
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [0x22]
        bytes.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            switch byte {
            case 0x22, 0x5C: bytes += [0x5C, byte]
            case 0x0A: bytes += [0x5C, 0x6E]
            case 0x0D: bytes += [0x5C, 0x72]
            case 0x09: bytes += [0x5C, 0x74]
            case 0..<0x20, 0x7F: bytes += Array("\\u00".utf8) + [hex(byte >> 4), hex(byte & 15)]
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 48 + digit : 87 + digit }
}
