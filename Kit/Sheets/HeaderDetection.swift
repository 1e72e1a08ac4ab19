import Foundation

/// Finds the row with the column names: the first row as wide as the table is, if it reads like headings.
struct HeaderDetection {
    /// nil when the first row is data.
    let row: Int?
    let confidence: Double
    /// How many columns the table has.
    let width: Int
    /// Rows with text above the header, or above the first row of data.
    let titles: Int
    /// The number of the first row of data, where there is no header.
    let firstDataRow: Int

    /// - Parameter rows: the first rows of the file with their numbers; blank ones may be among them.
    /// - Throws: `SheetError.emptyFile`, `.noTable`, `.noSuchHeaderRow`.
    static func detect(_ rows: [(number: Int, cells: [String])], chosen: SheetHeader?) throws -> HeaderDetection {
        let filled = rows.filter { !isBlank($0.cells) }
        guard let first = filled.first else { throw SheetError.emptyFile }
        switch chosen {
        case .row(let number):
            guard let header = filled.first(where: { $0.number == number }) else { throw SheetError.noSuchHeaderRow(number) }
            let below = filled.filter { $0.number > number }
            return HeaderDetection(
                row: number, confidence: 1, width: tableWidth(header: header.cells, below: below.map(\.cells)),
                titles: filled.count { $0.number < number }, firstDataRow: number + 1)
        case .some(.none):
            let width = commonWidth(filled.map(\.cells))
            return HeaderDetection(row: nil, confidence: 1, width: width, titles: 0, firstDataRow: first.number)
        case nil:
            return try guess(filled)
        }
    }

    private static func guess(_ filled: [(number: Int, cells: [String])]) throws -> HeaderDetection {
        let width = commonWidth(filled.map(\.cells))
        guard width > 0 else { throw SheetError.noTable }
        // A title stands in one or two cells; the headings fill most of the width.
        let needed = width == 1 ? 1 : max(2, Int((Double(width) * 0.6).rounded(.up)))
        guard let index = filled.firstIndex(where: { row in row.cells.count { !isBlank($0) } >= needed }) else {
            throw SheetError.noTable
        }
        let candidate = filled[index]
        let below = filled[(index + 1)...].map(\.cells)
        let (isHeader, confidence) = readsLikeHeadings(candidate.cells, below: below)
        return HeaderDetection(
            row: isHeader ? candidate.number : nil, confidence: confidence,
            width: isHeader ? tableWidth(header: candidate.cells, below: below) : max(width, usedWidth(candidate.cells)),
            titles: index, firstDataRow: candidate.number)
    }

    private static func readsLikeHeadings(_ cells: [String], below: [[String]]) -> (Bool, Double) {
        func plain(_ row: [String]) -> [String] { row.map { $0.trimmingCharacters(in: .whitespacesAndNewlines).lowercased() } }
        let names = plain(cells)
        let used = names.filter { !$0.isEmpty }
        if used.contains(where: isValue) { return (false, 0.85) }
        var contrast = false
        let rows = below.prefix(200).map(plain)
        for (column, name) in names.enumerated() where !name.isEmpty {
            let values = rows.lazy.filter { $0 != names }.prefix(100)
                .compactMap { column < $0.count ? $0[column] : nil }.filter { !$0.isEmpty }
            let list = Array(values)
            // A heading does not come back as a value of its own column.
            if list.contains(name) { return (false, 0.8) }
            if !list.isEmpty, list.count(where: isValue) * 10 >= list.count * 8 { contrast = true }
        }
        if HeadingWords.headATable(used) { return (true, below.isEmpty ? 0.8 : 0.97) }
        if contrast { return (true, 0.95) }
        if used.count == 1 { return (false, 0.55) }
        if Set(used).count < used.count { return (false, 0.6) }
        if used.contains(where: { $0.count > 80 }) { return (false, 0.6) }
        return (true, below.isEmpty ? 0.5 : 0.65)
    }

    /// Numbers, dates, addresses of the web and of mail are data, never headings. A year can head a column of figures.
    private static func isValue(_ text: String) -> Bool {
        if text.contains("@") || text.contains("://") { return true }
        var digits = 0
        for byte in text.utf8 {
            switch byte {
            case 48...57: digits += 1
            case 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0x20, 0x25, 0x54, 0x5A, 0x65, 0x45: continue
            default: return false
            }
        }
        return digits > 0
    }

