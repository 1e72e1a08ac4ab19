import Foundation
import Gazetteer
import Kernel
import Reconciliation
import Sheets

/// Which columns of a table hold the two cities and what is said of them, guessed from the headings in English, German, French or Spanish.
struct RelationColumns: Equatable {
    struct Side: Equatable {
        let city: Int
        var country: Int?
        var region: Int?
    }

    var one: Side
    var other: Side
    var since: Int?
    var kind: Int?

    /// Nil when there are no two columns of cities.
    init?(headings: [String]) {
        let keys = headings.map { FoldedName($0).text }
        func first(_ words: Set<String>, after: Int = -1, besides: Int? = nil) -> Int? {
            keys.indices.first { $0 > after && $0 != besides && words.contains(keys[$0]) }
        }
        let second = first(Self.seconds)
        guard let home = first(Self.firsts, besides: second), let away = second ?? first(Self.firsts, after: home) else { return nil }
        one = Side(
            city: home, country: first(Self.numbered(Self.countries, "1", "a", "home")), region: first(Self.numbered(Self.regions, "1", "a", "home")))
        other = Side(
            city: away, country: first(Self.numbered(Self.countries, "2", "b", "partner")),
            region: first(Self.numbered(Self.regions, "2", "b", "partner")))
        since = first(Self.dates)
        kind = first(Self.kinds)
        // A heading without a number belongs to the city it stands behind.
        for index in keys.indices where index > min(home, away) {
            let isHome = index > home && (index < away || away < home)
            if Self.countries.contains(keys[index]) {
                if isHome { one.country = one.country ?? index } else { other.country = other.country ?? index }
            } else if Self.regions.contains(keys[index]) {
                if isHome { one.region = one.region ?? index } else { other.region = other.region ?? index }
            }
        }
    }

    /// The city of one side, as it is written there.
    static func written(_ side: Side, _ row: SheetRow) -> Written {
        Written(
            name: cell(side.city, row) ?? "", country: side.country.flatMap { cell($0, row) }, region: side.region.flatMap { cell($0, row) })
    }

    /// What stands in a cell, without signs that no database keeps, of a length one can read; nil for an empty one.
    static func cell(_ index: Int, _ row: SheetRow, most: Int = 200) -> String? {
        guard row.cells.indices.contains(index) else { return nil }
        let plain = String(String.UnicodeScalarView(row.cells[index].unicodeScalars.filter { $0 != "\0" }))
        let text = plain.trimmingCharacters(in: .whitespacesAndNewlines).prefix(most)
        return text.isEmpty ? nil : String(text)
    }

    private static func numbered(_ words: Set<String>, _ ends: String...) -> Set<String> {
        Set(words.flatMap { word in ends.flatMap { [word + $0, $0 + word] } })
    }

    private static let cities: Set<String> = [
        "city", "town", "place", "municipality", "stadt", "ort", "gemeinde", "kommune", "ville", "commune", "ciudad", "municipio",
    ]
    private static let firsts = cities.union(numbered(cities, "1", "a", "home", "own")).union(["home", "member", "mitglied"])
    private static let seconds = numbered(cities, "2", "b", "partner", "sister", "twin").union([
        "partner", "twin", "partnerstadt", "partnergemeinde", "partnerkommune", "villejumelee", "villepartenaire", "ciudadhermanada", "ciudadsocia",
    ])
    private static let countries: Set<String> = ["country", "nation", "land", "staat", "pays", "pais", "countrycode"]
    private static let regions: Set<String> = [
        "region", "state", "province", "county", "bundesland", "provinz", "kanton", "departement", "provincia",
    ]
    private static let dates: Set<String> = [
        "since", "year", "date", "signed", "signedon", "established", "founded", "yearformalised", "yearformalized", "seit", "jahr", "datum",
        "depuis",
        "annee", "desde", "ano", "fecha",
    ]
    private static let kinds: Set<String> = [
        "kind", "type", "relationship", "typeofpartnership", "art", "artderpartnerschaft", "typ", "genre", "tipo",
    ]
}
