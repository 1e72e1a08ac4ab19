import Foundation
import Kernel

/// Somebody who may sign in.
public struct User: Sendable, Equatable {
    public let id: UserID
    /// In small letters, as it is compared.
    public let email: String
    public let name: String
    /// Nil: as the browser asks.
    public let language: Language?
    public let isDisabled: Bool
    /// Whether somebody else made the password, and its owner should choose one.
    public let isPasswordInitial: Bool
    public let createdAt: Instant
    public let lastSignInAt: Instant?
}

/// An e-mail address that can be an account's name: written once, in small letters.
public struct EmailAddress: Sendable, Equatable {
    public let text: String

    /// Nil for what is no address: one @ with something before it and a domain behind it, no spaces, at most 254 characters (RFC 5321).
    public init?(typed: String) {
        let text = typed.precomposedStringWithCanonicalMapping.lowercased()
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, let name = parts.first, let domain = parts.last, (1...64).contains(name.utf8.count),
            text.unicodeScalars.allSatisfy({
                $0.value > 32 && $0.value != 127 && !"<>()[],;:\\\"".unicodeScalars.contains($0) && !$0.properties.isWhitespace
            }),
            !domain.hasPrefix("."), !domain.hasSuffix("."), !domain.contains(".."), !domain.isEmpty
        else { return nil }
        self.text = text
    }
}
