import CMarkdown
import Markup

/// Text as people write it in mails and documents (Markdown, with the tables and bare addresses of GitHub's dialect), as part of a page.
///
/// What comes from outside stays harmless: markup in the text is shown and does nothing, only addresses of the web and of mail become links, pictures become
/// their description, and a text built to keep the server busy is shown as it was typed. The page keeps its one heading: headings of the text
/// begin at the level the page gives them.
public enum Markdown {
    /// - Parameter level: the level of the text's first headings, 1 to 6; those below follow, and none goes beyond 6.
    public static func html(_ text: String, headingsFrom level: Int = 3) -> HTML {
        let bounds = Bounds(text)
        guard bounds.isModest, let html = render(text, shift: level - 1, tables: bounds.hasModestTables) else { return plain(text) }
        return .trusted(html)
    }

    /// As it was typed: paragraphs and lines, nothing else.
    static func plain(_ text: String) -> HTML {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let paragraphs = lines.split { $0.allSatisfy(\.isWhitespace) }
        return paragraphs.map { "<p>\($0.map { HTML(text: String($0)) }.joined("<br>"))</p>" }.joined("\n")
    }

    /// Line breaks stay where they were typed: who pastes an address does not know that Markdown would join its lines.
    private static let options = CMARK_OPT_HARDBREAKS

    /// The library registers its extensions in a list of its own that knows no threads, hence once.
    private static let isReady: Bool = {
        cmark_gfm_core_extensions_ensure_registered()
        return true
    }()

    /// Nil for what is nested deeper than anybody writes.
    private static func render(_ text: String, shift: Int, tables: Bool) -> String? {
        guard isReady, let parser = cmark_parser_new(options) else { return nil }
        defer { cmark_parser_free(parser) }
        for name in tables ? ["table", "autolink"] : ["autolink"] {
            if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
        }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        }
        guard let root = cmark_parser_finish(parser) else { return nil }
        defer { cmark_node_free(root) }
        guard var nodes = DocumentNodes(root) else { return nil }
        nodes.tame(shift: shift)
        guard let rendered = cmark_render_html(root, options, cmark_parser_get_syntax_extensions(parser)) else { return nil }
        defer { cmark_get_default_mem_allocator().pointee.free(rendered) }
        return String(cString: rendered)
    }
}
