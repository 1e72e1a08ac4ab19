import Foundation
import Kernel
import Storage

/// The offices of this server: all SQL about them.
public enum OfficeStore {
    /// Makes an office. Its place must be among those the server keeps.
    /// - Parameter slug: a wish; made from the name when nil, and made unique.
    public static func create(
        name: String, place: PlaceID, language: Language, slug: String? = nil, by actor: Actor, at now: Instant, on connection: Connection
    ) throws -> Office {
        let wish = Slug.make(slug ?? name)
        let taken = Set(
            try connection.rows("SELECT slug FROM office WHERE slug = \(wish) OR slug LIKE \(wish + "-%")") { row in try row["slug"] as String })
        let free = taken.contains(wish) ? (2...taken.count + 2).lazy.map { "\(wish)-\($0)" }.first { !taken.contains($0) } ?? wish : wish
        let office = Office(id: .new(), slug: free, name: name, place: place, organisation: nil, language: language, createdAt: now)
        try connection.run(
            """
            INSERT INTO office (id, slug, name, place_id, organisation_id, language, created_at)
            VALUES (\(office.id), \(office.slug), \(office.name), \(office.place), NULL, \(office.language), \(now))
            """)
        let fact = try Fact(
            "created", "office", office.id.text, office: office.id, from: nil, to: ["name": name, "slug": free, "place": String(place)])
        try connection.journal.record(fact, by: actor, at: now)
        return office
    }

    public static func find(_ id: OfficeID, on connection: Connection) throws -> Office? {
        try connection.first("SELECT \(columns) FROM office WHERE id = \(id)", Office.init(row:))
    }

    public static func find(slug: String, on connection: Connection) throws -> Office? {
        try connection.first("SELECT \(columns) FROM office WHERE slug = \(slug)", Office.init(row:))
    }

    /// Every office, by name.
    public static func all(on connection: Connection) throws -> [Office] {
        try connection.rows("SELECT \(columns) FROM office ORDER BY name, id", Office.init(row:))
    }

    /// Names the office's own entry in the directory.
    public static func setOrganisation(_ organisation: OrganisationID, of office: OfficeID, on connection: Connection) throws {
        guard try connection.run("UPDATE office SET organisation_id = \(organisation) WHERE id = \(office)") == 1 else { throw AppError.notFound }
    }

    /// Whether people who keep this office's records need a second factor.
    static func requiresSecondFactor(_ office: OfficeID, on connection: Connection) throws -> Bool {
        try connection.exists("SELECT 1 FROM office WHERE id = \(office) AND requires_second_factor = 1")
    }

    static func setRequiresSecondFactor(_ isOn: Bool, _ office: OfficeID, by actor: Actor, at now: Instant, on connection: Connection) throws {
        guard try requiresSecondFactor(office, on: connection) != isOn else { return }
        try connection.run("UPDATE office SET requires_second_factor = \(isOn) WHERE id = \(office)")
        let fact = try Fact(
            isOn ? "second-factor-required" : "second-factor-optional", "office", office.text, office: office, from: nil, to: nil)
        try connection.journal.record(fact, by: actor, at: now)
    }

    private static let columns: SQL = "id, slug, name, place_id, organisation_id, language, created_at"
}

extension Office {
    init(row: Row) throws {
        id = try row["id"]
        slug = try row["slug"]
        name = try row["name"]
        place = try row["place_id"]
        organisation = try row["organisation_id"]
        language = try row["language"]
        createdAt = try row["created_at"]
    }
}

/// A name's part in an address: small ASCII letters, digits and hyphens.
enum Slug {
    /// `Düsseldorf` becomes `duesseldorf`, `São Paulo` `sao-paulo`. A name without any Latin letter becomes `office`.
    static func make(_ name: String) -> String {
        let letters: [Character: String] = [
            "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "ł": "l", "đ": "d", "þ": "th", "ð": "d", "ı": "i", "œ": "oe",
        ]
        let spelled = name.prefix(200).lowercased().precomposedStringWithCanonicalMapping.map { letters[$0] ?? String($0) }.joined()
        let latin = spelled.applyingTransform(.toLatin, reverse: false) ?? spelled
        let plain = latin.decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
            !$0.properties.isDiacritic && $0.properties.generalCategory != .nonspacingMark
        }
        let words = String(String.UnicodeScalarView(plain)).lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let slug = words.joined(separator: "-").prefix(60)
        let trimmed = slug.hasSuffix("-") ? slug.dropLast() : slug
        return trimmed.isEmpty ? "office" : String(trimmed)
    }
}
