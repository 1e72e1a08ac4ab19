import Directory
import Kernel
import Markup
import Storage
import Web

/// Two partners of the office that are known to be related to each other: with the office's own city they make a triangle.
struct Triangle: Sendable {
    /// The two by name, one after the other.
    let one: Corner
    let other: Corner
    let link: KnownLink

    /// A city of a triangle besides one's own.
    struct Corner: Sendable {
        let place: PlaceID
        let name: String
        let localName: String?
        let localLanguage: String?
        let country: Country
        /// Since when it has been the office's partner; nil where it is none, or nobody wrote it down.
        let partnerSince: PartialDate?

        var both: HTML { Part.name(name, local: localName, language: localLanguage) }
    }
}

/// That two cities are known to be related, and who says so.
struct KnownLink: Sendable, Equatable {
    /// The earliest date that a source gives.
    let since: PartialDate?
    /// The first source by name, and how many more there are.
    let source: String
    let otherSources: Int

    init(since: PartialDate?, source: String, sources: Int) { (self.since, self.source, otherSources) = (since, source, max(0, sources - 1)) }

    func sources(_ w: Words) -> String { otherSources == 0 ? source : w("\(source) and \(otherSources) more") }

    /// `since 1960, List of twin towns`.
    func why(_ w: Words) -> String { [since.map { w("since \(w.date($0))") }, sources(w)].compactMap { $0 }.joined(separator: ", ") }
}

/// A city that both the office's own city and another one are related to.
struct CommonCity: Sendable {
    let city: Triangle.Corner
    /// Whether the office has a partnership with it. If not, only what is known of its own city leads there.
    let isPartner: Bool
    /// What is known of it and the office's own city.
    let ours: KnownLink?
    /// What is known of it and the other city.
    let theirs: KnownLink

    /// Why it belongs to us.
    func why(_ w: Words) -> String {
        guard isPartner else { return ours?.why(w) ?? "" }
        return city.partnerSince.map { w("your partner since \(w.date($0))") } ?? w("your partner")
    }
}

/// How many cities are related to both, the office's partners and the others counted apart.
struct CommonStanding: Sendable, Equatable {
    let partners: Int
    let others: Int

    /// `2 of your partners, one other city`.
    func words(_ w: Words) -> String {
        [partners > 0 ? w("\(partners) of your partners") : nil, others > 0 ? w("\(others) other cities related to yours") : nil].compactMap { $0 }
            .joined(separator: ", ")
    }
}
