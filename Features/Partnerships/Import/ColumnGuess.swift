import Foundation
import Gazetteer
import Kernel
import Sheets

/// Guesses which column is what: by its heading in English, German, French or Spanish, else by what stands in it.
struct ColumnGuess {
    let gazetteer: Gazetteer

    func columns(of guess: SheetGuess) throws -> ImportColumns {
        var columns = ImportColumns()
        let keys = guess.columns.map { FoldedName($0.name).text }
        // Whole headings first, in the order in which a heading is clearest; then headings that begin or end with a word.
        for part in Self.order {
            let words = Self.headings[part] ?? []
            for test in [
                { (key: String) in words.contains(key) }, { key in words.contains { $0.count >= 4 && (key.hasPrefix($0) || key.hasSuffix($0)) } },
            ] {
                guard columns[part] == nil else { break }
                columns[part] = keys.indices.first { !keys[$0].isEmpty && !columns.used.contains($0) && test(keys[$0]) }
            }
        }
        // "City" alone is the partner's; beside a partner's column it is the home city.
        if columns[.partner] == nil {
            columns[.partner] = try columns[.home] ?? byContents(guess, besides: columns.used) { try isPlace($0) }
            if columns[.partner] == columns[.home] { columns[.home] = nil }
        }
        if columns[.country] == nil {
            columns[.country] = try byContents(guess, besides: columns.used) { Self.countries.contains(FoldedName($0).text) }
        }
        if columns[.since] == nil {
            columns[.since] = try byContents(guess, besides: columns.used) { text in
                PartialDate(typed: text).map { (1800...2100).contains($0.year) } ?? false
            }
        }
        return columns
    }

    private func byContents(_ guess: SheetGuess, besides used: Set<Int>, _ test: (String) throws -> Bool) rethrows -> Int? {
        var best: (index: Int, share: Double)?
        for column in guess.columns where !used.contains(column.index) && !column.samples.isEmpty {
            let share = Double(try column.samples.count { try test($0) }) / Double(column.samples.count)
            if share >= 0.6, share > best?.share ?? 0 { best = (column.index, share) }
        }
        return best?.index
    }

    private func isPlace(_ text: String) throws -> Bool {
        let key = FoldedName(text)
        guard !key.isEmpty, text.count <= 80 else { return false }
        return try !gazetteer.exact(key, countries: nil).isEmpty
    }

    private static let order: [ImportColumns.Part] = [.country, .region, .partner, .home, .since, .kind, .status, .field, .lead, .note]

    /// Headings, folded: no capitals, accents, spaces or hyphens.
    private static let headings: [ImportColumns.Part: [String]] = [
        .country: [
            "partnercountry", "countryofpartner", "country", "nation", "land", "partnerland", "staat", "pays", "payspartenaire", "pais", "paissocio",
            "countrycode", "landercode", "laendercode",
        ],
        .region: [
            "region", "state", "province", "county", "bundesland", "provinz", "kanton", "departement", "department", "provincia", "comunidadautonoma",
            "estado",
        ],
        .partner: [
            "partner", "partnercity", "partnertown", "partnername", "nameofpartner", "sistercity", "twintown", "twincity", "twin", "partnerstadt",
            "partnergemeinde", "partnerkommune",
            "partnerort", "villejumelee", "villepartenaire", "partenaire", "jumelage", "ciudadhermanada", "ciudadsocia", "socio", "hermanamiento",
            "friendshipcity", "partnerorganisation",
        ],
        .home: [
            "homecity", "owncity", "ourcity", "hometown", "city", "town", "municipality", "member", "stadt", "eigenestadt", "kommune", "gemeinde",
            "mitglied", "ort", "ville", "commune",
            "notreville", "ciudad", "municipio", "nuestraciudad",
        ],
        .since: [
            "since", "year", "date", "from", "established", "founded", "signed", "signedon", "yearformalised", "yearformalized", "yearsigned",
            "formalised", "formalized", "start", "begin",
            "beginn", "seit", "jahr", "datum", "gruendung", "grundung", "gegrundet", "depuis", "annee", "datedesignature", "desde", "ano", "fecha",
            "fechadefirma",
        ],
        .kind: [
            "kind", "type", "typeofpartnership", "relationship", "form", "art", "artderpartnerschaft", "typ", "genre", "nature", "tipo", "clase",
        ],
        .status: ["status", "state", "stand", "zustand", "etat", "statut", "estado", "situacion", "activity", "aktiv"],
        .field: [
            "field", "fields", "fieldofwork", "topic", "topics", "theme", "themes", "subject", "sector", "sectors", "focus", "thema", "themen",
            "schwerpunkt", "schwerpunkte",
            "arbeitsfeld", "domaine", "domaines", "theme", "tema", "temas", "ambito", "sector",
        ],
        .lead: [
            "lead", "leadperson", "contact", "contactperson", "responsible", "officer", "incharge", "ansprechperson", "ansprechpartner",
            "ansprechpartnerin", "zustaendig", "zustandig",
            "verantwortlich", "responsable", "interlocuteur", "contacto", "persona",
        ],
        .note: [
            "note", "notes", "remark", "remarks", "comment", "comments", "bemerkung", "bemerkungen", "anmerkung", "notiz", "kommentar", "remarque",
            "commentaire", "observaciones", "nota", "notas",
        ],
    ]

    /// Names of countries in the four languages, folded, and their codes of two and three letters.
    private static let countries: Set<String> = {
        var names: Set<String> = [
            "usa", "uk", "england", "scotland", "wales", "germanyeast", "germanywest", "ddr", "brd", "ussr", "czechrepublic", "turkey", "russia",
        ]
        for region in Locale.Region.isoRegions where region.identifier.count == 2 {
            names.insert(FoldedName(region.identifier).text)
            for language in ["en", "de", "fr", "es"] {
                if let name = Locale(identifier: language).localizedString(forRegionCode: region.identifier) { names.insert(FoldedName(name).text) }
            }
        }
        return names
    }()
}
