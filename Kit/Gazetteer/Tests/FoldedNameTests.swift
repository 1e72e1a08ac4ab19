import Foundation
import Testing

@testable import Gazetteer

@Suite("Folded names")
struct FoldedNameTests {
    @Test(
        "Names that people write differently have one key",
        arguments: [
            ["Saint-Étienne", "SAINT ETIENNE", "saint etienne", "Saint‐Étienne", "Saint-E\u{301}tienne"],
            ["Straße", "STRASSE", "strasse", "STRAẞE"],
            ["Tromsø", "tromso", "TROMSØ"],
            ["Łódź", "Lodz", "łodz"],
            ["Diyarbakır", "DİYARBAKIR", "diyarbakir"],
            ["L'Aquila", "L’Aquila", "L`Aquila", "LAquila", "lʼaquila"],
            ["Ｔｏｋｙｏ", "Tokyo", "TOKYO"],
            ["القاهرة", "القاهره", "القَاهِرَة", "القـاهـرة"],
            ["تهران", "تهران\u{200C}"],
            ["أبو ظبي", "ابو ظبى", "أبوظبي"],
            ["کراچی", "كراچي"],
            ["חיפה", "חֵיפָה"],
            ["תל אביב-יפו", "תל אביב יפו"],
            ["Йошкар-Ола", "йошкар ола", "И\u{306}ошкар Ола"],
            ["Королёв", "Королев"],
            ["Αθήνα", "ΑΘΗΝΑ", "αθηνα"],
            ["Πειραιάς", "ΠΕΙΡΑΙΑΣ"],
            ["トウキョウ", "ﾄｳｷｮｳ", "とうきょう"],
            ["茅ヶ崎", "茅ケ崎"],
            ["ガス", "カ\u{3099}ス", "ｶﾞｽ"],
            ["서울", "서울".decomposedStringWithCanonicalMapping],
            ["１２３", "123", "١٢٣"],
            ["Hà Nội", "Ha Noi", "HÀ NỘI"],
            ["Kraków", "Krakow"], ["Gəncə", "Gence"], ["Đà Nẵng", "Da Nang"], ["Þorlákshöfn", "Thorlakshofn"],
            ["Stratford-upon-Avon", "Stratford upon Avon"], ["Corinto/El Reajo", "Corinto El Reajo"],
        ])
    func sameKey(_ names: [String]) {
        let keys = Set(names.map(FoldedName.init))
        #expect(keys.count == 1, "\(names) have the keys \(keys.map(\.text))")
        #expect(keys.first?.isEmpty == false)
    }

    @Test(
        "Different names keep different keys",
        arguments: [
            ("Paris", "Pari"), ("カス", "ガス"), ("दिल्ली", "दल्ल"), ("กรุงเทพ", "กรงเทพ"), ("北京", "南京"), ("Wien", "Bern"), ("Москва", "Moskva"),
        ])
    func differentKeys(_ pair: (String, String)) {
        #expect(FoldedName(pair.0) != FoldedName(pair.1))
    }

    @Test(
        "Umlauts are spelled out beside the plain key",
        arguments: [
            ("Köln", "koln", "koeln"), ("München", "munchen", "muenchen"), ("Göttingen", "gottingen", "goettingen"), ("Ålborg", "alborg", "aalborg"),
            ("Sønderborg", "sonderborg", "soenderborg"), ("Ko\u{308}ln", "koln", "koeln"), ("Äöü", "aou", "aeoeue"),
        ])
    func spelledOut(_ name: String, _ plain: String, _ long: String) {
        #expect(FoldedName(name).text == plain)
        #expect(FoldedName(name).spelledOut?.text == long)
    }

    @Test("Names without umlauts have no second spelling") func notSpelledOut() {
        for name in ["Koeln", "Paris", "москва", "", "Zoë"] { #expect(FoldedName(name).spelledOut == nil) }
    }

    @Test(
        "Only punctuation, spaces and invisible characters leave nothing",
        arguments: ["", " ", "---", "'’`", "\u{200F}\u{200E}", "\u{0}\u{7}", "()[]", "\u{301}", "…", "🏙️"])
    func empty(_ text: String) {
        #expect(FoldedName(text).isEmpty)
    }

    @Test("Folding a key again changes nothing, for every scalar of the basic plane and some beyond") func idempotentScalars() {
        for value in UInt32(0)..<0x20000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let once = FoldedName(String(scalar))
            let twice = FoldedName(once.text)
            #expect(once == twice, "U+\(String(value, radix: 16)): \(once.text) then \(twice.text)")
        }
    }

    @Test("Folding a key again changes nothing, for mixtures; case, spaces and marks never matter") func idempotentMixtures() {
        var random = Seeded(state: 7)
        let alphabet: [String] = [
            "a", "Z", "é", "ß", "İ", "ı", "Ø", "o\u{308}", "Ü", "-", " ", "'", "ж", "Й", "ς", "Σ", "ة", "أ", "\u{64B}", "ם", "\u{5B8}", "北", "京", "ガ",
            "ｶ", "ﾞ",
            "ᄉ", "ᅥ", "서", "दि", "ल्", "ก", "ุ", "１", "٣", "\u{200D}", "𝐀", "𠮷", "ﬁ", "Ǆ", "½", "\u{FFFD}",
        ]
        for _ in 0..<4_000 {
            let text = (0..<Int(random.next() % 24)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }.joined()
            let key = FoldedName(text)
            #expect(FoldedName(key.text) == key, "\(text.debugDescription)")
            #expect(FoldedName(text.precomposedStringWithCanonicalMapping) == key, "\(text.debugDescription)")
            #expect(FoldedName(text.decomposedStringWithCanonicalMapping) == key, "\(text.debugDescription)")
            #expect(FoldedName(" " + text + "-") == key)
        }
    }

    @Test("Long text is cut and ends quickly") func long() {
        #expect(FoldedName(String(repeating: "a", count: 100_000)).count == FoldedName.maximumLength)
        #expect(FoldedName(String(repeating: "\u{301}", count: 100_000)).isEmpty)
        #expect(FoldedName(String(repeating: "ä", count: 1_000)).spelledOut?.count == FoldedName.maximumLength)
        #expect(FoldedName(String(repeating: "\u{1112}", count: 10_000)).count <= FoldedName.maximumLength)
    }

    @Test("Keys are ordered and hashed by their text") func order() {
        #expect(FoldedName("Aachen") < FoldedName("Berlin"))
        #expect(Set([FoldedName("Köln"), FoldedName("Koln"), FoldedName("KÖLN")]).count == 1)
    }
}

/// A generator with a fixed seed.
struct Seeded {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var value = state
        value ^= value >> 33
        value = value &* 0xFF51_AFD7_ED55_8CCD
        return value ^ value >> 33
    }
}
