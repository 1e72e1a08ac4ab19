import Directory
import Foundation
import Gazetteer
import Kernel
import Markup
import Sheets

extension LegalBasis {
    /// As a file writes it: with the code of our exports, or in the words of our pages in either language, whatever the case.
    init?(written text: String) {
        guard let basis = Self.meaning[FoldedName(text).text] else { return nil }
        self = basis
    }

    private static let meaning: [String: LegalBasis] = {
        var all: [String: LegalBasis] = [:]
        for basis in allCases { for word in [basis.rawValue] + basis.written { all[FoldedName(word).text] = basis } }
        return all
    }()

    /// The words of `word(_:)` in English and German; a test holds them against the catalogue.
    var written: [String] {
        switch self {
        case .consent: ["Consent", "Einwilligung"]
        case .contract: ["Contract", "Vertrag"]
        case .publicTask: ["Public task", "Öffentliche Aufgabe", "Oeffentliche Aufgabe"]
        case .legitimateInterest: ["Legitimate interest", "Berechtigtes Interesse"]
        }
    }
}

/// What the columns of a spreadsheet mean, by their headings in English, German, French, Spanish and Chinese.
struct PersonColumns: Codable, Equatable, Sendable {
    enum Part: String, CaseIterable, Codable, Sendable {
        case name, title, given, family, order, native, nativeLanguage = "native_language", romanisation, pronunciation, salutation
        case email, telephone, mobile, fax, wechat, whatsapp, website, address, organisation, post, from, until, city, country
        case timeZone = "time_zone", languages, basis, review, source, confirmed, note

        func word(_ w: Words) -> String {
            switch self {
            case .name: w("Whole name")
            case .title: w("Title")
            case .given: w("Given name")
            case .family: w("Family name")
            case .order: w("Order of the name")
            case .native: w("Name in its own script")
            case .nativeLanguage: w("Language of that name")
            case .romanisation: w("Romanisation")
            case .pronunciation: w("How to say it")
            case .salutation: w("Form of address")
            case .email: w("E-mail")
            case .telephone: w("Telephone")
            case .mobile: w("Mobile telephone")
            case .fax: w("Fax")
            case .wechat: "WeChat"
            case .whatsapp: "WhatsApp"
            case .website: w("Website")
            case .address: w("Postal address")
            case .organisation: w("Organisation")
            case .post: w("Post")
            case .from: w("From")
            case .until: w("Until")
            case .city: w("City")
            case .country: w("Country")
            case .timeZone: w("Time zone")
            case .languages: w("Languages spoken")
            case .basis: w("Legal basis")
            case .review: w("Review until")
            case .source: w("Source of the entry")
            case .confirmed: w("Last confirmed")
            case .note: w("Private notes")
            }
        }
    }

    /// For each column, from the first, what it is; nil for one that is not read.
    var parts: [Part?]

    init(parts: [Part?]) { self.parts = parts }

    init(headings: [String]) {
        var used: Set<Part> = []
        parts = headings.map { heading in
            let key = FoldedName(heading).text
            guard !key.isEmpty, let part = Self.meaning[key] else { return nil }
            // Several columns of addresses are all read; of everything else the first.
            guard Self.repeatable.contains(part) || used.insert(part).inserted else { return nil }
            return part
        }
    }

    /// Whether anything says who somebody is.
    var hasName: Bool { parts.contains { $0.map { [.name, .given, .family, .native].contains($0) } ?? false } }

    /// Why a table cannot be read so; nil when it can.
    func problem(_ w: Words) -> String? {
        let single = parts.compactMap { $0 }.filter { !Self.repeatable.contains($0) }
        return ColumnsByHeading.problem(single: single.map { $0.word(w) }, hasName: hasName, w)
    }

    static let repeatable: Set<Part> = [.email, .telephone, .mobile, .fax, .note]

    private static let meaning: [String: Part] = {
        var all: [String: Part] = [:]
        for (part, words) in headings { for word in words { all[FoldedName(word).text] = part } }
        return all
    }()

