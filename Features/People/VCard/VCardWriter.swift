import Foundation

/// Writes cards of version 4.0 (RFC 6350): lines end with CR LF and are folded after 75 bytes, never inside a character.
enum VCardWriter {
    static func card(_ lines: [VCardLine]) -> String {
        (["BEGIN:VCARD", "VERSION:4.0"] + lines.map(line) + ["END:VCARD"]).map(folded).joined(separator: "\r\n") + "\r\n"
    }

    private static func line(_ line: VCardLine) -> String {
        let parameters = line.parameters.map { ";\($0.name)=" + $0.values.map(parameter).joined(separator: ",") }.joined()
        return "\(line.group.map { $0 + "." } ?? "")\(line.name)\(parameters):\(line.value)"
    }

    /// RFC 6868 for what quotation marks cannot hold.
    private static func parameter(_ value: String) -> String {
        var text = ""
        for character in value {
            switch character {
            case "^": text += "^^"
            case "\"": text += "^'"
            case "\n", "\r\n": text += "^n"
            default: text.append(character)
            }
        }
        return text.contains { ",;:".contains($0) } ? "\"\(text)\"" : text
    }

    private static func folded(_ line: String) -> String {
        var out = ""
        var length = 0
        for scalar in line.unicodeScalars {
            let width = UTF8.width(scalar)
            if length + width > 75 {
                out += "\r\n "
                length = 1
            }
            out.unicodeScalars.append(scalar)
            length += width
        }
        return out
    }
}
