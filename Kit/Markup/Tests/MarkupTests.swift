import Foundation
import Kernel
import Markup
import Testing

@Suite struct HTMLTests {
    @Test func dataIsEscapedAndMarkupIsNot() {
        let evil = "<script>alert('\"&\")</script>"
        let inner: HTML = "<b>\(evil)</b>"
        #expect(
            ("<p title=\"\(evil)\">\(inner)</p>" as HTML).text
                == "<p title=\"&lt;script&gt;alert(&#39;&quot;&amp;&quot;)&lt;/script&gt;\"><b>&lt;script&gt;alert(&#39;&quot;&amp;&quot;)&lt;/script&gt;</b></p>"
        )
    }

    @Test func rowsConditionsAndOptionals() {
        let none: String? = nil
        #expect(("\([1, 2], { "<i>\($0)</i>" })\(if: true, "<a>")\(if: false, "<b>", else: "<c>")\(none)" as HTML).text == "<i>1</i><i>2</i><a><c>")
    }

    /// Whatever is put in, no sign that opens a tag, an attribute or an entity comes out bare.
    @Test func nothingBreaksOut() {
        var random = SystemRandomNumberGenerator()
        let signs = Array("<>&\"'a/= \u{0}\u{7}é北\u{202E}")
        for _ in 0..<2000 {
            let data = String((0..<Int.random(in: 0...12, using: &random)).compactMap { _ in signs.randomElement(using: &random) })
            let out = ("\(data)" as HTML).text
            #expect(!out.contains { "<>\"'".contains($0) })
            #expect(!out.unicodeScalars.contains { $0.value < 32 })
            #expect(out.replacingOccurrences(of: "&(amp|lt|gt|quot|#39);", with: "", options: .regularExpression).contains("&") == false)
        }
    }
}

@Suite struct LinkTests {
    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "", "hello", "http://", "https:// x", "a b.de",
        "//evil.example",
    ])
    func refuses(_ typed: String) { #expect(Link(typed: typed) == nil) }

    @Test(arguments: [
        ("www.duesseldorf.de", "https://www.duesseldorf.de"), (" https://haifa.muni.il/a?b=c ", "https://haifa.muni.il/a?b=c"),
        ("mailto:a@b.example", "mailto:a@b.example"), ("www.example.org:8080/x", "https://www.example.org:8080/x"),
    ])
    func takes(_ typed: String, _ address: String) { #expect(Link(typed: typed)?.address == address) }
}

@Suite struct WordsTests {
    let catalogue = Catalogue(files: [
        (.english, "{0} partnerships\n=one {0} partnership\n=other {0} partnerships\n"),
        (
            .german,
            "# Rede\n{0} partnerships\n=one {0} Partnerschaft\n=other {0} Partnerschaften\n\nSign in\n= Anmelden\n{0} visits {1}\n= In {1}: {0}\nand\n= und\n"
        ),
    ])

    @Test func pluralsAndOrder() {
        let (en, de) = (Words(catalogue, .english), Words(catalogue, .german))
        #expect([0, 1, 2, 12345].map { en("\($0) partnerships") } == ["0 partnerships", "1 partnership", "2 partnerships", "12,345 partnerships"])
        #expect([1, 12345].map { de("\($0) partnerships") } == ["1 Partnerschaft", "12.345 Partnerschaften"])
        #expect(de("Sign in") == "Anmelden")
        #expect(de("\("Reading") visits \("{0}")") == "In {0}: Reading")
        #expect(de("Not translated \(3)") == "Not translated 3")
        #expect(de.html("\("<x>") visits \("<b>y</b>" as HTML)").text == "In <b>y</b>: &lt;x&gt;")
    }

    @Test func faultsAreFound() {
        let broken = Catalogue(files: [(.german, "a {0}\n= b {1}\nc {0}\n=one d\n")])
        #expect(broken.faults(in: .german).count == 2)
        #expect(catalogue.faults(in: .german).isEmpty)
    }

    @Test(arguments: [
        ("de-CH, en;q=0.8", "de"), ("fr, de;q=0.5, en;q=0.9", "en"), ("", "en"), ("*", "en"), ("de;q=0, en", "en"), ("x;;;q=,,", "en"),
        ("en;q=0.2,de;q=0.3", "de"),
    ])
    func negotiates(_ header: String, _ tag: String) { #expect(catalogue.negotiate(acceptLanguage: header).tag == tag) }

    @Test func datesNumbersAndMoney() {
        let (en, de) = (Words(catalogue, .english), Words(catalogue, .german))
        let day = PartialDate("1988-06-24")
        #expect(day.map(en.date) == "24 June 1988")
        #expect(day.map(de.date) == "24. Juni 1988")
        #expect(PartialDate("1988-06").map(de.date) == "Juni 1988")
        #expect(PartialDate("1988").map(en.date) == "1988")
        #expect(Money(minor: 25_000_000, currency: "EUR").map(en.money) == "EUR 250,000")
        #expect(Money(minor: -105, currency: "EUR").map(de.money) == "EUR −1,05")
        #expect(Money(minor: 5000, currency: "JPY").map(de.money) == "JPY 5.000")
        #expect(en.number(14.5, digits: 1) == "14.5")
        #expect(de.list(["Reading", "Haifa", "Warschau"]) == "Reading, Haifa und Warschau")
    }
}
