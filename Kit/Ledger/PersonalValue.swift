import Crypto

/// A value about a person. The chain holds only its commitment; the value travels beside the record and can be erased
/// without a gap in any chain.
public struct PersonalValue: Sendable, Equatable {
    public let value: Value
    /// 32 random bytes, without which a telephone number could be found by trying them all.
    public let salt: [UInt8]
    public let commitment: Commitment

    /// A new value with a salt from the system's randomness.
    public init(_ value: Value) {
        // Exactly 32 bytes, so the other initialiser cannot refuse.
        let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        (self.value, self.salt, commitment) = (value, salt, Self.commitment(value, salt))
    }

    /// A value that came from elsewhere; nil unless the salt has 32 bytes.
    public init?(_ value: Value, salt: [UInt8]) {
        guard salt.count == 32 else { return nil }
        (self.value, self.salt, commitment) = (value, salt, Self.commitment(value, salt))
    }

    /// As it is stored: the salt in 64 hexadecimal digits. Nil for anything else.
    public init?(_ value: Value, saltText: String) {
        guard let salt = Hex.bytes(saltText) else { return nil }
        self.init(value, salt: salt)
    }

    /// The salt in 64 hexadecimal digits.
    public var saltText: String { Hex.text(salt) }

    /// SHA-256 of the canonical form of `{"salt": 64 hexadecimal digits, "value": …}`.
    private static func commitment(_ value: Value, _ salt: [UInt8]) -> Commitment {
        Commitment(hashing: Value.members([("salt", .string(Hex.text(salt))), ("value", value)]).canonical)
    }
}

/// The personal values beside a record: what has arrived and what was erased.
public struct PersonalValues: Sendable, Equatable {
    public private(set) var present: [Commitment: PersonalValue] = [:]
    /// Erased here; it is not taken back when a slower partner sends it once more.
    public private(set) var erased: Set<Commitment> = []

    public init() {}

    /// Takes a value, unless it was erased.
    public mutating func add(_ value: PersonalValue) {
        if !erased.contains(value.commitment) { present[value.commitment] = value }
    }

    /// Erases values for ever. The chain that commits to them stays whole.
    public mutating func erase(_ commitments: some Sequence<Commitment>) {
        for commitment in commitments {
            present[commitment] = nil
            erased.insert(commitment)
        }
    }

    public mutating func merge(_ other: PersonalValues) {
        erase(other.erased)
        for value in other.present.values { add(value) }
    }

    /// What a content says: a plain value, or the personal value if it is here and has not been erased.
    public func reveal(_ content: Content) -> Value? {
        switch content {
        case .plain(let value): value
        case .sealed(let commitment): present[commitment]?.value
        }
    }
}