    /// The width that most rows have; the larger one of two that are equally common.
    private static func commonWidth(_ rows: [[String]]) -> Int {
        var counts: [Int: Int] = [:]
        for row in rows where !isBlank(row) { counts[usedWidth(row), default: 0] += 1 }
        // Cells at the end of a row are often empty, so that several widths belong to one table: take the widest that is not rare.
        let common = counts.filter { $0.value * 10 >= rows.count || $0.value >= 20 }
        return (common.isEmpty ? counts : common).keys.max() ?? 0
    }

    /// The header tells the width, unless at least half of the rows go further.
    private static func tableWidth(header: [String], below: [[String]]) -> Int {
        let width = usedWidth(header)
        let wider = below.map(usedWidth).filter { $0 > width }.sorted()
        guard !wider.isEmpty, wider.count * 2 >= below.count else { return width }
        return wider[wider.count / 2]
    }

    static func usedWidth(_ row: [String]) -> Int {
        (row.lastIndex { !isBlank($0) } ?? -1) + 1
    }

    static func isBlank(_ row: [String]) -> Bool { row.allSatisfy(isBlank) }

    static func isBlank(_ cell: String) -> Bool {
        if cell.isEmpty { return true }
        if let first = cell.utf8.first, first > 0x20, first < 0x7F { return false }
        return cell.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.value == 0xFEFF || $0.value == 0x200B || $0.value == 0x1A }
    }
}

/// Words that head columns of officials' tables, in the languages they write them.
enum HeadingWords {
    /// Whether one of the names is such a word, or several contain one, as "partner_country" does ("Mexico City" alone proves nothing).
    static func headATable(_ names: [String]) -> Bool {
        var containing = 0
        for name in names {
            let folded = name.lowercased()
            if words.contains(folded) || words.contains(withoutNumber(folded[...])) { return true }
            let parts = folded.split { !$0.isLetter && !$0.isNumber }
            if parts.count <= 4, parts.contains(where: { words.contains(withoutNumber($0)) }) { containing += 1 }
        }
        return containing >= 2 && containing * 2 >= names.count
    }

    /// "city" for "city1".
    private static func withoutNumber(_ word: Substring) -> String {
        String(word.reversed().drop { $0.isNumber }.reversed())
    }

    private static let words: Set<String> = [
        "id", "no", "nr", "#", "name", "title", "type", "kind", "status", "date", "year", "since", "from", "until", "notes", "note",
        "remarks", "comment", "comments", "email", "e-mail", "phone", "telephone", "fax", "url", "website", "web", "address", "postcode",
        "city", "town", "municipality", "place", "country", "region", "state", "province", "continent", "population", "partner", "partners",
        "organisation", "organization", "contact", "person", "department", "latitude", "longitude", "lat", "lng", "lon", "code", "language",
        "stadt", "ort", "gemeinde", "land", "staat", "jahr", "seit", "datum", "bemerkung", "bemerkungen", "partnerstadt", "ansprechpartner",
        "anrede", "vorname", "nachname", "strasse", "straße", "plz", "telefon", "bundesland", "einwohner", "bezeichnung",
        "ville", "pays", "commune", "nom", "année", "depuis", "région", "adresse", "prénom", "département", "date de signature",
        "ciudad", "país", "municipio", "nombre", "año", "desde", "fecha", "provincia", "comunidad",
        "città", "paese", "comune", "nome", "anno", "dal", "cidade", "município", "ano", "data",
        "stad", "gemeente", "naam", "jaar", "miasto", "kraj", "gmina", "nazwa", "rok", "město", "země", "stát", "název", "város", "ország", "név",
        "év",
        "oraș", "oraş", "țară", "ţară", "an", "grad", "država", "naziv", "godina", "kommun", "by", "namn", "navn", "år", "kaupunki", "maa", "nimi",
        "vuosi",
        "şehir", "ülke", "ad", "yıl", "город", "страна", "название", "год", "дата", "місто", "країна", "назва", "рік",
        "πόλη", "χώρα", "όνομα", "έτος", "城市", "国家", "國家", "名称", "年份", "年", "友好城市", "都市", "国", "都市名", "国名", "提携年", "도시", "국가",
    ]
}
