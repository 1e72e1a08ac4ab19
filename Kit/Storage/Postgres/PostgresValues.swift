internal import CPostgres

/// Values on their way to PostgreSQL, in its binary form (big-endian numbers, plain UTF-8), in one piece of memory.
struct PostgresValues {
    private var bytes: [UInt8] = []
    /// Where each value starts; nil for NULL.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []

    init(_ parameters: [SQLParameter]) throws {
        starts.reserveCapacity(parameters.count)
        lengths.reserveCapacity(parameters.count)
        for parameter in parameters {
            let start = bytes.count
            switch parameter.value {
            case .null:
                starts.append(nil)
                lengths.append(0)
                continue
            case .text(var text):
                try text.withUTF8 {
                    try Allowed.check(text: $0)
                    bytes.append(contentsOf: $0)
                }
            case .integer(let number): append(UInt64(bitPattern: number))
            case .real(let number):
                try Allowed.check(number: number)
                append(number.bitPattern)
            case .blob(let blob): bytes.append(contentsOf: blob)
            }
            starts.append(start)
            guard let length = Int32(exactly: bytes.count - start) else { throw StorageError.value("It is too large.") }
            lengths.append(length)
        }
        // An empty value must point somewhere, or it would be NULL.
        bytes.append(0)
    }

    private mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    func with<Result>(_ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> Result) -> Result {
        bytes.withUnsafeBytes { memory in
            let base = memory.baseAddress?.assumingMemoryBound(to: CChar.self)
            return body(starts.map { start in start.flatMap { base?.advanced(by: $0) } }, lengths, [Int32](repeating: 1, count: starts.count))
        }
    }
}

/// An answer of PostgreSQL, its values as text.
final class PostgresRows: RowSource {
    private let answer: OpaquePointer?
    private let types: [UInt32]
    let count: Int

    /// Takes the answer over and frees it in the end.
    init(_ answer: OpaquePointer?, columns: [String], types: [UInt32]) {
        self.answer = answer
        self.types = types
        count = answer == nil ? 0 : Int(PQntuples(answer))
        super.init(columns: columns)
    }

    deinit { PQclear(answer) }

    /// Rows changed.
    var changed: Int {
        guard let answer, let text = PQcmdTuples(answer) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// `COMMIT`, or `ROLLBACK` where there was nothing to commit.
    var status: String { answer.flatMap { PQcmdStatus($0) }.map { String(cString: $0) } ?? "" }

    override func value(row: Int, column: Int) throws -> SQLValue {
        guard let answer, let row32 = Int32(exactly: row), let column32 = Int32(exactly: column), row < count else {
            throw StorageError.misuse("A row was used that does not exist.")
        }
        if PQgetisnull(answer, row32, column32) == 1 { return .null }
        guard let start = PQgetvalue(answer, row32, column32) else { return .null }
        let length = Int(PQgetlength(answer, row32, column32))
        let bytes = UnsafeRawBufferPointer(start: start, count: length)
        switch types[column] {
        case 20, 21, 23: return .integer(Self.integer(bytes))
        case 16: return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case 700, 701: return .real(Double(String(decoding: bytes, as: UTF8.self)) ?? .nan)
        case 1700:
            // Sums of integers come as decimal numbers.
            let text = String(decoding: bytes, as: UTF8.self)
            return Int64(text).map(SQLValue.integer) ?? Double(text).map(SQLValue.real) ?? .text(text)
        case 17: return .blob(Self.blob(bytes))
        default: return .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func integer(_ digits: UnsafeRawBufferPointer) -> Int64 {
        let isNegative = digits.first == UInt8(ascii: "-")
        var number: Int64 = 0
        for digit in digits[(isNegative ? 1 : 0)...] { number = number &* 10 &- Int64(digit &- UInt8(ascii: "0")) }
        return isNegative ? number : 0 &- number
    }

    /// `\x00ff` as bytes.
    private static func blob(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        func digit(_ byte: UInt8) -> UInt8 { byte < UInt8(ascii: "a") ? byte &- UInt8(ascii: "0") : byte &- UInt8(ascii: "a") &+ 10 }
        return stride(from: 2, to: text.count - 1, by: 2).map { digit(text[$0]) << 4 | digit(text[$0 + 1]) }
    }
}
