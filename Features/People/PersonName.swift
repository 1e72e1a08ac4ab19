import Foundation
import Kernel

/// A person's name in the order in which it is said, in its own script and in ours.
public struct PersonName: Sendable, Hashable, Codable {
    /// Which part is said first. Chinese, Hungarian, Japanese, Korean and Vietnamese names begin with the family's; but a person
    /// who lives between two countries has one order of their own, so it is kept for each.
    public enum Order: String, Sendable, CaseIterable, Codable {
        case givenFirst = "given_first", familyFirst = "family_first"
    }

    /// Before the name: `Dr.`, `Prof.`, `H.E.`
    public var title: String?
    public var given: String?
    public var family: String?
    public var order: Order
    /// As the person writes it: `王小明`, `Иванова Анна`.
    public var native: String?
    /// The language of `native`.
    public var nativeLanguage: Language?
    /// In Latin letters with its marks, where that differs from the name used: `Wáng Xiǎomíng`.
    public var romanisation: String?
    /// How to say it, in words for somebody who does not know the language: `shao-ming, the sh as in she`.
    public var pronunciation: String?

    public init(
        title: String? = nil, given: String? = nil, family: String? = nil, order: Order = .givenFirst, native: String? = nil,
        nativeLanguage: Language? = nil, romanisation: String? = nil, pronunciation: String? = nil
    ) {
        (self.title, self.given, self.family, self.order) = (title, given, family, order)
        (self.native, self.nativeLanguage, self.romanisation, self.pronunciation) = (native, nativeLanguage, romanisation, pronunciation)
    }

    /// The longest part of a name that is taken, in characters.
    public static let longest = 200

    /// Whether there is nothing one could call the person by.
    public var isEmpty: Bool { plain.isEmpty }

    /// The name without its title, in its order; from its own script where nothing else is known.
    public var plain: String {
        let parts = order == .familyFirst ? [family, given] : [given, family]
        let latin = parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        if !latin.isEmpty { return latin }
        return romanisation.flatMap { $0.isEmpty ? nil : $0 } ?? native ?? ""
    }

    /// The name with its title: `Dr. Anna Winter`.
    public var full: String { [title, plain].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ") }

    /// The name in its own script where that is not the one shown already.
    public var nativeBeside: String? { native == plain ? nil : native }

    /// By what names are put in order: the family's first, as in every directory.
    public var filed: String {
        let latin = [family, given].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        return latin.isEmpty ? plain : latin
    }

    /// Languages whose names usually begin with the family's.
    public static func usualOrder(of language: Language) -> Order {
        ["zh", "ja", "ko", "hu", "vi", "km", "yue"].contains(language.base) ? .familyFirst : .givenFirst
    }
}
