import Foundation
import Gazetteer
import Kernel
import Markup
import Reconciliation

/// What a row says of an organisation, its city still as it was written.
struct OrganisationDraft: Sendable, Equatable {
    /// Without its place.
    var entry: OrganisationEntry
    /// Nil where the row names no city.
    var city: Written?
    /// The number of its city in the gazetteer, which counts before the name where there is such a place.
    var placeNumber: PlaceID?
    /// The identity it has here, from our own export.
    var identity: OrganisationID?
}

extension Result<OrganisationDraft, OrganisationFault> {
    /// Nil where the row cannot be read.
    var draft: OrganisationDraft? { if case .success(let draft) = self { draft } else { nil } }
}

/// Why a row cannot be entered as it stands.
enum OrganisationFault: Error, Codable, Sendable, Equatable {
    case noName, nameTooLong, noteTooLong
    case kind(String), website(String), language(String)
    case number(OrganisationIdentifier.Scheme, String)
    case tooWide(found: Int, columns: Int)
    /// Its city is not certain; only said where nobody can be asked.
    case place(Reason)

    func sentence(_ w: Words) -> String {
        switch self {
        case .noName: w("The row has no name.")
        case .nameTooLong: w("This is too long: at most \(OrganisationEntry.longestName) characters.")
        case .noteTooLong: w("This is too long: at most \(OrganisationReading.longestNote) characters.")
        case .kind(let text): w("“\(text)” is not a kind of organisation.")
        case .website(let text): w("“\(text)” is not an address on the web. Write it like www.example.org.")
        case .language(let name): w("Choose the language of “\(name)”.")
        case .number(let scheme, let text): w("“\(text)” is not a number of \(OrganisationViews.scheme(scheme, w)).")
        case .tooWide(let found, let columns):
            w("The row has \(w.number(found)) cells, but the table has \(w.number(columns)) columns. Perhaps a separator stands inside a text.")
        case .place(let reason): w.reason(reason)
        }
    }
}

/// Reads rows. Nothing is guessed; what is unclear is refused with a reason.
struct OrganisationReading: Sendable {
    let columns: OrganisationColumns
    static let longestNote = 10_000

    /// - Parameter cells: more than there are columns where the row is too wide.
    func read(_ cells: [String]) -> Result<OrganisationDraft, OrganisationFault> {
        guard cells.count <= columns.parts.count else { return .failure(.tooWide(found: cells.count, columns: columns.parts.count)) }
        var values: [OrganisationColumns.Part: String] = [:]
        for (part, cell) in zip(columns.parts, cells) {
            guard let part else { continue }
            let text = Self.plain(cell)
            guard !text.isEmpty else { continue }
            switch (part, values[part]) {
            case (_, nil): values[part] = text
            case (.note, let earlier?): values[part] = earlier + "\n" + text
            default: break
            }
        }
        do { return .success(try draft(values)) } catch { return .failure(error) }
    }

    private func draft(_ values: [OrganisationColumns.Part: String]) throws(OrganisationFault) -> OrganisationDraft {
        func line(_ part: OrganisationColumns.Part) -> String? { values[part].map(Self.oneLine) }
        guard let name = line(.name) else { throw .noName }
        guard name.count <= OrganisationEntry.longestName else { throw .nameTooLong }
        var entry = OrganisationEntry(kind: try kind(values), name: name)
        if let local = line(.localName), local != name {
            guard local.count <= OrganisationEntry.longestName else { throw .nameTooLong }
            guard let language = values[.localLanguage].flatMap({ Language($0) }) else { throw .language(Self.shown(local)) }
            entry.names = [OrganisationName(language, local)]
        }
        if let website = values[.website] {
            guard website.count <= 1000, let link = Link(typed: website), link.address.hasPrefix("http") else { throw .website(Self.shown(website)) }
            entry.website = link.address
        }
        for (part, scheme) in Self.schemes {
            guard let value = values[part] else { continue }
            guard let identifier = OrganisationIdentifier(scheme, value) else { throw .number(scheme, Self.shown(value)) }
            entry.identifiers.append(identifier)
        }
        if let note = values[.note], note.count > Self.longestNote { throw .noteTooLong }
        entry.note = values[.note]
        entry.isPublic = values[.published].map { Self.yes.contains(FoldedName($0).text) } ?? false
        var draft = OrganisationDraft(entry: entry)
        draft.identity = values[.identity].flatMap { OrganisationID($0) }
        draft.placeNumber = values[.placeNumber].flatMap { $0.count <= 12 ? PlaceID($0) : nil }
        if let city = line(.city) {
            draft.city = Written(name: city, country: line(.country) ?? values[.countryCode], region: line(.region))
        }
        return draft
    }

