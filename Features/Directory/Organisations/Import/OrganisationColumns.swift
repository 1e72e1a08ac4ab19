import Gazetteer
import Markup

/// What the columns of a table of organisations mean, by their headings in English, German, French and Spanish. Every column of our own
/// export is among them that can be entered again.
struct OrganisationColumns: Codable, Equatable, Sendable {
    enum Part: String, CaseIterable, Codable, Sendable {
        case name, localName = "local_name", localLanguage = "local_language", kind, kindCode = "kind_code", city, region, country
        case countryCode = "country_code", placeNumber = "place_id", website, wikidata, geonames, unlocode, own, note, published, identity = "id"

        func word(_ w: Words) -> String {
            switch self {
            case .name: w("Name")
            case .localName: w("Name in its own script")
            case .localLanguage: w("Language of that name")
            case .kind: w("Kind")
            case .kindCode: w("Kind, code")
            case .city: w("City")
            case .region: w("Region")
            case .country: w("Country")
            case .countryCode: w("Country, code")
            case .placeNumber: w("GeoNames number of the city")
            case .website: w("Website")
            case .wikidata: w("Wikidata number")
            case .geonames: w("GeoNames number of the organisation")
            case .unlocode: "UN/LOCODE"
            case .own: w("Own number")
            case .note: w("Private note")
            case .published: w("Published")
            case .identity: w("Identity")
            }
        }
    }

    /// For each column, from the first, what it is; nil for one that is not read.
    var parts: [Part?]

    init(parts: [Part?]) { self.parts = parts }

    init(headings: [String]) {
        var used: Set<Part> = []
        parts = headings.map { heading in
            guard let part = Self.meaning[FoldedName(heading).text] else { return nil }
            // Several columns of notes are all read, and of several with cities the first that holds one; of everything else the first.
            return Self.repeatable.contains(part) || used.insert(part).inserted ? part : nil
        }
    }

    static let repeatable: Set<Part> = [.city, .note]

    /// Whether anything says what somebody is called.
    var hasName: Bool { parts.contains(.name) }

    /// Why a table cannot be read so; nil when it can.
    func problem(_ w: Words) -> String? {
        let single = parts.compactMap { $0 }.filter { !Self.repeatable.contains($0) }
        return ColumnsByHeading.problem(single: single.map { $0.word(w) }, hasName: hasName, w)
    }

    private static let meaning: [String: Part] = {
        var all: [String: Part] = [:]
        for (part, words) in headings { for word in words { all[FoldedName(word).text] = part } }
        return all
    }()

    private static let headings: [Part: [String]] = [
        .name: [
            "name", "organisation", "organization", "organisation name", "name of the organisation", "institution", "institution name", "member",
            "member name", "bezeichnung", "name der organisation", "einrichtung", "mitglied", "name des mitglieds", "nom", "nom de l'organisation",
            "organisme", "membre", "nombre", "nombre de la organización", "organización", "entidad", "miembro", "机构", "单位",
        ],
        .localName: ["name in its own script", "local_name", "local name", "native name", "name in eigener schrift", "nom local", "nombre local"],
        .localLanguage: ["language of that name", "local_language", "sprache dieses namens", "langue de ce nom", "idioma de ese nombre"],
        .kind: [
            "kind", "type", "category", "kind of organisation", "art", "typ", "kategorie", "art der organisation", "genre", "catégorie", "tipo",
            "categoría",
        ],
        .kindCode: ["kind, code", "kind_code", "art, kennung"],
        .city: [
            "city", "town", "place", "municipality", "seat", "stadt", "ort", "sitz", "gemeinde", "ville", "commune", "ciudad", "municipio", "城市",
        ],
        .region: ["region", "state", "province", "county", "bundesland", "kanton", "provinz", "région", "département", "provincia", "estado"],
        .country: ["country", "nation", "land", "staat", "pays", "país", "国家"],
        .countryCode: ["country, code", "country_code", "country code", "land, kennung", "ländercode", "code pays"],
        .placeNumber: ["geonames number", "place_id", "geonames number of the city", "geonames-nummer", "geonames-nummer der stadt"],
        .website: ["website", "web", "url", "homepage", "web page", "webseite", "internet", "internetseite", "site web", "sitio web", "página web"],
        .wikidata: ["wikidata", "wikidata number", "wikidata id", "wikidata-nummer"],
        .geonames: ["geonames", "geonames number of the organisation", "geonames-nummer der organisation"],
        .unlocode: ["unlocode", "un/locode", "locode"],
        .own: ["own number", "member number", "membership number", "eigene nummer", "mitgliedsnummer", "numéro de membre", "número de socio"],
        .note: [
            "note", "notes", "private note", "remark", "remarks", "comment", "comments", "bemerkung", "bemerkungen", "notiz", "interne notiz",
            "kommentar", "remarque", "remarques", "nota", "notas", "备注",
        ],
        .published: ["published", "veröffentlicht"],
        .identity: ["identity", "id", "kennung"],
    ]
}
