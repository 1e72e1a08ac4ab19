import Kernel

/// A statement in SQL whose interpolated values are always bound, never text.
///
/// ```swift
/// let found: SQL = "SELECT id, name FROM organisation WHERE country = \(country) AND kind IN \(list: kinds)"
/// ```
///
/// Only the literal parts, written in the source, are code; so injection is impossible by construction, and identifiers
/// cannot be interpolated. Parts are composed by splicing (`\(condition)` where `condition` is itself `SQL`), `+` and `joined(separator:)`.
/// The subset that both engines share is described in `Dialect.swift`.
public struct SQL: Sendable {
    /// The text with a `?` for every bound value, as SQLite reads it.
    private(set) var text: String
    /// Where in `text` (offset in UTF-8) each `?` stands; other question marks are left alone.
    private(set) var places: [Int]
    private(set) var parameters: [SQLParameter]

    /// No text at all, to be extended with `+` or to stand for a condition that is not wanted.
    public static let empty = SQL(text: "", places: [], parameters: [])

    init(text: String, places: [Int], parameters: [SQLParameter]) {
        (self.text, self.places, self.parameters) = (text, places, parameters)
    }

    /// Whether there is no text in it.
    public var isEmpty: Bool { text.isEmpty }

    mutating func append(text more: String) { text += more }

    mutating func append(_ value: SQLValue, as type: SQLType) {
        places.append(text.utf8.count)
        text += "?"
        parameters.append(SQLParameter(value: value, type: type == .unknown ? value.type : type))
    }

    mutating func append(_ other: SQL) {
        let offset = text.utf8.count
        text += other.text
        for place in other.places { places.append(place + offset) }
        parameters += other.parameters
    }

    mutating func append(list: [SQLParameter], of type: SQLType) {
        // An empty list is an empty set: `IN` is then false and `NOT IN` true, which `(NULL)` would not give.
        guard let last = list.last else {
            text += "(SELECT CAST(NULL AS \(type.name)) WHERE 1 = 0)"
            return
        }
        // Lengths are rounded up by repeating the last value, so that lists of many lengths share few prepared statements.
        var length = 1
        while length < list.count { length *= 2 }
        text += "("
        for index in 0..<length {
            if index > 0 { text += ", " }
            let parameter = index < list.count ? list[index] : last
            append(parameter.value, as: parameter.type)
        }
        text += ")"
    }

    public static func + (first: SQL, second: SQL) -> SQL {
        var sum = first
        sum.append(second)
        return sum
    }

    public static func += (first: inout SQL, second: SQL) { first.append(second) }
}

extension SQL: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) { self.init(text: text, places: [], parameters: []) }
    public init(stringInterpolation: Interpolation) { self = stringInterpolation.sql }

    /// Collects the parts of a literal.
    public struct Interpolation: StringInterpolationProtocol, Sendable {
        var sql = SQL.empty

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserve(text: literalCapacity + interpolationCount * 4, values: interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { sql.append(text: literal) }

        /// Binds a value.
        public mutating func appendInterpolation<Value: SQLWritable>(_ value: Value) {
            sql.append(value.sqlValue, as: Value.sqlType)
        }

        /// Binds a value; nil is bound as NULL.
        public mutating func appendInterpolation<Value: SQLWritable>(_ value: Value?) {
            sql.append(value.map(\.sqlValue) ?? .null, as: Value.sqlType)
        }

        /// Binds the raw value of an enumeration.
        @_disfavoredOverload
        public mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value) where Value.RawValue: SQLWritable {
            sql.append(value.rawValue.sqlValue, as: Value.RawValue.sqlType)
        }

        /// Binds the raw value of an enumeration; nil is bound as NULL.
        @_disfavoredOverload
        public mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value?) where Value.RawValue: SQLWritable {
            sql.append(value.map(\.rawValue.sqlValue) ?? .null, as: Value.RawValue.sqlType)
        }

        /// Splices another piece of SQL with its values.
        public mutating func appendInterpolation(_ part: SQL) { sql.append(part) }

        /// Splices another piece of SQL where there is one.
        public mutating func appendInterpolation(_ part: SQL?) { if let part { sql.append(part) } }

        /// `(?, ?, ?)`, for `IN` and `NOT IN`; an empty list is an empty set.
        public mutating func appendInterpolation<Values: Sequence>(list values: Values) where Values.Element: SQLWritable {
            sql.append(list: values.map { SQLParameter(value: $0.sqlValue, type: Values.Element.sqlType) }, of: Values.Element.sqlType)
        }

        /// `(?, ?, ?)` of an enumeration's raw values, for `IN` and `NOT IN`; an empty list is an empty set.
        @_disfavoredOverload
        public mutating func appendInterpolation<Values: Sequence>(list values: Values)
        where Values.Element: RawRepresentable, Values.Element.RawValue: SQLWritable {
            appendInterpolation(list: values.map(\.rawValue))
        }
    }

    mutating func reserve(text count: Int, values: Int) {
        text.reserveCapacity(count)
        places.reserveCapacity(values)
        parameters.reserveCapacity(values)
    }
}

extension Sequence<SQL> {
    /// One piece of SQL from several: conditions by `" AND "`, assignments by `", "`. Empty pieces are left out.
    public func joined(separator: SQL) -> SQL {
        var sum = SQL.empty
        for part in self where !part.isEmpty {
            if !sum.isEmpty { sum.append(separator) }
            sum.append(part)
        }
        return sum
    }
}

extension SQL: CustomStringConvertible {
    /// The text without its values, fit for a log.
    public var description: String { text }
}

/// A bound value and the type under which PostgreSQL is told of it (NULL alone would not say).
struct SQLParameter: Sendable {
    let value: SQLValue
    let type: SQLType
}
