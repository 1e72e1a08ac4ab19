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
            let sorted = members.map { Member(name: $0.0, value: $0.1) }.sorted { Value.precedes($0.name, $1.name) }
            for (one, next) in zip(sorted, sorted.dropFirst()) where Value.isSame(one.name, next.name) { return nil }
            all = sorted
        }

        init(sorted: [Member]) { all = sorted }

        public subscript(name: String) -> Value? { all.first { Value.isSame($0.name, name) }?.value }
    }

    public struct Member: Sendable, Equatable {
        public let name: String
        public let value: Value

        public static func == (a: Member, b: Member) -> Bool { Value.isSame(a.name, b.name) && a.value == b.value }
    }

    /// The order of RFC 8785: by UTF-16 code units.
    static func precedes(_ a: String, _ b: String) -> Bool { a.utf16.lexicographicallyPrecedes(b.utf16) }
    static func isSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

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
