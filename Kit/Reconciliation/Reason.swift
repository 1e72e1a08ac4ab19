/// Why a row was matched, put up for review or left, in a form that can be said in any language.
///
/// Countries are ISO 3166-1 alpha-2 codes; places are named in their own spelling.
public enum Reason: Sendable, Hashable, Codable {
    // Matched, or a candidate's own reason.

    /// The name is the place's own.
    case exactName(name: String)
    /// The name is another name of the place: an exonym, a former name, another script.
    case anotherName(written: String, name: String)
    /// The name differs by a few letters.
    case misspelt(written: String, name: String, edits: Int)
    /// Only part of what was typed is the name; the rest is numbering, an office's words or an addition.
    case understoodAs(written: String, understood: String, name: String)
    /// Several places of the country have that name; this one is so much larger that it is meant.
    case largestOfSeveral(name: String, places: Int, times: Int)
    /// Several places have that name; what was said beside it tells which.
    case toldApart(name: String, by: String)
    /// The place lies in a territory that is listed under the country named.
    case inTerritory(name: String, territory: String, country: String)
    /// Two names of one place in one row.
    case namesOfOnePlace(names: [String], name: String)
    /// A district that is a place of its own.
    case districtOf(district: String, city: String)

    /// A part of a city that is not listed by itself; the city is given instead.
    case partOfCity(written: String, city: String)

    /// A municipality named after several neighbouring towns; the largest is given.
    case joinedTowns(names: [String], name: String)
    /// The name is the same in another transcription ("Velykyi", "Velykyy").
    case anotherTranscription(written: String, name: String)

    // For review.

    /// The name is unknown in the country named, but well known elsewhere.
    case elsewhere(name: String, country: String, stated: [String])
    /// Several places have that name and none stands out.
    case severalOfThatName(written: String, places: Int)
    /// The place of that name does not lie where the row says.
    case contradicts(name: String, qualifier: String)
    /// The country word is not understood.
    case countryNotUnderstood(country: String)
    /// No country is given, and the name alone does not decide.
    case countryMissing(name: String)
    /// Two or more places in one row.
    case severalPlaces(names: [String])
    /// A district that is not listed; its city is.
    case unknownDistrict(written: String, city: String)
    /// A region rather than a town.
    case regionRatherThanTown(written: String)
    /// Something a little like it is known.
    case onlyAlike(written: String, name: String)
    /// The name is that of a place so small, or found in so roundabout a way, that a person should look.
    case doubtful(written: String, name: String)

    // Nothing.

    /// Nothing like it is known.
    case nothingAlike(written: String)
    /// The cell holds no name.
    case noName
    /// The cell holds far more than a name.
    case tooLong

    /// The reason in plain English, a whole sentence.
    public var sentence: String {
        let country = CountryWords.bundled.englishName
        switch self {
        case .exactName(let name): return "The name is exactly that of \(name)."
        case .anotherName(let written, let name): return "“\(written)” is another name of \(name)."
        case .misspelt(let written, let name, let edits):
            return "“\(written)” is \(edits == 1 ? "one letter" : "\(edits) letters") away from \(name)."
        case .understoodAs(let written, let understood, let name):
            return understood == name ? "“\(written)” was read as \(name)." : "“\(written)” was read as “\(understood)”, which is \(name)."
        case .largestOfSeveral(let name, let places, let times):
            return
                "The largest of \(places) places of that name: \(name) is \(times > 1000 ? "over a thousand" : "\(times)") times as large as the next."
        case .toldApart(let name, let by): return "Of several places of that name, \(name) is the one that fits “\(by)”."
        case .inTerritory(let name, let territory, let state):
            return "\(name) is in \(country(territory)), which the row lists under \(country(state))."
        case .namesOfOnePlace(let names, let name): return "\(Self.list(names)) are names of one place, \(name)."
        case .districtOf(let district, let city): return "\(district) is a district of \(city)."
        case .partOfCity(let written, let city): return "“\(written)” is not listed by itself; it is written as a part of \(city)."
        case .joinedTowns(let names, let name): return "\(Self.list(names)) lie side by side and share the name; \(name) is the largest."
        case .anotherTranscription(let written, let name): return "“\(written)” is \(name) in another transcription."
        case .elsewhere(let name, let found, let stated):
            return "\(name) is in \(country(found)), not in \(Self.list(stated.map(country), joint: "or"))."
        case .severalOfThatName(let written, let places): return "There are \(places) places called “\(written)”, and none stands out."
        case .contradicts(let name, let qualifier): return "\(name) does not fit “\(qualifier)”."
        case .countryNotUnderstood(let text): return "The country “\(text)” is not understood."
        case .countryMissing(let name): return "No country is given, and “\(name)” alone does not decide."
        case .severalPlaces(let names): return "Several places are written in one row: \(Self.list(names))."
        case .unknownDistrict(let written, let city): return "“\(written)” seems to be a district of \(city) that is not listed by itself."
        case .regionRatherThanTown(let written): return "“\(written)” seems to be a region rather than a town."
        case .onlyAlike(let written, let name): return "“\(written)” is not known; \(name) is somewhat like it."
        case .doubtful(let written, let name): return "“\(written)” may be \(name), but that is not certain."
        case .nothingAlike(let written): return "Nothing like “\(written)” is known."
        case .noName: return "There is no name in this row."
        case .tooLong: return "There is far more text here than a name."
        }
    }

    private static func list(_ words: [String], joint: String = "and") -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        let shown = words.count > 4 ? Array(words.prefix(3)) + ["others"] : words
        return shown.dropLast().joined(separator: ", ") + " \(joint) " + (words.count > 4 ? "others" : last)
    }
}
