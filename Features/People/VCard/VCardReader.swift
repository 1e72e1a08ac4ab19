import Foundation

/// Reads cards of versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) as telephones and mail programs really write them: any line ends, folded well or
/// badly, quoted-printable, other character sets. A card that is broken is reported with its line, and the others come in.
enum VCardReader {
    struct Card: Sendable {
        var version: String
        var lines: [VCardLine]
        /// Where it begins in the file, from 1.
        var line: Int
    }

    struct Broken: Sendable, Equatable {
        enum Fault: Sendable, Equatable { case noEnd, noBeginning, tooLong }
        let line: Int
        let fault: Fault
    }

    struct Result: Sendable {
        var cards: [Card] = []
        var broken: [Broken] = []
    }

    /// A card of more properties is none; a picture may be long, and is passed over.
    private static let mostLines = 1000
    private static let longestValue = 20_000

    static func read(_ file: [UInt8]) -> Result {
        var result = Result()
        var card: Card?
        var depth = 0
        var isTooLong = false
        for line in unfolded(VCardText.utf8(file)) {
            switch (line.name, line.value.trimmingCharacters(in: .whitespaces).uppercased()) {
            case ("BEGIN", "VCARD"):
                // An agent's card within a card (2.1) is passed over; a card that begins before the last one has ended has lost its end.
                if let open = card, open.lines.last?.name == "AGENT" { depth += 1; continue }
                if let open = card { result.broken.append(Broken(line: open.line, fault: .noEnd)) }
                (card, depth, isTooLong) = (Card(version: "", lines: [], line: line.line), 0, false)
            case ("END", "VCARD"):
                if depth > 0 { depth -= 1; continue }
                guard let done = card else {
                    result.broken.append(Broken(line: line.line, fault: .noBeginning))
                    continue
                }
                if isTooLong { result.broken.append(Broken(line: done.line, fault: .tooLong)) } else { result.cards.append(done) }
                card = nil
            case ("VERSION", let version): if depth == 0 { card?.version = version }
            default:
                guard depth == 0, card != nil else { continue }
                if (card?.lines.count ?? 0) >= mostLines { isTooLong = true } else { card?.lines.append(line) }
            }
        }
        if let open = card { result.broken.append(Broken(line: open.line, fault: .noEnd)) }
        return result
    }

    /// Whether a file looks like cards: decides how an upload is read.
    static func looksLikeCards(_ file: [UInt8]) -> Bool {
        let head = VCardText.utf8(Array(file.prefix(4096)))
        return String(decoding: head, as: UTF8.self).uppercased().contains("BEGIN:VCARD")
    }

    // MARK: Lines

    /// Physical lines put together to properties. A line that looks like no property of its own continues the one before, also without the
    /// blank that should stand at its head.
    private static func unfolded(_ bytes: [UInt8]) -> [VCardLine] {
        var found: [VCardLine] = []
        var raw: [UInt8] = []
        var start = 1
        var isOpenQuoted = false
        func finish() {
            if !raw.isEmpty, let line = property(raw, start) { found.append(line) }
            raw = []
        }
        forEachLine(bytes) { physical, number in
            if isOpenQuoted {
                raw += physical
            } else if let first = physical.first, first == 0x20 || first == 0x09 {
                raw += physical.dropFirst()
            } else if physical.isEmpty {
                return
            } else if !raw.isEmpty, !beginsProperty(physical) {
                raw += physical
            } else {
                finish()
                (raw, start) = (Array(physical), number)
            }
            // Quoted-printable goes on in the next line behind a single equals sign.
            isOpenQuoted = raw.last == UInt8(ascii: "=") && isQuoted(raw)
            if isOpenQuoted { raw.removeLast() }
        }
        finish()
        return found
    }

