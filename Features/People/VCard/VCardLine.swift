import Foundation

/// One property of a card: `item1.TEL;TYPE=work,voice:+49 211 555 0110`.
struct VCardLine: Equatable, Sendable {
    var group: String?
    /// In capitals.
    var name: String
    /// Parameter names in capitals; those of vCard 2.1 that stand without a name are types.
    var parameters: [Parameter] = []
    /// As it stands, escaped.
    var value: String
    /// Counted from 1, where it begins in the file.
    var line: Int = 0

    struct Parameter: Equatable, Sendable {
        var name: String
        var values: [String]
    }

    func values(_ name: String) -> [String] { parameters.filter { $0.name == name }.flatMap(\.values) }
    func first(_ name: String) -> String? { values(name).first { !$0.isEmpty } }
    var types: Set<String> { Set(values("TYPE").map { $0.lowercased() }) }

    /// 1 is the most preferred (RFC 6350, 5.3); the word `pref` of older versions counts as that, saying nothing as the last.
    var preference: Int {
        if let number = first("PREF").flatMap({ Int($0.prefix(4)) }) { return max(1, min(number, 100)) }
        return types.contains("pref") ? 1 : 101
    }

    /// The whole value as text.
    var text: String { Self.unescaped(value).trimmingCharacters(in: .whitespacesAndNewlines) }
    /// The value's parts between semicolons.
    var components: [String] { Self.split(value, at: ";").map { Self.unescaped($0).trimmingCharacters(in: .whitespacesAndNewlines) } }
    /// The value's parts between commas.
    var list: [String] { Self.split(value, at: ",").map { Self.unescaped($0).trimmingCharacters(in: .whitespacesAndNewlines) } }

    private static func split(_ value: String, at separator: Unicode.Scalar) -> [String] {
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in value.unicodeScalars {
            if scalar == separator, !isEscaped {
                parts.append(String(part))
                part = String.UnicodeScalarView()
            } else {
                part.append(scalar)
            }
            isEscaped = scalar == "\\" && !isEscaped
        }
        parts.append(String(part))
        return parts
    }

    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var out = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                switch scalar {
                case "n", "N": out.append("\n")
                case "\\", ",", ";", ":": out.append(scalar)
                default:
                    out.append("\\")
                    out.append(scalar)
                }
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                out.append(scalar)
            }
        }
        if isEscaped { out.append("\\") }
        return String(out)
    }

    /// Text as it may stand in a value (RFC 6350, 3.4).
    static func escaped(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ",", ";":
                out.append("\\")
                out.append(scalar)
            case "\n":
                out.append("\\")
                out.append("n")
            case "\r": break
            default: out.append(scalar)
            }
        }
        return String(out)
    }
}
