import Foundation
import Kernel

/// A mail as it goes over the wire: RFC 5322 with MIME (RFC 2045 to 2047), lines of at most 78 characters ending in CRLF.
public struct MailText: Sendable {
    public let text: String

    /// - Parameters:
    ///   - from: who sends, `Office <office@city.example>` or an address alone.
    ///   - id: stays the same for every attempt, so that a repetition is seen for what it is.
    public init(_ letter: Letter, from: MailSender, id: String, at instant: Instant) {
        let domain = from.domain
        var lines = [
            "Date: \(Self.date(instant))",
            Self.header("From", Self.mailbox(from.name, from.address)),
            Self.header("To", Self.mailbox(letter.toName, letter.to)),
            Self.header("Subject", Self.words(letter.subject)),
            "Message-ID: <\(Self.idPart(id))@\(domain)>",
            "MIME-Version: 1.0",
            // Answering machines leave it alone (RFC 3834).
            "Auto-Submitted: auto-generated",
        ]
        if let language = Language(letter.language) { lines.append("Content-Language: \(language.tag)") }
        if let thread = letter.thread {
            let reference = "<\(Self.idPart("thread/" + thread))@\(domain)>"
            lines += ["In-Reply-To: \(reference)", "References: \(reference)"]
        }
        if let unsubscribe = letter.unsubscribe.map({ Self.without("<>", Self.oneLine($0)) }) {
            lines += ["List-Unsubscribe: <\(unsubscribe)>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
        }
        let boundary = "=_" + String(Self.idPart(id).prefix(24)) + "_proxenia"
        lines.append("Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"")
        func part(_ type: String, _ body: String) -> [String] {
            [
                "--\(boundary)", "Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
                Self.quotedPrintable(body),
            ]
        }
        lines += ["", "This is a message in MIME format."]
        lines += part("text/plain", letter.plainText) + part("text/html", letter.html.text) + ["--\(boundary)--", ""]
        text = lines.joined(separator: "\r\n")
    }

    // MARK: Headers

    /// `Sat, 21 Nov 2026 07:05:00 +0000`
    private static func date(_ instant: Instant) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: instant.date)
    }

    /// Without line ends and other control signs: nothing typed can begin a header of its own.
    static func oneLine(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 || $0.value == 0x2028 || $0.value == 0x2029 ? " " : Character($0) })
    }

    /// Without these signs. Sign by sign: with an accent upon it a bracket is another character to Swift, but a bracket to a mail program.
    private static func without(_ signs: String, _ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !signs.unicodeScalars.contains($0) }))
    }

    /// A header; `value` comes folded already.
    private static func header(_ name: String, _ value: String) -> String { "\(name): \(value)" }

    /// Letters, digits, dots and dashes of an identity; anything else becomes a dash.
    private static func idPart(_ id: String) -> String {
        let plain = id.unicodeScalars.map {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "." || $0 == "-") ? Character($0) : "-"
        }
        return String(plain.prefix(120))
    }

    private static func mailbox(_ name: String, _ address: String) -> String {
        let address = without("<> ", oneLine(address))
        let name = oneLine(name).trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty else { return "<\(address)>" }
        return "\(words(name))\r\n <\(address)>"
    }

    /// Text of a header as encoded words (RFC 2047), each of whole characters and at most 75 signs long, one a line. ASCII that means
    /// nothing special is left as it is.
    static func words(_ text: String) -> String {
        let text = oneLine(text)
        let isPlain =
            text.utf8.count <= 60
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || " .-!?".unicodeScalars.contains($0))
            }
        if isPlain { return text }
        var words: [String] = []
        var bytes: [UInt8] = []
        func close() {
            if !bytes.isEmpty { words.append("=?utf-8?B?\(Data(bytes).base64EncodedString())?=") }
            bytes = []
        }
        // Scalar by scalar: a word may not end within one, and a single character can be longer than a word.
        for scalar in text.unicodeScalars {
            let next = Array(String(Character(scalar)).utf8)
            if bytes.count + next.count > 42 { close() }
            bytes += next
        }
        close()
        return words.joined(separator: "\r\n ")
    }

    // MARK: Bodies

    /// Quoted-printable (RFC 2045, 6.7): lines of at most 76 characters, line ends kept as such, space and tab encoded where a line ends.
    static func quotedPrintable(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count * 5 / 4)
        let lines = text.replacingOccurrences(of: "\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            if number > 0 { out += [13, 10] }
            var width = 0
            let bytes = Array(line.utf8)
            for (place, byte) in bytes.enumerated() {
                let isLast = place == bytes.count - 1
                let isPlain = (33...126).contains(byte) && byte != 61 || (byte == 32 || byte == 9) && !isLast
                // A dot alone at the start of a line, or "From " there, means something to old transports.
                let isRisky = width == 0 && (byte == 46 || byte == 70)
                let length = isPlain && !isRisky ? 1 : 3
                if width + length > (isLast ? 76 : 75) {
                    out += [61, 13, 10]
                    width = 0
                }
                if length == 1 { out.append(byte) } else { out += [61, hex[Int(byte >> 4)], hex[Int(byte & 15)]] }
                width += length
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// Who sends: a name, perhaps, and an address.
public struct MailSender: Sendable, Equatable {
    public let name: String
    public let address: String

    /// Reads `Office of Invented <office@city.example>` or an address alone; nil for anything else.
    public init?(_ text: String) {
        let text = text.trimmingCharacters(in: .whitespaces)
        var (name, address) = ("", Substring(text))
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            name = text[..<open].trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            address = text[text.index(after: open)...].dropLast()
        }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
            address.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 && $0 != "<" && $0 != ">" })
        else { return nil }
        (self.name, self.address) = (name, String(address))
    }

    var domain: String { String(address.split(separator: "@").last ?? "localhost") }
}