    private static func forEachLine(_ bytes: [UInt8], _ body: (ArraySlice<UInt8>, Int) -> Void) {
        var number = 1
        var start = 0
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            guard byte == 0x0A || byte == 0x0D else { at += 1; continue }
            body(bytes[start..<at], number)
            at += byte == 0x0D && at + 1 < bytes.count && bytes[at + 1] == 0x0A ? 2 : 1
            start = at
            number += 1
        }
        if start < bytes.count { body(bytes[start...], number) }
    }

    /// Letters, digits, hyphens, perhaps a group with a point, then a colon or semicolon.
    private static func beginsProperty(_ line: ArraySlice<UInt8>) -> Bool {
        for (place, byte) in line.enumerated() {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: if place > 100 { return false }
            case UInt8(ascii: ":"), UInt8(ascii: ";"): return place > 0
            default: return false
            }
        }
        return false
    }

    /// Whether its parameters say so; a name may be anything.
    private static func isQuoted(_ line: [UInt8]) -> Bool {
        let head = String(
            decoding: line.prefix { $0 != UInt8(ascii: ":") }.drop { $0 != UInt8(ascii: ";") }.prefix(300), as: UTF8.self
        ).uppercased()
        return head.contains("QUOTED-PRINTABLE")
    }

    private static func property(_ raw: [UInt8], _ number: Int) -> VCardLine? {
        guard let colon = unquotedColon(raw) else { return nil }
        let head = VCardText.text(Array(raw[..<colon]), charset: nil)
        var parts = pieces(head, at: ";")
        let whole = parts.removeFirst().trimmingCharacters(in: .whitespaces)
        let point = whole.lastIndex(of: ".")
        let name = (point.map { String(whole[whole.index(after: $0)...]) } ?? whole).uppercased()
        guard !name.isEmpty else { return nil }
        var line = VCardLine(group: point.map { String(whole[..<$0]) }, name: name, value: "", line: number)
        line.parameters = parts.map(parameter)
        var value = Array(raw[(colon + 1)...])
        if line.values("ENCODING").contains(where: { $0.uppercased() == "QUOTED-PRINTABLE" }) {
            line.value = VCardText.text(VCardText.unquoted(value), charset: line.first("CHARSET")).replacingOccurrences(of: "\r\n", with: "\n")
        } else {
            if value.count > longestValue { value = [] }
            line.value = VCardText.text(value, charset: line.first("CHARSET"))
        }
        return line
    }

    private static func unquotedColon(_ raw: [UInt8]) -> Int? {
        var isInside = false
        for (place, byte) in raw.enumerated() {
            if byte == UInt8(ascii: "\"") { isInside.toggle() }
            if byte == UInt8(ascii: ":"), !isInside { return place }
        }
        // A quotation mark that is never closed holds nothing back.
        return raw.firstIndex(of: UInt8(ascii: ":"))
    }

    private static func parameter(_ text: String) -> VCardLine.Parameter {
        guard let equals = text.firstIndex(of: "=") else {
            let word = text.trimmingCharacters(in: .whitespaces)
            let isEncoding = ["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"].contains(word.uppercased())
            return .init(name: isEncoding ? "ENCODING" : "TYPE", values: [word])
        }
        let name = text[..<equals].trimmingCharacters(in: .whitespaces).uppercased()
        let values = pieces(String(text[text.index(after: equals)...]), at: ",").map { value in
            var value = value.trimmingCharacters(in: .whitespaces)
            if value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 { value = String(value.dropFirst().dropLast()) }
            return uncircumflexed(value)
        }
        // Many programs write a list of types in quotation marks: TYPE="work,voice".
        return .init(name: name, values: name == "TYPE" ? values.flatMap { $0.split(separator: ",").map(String.init) } : values)
    }

    // Sign by sign, not character by character: a separator with an accent upon it is a separator still.
    private static func pieces(_ text: String, at separator: Unicode.Scalar) -> [String] {
        var parts = [String.UnicodeScalarView()]
        var isInside = false
        for scalar in text.unicodeScalars {
            if scalar == "\"" { isInside.toggle() }
            if scalar == separator, !isInside { parts.append(String.UnicodeScalarView()) } else { parts[parts.count - 1].append(scalar) }
        }
        return parts.map { String($0) }
    }

    /// RFC 6868: what a parameter cannot hold stands behind a circumflex.
    private static func uncircumflexed(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "^")) else { return text }
        var out = String.UnicodeScalarView()
        var isMarked = false
        for scalar in text.unicodeScalars {
            if isMarked {
                switch scalar {
                case "n": out.append("\n")
                case "'": out.append("\"")
                case "^": out.append("^")
                default: out.append(contentsOf: ["^", scalar])
                }
                isMarked = false
            } else if scalar == "^" {
                isMarked = true
            } else {
                out.append(scalar)
            }
        }
        if isMarked { out.append("^") }
        return String(out)
    }
}
