import Foundation
import Kernel
import Markup

/// What an office writes down of a person: everything one can change with the form. Versions of it are kept until it is erased.
public struct PersonEntry: Sendable, Equatable, Codable {
    public var name: PersonName
    /// How a letter begins, in each language it is written in.
    public var salutations: [Salutation]
    /// That one can speak with the person, the best first.
    public var languages: [Language]
    /// How to reach them, the preferred way first.
    public var channels: [PersonChannel]
    public var hours: WorkingHours?
    /// Where they work. Nil: where their organisation sits.
    public var place: PlaceID?
    /// IANA name, where it is not that of the place.
    public var timeZone: String?
    public var roles: [PersonRole]
    /// Seen by the director and the officers of the owning office alone.
    public var notes: PrivateNotes
    public var basis: LegalBasis
    /// On this day somebody decides whether the entry is still needed.
    public var reviewUntil: PartialDate
    /// Where the entry comes from: `visiting card, Chongqing 2026`.
    public var source: String?

    public init(
        name: PersonName, salutations: [Salutation] = [], languages: [Language] = [], channels: [PersonChannel] = [], hours: WorkingHours? = nil,
        place: PlaceID? = nil, timeZone: String? = nil, roles: [PersonRole] = [], notes: PrivateNotes = PrivateNotes(), basis: LegalBasis,
        reviewUntil: PartialDate, source: String? = nil
    ) {
        (self.name, self.salutations, self.languages, self.channels) = (name, salutations, languages, channels)
        (self.hours, self.place, self.timeZone, self.roles) = (hours, place, timeZone, roles)
        (self.notes, self.basis, self.reviewUntil, self.source) = (notes, basis, reviewUntil, source)
    }

    /// For readers who may not see what was noted in confidence.
    func withoutNotes() -> PersonEntry {
        var copy = self
        copy.notes = PrivateNotes()
        return copy
    }

    /// Where one writes to them: the first address of their channels.
    var email: String? { channels.first { $0.kind == .email }?.value }

    /// More than these say nothing more of anybody; a form or a file that brings more is told so.
    static let mostRows = 50
}

/// How a letter to a person begins: `Sehr geehrte Frau Dr. Winter`.
public struct Salutation: Sendable, Hashable, Codable {
    public var language: Language
    public var text: String
    public init(_ language: Language, _ text: String) { (self.language, self.text) = (language, text) }
}

/// What the office knows that is nobody else's business. Never exported to anybody but the person.
public struct PrivateNotes: Sendable, Hashable, Codable {
    /// Rank, gifts, what to say and what not.
    public var protocolNote: String?
    public var diet: String?
    /// What makes a visit possible: steps, hearing, rest.
    public var access: String?
    public var other: String?

    public init(protocolNote: String? = nil, diet: String? = nil, access: String? = nil, other: String? = nil) {
        (self.protocolNote, self.diet, self.access, self.other) = (protocolNote, diet, access, other)
    }

    public var isEmpty: Bool { self == PrivateNotes() }
}

/// Why the office may keep the entry (GDPR, Article 6, paragraph 1).
public enum LegalBasis: String, Sendable, CaseIterable, Codable {
    /// Letter a.
    case consent
    /// Letter b.
    case contract
    /// Letter e.
    case publicTask = "public_task"
    /// Letter f; not for public authorities in the performance of their tasks.
    case legitimateInterest = "legitimate_interest"
}

/// What a person is or was at an organisation of the directory.
public struct PersonRole: Sendable, Hashable, Codable {
    /// By what posts are found and compared.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        case head, council, internationalOffice = "international_office", administration, diplomacy, business, science, civilSociety = "civil_society"
        case other
    }

    public var organisation: OrganisationID
    public var kind: Kind
    /// As the organisation calls it: `Director, Foreign Affairs Office`. Who follows is found by these words.
    public var post: String
    public var from: PartialDate?
    public var until: PartialDate?

    public init(_ organisation: OrganisationID, _ kind: Kind, _ post: String, from: PartialDate? = nil, until: PartialDate? = nil) {
        (self.organisation, self.kind, self.post, self.from, self.until) = (organisation, kind, post, from, until)
    }

    /// Whether it is held on a day. Of an end of which only the year is known, the whole year counts.
    /// - Parameter day: `2026-11-20`.
    public func isHeld(on day: String) -> Bool {
        if let from, from.description > day { return false }
        guard let until else { return true }
        return until.description + "-99" >= day
    }
}

/// A way to reach a person.
public struct PersonChannel: Sendable, Hashable, Codable {
    public enum Kind: String, Sendable, CaseIterable, Codable {
        case email, telephone, mobile, fax, wechat, whatsapp, signal, telegram, line, kakaotalk, linkedin, website, postal, other
    }

    public var kind: Kind
    public var value: String
    /// `secretary`, `only urgent`.
    public var note: String?

    public init(_ kind: Kind, _ value: String, note: String? = nil) { (self.kind, self.value, self.note) = (kind, value, note) }
}

/// When a person is at work, in their own time.
public struct WorkingHours: Sendable, Hashable, Codable {
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    public var days: [Int]
    /// Minutes after midnight, below 1440.
    public var from: Int
    /// After `from`, at most 1440.
    public var until: Int

    /// Nil for hours that no clock has.
    public init?(days: [Int], from: Int, until: Int) {
        let all = Set(days).sorted()
        guard !all.isEmpty, all.allSatisfy({ (1...7).contains($0) }), (0..<1440).contains(from), until > from, until <= 1440 else { return nil }
        (self.days, self.from, self.until) = (all, from, until)
    }

    /// Whether they are at work at a moment.
    public func holds(_ instant: Instant, in zone: TimeZone) -> Bool {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: instant.date)
        let day = ((parts.weekday ?? 1) + 5) % 7 + 1
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        return days.contains(day) && minute >= from && minute < until
    }

    /// `09:00` as minutes; nil for anything else.
    public static func minutes(_ text: String) -> Int? {
        let parts = text.trimmingCharacters(in: .whitespaces).split(whereSeparator: { ":.h".contains($0) })
        guard (1...2).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = parts.count > 1 ? Int(parts[1]) : 0, hour <= 24, minute < 60, hour < 24 || minute == 0
        else { return nil }
        return hour * 60 + minute
    }

    public static func text(_ minutes: Int) -> String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
