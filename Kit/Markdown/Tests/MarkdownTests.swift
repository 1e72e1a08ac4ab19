import Markup
import Testing

@testable import Markdown

@Suite struct MarkdownTests {
    private func html(_ text: String) -> String { Markdown.html(text).text.trimmingCharacters(in: .newlines) }

    @Test func whatPeopleWriteReadsAsADocument() {
        #expect(html("# Article 1\n\nBoth *cities* **agree**.") == "<h3>Article 1</h3>\n<p>Both <em>cities</em> <strong>agree</strong>.</p>")
        #expect(html("###### Deep") == "<h6>Deep</h6>")
        #expect(html("Kaiserswerther Straße 1\n40474 Düsseldorf") == "<p>Kaiserswerther Straße 1<br />\n40474 Düsseldorf</p>")
        #expect(html("1. one\n2. two").contains("<ol>\n<li>one</li>"))
        let table = html("| City | Share |\n|:--|--:|\n| Haifa | 1 & 2 |")
        #expect(table.contains("<th>City</th>") && table.contains("<td>1 &amp; 2</td>") && !table.contains("align"))
        #expect(html("See www.example.org or office@example.org.").contains("<a href=\"http://www.example.org\">www.example.org</a>"))
        #expect(html("See www.example.org or office@example.org.").contains("<a href=\"mailto:office@example.org\">"))
        #expect(html("[the text](https://example.org/a?b=1&c=2)").contains("<a href=\"https://example.org/a?b=1&amp;c=2\">the text</a>"))
        #expect(html("עיר תאומה") == "<p>עיר תאומה</p>")
        #expect(html("") == "")
        #expect(Markdown.html("# One", headingsFrom: 1).text == "<h1>One</h1>\n")
    }

