import Foundation

/// Takes a name as somebody typed it to the names that may be meant.
///
/// It only proposes; whether a reading is a place is for the gazetteer to say. The literal reading always comes
/// first, so that a place really called "Kansas City" or "Frankfurt (Oder)" is found under its own name.
enum NameReader {
    /// Longer texts are no place names; reading them would be a waste.
    static let longestName = 200

    /// The text without control characters, zero-width characters and doubled spaces, in composed form.
    static func tidied(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(4 * longestName) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator: scalars.append(" ")
            case .format, .privateUse, .surrogate, .unassigned: continue
            default: scalars.append(scalar)
            }
        }
        return String(scalars).precomposedStringWithCanonicalMapping.split(separator: " ").joined(separator: " ")
    }

    static func readings(of written: String) -> Readings {
        var result = Readings()
        let text = tidied(written)
        guard !text.isEmpty, text.count <= longestName else { return result }
        var seen = Set<String>()
        func add(_ reading: Reading) {
            let name = reading.name.trimmingCharacters(in: edges)
            guard name.contains(where: { $0.isLetter }) else { return }
            let key = Lettering.plain(name) + "|" + reading.qualifiers.joined(separator: "|")
            guard seen.insert(key).inserted else { return }
            var trimmed = reading
            trimmed.name = name
            result.single.append(trimmed)
        }
        add(Reading(name: text, kind: .asWritten))
        let bare = withoutMarks(text)
        if bare != text { add(Reading(name: bare, kind: .withoutMarks)) }

        for reading in qualified(bare) { add(reading) }
        for base in result.single {
            for spelled in spelledOut(base.name) + (shortened(base.name).map { [$0] } ?? []) {
                add(Reading(name: spelled, qualifiers: base.qualifiers, kind: max(base.kind, .spelledOut), extent: base.extent))
            }
        }
        for base in result.single {
            for (name, extent) in withoutAdministrativeWords(base.name) {
                add(Reading(name: name, qualifiers: base.qualifiers, kind: .withoutAdministrativeWords, extent: extent))
                if extent == .district {
                    for seat in seats(ofDistrict: name) {
                        add(Reading(name: seat, qualifiers: base.qualifiers, kind: .withoutAdministrativeWords, extent: extent, isDerived: true))
                    }
                }
                for spelled in spelledOut(name) {
                    add(Reading(name: spelled, qualifiers: base.qualifiers, kind: .withoutAdministrativeWords, extent: extent))
                }
            }
        }
        for base in result.single {
            if let shorter = withoutAddition(base.name) {
                add(Reading(name: shorter.name, qualifiers: [shorter.addition] + base.qualifiers, kind: .withoutAddition, extent: base.extent))
            }
        }
        result.several = several(bare)
        result.districts = districts(bare)
        if !bare.contains(where: { ",;/&()".contains($0) }), !bare.contains(" - ") {
            let parts = bare.split(whereSeparator: { "-‐‑".contains($0) }).map(String.init)
            if (2...3).contains(parts.count), parts.allSatisfy({ $0.count >= 3 && $0.first?.isUppercase == true }) { result.joined = parts }
        }
        result.hasConjunction =
            bare.contains { "&/+".contains($0) }
            || bare.split(separator: " ").dropFirst().dropLast().contains { conjunctions.contains($0.lowercased()) }
        result.isJoinedByAnd = result.hasConjunction && !bare.contains { "/=|\\–—".contains($0) }
        result.hasDash = bare.contains(" – ") || bare.contains(" - ") || bare.contains(" — ") || bare.contains("–")
        return result
    }

    private static let edges = CharacterSet.whitespaces.union(CharacterSet(charactersIn: ",;:.-–—/&+'\"„“”«»‘’`_*"))

    // MARK: Marks

    /// Without the numbering and the footnote marks of a printed table: "12. ", "(a)", "¹", "*", "†", "[3]".
    static func withoutMarks(_ text: String) -> String {
        let trimmed = withoutFootnotes(withoutNumbering(Substring(text))).trimmingCharacters(in: edges)
        return trimmed.contains(where: { $0.isLetter }) ? trimmed : text
    }

    /// "12. ", "12) ", "(12) ", "3 ", "a) ", "No. 7: ", "• ".
    private static func withoutNumbering(_ text: Substring) -> Substring {
        var rest = text.drop { " \t".contains($0) || bullets.contains($0) }
        let lower = rest.prefix(3).lowercased()
        if lower.hasPrefix("no.") || lower.hasPrefix("nr.") { rest = rest.dropFirst(3).drop { $0 == " " } }
        let opened = rest.first == "("
        if opened { rest = rest.dropFirst() }
        let digits = rest.prefix { $0.isNumber }
        let letter = digits.isEmpty && rest.dropFirst().first == ")" && rest.first?.isLetter == true ? 1 : 0
        if (1...4).contains(digits.count) || letter == 1 {
            let behind = rest.dropFirst(digits.count + letter)
            let mark = behind.prefix { ".):]".contains($0) }
            let after = behind.dropFirst(mark.count).drop { $0 == " " || bullets.contains($0) }
            let isNumbering = !mark.isEmpty || (!opened && behind.first == " " && digits.count <= 3)
            if isNumbering, after.first?.isLetter == true { return after }
        }
        return text.drop { " \t".contains($0) || bullets.contains($0) }
    }

    private static let bullets: Set<Character> = ["-", "–", "—", "•", "·", "▪", "●", "*", "†", "‡"]

    /// "*", "†", "¹", "[3]", "(a)", "(2)" and digits that stick to the end of the name.
    private static func withoutFootnotes(_ text: Substring) -> Substring {
        var rest = text
        while let last = rest.last {
            if footnoteSigns.contains(last) || last == " " {
                rest = rest.dropLast()
            } else if last.isNumber, let start = rest.lastIndex(where: { !$0.isNumber }), rest.distance(from: start, to: rest.endIndex) <= 5 {
                rest = rest[...start]
            } else if last == "]", let open = rest.lastIndex(of: "["), rest.distance(from: open, to: rest.endIndex) <= 14 {
                rest = rest[..<open]
            } else if last == ")", let open = rest.lastIndex(of: "(") {
                let inside = rest[rest.index(after: open)...].dropLast()
                let isMark =
                    inside.count <= 1 || inside.allSatisfy { $0.isNumber || $0 == "*" }
                    || (inside.count <= 4 && inside.allSatisfy { "ivx".contains($0) })
                if !isMark { return rest }
                rest = rest[..<open]
            } else {
                return rest
            }
        }
        return rest
    }

    private static let footnoteSigns: Set<Character> = [
        "*", "†", "‡", "§", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁰", "ª", "°", "#", "^", "–", "-", ",", ";", ":",
    ]

    // MARK: Qualifiers

    /// The name with what stands in brackets, after a comma or after a stroke understood as said beside it.
    private static func qualified(_ text: String) -> [Reading] {
        var result: [Reading] = []
        var outside = text
        var inside: [String] = []
        while let open = outside.firstIndex(where: { "([（{".contains($0) }) {
            let afterOpen = outside.index(after: open)
            let close = outside[afterOpen...].firstIndex(where: { ")]）}".contains($0) })
            inside.append(outside[afterOpen..<(close ?? outside.endIndex)].trimmingCharacters(in: edges))
            let tail = close.map { outside[outside.index(after: $0)...] } ?? ""
            outside = (outside[..<open].trimmingCharacters(in: .whitespaces) + " " + tail.trimmingCharacters(in: .whitespaces))
                .trimmingCharacters(in: edges)
            if inside.count > 3 { break }
        }
        inside = inside.filter { !$0.isEmpty }
        // "Lippe (district)", "New York (city)": what it is, not where.
        var extent: AdministrativeWords.Extent?
        inside.removeAll { words in
            guard let found = AdministrativeWords.extent(of: Lettering.plain(words)) else { return false }
            extent = extent == .region ? extent : found
            return true
        }
        if let extent, inside.isEmpty { return [Reading(name: outside, kind: .qualified, extent: extent)] }
        let hints = inside.flatMap { $0.split(whereSeparator: { ",;/".contains($0) }).map { $0.trimmingCharacters(in: edges) } }
        let commas = outside.split(whereSeparator: { ",;，、".contains($0) }).map { $0.trimmingCharacters(in: edges) }.filter { !$0.isEmpty }
        if commas.count >= 2 {
            result.append(Reading(name: commas[0], qualifiers: Array(commas.dropFirst().prefix(3)) + hints, kind: .qualified))
            // "Birmingham, City of": the office put behind the name.
            if let last = commas.last, Lettering.plain(last).hasSuffix(" of") || Lettering.plain(last).hasSuffix(" de") {
                result.append(Reading(name: last + " " + commas[0], qualifiers: hints, kind: .qualified))
            }
        } else if !inside.isEmpty, !outside.isEmpty {
            result.append(Reading(name: outside, qualifiers: hints, kind: .qualified, isBracketed: true))
        }
        let strokes = outside.split(separator: "/").map { $0.trimmingCharacters(in: edges) }.filter { !$0.isEmpty }
        if strokes.count == 2 {
            // "Halle/Saale", "Frankfurt/M.": the part behind is a qualifier unless it is a place of its own.
            if let river = riverSigns[Lettering.plain(strokes[1])] {
                result.append(Reading(name: strokes[0] + " " + river, qualifiers: hints, kind: .spelledOut))
            }
            result.append(Reading(name: strokes[0] + " " + strokes[1], qualifiers: hints, kind: .qualified))
        }
        for name in inside where name.count >= 3 {
            result.append(Reading(name: name, qualifiers: [outside], kind: .otherName))
        }
        return result
    }

    private static let riverSigns: [String: String] = [
        "m": "am Main", "o": "Oder", "s": "Saale", "main": "am Main", "rhein": "am Rhein", "neckar": "am Neckar", "donau": "an der Donau",
        "n": "am Neckar", "d": "an der Donau", "rh": "am Rhein", "br": "im Breisgau", "breisgau": "im Breisgau", "weser": "an der Weser",
        "elbe": "an der Elbe", "ruhr": "an der Ruhr", "saar": "an der Saar", "inn": "am Inn", "isar": "an der Isar", "see": "am See",
        "harz": "im Harz", "allgau": "im Allgäu", "spree": "an der Spree", "leine": "an der Leine", "lahn": "an der Lahn",
        "ilm": "an der Ilm", "brenz": "an der Brenz", "steige": "an der Steige", "aisch": "an der Aisch", "havel": "an der Havel",
        "opf": "in der Oberpfalz", "oberpfalz": "in der Oberpfalz", "oldb": "in Oldenburg", "westf": "Westfalen",
    ]

    // MARK: Abbreviations

    /// The name with its abbreviations written out, in every way that is usual.
    static func spelledOut(_ name: String) -> [String] {
        guard name.contains(where: { ".&/".contains($0) }) || shortWords.contains(where: { name.localizedStandardContains($0) }) else { return [] }
        var variants: [[String]] = [[]]
        var changed = false
        let separated = name.replacingOccurrences(of: ".", with: ". ")
        let words = separated.split(separator: " ").map(String.init)
        var index = 0
        while index < words.count {
            var replacement: [String]?
            var length = 1
            for count in stride(from: min(3, words.count - index), through: 1, by: -1) {
                let key = words[index..<(index + count)].map { Lettering.plain($0) }.joined(separator: " ")
                let isAbbreviated = words[index..<(index + count)].contains { $0.hasSuffix(".") }
                let isFirst = index == 0
                if let full = abbreviations[key], isAbbreviated || (safeWithoutPoint.contains(key) && (isFirst || key != "n")) {
                    replacement = full
                    length = count
                    break
                }
            }
            if let replacement {
                changed = true
                variants = variants.flatMap { start in replacement.prefix(7).map { start + [$0] } }
                if variants.count > 14 { variants = Array(variants.prefix(14)) }
            } else {
                variants = variants.map { $0 + [words[index]] }
            }
            index += length
        }
        return changed ? variants.map { $0.joined(separator: " ") } : []
    }

    /// "Sankt Georgen" as "St. Georgen", for places that are listed under the short form.
    private static func shortened(_ name: String) -> String? {
        guard let space = name.firstIndex(where: { $0 == " " || $0 == "-" }) else { return nil }
        guard ["saint", "sankt", "sint"].contains(Lettering.plain(String(name[..<space]))) else { return nil }
        return "St. " + name[name.index(after: space)...]
    }

    private static let shortWords = ["St ", "Ste ", "Sta ", "Sto ", "Mt ", "Ft ", "Pt ", "Gt "]
    private static let safeWithoutPoint: Set<String> = ["st", "ste", "sta", "sto", "mt", "ft", "pt", "gt", "a d", "b", "nr"]
    private static let abbreviations: [String: [String]] = [
        "st": ["Saint", "Sankt", "Sint", "San", "Sveti", "Sfântu", "Stary"], "ste": ["Sainte"], "sta": ["Santa"], "sto": ["Santo"],
        "s": ["San", "São", "Santo", "Santa", "Sant"], "sv": ["Sveti", "Sveta", "Svatý"], "skt": ["Sankt"], "snt": ["Saint"], "sts": ["Saints"],
        "sz": ["Szent"], "ss": ["Santi"], "mt": ["Mount", "Mont"], "ft": ["Fort"], "pt": ["Port", "Point"], "gt": ["Great"],
        "pto": ["Puerto", "Porto"],
        "pta": ["Punta", "Ponta"], "n": ["North", "Neu", "Nova", "Nad", "Nord"], "w": ["West"], "e": ["East"], "gen": ["General"], "cd": ["Ciudad"],
        "cdad": ["Ciudad"], "v": ["Vila", "Villa", "Veliki", "Velika", "Vrchní"], "va": ["Villa"], "a m": ["am Main"], "a main": ["am Main"],
        "a d": ["an der", "am"], "a n": ["am Neckar"], "a rh": ["am Rhein"], "a": ["am", "an der"], "b": ["bei", "Bad"], "i br": ["im Breisgau"],
        "i b": ["im Breisgau"],
        "i": ["im", "in"], "i d": ["in der"], "i w": ["in Westfalen"], "i t": ["in Tirol"], "i opf": ["in der Oberpfalz"], "o t": ["ob der Tauber"],
        "o d t": ["ob der Tauber"], "ob d": ["ob der"],
        "n l": ["nad Labem"], "n vlt": ["nad Vltavou"], "n m": ["nad Moravou", "na Moravě"], "n o": ["nad Orlicí", "nad Odrou"],
        "n s": ["nad Sázavou"], "n n": ["nad Nisou"],
        "p r": ["pod Radhoštěm"], "u": ["und", "u"], "v d": ["vor der", "van der", "von der"], "v d h": ["vor der Höhe"], "a d r": ["an der Ruhr"],
        "a d w": ["an der Weinstraße"],
        "sur": ["sur"], "s mer": ["sur Mer"], "s seine": ["sur Seine"], "s marne": ["sur Marne"], "nr": ["near"], "nm": ["nad Metují"],
        "hts": ["Heights"], "spgs": ["Springs"],
        "d c": ["D.C.", "District of Columbia"], "dr": ["Doctor"], "sta maria": ["Santa Maria"], "kr": ["Kreis", "Kraj"],
        "wlkp": ["Wielkopolski", "Wielkopolska"], "maz": ["Mazowiecki", "Mazowiecka"],
        "sl": ["Śląski", "Śląska", "Śląskie"], "pom": ["Pomorski"], "m st": [""], "gd": ["Gdański"], "kuj": ["Kujawski"],
        "podl": ["Podlaski", "Podlaska"], "frat": ["Frațelia"],
    ]

    // MARK: Administrative words

    /// The name without the words an office puts around it, front and back, with what they claim.
    static func withoutAdministrativeWords(_ name: String) -> [(String, AdministrativeWords.Extent)] {
        var found: [(String, AdministrativeWords.Extent)] = []
        let words = withoutElision(name).split(separator: " ").map(String.init)
        let plain = words.map { Lettering.plain($0) }
        if words.count >= 2 {
            var start = 0
            var end = words.count
            var claim: AdministrativeWords.Extent?
            for _ in 0..<3 {
                let front = AdministrativeWords.front(plain[start..<end])
                if let front {
                    start += front.length
                    claim = wider(claim, front.extent)
                    found.append((words[start..<end].joined(separator: " "), claim ?? .town))
                }
                let back = AdministrativeWords.back(plain[start..<end])
                if let back {
                    end -= back.length
                    claim = wider(claim, back.extent)
                    found.append((words[start..<end].joined(separator: " "), claim ?? .town))
                }
                if front == nil, back == nil { break }
            }
        }
        if let hyphen = name.lastIndex(where: { "-‐‑–".contains($0) }), hyphen != name.startIndex {
            let last = Lettering.plain(String(name[name.index(after: hyphen)...]))
            if let back = AdministrativeWords.back([last]), last.count <= 6 {
                found.append((String(name[..<hyphen]), back.extent))
            }
        }
        if !name.contains(" "), name.count >= 3, let last = name.last, let extent = AdministrativeWords.lastCharacters[last] {
            found.append((String(name.dropLast()), extent))
        }
        return found
    }

    /// "Naro-Fominsky" to "Naro-Fominsk", "Kostromskoy" to "Kostroma": towns from which Slavic names of districts are made.
    private static func seats(ofDistrict name: String) -> [String] {
        let lower = name.lowercased()
        guard let ending = ["skoy", "skyi", "skiy", "skyy", "skii", "sky", "ski", "ský"].first(where: { lower.hasSuffix($0) }) else { return [] }
        let stem = String(name.dropLast(ending.count))
        guard stem.count >= 4 else { return [] }
        return ["sk", "skoye", "skaya", "skoe", "", "a", "o", "i", "y", "ovo", "ye"].map { stem + $0 }
    }

    /// "Ville d'Annecy" as "Ville de Annecy", so that the article counts as a word.
    private static func withoutElision(_ name: String) -> String {
        guard name.contains(where: { $0 == "'" || $0 == "’" }) else { return name }
        return name.replacingOccurrences(of: "’", with: "'").split(separator: " ").map { word -> String in
            for (elided, full) in [("d'", "de "), ("D'", "de "), ("dell'", "di "), ("Dell'", "di ")] where word.hasPrefix(elided) {
                return full + word.dropFirst(elided.count)
            }
            return String(word)
        }.joined(separator: " ")
    }

    private static func wider(_ first: AdministrativeWords.Extent?, _ second: AdministrativeWords.Extent) -> AdministrativeWords.Extent {
        switch (first, second) {
        case (.region, _), (_, .region): .region
        case (.county, _), (_, .county): .county
        case (.district, _), (_, .district): .district
        default: .town
        }
    }

    // MARK: Additions, lists, districts

    /// "Frankfurt am Main" to "Frankfurt": the name in front of what tells it from its namesakes.
    private static func withoutAddition(_ name: String) -> (name: String, addition: String)? {
        let words = name.split(whereSeparator: { $0 == " " || $0 == "-" }).map(String.init)
        guard words.count >= 3 else { return nil }
        for (index, word) in words.enumerated().dropFirst() where index < words.count - 1 {
            if joints.contains(Lettering.plain(word)) {
                return (words[..<index].joined(separator: " "), words[(index + 1)...].joined(separator: " "))
            }
        }
        return nil
    }

    private static let joints: Set<String> = [
        "am", "an", "im", "ob", "bei", "unter", "vor", "aan", "near", "upon", "by", "nad", "pod", "pri", "kod", "na", "over", "under", "in", "bij",
        "sur", "ved",
    ]

    /// The names of a row that lists several places, or nothing. The stroke divides more strongly than the hyphen.
    private static func several(_ text: String) -> [String] {
        let words = text.split(separator: " ")
        let conjunction = words.dropFirst().dropLast().firstIndex { conjunctions.contains($0.lowercased()) }
        let divisions: [[Substring]] = [
            text.split(whereSeparator: { "/|;\\".contains($0) }),
            text.split(whereSeparator: { "&+".contains($0) }),
            conjunction.map { [Substring(words[..<$0].joined(separator: " ")), Substring(words[($0 + 1)...].joined(separator: " "))] } ?? [],
            text.replacingOccurrences(of: " - ", with: "–").split(whereSeparator: { "–—".contains($0) }),
            text.split(separator: ","), text.split(separator: "-"),
        ]
        for division in divisions where division.count >= 2 && division.count <= 6 {
            let parts = division.map { $0.trimmingCharacters(in: edges) }
            if parts.allSatisfy({ part in part.count >= 2 && part.contains { $0.isLetter } }) { return parts }
        }
        return []
    }

    private static let conjunctions: Set<String> = [
        "and", "und", "et", "y", "e", "i", "og", "och", "ja", "en", "és", "a", "și", "si", "и", "та", "ve", "和", "と", "및", "=",
    ]

    /// "Berlin Treptow", "Berlin-Treptow", "Paris 13e": what may be a city followed by one of its districts.
    private static func districts(_ text: String) -> [(city: Reading, district: [String])] {
        var result: [(city: Reading, district: [String])] = []
        let words = text.split(whereSeparator: { " -–—,/()".contains($0) }).map { $0.trimmingCharacters(in: edges) }.filter { !$0.isEmpty }
        guard words.count >= 2, words.count <= 6 else { return [] }
        for count in stride(from: words.count - 1, through: 1, by: -1) {
            result.append((Reading(name: words[..<count].joined(separator: " "), kind: .cityOfDistrict), Array(words[count...])))
        }
        // "Treptow, Berlin": the city may also stand last.
        if let last = words.last { result.append((Reading(name: last, kind: .cityOfDistrict, isFirst: false), words.dropLast())) }
        return result
    }
}
