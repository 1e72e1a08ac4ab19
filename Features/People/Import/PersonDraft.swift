import Foundation
import Kernel
import Markup

/// What a file says of a person, before its organisations and places are looked up.
struct PersonDraft: Sendable, Equatable, Codable {
    struct Role: Sendable, Equatable, Codable {
        /// As the file writes it.
        var organisation: String
        /// Where the file comes from one of our own exports.
        var number: OrganisationID?
        var kind: PersonRole.Kind
        var post: String
        var from: PartialDate?
        var until: PartialDate?
    }

    var name = PersonName()
    var salutations: [Salutation] = []
    var languages: [Language] = []
    var channels: [PersonChannel] = []
    var hours: WorkingHours?
    /// GeoNames number, where the file has one.
    var place: PlaceID?
    var city: String?
    var country: String?
    var timeZone: String?
    var roles: [Role] = []
    var notes = PrivateNotes()
    var basis: LegalBasis?
    var reviewUntil: PartialDate?
    var source: String?
    /// When somebody last said that all of it holds.
    var confirmedOn: PartialDate?
    /// What stands in the file and says nothing that could be taken; nil and empty are the same (drafts of before have none).
    var unclear: [Unclear]?

    /// Something that was not understood, as it stands in the file.
    struct Unclear: Codable, Sendable, Equatable {
        enum Part: String, Codable, Sendable {
            case basis, review, zone, date
            /// A post that ends before it begins.
            case span
            /// A confirmation that is still to come.
            case confirmed
        }

        var part: Part
        var text: String

        init(_ part: Part, _ text: String) { (self.part, self.text) = (part, String(text.prefix(60))) }

        func words(_ w: Words) -> String {
            switch part {
            case .basis: w("The legal basis “\(text)” is not one of these: \(w.list(LegalBasis.allCases.map { $0.word(w) })).")
            case .review: w("“\(text)” is no day on which somebody could look at the entry again: the day for all of them is taken.")
            case .zone: w("The time zone “\(text)” does not exist and is left out.")
            case .date: w("“\(text)” is no date and is left out.")
            case .confirmed: w("The entry cannot have been confirmed on \(text) yet: it counts as not confirmed.")
            case .span: w("The post ends before it begins (\(text)): its years are left out.")
            }
        }
    }

    /// Takes the years of a post where they can be true.
    mutating func span(_ from: PartialDate?, _ until: PartialDate?) -> (from: PartialDate?, until: PartialDate?) {
        guard let from, let until, from.description > until.description + "-99" else { return (from, until) }
        unclear = (unclear ?? []) + [Unclear(.span, "\(from) – \(until)")]
        return (nil, nil)
    }

    mutating func basis(_ text: String) {
        basis = LegalBasis(written: text)
        if basis == nil { unclear = (unclear ?? []) + [Unclear(.basis, text)] }
    }

    mutating func review(_ text: String) {
        reviewUntil = PartialDate(typed: text).flatMap { $0.day == nil ? nil : $0 }
        if reviewUntil == nil { unclear = (unclear ?? []) + [Unclear(.review, text)] }
    }

    /// The language a name in another script is most likely in; Han characters alone say Chinese.
    static func language(of native: String) -> Language? {
        var found: String?
        for scalar in native.unicodeScalars {
            switch scalar.value {
            case 0x3040...0x30FF: return Language("ja")
            case 0xAC00...0xD7A3, 0x1100...0x11FF: return Language("ko")
            case 0x4E00...0x9FFF, 0x3400...0x4DBF: found = found ?? "zh"
            case 0x0400...0x04FF: found = found ?? "ru"
            case 0x0370...0x03FF: found = found ?? "el"
            case 0x0590...0x05FF: found = found ?? "he"
            case 0x0600...0x06FF: found = found ?? "ar"
            case 0x0E00...0x0E7F: found = found ?? "th"
            case 0x0900...0x097F: found = found ?? "hi"
            case 0x10A0...0x10FF: found = found ?? "ka"
            case 0x0530...0x058F: found = found ?? "hy"
            default: break
            }
        }
        return found.flatMap { Language($0) }
    }

    /// Whether a name is written in letters that are not Latin.
    static func isForeign(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.isAlphabetic && $0.value > 0x24F && !(0x1E00...0x1EFF).contains($0.value) }
    }
}
