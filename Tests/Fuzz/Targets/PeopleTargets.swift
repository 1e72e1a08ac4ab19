import Foundation
import Kernel

@testable import Gazetteer
@testable import People
@testable import Reconciliation

extension FuzzTarget {
    /// Cards from telephones and mail programs.
    static let vcard = FuzzTarget("vcard") { bytes in
        _ = VCardReader.looksLikeCards(bytes)
        let result = VCardReader.read(bytes)
        for card in result.cards {
            let draft = VCardPerson.draft(card)
            _ = PersonKeys.names(draft.name)
            // What we write of it is one card, which is read as it was: the values of the properties, as far as they are fit to be written.
            let lines = card.lines.filter(isWritable)
            let again = VCardReader.read(Array(VCardWriter.card(lines).utf8))
            hold(again.broken.isEmpty && again.cards.count == 1, "a card that we wrote is \(again.cards.count) cards, broken: \(again.broken)")
            let back = again.cards.first?.lines ?? []
            hold(back.map(\.value) == lines.map(\.value), "values came back otherwise: \(lines.map(\.value)) as \(back.map(\.value))")
        }
        let raw = text(bytes)
        let note = VCardLine(name: "NOTE", parameters: [.init(name: "X-NOTE", values: [String(raw.prefix(200))])], value: "a")
        let noted = VCardReader.read(Array(VCardWriter.card([note]).utf8))
        hold(noted.cards.first?.lines.first?.value == "a", "a parameter spoilt its property: \(noted)")
        let escaped = VCardLine.escaped(raw)
        hold(VCardLine.unescaped(escaped) == String(String.UnicodeScalarView(raw.unicodeScalars.filter { $0 != "\r" })), "escaping changed a text")
    }

    /// Our writer is only given names of the standard's letters and values without line ends.
    private static func isWritable(_ line: VCardLine) -> Bool {
        func isToken(_ text: String) -> Bool {
            !text.isEmpty && text.utf8.count < 40 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == 0x2D }
        }
        return isToken(line.name) && !["BEGIN", "END", "VERSION", "AGENT"].contains(line.name) && line.parameters.isEmpty && line.group == nil
            && !line.value.contains { $0.isNewline } && !line.value.isEmpty && !line.value.hasSuffix("=") && line.value.utf8.count < 5000
    }

    /// Names of places and countries, dates, amounts, languages.
    static let names = FuzzTarget("names", expects: { $0 is AppError }) { bytes in
        let typed = text(bytes)
        let folded = FoldedName(typed)
        hold(folded.count <= FoldedName.maximumLength, "a folded name of \(folded.count)")
        hold(FoldedName(folded.text).text == folded.text, "folding again gives \(FoldedName(folded.text).text) for \(folded.text)")
        for other in parts(bytes).prefix(2) {
            _ = Lettering.edits(Array(Lettering.plain(other).unicodeScalars), Array(Lettering.plain(typed).unicodeScalars.prefix(200)), limit: 3)
        }
        let tidied = NameReader.tidied(typed)
        hold(NameReader.tidied(tidied) == tidied, "tidying again changes \(tidied)")
        _ = NameReader.readings(of: typed)
        _ = CountryWords.bundled.read(typed)
        if let date = PartialDate(typed: typed) { hold(PartialDate(date.description) == date, "\(date) is not read as written") }
        if let date = PartialDate(typed) { hold(date.description == typed, "\(typed) is written \(date)") }
        if let language = Language(typed) {
            hold(Language(language.tag) == language, "\(language) is not read as written")
            _ = (language.name(in: .german), language.isRightToLeft)
        }
        if let country = Country(typed) { _ = country.name(in: .english) }
        if let money = Money(minor: Int64(bytes.count), currency: typed) { _ = money.fractionDigits }
        _ = (PartnershipID(typed), PersonName(native: typed).filed)
        _ = WorkingHours.minutes(typed)
        _ = TimeZones.known(typed)
    }

    /// Names held against the gazetteer: exact, near, as one types, and the whole reconciliation. Needs it built, which the first run does.
    static let gazetteer = FuzzTarget("gazetteer") { bytes in
        let all = parts(bytes)
        let name = all[0]
        let verdict = try Known.reconciler.reconcile(
            Written(name: name, country: all.count > 1 ? all[1] : nil, region: all.count > 2 ? all[2] : nil))
        hold((0...1).contains(verdict.confidence), "a confidence of \(verdict.confidence)")
        _ = try Known.gazetteer.search(PlaceSearch(text: name, language: "de"))
        _ = try Known.gazetteer.regions(matching: name, country: all.count > 1 ? all[1] : nil)
    }

    private enum Known {
        static let gazetteer: Gazetteer = {
            let folder = ProcessInfo.processInfo.environment["PROXENIA_FUZZ_GAZETTEER"] ?? ".build-fuzz/gazetteer"
            do { return try Gazetteer.open(directory: URL(fileURLWithPath: folder)) } catch { fatalError("fuzz: no gazetteer: \(error)") }
        }()
        static let reconciler = Reconciler(gazetteer: gazetteer)
    }
}
