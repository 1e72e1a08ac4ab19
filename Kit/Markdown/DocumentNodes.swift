import CMarkdown

/// The parts of a read text that are not shown as they stand. Found first and changed afterwards: the walk does not survive a change under it.
struct DocumentNodes {
    /// Parts inside each other, from the text to a word of it.
    static let depth = 48

    private var raw: [OpaquePointer] = []
    private var pictures: [OpaquePointer] = []
    private var links: [OpaquePointer] = []
    private var headings: [OpaquePointer] = []
    private var tables: [OpaquePointer] = []

    /// Nil for what is nested deeper than that.
    init?(_ root: OpaquePointer) {
        guard let walk = cmark_iter_new(root) else { return nil }
        defer { cmark_iter_free(walk) }
        var depth = 0
        while true {
            let event = cmark_iter_next(walk)
            if event == CMARK_EVENT_DONE { break }
            guard let node = cmark_iter_get_node(walk) else { break }
            if event == CMARK_EVENT_EXIT {
                depth -= 1
                continue
            }
            let kind = cmark_node_get_type(node)
            // Leaves are entered and never left.
            if cmark_node_first_child(node) != nil { depth += 1 }
            guard depth <= Self.depth else { return nil }
            switch kind {
            case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: raw.append(node)
            case CMARK_NODE_IMAGE: pictures.append(node)
            case CMARK_NODE_LINK: links.append(node)
            case CMARK_NODE_HEADING: headings.append(node)
            default: if String(cString: cmark_node_get_type_string(node)) == "table" { tables.append(node) }
            }
        }
    }

    /// Leaves out what must not be on a page, and fits the rest into it.
    mutating func tame(shift: Int) {
        for node in raw { Self.show(node) }
        for node in pictures { Self.unwrap(node) }
        for node in links where !Self.isHarmless(node) { Self.unwrap(node) }
        for node in headings { cmark_node_set_heading_level(node, min(6, max(1, cmark_node_get_heading_level(node) + CInt(shift)))) }
        // Their attribute is no longer part of HTML, and a style would be against the content security policy.
        for node in tables {
            guard let alignments = cmark_gfm_extensions_get_table_alignments(node) else { continue }
            for column in 0..<Int(cmark_gfm_extensions_get_table_columns(node)) { alignments[column] = 0 }
        }
    }

    /// Only what leads to the web or to a mail; no address inside this server, no script, no data.
    private static func isHarmless(_ link: OpaquePointer) -> Bool {
        guard let address = cmark_node_get_url(link).map({ String(cString: $0).lowercased() }) else { return false }
        return ["https://", "http://", "mailto:"].contains { address.hasPrefix($0) && address.utf8.count > $0.utf8.count }
    }

    /// Markup that the text brought along is shown as it was typed: left out, it would hide words that somebody signs.
    private static func show(_ node: OpaquePointer) {
        let isBlock = cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK
        if let text = cmark_node_new(CMARK_NODE_TEXT) {
            cmark_node_set_literal(text, cmark_node_get_literal(node))
            let outer = isBlock ? cmark_node_new(CMARK_NODE_PARAGRAPH) : text
            if isBlock { cmark_node_append_child(outer, text) }
            if cmark_node_insert_before(node, outer) == 0 { cmark_node_free(outer) }
        }
        cmark_node_free(node)
    }

    /// Puts what is inside in the place of the part itself.
    private static func unwrap(_ node: OpaquePointer) {
        while let child = cmark_node_first_child(node) {
            if cmark_node_insert_before(node, child) == 0 { cmark_node_free(child) }
        }
        cmark_node_free(node)
    }
}
