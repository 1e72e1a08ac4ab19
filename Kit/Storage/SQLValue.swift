import Foundation
import Kernel

/// What a column can hold, in both engines.
public enum SQLValue: Sendable, Hashable {
    case null
    case text(String)
    case integer(Int64)
    case real(Double)
    case blob([UInt8])
}

extension SQLValue {
    var type: SQLType {
        switch self {
        case .null: .unknown
        case .text: .text
        case .integer: .integer
        case .real: .real
        case .blob: .blob
        }
    }
}

/// The kinds of value, and how PostgreSQL calls them.
public enum SQLType: UInt8, Sendable {
    case text, integer, real, blob
    /// Left for the engine to infer.
    case unknown

    var name: String {
        switch self {
        case .text, .unknown: "TEXT"
        case .integer: "BIGINT"
        case .real: "DOUBLE PRECISION"
        case .blob: "BYTEA"
        }
    }
}

/// Can be bound in an `SQL` literal.
public protocol SQLWritable {
    static var sqlType: SQLType { get }
    var sqlValue: SQLValue { get }
}

/// Can be read from a column.
public protocol SQLReadable {
    /// Nil when the column's value is of another kind; `Row` then throws with the column's name.
    init?(sql value: SQLValue)
}

extension SQLValue: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .unknown }
    public var sqlValue: SQLValue { self }
    public init?(sql value: SQLValue) { self = value }
}

extension String: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(self) }
    @inlinable public init?(sql value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self = text
    }
}

extension Substring: SQLWritable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(String(self)) }
}

extension Int: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .integer }
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    @inlinable public init?(sql value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self.init(exactly: number)
    }
}

extension Int64: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .integer }
    public var sqlValue: SQLValue { .integer(self) }
    @inlinable public init?(sql value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self = number
    }
}

extension Double: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .real }
    public var sqlValue: SQLValue { .real(self) }
    /// Integers are taken too: sums and averages come as either, depending on the engine.
    @inlinable public init?(sql value: SQLValue) {
        switch value {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: return nil
        }
    }
}

/// Stored as 0 or 1 in an INTEGER column, on both engines.
extension Bool: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .integer }
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
    @inlinable public init?(sql value: SQLValue) {
        switch value {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Array: SQLWritable where Element == UInt8 {
    public static var sqlType: SQLType { .blob }
    public var sqlValue: SQLValue { .blob(self) }
}

extension Array: SQLReadable where Element == UInt8 {
    public init?(sql value: SQLValue) {
        guard case .blob(let bytes) = value else { return nil }
        self = bytes
    }
}

extension Data: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .blob }
    public var sqlValue: SQLValue { .blob(Array(self)) }
    public init?(sql value: SQLValue) {
        guard case .blob(let bytes) = value else { return nil }
        self.init(bytes)
    }
}

extension Optional: SQLReadable where Wrapped: SQLReadable {
    @inlinable public init?(sql value: SQLValue) {
        if case .null = value {
            self = .none
        } else {
            guard let wrapped = Wrapped(sql: value) else { return nil }
            self = wrapped
        }
    }
}

// The kernel's own types.

/// Stored as milliseconds UTC.
extension Instant: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .integer }
    public var sqlValue: SQLValue { .integer(milliseconds) }
    @inlinable public init?(sql value: SQLValue) {
        guard case .integer(let number) = value else { return nil }
        self.init(milliseconds: number)
    }
}

extension ID: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(text) }
    @inlinable public init?(sql value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self.init(stored: text)
    }
}

extension PartialDate: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(description) }
    public init?(sql value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self.init(text)
    }
}

/// Stored as two capital letters.
extension Country: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(code) }
    public init?(sql value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self.init(text)
    }
}

/// Stored as its tag.
extension Language: SQLWritable, SQLReadable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(tag) }
    public init?(sql value: SQLValue) {
        guard case .text(let text) = value else { return nil }
        self.init(text)
    }
}
