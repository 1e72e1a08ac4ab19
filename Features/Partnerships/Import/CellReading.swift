import Foundation
import Gazetteer
import Kernel

/// Reads what people write into the cells of such a list: dates, kinds, states, fields of work, in English, German, French and Spanish.
enum CellReading {
    enum Since: Sendable, Equatable {
        case empty
        case date(PartialDate)
        case unreadable
    }

    /// `1988`, `24.6.1988`, `June 1988`, `24 juin 1988`. What lies beyond next year is taken for a mistake.
    static func since(_ text: String, today: PartialDate?) -> Since {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { return .empty }
        guard text.count <= 60, let date = PartialDate(typed: text) ?? named(text), (1000...((today?.year ?? 9998) + 1)).contains(date.year) else {
            return .unreadable
        }
        return .date(date)
    }

    /// A date with the month's name.
    private static func named(_ text: String) -> PartialDate? {
        let words = text.split { " ./,-".contains($0) || $0.isWhitespace }.map { FoldedName(String($0)).text }.filter {
            !["de", "del", "of", "le", "den", "th", "st", "nd", "rd"].contains($0)
        }
        guard (2...3).contains(words.count), let position = words.firstIndex(where: { months[$0] != nil }), let month = months[words[position]] else {
            return nil
        }
        let numbers = words.enumerated().filter { $0.offset != position }.map { word in Int(word.element.prefix { $0.isASCII && $0.isNumber }) }
        guard let year = numbers.compactMap({ $0 }).first(where: { (1000...9999).contains($0) }), !numbers.contains(nil) else { return nil }
        let day = numbers.compactMap { $0 }.first { (1...31).contains($0) }
        return PartialDate(year: year, month: month, day: numbers.count == 2 ? day : nil)
    }

    private static let months: [String: Int] = {
        var found: [String: Int] = ["sept": 9, "jänner": 1, "janner": 1, "jaenner": 1]
        for language in ["en", "de", "fr", "es"] {
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: language)
            formatter.calendar = Calendar(identifier: .gregorian)
            for names in [formatter.monthSymbols, formatter.shortMonthSymbols] {
                for (position, name) in names.enumerated() { found[FoldedName(name).text] = position + 1 }
            }
        }
        return found
    }()

    /// Nil for what is not understood.
    static func kind(_ text: String) -> PartnershipKind? { first(kinds, in: text) ?? PartnershipKind(rawValue: text.lowercased()) }
    /// Nil for what is not understood.
    static func status(_ text: String) -> PartnershipStatus? { first(statuses, in: text) ?? PartnershipStatus(rawValue: text.lowercased()) }

    /// The fields of work named, and whether the text held nothing else.
    static func fields(_ text: String) -> (fields: [FieldOfWork], isAll: Bool) {
        let parts = text.split { ",;/|".contains($0) || $0.isNewline }.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let read = parts.prefix(30).map { part in FieldOfWork(rawValue: part.lowercased()) ?? first(fieldWords, in: part) }
        return (read.compactMap { $0 }, parts.count <= 30 && !read.contains(nil))
    }

    private static func first<Value>(_ words: [(value: Value, words: [String])], in text: String) -> Value? {
        let key = FoldedName(text).text
        guard !key.isEmpty else { return nil }
        return words.first { entry in entry.words.contains { key.contains($0) } }?.value
    }

    /// The clearer word comes first: “climate partnership” is one of climate.
    private static let kinds: [(value: PartnershipKind, words: [String])] = [
        (.friendshipCity, ["friend", "freundschaft", "amitie", "amist", "amig"]),
        (.climate, ["climat", "klima", "clima"]),
        (.development, ["develop", "entwicklung", "desarrollo", "cooperationdecentralis"]),
        (.smartCity, ["smart", "project", "projekt", "projet", "proyecto"]),
        (.partnerDistrict, ["district", "bezirk", "stadtteil", "quartier", "distrito"]),
        (.associationAssociation, ["associationandassociation", "verbandundverband"]),
        (.cityAssociation, ["cityandassociation", "stadtundverband", "association", "verband", "asociacion"]),
        (.multilateral, ["multilateral", "trilateral"]),
        (.multiCity, ["multicity", "network", "netzwerk", "reseau", "red"]),
        (.knownContact, ["knowncontact", "contact", "kontakt", "contacto"]),
        (.partnerCity, ["partner", "sister", "twin", "jumel", "jumele", "hermana", "stadtepartner", "staedtepartner"]),
    ]

    private static let statuses: [(value: PartnershipStatus, words: [String])] = [
        (.revived, ["revived", "wiederbelebt", "relance", "reactivad"]),
        (.dormant, ["dormant", "inactive", "ruh", "inaktiv", "schlaf", "inactif", "ensommeil", "inactiv"]),
        (.suspended, ["suspend", "ausgesetzt", "eingefroren", "frozen", "suspens"]),
        (
            .ended,
            ["ended", "end", "terminated", "beendet", "erloschen", "aufgelost", "aufgeloest", "termine", "terminad", "finaliz", "closed", "former"]
        ),
        (.exploring, ["explor", "anbahnung", "planned", "geplant", "inpreparation", "invorbereitung", "enpreparation", "negotiat"]),
        (.active, ["activ", "aktiv", "actif", "lebendig", "current", "ongoing", "laufend", "vigente", "encours"]),
        (.contact, ["contact", "kontakt"]),
    ]

    private static let fieldWords: [(value: FieldOfWork, words: [String])] = [
        (.lowCarbon, ["lowcarbon", "co2"]), (.waste, ["waste", "abfall", "mull", "muell", "dechet", "residuo"]),
        (.capacityBuilding, ["capacity", "kapazitat", "kapazitaet", "renforcement", "capacitacion"]), (.climate, ["climat", "klima", "clima"]),
        (.maritimeEconomy, ["maritim", "port", "hafen", "puerto"]), (.urbanDevelopment, ["urban", "stadtentwicklung", "planning"]),
        (.culture, ["cultur", "kultur"]), (.traffic, ["traffic", "transport", "verkehr", "mobil"]), (.technology, ["tech", "digital"]),
        (.education, ["educat", "bildung", "school", "schule", "ecole", "escuela"]), (.youth, ["youth", "jugend", "jeune", "juvent"]),
        (.sport, ["sport", "deporte"]),
        (.economy, ["econom", "wirtschaft", "business", "trade", "commerce"]), (.tourism, ["touris"]),
        (.environment, ["environ", "umwelt", "medioambiente"]),
        (.health, ["health", "gesund", "sante", "salud"]), (.science, ["scien", "wissenschaft", "research", "forschung", "ciencia", "universit"]),
        (.administration, ["administr", "verwaltung"]), (.integration, ["integra"]), (.peace, ["peace", "frieden", "paix", "paz"]),
    ]
}