    private static let headings: [Part: [String]] = [
        .name: ["name", "full name", "display name", "contact", "person", "nom complet", "nombre completo", "ganzer name", "anzeigename", "fn"],
        .title: ["title", "prefix", "honorific", "salutation title", "titel", "anrede titel", "akad. titel", "titre", "titulo", "tratamiento", "称谓"],
        .given: ["given name", "first name", "firstname", "forename", "given", "vorname", "prenom", "nombre", "名", "名字"],
        .family: [
            "family name", "last name", "lastname", "surname", "family", "nachname", "familienname", "nom", "nom de famille", "apellido", "apellidos",
            "姓", "姓氏",
        ],
        .order: ["order of the name", "name order", "name_order", "reihenfolge des namens"],
        .native: [
            "name in its own script", "native name", "native_name", "local name", "name in eigener schrift", "chinese name", "chinesischer name",
            "中文名", "中文姓名", "姓名", "漢字",
        ],
        .nativeLanguage: ["language of that name", "native language", "native_language", "sprache dieses namens"],
        .romanisation: ["romanisation", "romanization", "transliteration", "pinyin", "umschrift", "拼音"],
        .pronunciation: ["pronunciation", "how to say it", "aussprache", "prononciation"],
        .salutation: ["salutation", "form of address", "letter salutation", "anrede", "briefanrede", "formule"],
        .email: [
            "email", "e-mail", "mail", "email address", "e-mail address", "e-mail 1", "email 1", "email 2", "e-mail-adresse", "courriel", "correo",
            "correo electronico", "邮箱", "电子邮件",
        ],
        .telephone: [
            "telephone", "phone", "tel", "tel.", "phone number", "business phone", "work phone", "telefon", "telefonnummer", "telefon geschaeftlich",
            "rufnummer", "telefono", "电话",
        ],
        .mobile: ["mobile", "mobile phone", "cell", "cell phone", "cellphone", "mobil", "handy", "mobiltelefon", "portable", "movil", "手机"],
        .fax: ["fax", "telefax", "传真"],
        .wechat: ["wechat", "weixin", "微信"],
        .whatsapp: ["whatsapp"],
        .website: ["website", "web", "url", "homepage", "web page", "webseite", "internet"],
        .address: ["address", "postal address", "business address", "adresse", "anschrift", "postanschrift", "direccion", "地址"],
        .organisation: [
            "organisation", "organization", "company", "institution", "employer", "firma", "einrichtung", "behoerde", "unternehmen", "organisme",
            "entreprise", "organizacion", "empresa", "单位", "公司",
        ],
        .post: [
            "post", "job title", "position", "function", "role", "funktion", "stelle", "amt", "amtsbezeichnung", "fonction", "poste", "cargo",
            "puesto", "职务", "职位",
        ],
        .from: ["from", "since", "in post since", "von", "seit", "depuis", "desde"],
        .until: ["until", "to", "bis", "jusqu'a", "hasta"],
        .city: ["city", "town", "place", "business city", "stadt", "ort", "ville", "ciudad", "城市"],
        .country: ["country", "business country", "country/region", "country code", "land", "staat", "pays", "pais", "国家"],
        .timeZone: ["time zone", "timezone", "time_zone", "zeitzone", "fuseau horaire"],
        .languages: ["languages", "languages spoken", "language", "sprachen", "sprache", "gesprochene sprachen", "langues", "idiomas", "语言"],
        .basis: ["legal basis", "legal_basis", "rechtsgrundlage"],
        .review: ["review until", "review", "retention", "pruefen bis", "prüfen bis", "loeschfrist"],
        .source: ["source", "source of the entry", "quelle", "herkunft", "herkunft des eintrags"],
        .confirmed: ["confirmed", "last confirmed", "confirmed on", "bestätigt", "zuletzt bestätigt", "bestätigt am", "confirmé", "confirmado"],
        .note: [
            "note", "notes", "remark", "remarks", "comment", "comments", "bemerkung", "bemerkungen", "notiz", "notizen", "kommentar", "remarques",
            "notas", "备注",
        ],
    ]
}
