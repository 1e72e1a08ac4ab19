import Foundation
import Kernel
import Markdown
import Markup
import Storage

@testable import Outbound
@testable import Web

extension FuzzTarget {
    /// Uploads. An input is the Content-Type, a byte of 0xFF and the body.
    static let multipart = FuzzTarget("multipart", expects: { $0 is AppError }) { bytes in
        let cut = bytes.firstIndex(of: 0xFF)
        let type = cut.map { text(bytes[..<$0]) } ?? "multipart/form-data; boundary=b"
        let body = Array(cut.map { bytes[($0 + 1)...] } ?? bytes[...])
        let whole = try upload(type, [body])
        let pieces = try upload(type, stride(from: 0, to: body.count, by: 3).map { Array(body[$0..<min(body.count, $0 + 3)]) })
        hold(whole == pieces, "pieces read differently: \(String(describing: whole)) and \(String(describing: pieces))")
    }

    /// Fields, then the files' fields, names and contents; nil for a refusal.
    private static func upload(_ type: String, _ chunks: [[UInt8]]) throws -> [String]? {
        let limits = MultipartReader.Limits(file: 4096, field: 1024, parts: 20, head: 512)
        guard var reader = MultipartReader(contentType: type, folder: Scratch.folder, limits: limits) else { return nil }
        do {
            for chunk in chunks { try reader.take(chunk) }
            try reader.finish()
        } catch let error as AppError {
            try reader.close()
            // What is too large is noticed at another byte when the pieces are others.
            _ = error
            return nil
        }
        return try reader.form.pairs.flatMap { [$0.name, $0.value] }
            + reader.files.flatMap { file in
                let content = try Data(contentsOf: file.url)
                hold(content.count == file.size, "a file of \(content.count) bytes says \(file.size)")
                hold(!file.name.contains("/") && !file.name.contains("\\"), "a folder in the name \(file.name)")
                return [file.field, file.name, content.base64EncodedString()]
            }
    }

    /// Forms and query strings as addresses carry them.
    static let form = FuzzTarget("form") { bytes in
        let read = Parameters(encoded: text(bytes))
        hold(read.pairs.count <= Parameters.mostPairs, "\(read.pairs.count) fields")
        let again = Parameters(encoded: String(read.queryString.dropFirst()))
        // A pair with neither name nor value is written as an equals sign and read as such.
        hold(again == read, "\(read.queryString) came back as \(again.queryString)")
        for (name, _) in read.pairs.prefix(5) {
            _ = (read.text(name), read.all(name), read.setting(name, nil).queryString)
        }
        let raw = text(bytes)
        let kept = String(String.UnicodeScalarView(raw.unicodeScalars.filter { $0 != "\u{0}" }))
        hold(Parameters.decode(Parameters.encode(raw)) == kept, "encoding changed \(raw)")
        hold(read.pairs.allSatisfy { !$0.name.utf8.contains(0) && !$0.value.utf8.contains(0) }, "a NUL in a form")
    }

    /// What programs send to the API.
    static let body = FuzzTarget("body", expects: { $0 is JSONFault }) { bytes in
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        func again(_ bytes: [UInt8]) throws -> [UInt8] { Array(try encoder.encode(try JSONReader.read(bytes))) }
        // Written once, 1e2 is 100 and -0 is 0; from then on nothing changes.
        let second = try again(again(bytes))
        let third = try again(second)
        hold(third == second, "\(text(second)) came back as \(text(third))")
    }

    private static let guardian = Guardian(secret: [UInt8](repeating: 7, count: 32))

