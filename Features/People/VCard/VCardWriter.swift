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
        // Sign by sign: with an accent upon it a comma is another character to Swift, but a comma to whoever reads it.
        var text = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "^": text += "^^".unicodeScalars
            case "\"": text += "^'".unicodeScalars
            case "\n": text += "^n".unicodeScalars
            case "\r": break
            default: text.append(scalar)
            }
        }
        return text.contains { $0 == "," || $0 == ";" || $0 == ":" } ? "\"\(String(text))\"" : String(text)
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
