/// What an entry can carry: JSON without fractions. Every value has exactly one canonical form (RFC 8785), so it has one hash.
///
/// Texts are compared by their code units: the same letter composed and decomposed is two texts here, as it is for
/// every other implementation, although Swift's `String` calls them equal.
public enum Value: Sendable {
    case null
    case bool(Bool)
    /// Between -(2^53 - 1) and 2^53 - 1, which every JSON reader keeps exactly.
    case int(Int64)
    case string(String)
    case array([Value])
    case object(Members)

    public static let largestInteger: Int64 = 9_007_199_254_740_991

    /// The members of an object in canonical order, each name once.
    public struct Members: Sendable, Equatable {
        public private(set) var all: [Member]

        /// Nil when a name occurs twice.
        public init?(_ members: [(String, Value)]) {
            all = members.map { Member(name: $0.0, value: $0.1) }
            // What comes over the wire is in order already, nearly always.
            if Self.isStrictlyOrdered(all) { return }
            all.sort { Value.precedes($0.name, $1.name) }
            if !Self.isStrictlyOrdered(all) { return nil }
        }

        init(sorted: [Member]) { all = sorted }

        private static func isStrictlyOrdered(_ members: [Member]) -> Bool {
            members.indices.dropFirst().allSatisfy { Value.precedes(members[$0 - 1].name, members[$0].name) }
        }

        public subscript(name: String) -> Value? { all.first { Value.isSame($0.name, name) }?.value }
    }

    public struct Member: Sendable, Equatable {
        public let name: String
        public let value: Value

        public static func == (a: Member, b: Member) -> Bool { Value.isSame(a.name, b.name) && a.value == b.value }
    }

    /// The order of RFC 8785: by UTF-16 code units. Bytes of UTF-8 have the same order, except where a letter outside the
    /// basic plane (from 0xF0) meets one of its end (from 0xEE).
    static func precedes(_ a: String, _ b: String) -> Bool {
        var (a, b) = (a, b)
        return a.withUTF8 { x in
            b.withUTF8 { y in
                var place = 0
                while place < x.count, place < y.count, x[place] == y[place] { place += 1 }
                guard place < x.count, place < y.count else { return x.count < y.count }
                if x[place] < 0xEE || y[place] < 0xEE { return x[place] < y[place] }
                return String(decoding: x, as: UTF8.self).utf16.lexicographicallyPrecedes(String(decoding: y, as: UTF8.self).utf16)
            }
        }
    }

    static func isSame(_ a: String, _ b: String) -> Bool {
        var (a, b) = (a, b)
        return a.withUTF8 { x in b.withUTF8 { y in x.count == y.count && x.elementsEqual(y) } }
    }

    /// An object of members whose names are known to differ: those of this kit's own forms, and of dictionaries.
    static func members(_ members: [(String, Value)]) -> Value {
        .object(Members(sorted: members.map { Member(name: $0.0, value: $0.1) }.sorted { precedes($0.name, $1.name) }))
    }
}

extension Value: Equatable {
    public static func == (a: Value, b: Value) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let x), .bool(let y)): x == y
        case (.int(let x), .int(let y)): x == y
        case (.string(let x), .string(let y)): isSame(x, y)
        case (.array(let x), .array(let y)): x == y
        case (.object(let x), .object(let y)): x == y
        default: false
        }
    }
}

// Not by `nil`: where a `Value?` is meant, it would quietly become `.null`.
extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension Value {
    public var text: String? { if case .string(let text) = self { text } else { nil } }
    public var integer: Int64? { if case .int(let number) = self { number } else { nil } }
    public var list: [Value]? { if case .array(let list) = self { list } else { nil } }
    public var object: Members? { if case .object(let members) = self { members } else { nil } }
    public var isNull: Bool { if case .null = self { true } else { false } }

    public subscript(name: String) -> Value? { object?[name] }
}
