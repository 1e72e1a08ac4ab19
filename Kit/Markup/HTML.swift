/// A piece of a page. Its literal parts are trusted, what is interpolated is data: text is escaped, HTML passes through.
///
/// The escaping serves element content and quoted attributes alike, so every attribute is written in double quotes.
/// An address a person typed goes through `Link`, never straight into `href`.
public struct HTML: Sendable, ExpressibleByStringInterpolation, Equatable {
    /// The finished markup.
    public private(set) var text: String

    public init(stringLiteral value: String) { text = value }
    public init(stringInterpolation value: Interpolation) { text = value.text }

    /// Text as data: `a < b` comes out as `a &lt; b`.
    public init(text data: String) {
        text = ""
        Self.escape(data, into: &text)
    }

    private init(trusted: String) { text = trusted }

    /// Markup that another part of Proxenia rendered and checked (a drawing kept since start-up). Never for what came from outside.
    public static func trusted(_ markup: String) -> HTML { HTML(trusted: markup) }

    public static let empty: HTML = ""
    public var isEmpty: Bool { text.isEmpty }

    public static func + (a: HTML, b: HTML) -> HTML { HTML(trusted: a.text + b.text) }
    public static func += (a: inout HTML, b: HTML) { a.text += b.text }

    public struct Interpolation: StringInterpolationProtocol {
        var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity + interpolationCount * 24) }

        public mutating func appendLiteral(_ literal: String) { text += literal }
        public mutating func appendInterpolation(_ html: HTML) { text += html.text }
        public mutating func appendInterpolation(_ html: HTML?) { if let html { text += html.text } }
        public mutating func appendInterpolation(_ data: String) { HTML.escape(data, into: &text) }
        public mutating func appendInterpolation(_ data: Substring) { HTML.escape(String(data), into: &text) }
        public mutating func appendInterpolation(_ data: String?) { if let data { HTML.escape(data, into: &text) } }
        public mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }

        /// Every item through its view: `\(rows, rowView)`.
        public mutating func appendInterpolation<S: Sequence>(_ items: S, _ view: (S.Element) throws -> HTML) rethrows {
            for item in items { text += try view(item).text }
        }

        /// An optional through its view; nothing when there is none.
        public mutating func appendInterpolation<T>(_ item: T?, some view: (T) throws -> HTML) rethrows {
            if let item { text += try view(item).text }
        }

        /// A part that stands only when the condition holds: `\(if: canEdit, "<a …>")`.
        public mutating func appendInterpolation(if condition: Bool, _ html: @autoclosure () -> HTML, else other: @autoclosure () -> HTML = .empty) {
            text += condition ? html().text : other().text
        }
    }

    /// Appends data with the five signs that mean something in HTML replaced. Runs over bytes; most text has none of them.
    static func escape(_ data: String, into text: inout String) {
        var data = data
        let plain = data.withUTF8 { bytes in
            !bytes.contains { $0 == 38 || $0 == 60 || $0 == 62 || $0 == 34 || $0 == 39 || ($0 < 32 && $0 != 9 && $0 != 10 && $0 != 13) }
        }
        if plain { text += data; return }
        for scalar in data.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case _ where scalar.value < 32 && scalar != "\t" && scalar != "\n" && scalar != "\r": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Sequence where Element == HTML {
    /// All pieces, one after another, with another between them.
    public func joined(_ between: HTML = .empty) -> HTML {
        var whole = HTML.empty
        var first = true
        for piece in self {
            if !first { whole += between }
            whole += piece
            first = false
        }
        return whole
    }
}