    /// Cookies, what we signed and what we encrypted, Accept-Language.
    static let cookie = FuzzTarget("cookie") { bytes in
        let typed = text(bytes)
        let request = Inbound(method: .get, path: "/", headers: ["cookie": typed])
        for name in [Answering.sessionCookie, Answering.flashCookie, "a"] {
            guard let value = request.cookie(name) else { continue }
            _ = (guardian.unseal(value), Language(value))
            hold(!guardian.accepts(value, for: .anonymous("nobody")), "a token was accepted that nobody made")
        }
        hold(guardian.unseal(typed) == nil, "a seal was accepted that nobody set")
        // As long as a cookie may be; what is no UTF-8 has grown while it was read.
        if typed.utf8.count < 4000 {
            hold(guardian.unseal(guardian.seal(typed)) == typed, "what we sealed came back otherwise")
        }
        do {
            _ = try guardian.decrypt(typed, purpose: "fuzz", owner: "nobody")
            hold(false, "something was decrypted that nobody encrypted")
        } catch {}
        let catalogue = Catalogue(files: [(.english, "a = b\n"), (.german, "a = c\n")])
        let language = catalogue.negotiate(acceptLanguage: typed)
        hold(language == .english || language == .german, "speaks \(language)")
        // A file of words is ours, but a translator's mistake must not stop the server.
        _ = Catalogue(files: [(.english, typed)]).faults(in: .english)
    }

    /// What a list is asked, in its address: search, filters, order, place.
    static let query = FuzzTarget("query") { bytes in
        let parameters = Parameters(encoded: text(bytes))
        let query = ListQuery(parameters, filters: ["country", "kind"], sorts: ["name", "since"])
        hold(query.find.count <= 200, "a search of \(query.find.count)")
        hold(["name", "since"].contains(query.sort), "an order nobody offers: \(query.sort)")
        hold(query.filters.values.allSatisfy { $0.count <= 50 && $0.allSatisfy { $0.count <= 100 } }, "filters without bounds")
        for value in [query.cursor?.text, text(bytes)].compactMap({ $0 }) {
            guard let cursor = Cursor(value) else { continue }
            let again = Cursor(cursor.text)
            hold(again == cursor, "\(cursor) came back as \(String(describing: again))")
        }
        if let cursor = Cursor(Guardian.text(bytes)) { hold(Cursor(cursor.text) == cursor, "\(cursor) came back otherwise") }
    }

    /// Agreements and other texts in Markdown: no element, attribute or address but those that we make.
    static let markdown = FuzzTarget("markdown") { bytes in
        let page = Markdown.html(text(bytes)).text
        let element =
            /<(\/?(p|h[1-6]|em|strong|ul|ol|ol start="[0-9]+"|li|table|thead|tbody|tr|th|td|blockquote|code|pre)|br ?\/?|hr \/|code class="language-[^"<>]*"|a href="(https?:\/\/|mailto:)[^"<>]+"( title="[^"<>]*")?|\/a)>/
        let left = page.replacing(element, with: "")
        hold(!left.utf8.contains { $0 == 0x3C || $0 == 0x3E }, "an element that the text brought: \(left)")
    }

    /// What people typed, on a page: nothing of it becomes markup, and an address leads nowhere but to the web, to mail and to a telephone.
    static let html = FuzzTarget("html") { bytes in
        let typed = text(bytes)
        let page: HTML = "<p title=\"\(typed)\">\(typed)</p>"
        let inner = HTML(text: typed).text
        // Bytes, not characters: with an accent upon it a bracket is another character to Swift, but a bracket to a browser.
        hold(!inner.utf8.contains { [0x3C, 0x3E, 0x22, 0x27].contains($0) }, "a sign that means something: \(inner)")
        hold(!inner.utf8.contains { $0 < 32 && $0 != 9 && $0 != 10 && $0 != 13 }, "a control sign in \(inner)")
        hold(page.text.utf8.count == inner.utf8.count * 2 + 16, "the page is not what its parts are")
        hold(unescaped(inner) == clean(typed), "escaping changed \(typed) to \(inner)")
        if let link = Link(typed: typed) {
            let address = link.address.lowercased()
            hold(["http://", "https://", "mailto:", "tel:"].contains { address.hasPrefix($0) }, "a link to \(link.address)")
            hold(!address.unicodeScalars.contains { $0.value <= 32 || $0 == "\"" || $0 == "<" }, "signs in a link: \(link.address)")
            _ = link.shown
        }
        _ = words.html("said \(typed) about \(HTML(text: typed)) and \(bytes.count)")
    }

    private static let words = Words(Catalogue(files: [(.english, "")]), .english)

    private static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) {
            $0.replacingOccurrences(of: $1.0, with: $1.1, options: .literal)
        }
    }

    private static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 && ![9, 10, 13].contains($0.value) ? "\u{FFFD}" : $0 }))
    }
}
