import Foundation

/// A moment: milliseconds since 1970-01-01 00:00 UTC. This is how moments are stored.
public struct Instant: Hashable, Sendable, Comparable, Codable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public init(_ date: Date) {
        let value = date.timeIntervalSince1970 * 1000
        milliseconds = value.isFinite ? Int64(min(max(value.rounded(), -9e15), 9e15)) : 0
    }

    public static func now() -> Instant { Instant(Date()) }

    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// This moment later by so many seconds (earlier, if negative).
    public func adding(seconds: Int64) -> Instant { Instant(milliseconds: milliseconds &+ seconds &* 1000) }
    public func adding(days: Int64) -> Instant { adding(seconds: days &* 86_400) }

    public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

    /// `2026-11-20T08:15:00Z` (RFC 3339, to the second), for the API, feeds and exports.
    public var rfc3339: String { date.formatted(.iso8601) }

    public init(from decoder: any Decoder) throws { milliseconds = try decoder.singleValueContainer().decode(Int64.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

/// Where the time comes from. Handed in, so that a test can say what day it is.
public struct Clock: Sendable {
    public let now: @Sendable () -> Instant
    public init(now: @escaping @Sendable () -> Instant) { self.now = now }

    public static let system = Clock { Instant.now() }
    public static func fixed(_ instant: Instant) -> Clock { Clock { instant } }
}
