import Foundation

/// Writes a table, a row at a time, in constant memory: `begin`, then `row` for each, then `finish`.
public protocol SheetWriter: AnyObject {
    /// Begins the table with its columns. Called once, first.
    func begin(columns: [SheetColumn]) throws
    /// Writes a row with as many cells as there are columns.
    func row(_ cells: [SheetCell]) throws
    /// Closes the table. Without it the file is not complete.
    func finish() throws
}

/// A column of an export.
public struct SheetColumn: Sendable, Equatable {
    /// The name programs use: the key in JSON.
    public var key: String
    /// The heading people read, in CSV and workbooks.
    public var title: String
    /// The width in a workbook, in characters; nil for one that fits the heading.
    public var width: Double?

    public init(key: String, title: String, width: Double? = nil) {
        self.key = key
        self.title = title
        self.width = width
    }
}

/// The value of a cell of an export.
public enum SheetCell: Sendable, Equatable {
    case empty
    case text(String)
    case integer(Int)
    /// Not a number and infinity are written as empty.
    case decimal(Double)
    case boolean(Bool)
    /// `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where only that is known. A full date becomes a real date in a workbook.
    case date(String)
    /// An address of the web or of mail; other schemes are written as text. Programs get the address, people the text.
    case link(url: String, text: String)
}

/// Where the bytes of an export go.
public enum SheetTarget {
    /// A file, made new or replaced.
    case file(URL)
    /// Called with about 64 kB at a time; what it throws ends the export.
    case sink((_ bytes: [UInt8]) throws -> Void)
}

/// Gathers small pieces of output and passes them on in chunks.
final class SheetOutput {
    private var buffer: [UInt8] = []
    private let deliver: ([UInt8]) throws -> Void
    private let handle: FileHandle?
    private static let chunkSize = 65_536

    init(_ target: SheetTarget) throws {
        buffer.reserveCapacity(Self.chunkSize + 4096)
        switch target {
        case .sink(let sink):
            deliver = sink
            handle = nil
        case .file(let url):
            guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
                throw SheetError.cannotWrite(reason: "“\(url.lastPathComponent)” cannot be made")
            }
            let opened = try Self.explained { try FileHandle(forWritingTo: url) }
            handle = opened
            deliver = { bytes in try Self.explained { try opened.write(contentsOf: Data(bytes)) } }
        }
    }

    func write(_ text: String) throws {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.chunkSize { try flush() }
    }

    func write(byte: UInt8) { buffer.append(byte) }

    func finish() throws {
        try flush()
        if let handle { try Self.explained { try handle.close() } }
    }

    private func flush() throws {
        guard !buffer.isEmpty else { return }
        try deliver(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private static func explained<Value>(_ work: () throws -> Value) throws -> Value {
        do { return try work() } catch { throw SheetError.cannotWrite(reason: error.localizedDescription) }
    }
}

/// Whether a writer has begun and finished, and how many cells a row must have.
struct WritingOrder {
    private var columns: Int?
    private var isFinished = false

    mutating func begin(_ count: Int) throws {
        guard columns == nil, !isFinished else { throw SheetError.misuse("the table was begun twice") }
        guard count > 0 else { throw SheetError.misuse("a table needs a column") }
        columns = count
    }

    func row(_ count: Int) throws {
        guard let columns, !isFinished else { throw SheetError.misuse("a row came before the columns or after the end") }
        guard count == columns else { throw SheetError.misuse("a row has \(count) cells for \(columns) columns") }
    }

    mutating func finish() throws {
        guard columns != nil, !isFinished else { throw SheetError.misuse("the table was finished before it began, or twice") }
        isFinished = true
    }
}
