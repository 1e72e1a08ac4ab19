/// One row of an answer. Inside a `make` closure it reads straight from the engine and is good until the closure returns;
/// rows returned by `Connection.rows(_:)` may be kept until the end of the transaction's closure.
public struct Row {
    @usableFromInline let source: RowSource
    @usableFromInline let index: Int

    @usableFromInline init(source: RowSource, index: Int) { (self.source, self.index) = (source, index) }

    /// The value of a column: `let name: String = try row["name"]`; write an optional type where NULL may stand.
    /// - Throws: `StorageError.column` when the column is missing, of another type, or NULL where no optional was asked for.
    @inlinable
    public subscript<Value: SQLReadable>(_ column: String) -> Value {
        get throws {
            let value = try source.value(column, row: index)
            guard let read = Value(sql: value) else { throw source.mismatch(column, value, wanted: Value.self) }
            return read
        }
    }

    /// The value of an enumeration with raw text or number.
    @inlinable @_disfavoredOverload
    public subscript<Value: RawRepresentable>(_ column: String) -> Value where Value.RawValue: SQLReadable {
        get throws {
            let value = try source.value(column, row: index)
            guard let raw = Value.RawValue(sql: value), let read = Value(rawValue: raw) else {
                throw source.mismatch(column, value, wanted: Value.self)
            }
            return read
        }
    }

    /// The value of an enumeration with raw text or number, or nil for NULL.
    @inlinable @_disfavoredOverload
    public subscript<Value: RawRepresentable>(_ column: String) -> Value? where Value.RawValue: SQLReadable {
        get throws {
            let value = try source.value(column, row: index)
            if case .null = value { return nil }
            guard let raw = Value.RawValue(sql: value), let read = Value(rawValue: raw) else {
                throw source.mismatch(column, value, wanted: Value.self)
            }
            return read
        }
    }

    /// The value by the column's position, from 0.
    @inlinable
    public subscript<Value: SQLReadable>(at position: Int) -> Value {
        get throws {
            let value = try source.value(at: position, row: index)
            guard let read = Value(sql: value) else { throw source.mismatch("\(position)", value, wanted: Value.self) }
            return read
        }
    }

    /// The columns' names, in order.
    public var columns: [String] { source.columns }
}

/// Where rows come from: a statement being stepped, an answer of PostgreSQL, or values put aside.
/// The columns' names are held once for all rows.
@usableFromInline class RowSource {
    final let columns: [String]
    /// The column asked for last. Rows are mostly read in the order of their columns, so the next one is tried first.
    private final var last = -1

    init(columns: [String]) { self.columns = columns }

    /// The engine's value. `column` is within `columns`.
    func value(row: Int, column: Int) throws -> SQLValue { .null }

    @usableFromInline final func value(_ name: String, row: Int) throws -> SQLValue {
        let next = last + 1
        if next < columns.count, columns[next] == name {
            last = next
            return try value(row: row, column: next)
        }
        guard let column = columns.firstIndex(of: name) else {
            throw StorageError.column(name, "There is no such column; there are: \(columns.joined(separator: ", ")).")
        }
        last = column
        return try value(row: row, column: column)
    }

    @usableFromInline final func value(at position: Int, row: Int) throws -> SQLValue {
        guard columns.indices.contains(position) else {
            throw StorageError.column("\(position)", "There are only \(columns.count) columns.")
        }
        return try value(row: row, column: position)
    }

    @usableFromInline final func mismatch(_ column: String, _ value: SQLValue, wanted: Any.Type) -> StorageError {
        let found =
            switch value {
            case .null: "NULL"
            case .text: "text"
            case .integer: "an integer"
            case .real: "a real number"
            case .blob: "bytes"
            }
        // The value itself may be personal data: only its kind is told.
        return .column(column, "Wanted \(wanted), found \(found).")
    }
}

/// Rows put aside as values.
final class KeptRows: RowSource {
    private var values: [SQLValue] = []

    func keep(_ value: SQLValue) { values.append(value) }
    var count: Int { columns.isEmpty ? 0 : values.count / columns.count }

    override func value(row: Int, column: Int) throws -> SQLValue {
        let place = row * columns.count + column
        return values.indices.contains(place) ? values[place] : .null
    }
}
