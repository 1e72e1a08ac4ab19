/// A sentence of the interface, as the programme says it in English: `w("\(count) partnerships")`.
///
/// It is a literal like `SQL` and `HTML`: the literal parts make the key under which a language's file has its own sentence,
/// `{0} partnerships`, and what is interpolated is put in at its place. A whole number also chooses the plural form.
public struct Message: Sendable, ExpressibleByStringInterpolation {
    enum Argument: Sendable { case text(String), count(Int), html(HTML) }

    let key: String
    let arguments: [Argument]

    public init(stringLiteral value: String) { (key, arguments) = (value, []) }
    public init(stringInterpolation value: Interpolation) { (key, arguments) = (value.key, value.arguments) }

    public struct Interpolation: StringInterpolationProtocol {
        var key = ""
        var arguments: [Argument] = []

        public init(literalCapacity: Int, interpolationCount: Int) { key.reserveCapacity(literalCapacity + interpolationCount * 3) }
        public mutating func appendLiteral(_ literal: String) { key += literal }
        public mutating func appendInterpolation(_ text: String) { add(.text(text)) }
        public mutating func appendInterpolation(_ number: Int) { add(.count(number)) }
        /// A piece of markup, for sentences said with `Words.html`: `w.html("Choose \(link) first")`.
        public mutating func appendInterpolation(_ html: HTML) { add(.html(html)) }

        private mutating func add(_ argument: Argument) {
            key += "{\(arguments.count)}"
            arguments.append(argument)
        }
    }
}
