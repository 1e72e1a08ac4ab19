import Kernel
import Markup

extension Letter {
    /// As a page of HTML. Styles stand on the elements: mail programs take no others.
    public var html: HTML {
        """
        <!doctype html>
        <html lang="\(language)" dir="\(direction)"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>\(subject)</title></head>
        <body style="margin:0;background:#f6f3ec;color:#1d2430;font-family:Georgia,'Noto Serif',serif;font-size:17px;line-height:1.5">
        <div style="max-width:36em;margin:0 auto;padding:28px 22px">
        <p style="margin:0 0 22px;padding:0 0 10px;border-bottom:1px solid #c9c2b2;font-size:15px;letter-spacing:.02em">Proxenia</p>
        \(blocks, view)
        \(if: !footer.isEmpty, end)
        </div></body></html>
        """
    }

    private var direction: String { Language(language)?.isRightToLeft == true ? "rtl" : "ltr" }

    private var end: HTML {
        "<p style=\"margin:30px 0 0;padding:10px 0 0;border-top:1px solid #c9c2b2;font-size:14px;color:#5a6070\">\(lines(footer))</p>"
    }

    private func view(_ block: Block) -> HTML {
        switch block {
        case .paragraph(let text): "<p style=\"margin:0 0 16px\">\(lines(text))</p>"
        case .link(let word, let address): link(word, address)
        case .facts(let facts): "<table style=\"margin:0 0 16px;border-collapse:collapse\">\(facts, row)</table>"
        }
    }

    private func link(_ word: String, _ address: String) -> HTML {
        """
        <p style="margin:22px 0 8px"><a href="\(address)" style="display:inline-block;padding:10px 18px;background:#8c2f2b;color:#ffffff;text-decoration:none">\(word)</a></p>
        <p style="margin:0 0 22px;font-size:14px;color:#5a6070;word-break:break-all">\(address)</p>
        """
    }

    private func row(_ fact: Fact) -> HTML {
        "<tr><td style=\"padding:2px 18px 2px 0;color:#5a6070;vertical-align:top\">\(fact.name)</td><td style=\"padding:2px 0\">\(fact.value)</td></tr>"
    }

    private func lines(_ text: String) -> HTML {
        let pieces: [HTML] = text.split(separator: "\n", omittingEmptySubsequences: false).map { HTML(text: String($0)) }
        return pieces.joined("<br>")
    }
}