    private func withoutOurElements(_ html: String) -> String {
        let ours =
            /<(\/?(p|h[1-6]|em|strong|ul|ol|li|table|thead|tbody|tr|th|td|blockquote|code|pre)|ol start="[0-9]+"|br \/|hr \/|code class="language-[^"<>]*"|a href="(https?:\/\/|mailto:)[^"<>]+"( title="[^"<>]*")?|\/a)>/
        return html.replacing(ours, with: "")
    }

    /// Pieces that mean something, put together at random: whatever comes of it, the elements are ours, and each that begins also ends.
    @Test func whateverIsPutTogetherOnlyOurElementsComeOut() {
        let pieces = [
            "[", "](", ")", "!", "<", ">", "<b>", "</p>", "<!--", "-->", "javascript:x", "https://a.example", "\"", "'", "`", "```", "\n", "\n\n",
            "    ", "> ", "- ", "1. ", "3) ", "*", "**", "_", "|", "|-|\n", "# ", "===\n", "---\n", "&lt;", "&#x6A;", "\\", "a", "[a]: ", "[a]",
            "www.a.example", "a@b.example", "mailto:", "<https://a.example>", "\t", "\u{0}", "~", "data:", " ",
        ]
        let begun = /<(p|em|strong|ul|ol|li|table|td|blockquote|pre|a)[ >]/
        let ended = /<\/(p|em|strong|ul|ol|li|table|td|blockquote|pre|a)>/
        var seed: UInt64 = 20_261_121
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<24 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(seed >> 33) % pieces.count]
            }
            let out = html(text)
            let left = withoutOurElements(out)
            #expect(!left.contains("<") && !left.contains(">"), "\(text.debugDescription) became \(out)")
            #expect(out.matches(of: begun).count == out.matches(of: ended).count, "\(text.debugDescription) became \(out)")
        }
    }

    /// Whatever is tried, no element, attribute or address comes out that the text brought along.
    @Test(arguments: [
        "<script>alert(1)</script>", "a <script>alert(1)</script> b", "<img src=x onerror=alert(1)>", "<a href=\"javascript:alert(1)\">x</a>",
        "<svg/onload=alert(1)>", "<iframe src=//evil.example>", "<!-- x --><style>*{}</style>", "<div\nonclick=alert(1)>\n\nx\n\n</div>",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#115;cript:alert(1))", "[x](&#x6A;avascript:alert(1))",
        "[x](\tjavascript:alert(1))", "[x](<javascript:alert(1)>)", "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x]( javascript:alert(1) \"t\")", "<javascript:alert(1)>", "[x][y]\n\n[y]: javascript:alert(1)", "![x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)", "![x](data:image/svg+xml;base64,AAAA)", "[![x](https://evil.example/p.png)](javascript:alert(1))",
        "[x](/office/accounts)", "[x](//evil.example)", "[x](https://)", "[x](mailto:)", "<ftp://evil.example/a>", "[x](http:evil)",
        "`<script>`", "```html onload=\"x\"\n<script>\n```", "[x](https://a.example/\"onmouseover=\"alert(1))",
        "[x](https://a.example 't\" onclick=\"alert(1)')",
        "https://a.example/\"onmouseover=\"alert(1)", "| <script> |\n|-|\n| <img src=x> |", "\u{0}<scr\u{0}ipt>",
    ])
    func noScriptComesThrough(_ attack: String) throws {
        let out = html(attack)
        let left = withoutOurElements(out)
        #expect(!left.contains("<") && !left.contains(">"), "\(attack) became \(out)")
        #expect(!out.lowercased().contains("href=\"javascript") && !out.contains("evil.example/p") && !out.contains("<img"))
    }

    @Test func whatIsLeftOutLeavesItsWords() {
        #expect(html("a [link](javascript:x) b") == "<p>a link b</p>")
        #expect(html("![our harbour](https://example.org/p.png) at dawn") == "<p>our harbour at dawn</p>")
        #expect(html("[![seal](x.png) of *both*](/office)") == "<p>seal of <em>both</em></p>")
        // Nothing that somebody signs is hidden.
        #expect(html("a<br>b <b>c</b>") == "<p>a&lt;br&gt;b &lt;b&gt;c&lt;/b&gt;</p>")
        #expect(html("One.\n\n<!-- and two -->\n\nThree.").contains("<p>&lt;!-- and two --&gt;\n</p>"))
        #expect(html("> <div>\n> x").contains("<blockquote>\n<p>&lt;div&gt;"))
        // A good link around a picture stays one.
        #expect(html("[![seal](x.png)](https://example.org)") == "<p><a href=\"https://example.org\">seal</a></p>")
    }

    @Test func whatIsNestedOrTooMuchIsShownAsTyped() {
        for deep in [String(repeating: ">", count: 17), String(repeating: "- ", count: 17), String(repeating: "1. ", count: 17)] {
            #expect(html(deep + "a").hasPrefix("<p>\(deep.replacing(">", with: "&gt;"))"), "\(deep)")
            #expect(!html(String(deep.dropLast(deep.count / 17)) + "a").hasPrefix("<p>"))
        }
        let indented = (0..<40).map { String(repeating: "  ", count: $0) + "- a" }.joined(separator: "\n")
        #expect(html(indented).hasPrefix("<p>- a<br>"))
        #expect(html(String(repeating: "*a **b ", count: 60) + String(repeating: "**  *", count: 60)).contains("<p>"))
        // A megabyte is no document, and is shown with its lines.
        let long = String(repeating: "# a <b>\n\n", count: 120_000)
        let shown = html(long)
        #expect(shown.hasPrefix("<p># a &lt;b&gt;</p>\n<p># a") && shown.utf8.count > 1_000_000)
        #expect(html(String(repeating: "a", count: Bounds.bytes - 2) + "\n*") != html(String(repeating: "a", count: Bounds.bytes) + "\n*"))
    }

    /// A head of many columns would fill every line below it up to its width: gigabytes out of a hundred kilobytes.
    @Test func aTableGrowsWithItsTextAlone() {
        func table(_ columns: Int, _ rows: Int) -> String {
            String(repeating: "|a", count: columns) + "|\n" + String(repeating: "|-", count: columns) + "|\n" + String(repeating: "|b\n", count: rows)
        }
        #expect(html(table(20, 100)).contains("<table>"))
        #expect(!html(table(2_000, 20_000)).contains("<table>"))
        #expect(!html("> " + table(2_000, 20_000).replacing("\n", with: "\n> ")).contains("<table>"))
        #expect(Bounds(table(3, 1)).columns == 5 && Bounds("no - table").columns == 0)
    }

    /// One address of half the text, referred to by every bracket of the other half: gigabytes again.
    @Test func aReferenceGrowsWithItsTextAlone() {
        let small = "[a]: https://example.org\n\nSee [a]."
        #expect(html(small) == "<p>See <a href=\"https://example.org\">a</a>.</p>")
        let address = "[a]: https://example.org/" + String(repeating: "x", count: 20_000) + "\n"
        for bomb in [address + String(repeating: "\n[a]", count: 5_000), String(repeating: "[a]\n", count: 5_000) + "\n" + address] {
            #expect(html(bomb).utf8.count < 300_000 && !html(bomb).contains("<a"))
        }
        // Its parts stand on several lines.
        #expect(Bounds("[a]:\nb\n'c\nd'\n\n[e").longestDefinition == 13 && Bounds("[a]\n\n[e").longestDefinition == 0)
    }

    /// Constructions that are known to keep readers of Markdown busy; each would take minutes where the bounds are missing.
    @Test(arguments: ["[", "![l", "*a **b ", "_a __a ", "http://a", "www.", "a@a.", "<a", "<!--", "`a``", "&", "\\", "[a](b", "a |\n", "- \n", "~a"])
    func nothingKeepsItBusy(_ piece: String) {
        let text = String(repeating: piece, count: Bounds.bytes / piece.utf8.count)
        #expect(!html(text).isEmpty)
    }
}
