import Foundation
import Kernel

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