    private static let schemes: [(OrganisationColumns.Part, OrganisationIdentifier.Scheme)] = [
        (.geonames, .geonames), (.wikidata, .wikidata), (.unlocode, .unlocode), (.own, .own),
    ]
    private static let yes: Set<String> = ["yes", "y", "ja", "j", "true", "wahr", "1", "x", "oui", "si"]

    /// The code where the file has one that is known, else the word.
    private func kind(_ values: [OrganisationColumns.Part: String]) throws(OrganisationFault) -> OrganisationKind {
        if let kind = values[.kindCode].flatMap({ OrganisationKind(rawValue: $0) }) { return kind }
        guard let word = values[.kind] else { return .other }
        guard let kind = OrganisationKind.named(word) else { throw .kind(Self.shown(word)) }
        return kind
    }

    private static func oneLine(_ text: String) -> String {
        text.unicodeScalars.contains { $0.value < 32 } ? text.split(whereSeparator: \.isWhitespace).joined(separator: " ") : text
    }

    private static func shown(_ text: String) -> String { String(text.prefix(60)) }

    /// A cell without signs that no database keeps, and without space around it.
    static func plain(_ cell: String) -> String {
        func isStrange(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 32 && scalar != "\n" && scalar != "\t" && scalar != "\r" }
        var text = cell
        if text.unicodeScalars.contains(where: isStrange) {
            text = String(String.UnicodeScalarView(text.unicodeScalars.filter { !isStrange($0) }))
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension OrganisationKind {
    /// The kind that people write so, in English or German, or as its code.
    static func named(_ word: String) -> OrganisationKind? { guard word.count <= 100 else { return nil }; return words[FoldedName(word).text] }

    private static let words: [String: OrganisationKind] = {
        var all: [String: OrganisationKind] = [:]
        for kind in allCases { for word in [kind.rawValue] + (written[kind] ?? []) { all[FoldedName(word).text] = kind } }
        return all
    }()

    private static let written: [OrganisationKind: [String]] = [
        .localGovernment: [
            "local government", "local authority", "city", "town", "municipality", "county", "stadt", "gemeinde", "kommune", "kommunalverwaltung",
            "landkreis", "kreis",
        ],
        .region: ["province", "bundesland", "provinz"],
        .associationOfLocalGovernments: [
            "association of local governments", "association of cities", "kommunaler verband", "kommunalverband", "städtetag", "städteverband",
        ],
        .network: ["netzwerk", "städtenetzwerk", "city network"],
        .nationalGovernment: ["national government", "ministry", "staatliche regierung", "ministerium"],
        .consularPost: ["consular post", "consulate", "embassy", "konsulat", "botschaft", "konsularische vertretung", "auslandsvertretung"],
        .company: ["business", "firma", "unternehmen"],
        .university: ["college", "universität", "hochschule"],
        .school: ["schule"],
        .hospital: ["clinic", "krankenhaus", "klinik"],
        .port: ["harbour", "hafen"],
        .club: ["verein"],
        .foundation: ["stiftung"],
        .media: ["medien", "press", "presse"],
        .internationalOrganisation: ["international organisation", "international organization", "internationale organisation"],
        .other: ["andere", "sonstige", "sonstiges"],
    ]
}
