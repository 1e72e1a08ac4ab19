import Testing

@testable import Reconciliation

@Suite("Country words")
struct CountryWordsTests {
    @Test(
        "Names, codes and colloquial words",
        arguments: [
            ("Germany", "DE"), ("Deutschland", "DE"), ("Allemagne", "DE"), ("Alemania", "DE"), ("Niemcy", "DE"), ("ドイツ", "DE"), ("德国", "DE"),
            ("DE", "DE"), ("DEU", "DE"), ("D", "DE"), ("BRD", "DE"), ("Germany (East)", "DE"), ("GDR", "DE"), ("DDR", "DE"), ("West Germany", "DE"),
            ("USA", "US"), ("U.S.A.", "US"), ("United States of America", "US"), ("Etats-Unis", "US"), ("Vereinigte Staaten", "US"), ("EE.UU.", "US"),
            ("UK", "GB"), ("U.K.", "GB"), ("Great Britain", "GB"), ("England", "GB"), ("Scotland", "GB"), ("England, United Kingdom", "GB"),
            ("Northern Ireland, United Kingdom", "GB"), ("United Kingdom of Great Britain and Northern Ireland", "GB"),
            ("Holland", "NL"), ("The Netherlands", "NL"), ("Burma", "MM"), ("Swaziland", "SZ"), ("Macedonia", "MK"), ("FYROM", "MK"),
            ("Côte d'Ivoire", "CI"), ("Ivory Coast", "CI"), ("Georgia (country)", "GE"), ("Georgia", "GE"), ("Kazakhstah", "KZ"), ("PR China", "CN"),
            ("P.R.C.", "CN"), ("People's Republic of China", "CN"), ("Republic of Korea", "KR"), ("DPRK", "KP"), ("Taiwan, Province of China", "TW"),
            ("Hong Kong", "HK"), ("Hong Kong SAR, China", "HK"), ("China, Hong Kong Special Administrative Region", "HK"), ("Macau", "MO"),
            ("Kosovo", "XK"), ("Palestine", "PS"), ("West Bank", "PS"), ("Puerto Rico, USA", "PR"), ("Réunion, France", "RE"),
            ("Democratic Republic of the Congo", "CD"), ("Republic of Ireland", "IE"), ("Czech Republic", "CZ"), ("Russian Federation", "RU"),
            ("Россия", "RU"), ("مصر", "EG"), ("대한민국", "KR"), ("Ελλάδα", "GR"), ("Grece", "GR"), ("in Italy", "IT"), ("Ohio, United States", "US"),
            ("  FRANCE ", "FR"), ("Surinam", "SR"), ("Madagaskar", "MG"), ("Moldavia", "MD"), ("Northern Cyprus", "CY"), ("Türkiye", "TR"),
        ]) func one(_ word: String, _ code: String)
    {
        #expect(CountryWords.bundled.read(word)?.codes == [code], "\(word)")
    }

    @Test(
        "Words that may mean several states of today",
        arguments: [
            ("Czechoslovakia", ["CZ", "SK"]), ("ČSSR", ["CZ", "SK"]), ("Yugoslavia", ["BA", "HR", "ME", "MK", "RS", "SI", "XK"]),
            ("Serbia and Montenegro", ["ME", "RS", "XK"]), ("Korea", ["KP", "KR"]), ("Congo", ["CD", "CG"]), ("Crimea", ["RU", "UA"]),
        ]) func several(_ word: String, _ codes: [String])
    {
        #expect(CountryWords.bundled.read(word)?.codes.sorted() == codes, "\(word)")
    }

    @Test("The Soviet Union has fifteen successors") func soviet() throws {
        let reading = try #require(CountryWords.bundled.read("USSR"))
        #expect(reading.codes.count == 15)
        #expect(reading.note == .dissolved)
    }

    @Test("What is no country is not understood", arguments: ["", " ", "?", "Atlantis", "12", "n/a", "Springfield", "=cmd|' /C calc'!A0"])
    func none(_ word: String) {
        #expect(CountryWords.bundled.read(word) == nil, "\(word)")
    }

    @Test("Notes say how a word relates to today") func notes() {
        let words = CountryWords.bundled
        #expect(words.read("Burma")?.note == .former)
        #expect(words.read("GDR")?.note == .dissolved)
        #expect(words.read("Kazakhstah")?.note == .misspelt)
        #expect(words.read("Scotland")?.note == .part)
        #expect(words.read("Scotland")?.region == "SCT")
        #expect(words.read("Ohio, United States")?.qualifier == "ohio")
        #expect(words.read("United States")?.territories.contains("PR") == true)
    }

    @Test("A long text is refused at once") func long() {
        #expect(CountryWords.bundled.read(String(repeating: "Germany ", count: 2_000)) == nil)
    }
}
