import Foundation

/// The identity of a thing of one kind. An `ID<Office>` cannot be handed over where an `ID<Organisation>` is wanted.
///
/// New identities are UUIDs of version 7 (RFC 9562): the first 48 bits are the time in milliseconds, so that they
/// sort by age and sit together in an index.
public struct ID<Of>: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Lower-case text of 36 characters, `01890a5d-ac96-774b-bcce-b302099a8057`.
    public let text: String

    /// Takes what came from outside. Nil when it is not a UUID, so that a made-up path answers "not found" before any query.
    public init?(_ text: some StringProtocol) {
        guard let uuid = UUID(uuidString: String(text)) else { return nil }
        self.text = uuid.uuidString.lowercased()
    }

    /// Takes what our own database wrote.
    public init(stored text: String) { self.text = text }

    /// A new identity for this instant.
    public static func new(at instant: Instant, random: inout some RandomNumberGenerator) -> Self {
        Self(stored: UUIDv7.text(milliseconds: instant.milliseconds, random: &random))
    }

    /// A new identity for now, from the system's clock and randomness.
    public static func new() -> Self {
        var generator = SystemRandomNumberGenerator()
        return new(at: .now(), random: &generator)
    }

    public var description: String { text }
    public static func < (a: Self, b: Self) -> Bool { a.text < b.text }
}

extension ID: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = Self(text) else { throw AppError.invalid("An identity is a UUID, not “\(text.prefix(60))”.") }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

enum UUIDv7 {
    static func text(milliseconds: Int64, random: inout some RandomNumberGenerator) -> String {
        let time = UInt64(max(0, milliseconds)) & 0xFFFF_FFFF_FFFF
        let high = (time << 16) | 0x7000 | (random.next() & 0x0FFF)
        let low = (random.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        let hex = Self.hex(high) + Self.hex(low)
        let cut = [0, 8, 12, 16, 20, 32]
        return zip(cut, cut.dropFirst())
            .map { String(hex.dropFirst($0).prefix($1 - $0)) }
            .joined(separator: "-")
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The nouns whose identities cross from one feature to another. Only their names live here; what they are, their features know.
public enum Nouns {
    public enum Office {}
    public enum User {}
    public enum Organisation {}
    public enum Partnership {}
    public enum Job {}
    public enum Import {}
    public enum Person {}
}

public typealias OfficeID = ID<Nouns.Office>
public typealias UserID = ID<Nouns.User>
public typealias OrganisationID = ID<Nouns.Organisation>
public typealias PartnershipID = ID<Nouns.Partnership>
public typealias JobID = ID<Nouns.Job>
public typealias ImportID = ID<Nouns.Import>
public typealias PersonID = ID<Nouns.Person>

/// A place by its GeoNames number, the same on every server.
public typealias PlaceID = Int
