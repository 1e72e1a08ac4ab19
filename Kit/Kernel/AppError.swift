/// The ways a request can fail that are nobody's fault but the request's. Anything else thrown is ours: logged with a
/// reference, shown kindly, without internals.
public enum AppError: Error, Sendable, Equatable {
    /// It does not exist, or this actor may not see it. The two look alike on purpose.
    case notFound
    /// The request makes no sense. The text says what to do, in plain words.
    case invalid(String)
    /// Somebody changed it meanwhile. Forms show both versions before it comes to this.
    case conflict(String)
    /// One must sign in first.
    case signInFirst
    /// Too many tries. Seconds until the next one.
    case tooMany(retryAfter: Int)
    /// More bytes than the route takes.
    case tooLarge(limit: Int)
}

/// What is wrong with a form, field by field, in words that say how to write it right.
public struct Problems: Sendable, Equatable {
    public private(set) var fields: [(name: String, text: String)] = []

    public init() {}

    /// Notes a problem beside a field. The first word on a field stands.
    public mutating func add(_ field: String, _ text: String) {
        if self[field] == nil { fields.append((field, text)) }
    }

    public subscript(_ field: String) -> String? { fields.first { $0.name == field }?.text }
    public var isEmpty: Bool { fields.isEmpty }

    public static func == (a: Problems, b: Problems) -> Bool {
        a.fields.map(\.name) == b.fields.map(\.name) && a.fields.map(\.text) == b.fields.map(\.text)
    }
}
