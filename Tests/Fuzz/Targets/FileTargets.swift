import Foundation
import Kernel
import Markup

@testable import Files
@testable import Outbound

extension FuzzTarget {
    /// Uploaded files against what their names claim. The first byte chooses the claim.
    static let files = FuzzTarget("files", expects: { $0 is FileRefusal }) { bytes in
        guard let first = bytes.first else { return }
        let kind = FileKind.allCases[Int(first) % FileKind.allCases.count]
        let content = Array(bytes.dropFirst())
        let typed = text(content.prefix(400))
        let name = FileName(typed, fallback: "file")
        hold(!name.text.isEmpty && name.text.count <= FileName.longest, "a name of \(name.text.count)")
        hold(!name.text.contains("/") && !name.text.hasPrefix("."), "a name that is a place: \(name.text)")
        hold(FileName(name.text, fallback: "file") == name, "made harmless again it is another: \(name.text)")
        _ = (name.stem, name.ending)
        let read = FileText.decoded(content)
        _ = Excerpt.of(String(read.prefix(500)), String(typed.prefix(20)))
        let found = try ContentCheck.check(Scratch.file(content), name: FileName("file." + kind.ending, fallback: "file"))
        hold(found.kind == kind, "\(kind) was taken for \(found.kind)")
        if let size = found.picture { hold(size.width > 0 && size.height > 0 && size.isBearable, "a picture of \(size)") }
    }

    /// Letters as they go over the wire. An input is the fields of one, with bytes of 0xFF between.
    static let mail = FuzzTarget("mail") { bytes in
        let fields = parts(bytes)
        func field(_ place: Int) -> String { place < fields.count ? fields[place] : "" }
        let letter = Letter(
            to: field(0), name: field(1), language: field(2), subject: field(3),
            blocks: [.paragraph(field(4)), .link(word: field(5), address: field(6)), .facts([.init(field(5), field(4))])], footer: field(7),
            thread: field(8).isEmpty ? nil : field(8), unsubscribe: field(9).isEmpty ? nil : field(9))
        guard let sender = MailSender(field(10)) ?? MailSender("Office <office@city.example>") else { return }
        let mail = MailText(letter, from: sender, id: field(11), at: Instant(milliseconds: Int64(bytes.count) * 86_400_000)).text
        hold(
            mail.utf8.allSatisfy { $0 < 0x80 && $0 != 0 } || !(field(0) + field(9) + field(10)).utf8.allSatisfy { $0 < 0x80 },
            "a mail is not of ASCII")
        let head = mail.prefix(upTo: mail.range(of: "\r\n\r\n")?.lowerBound ?? mail.endIndex)
        let known = [
            "date", "from", "to", "subject", "message-id", "mime-version", "auto-submitted", "content-language", "in-reply-to", "references",
            "list-unsubscribe", "list-unsubscribe-post", "content-type",
        ]
        var seen: Set<Substring> = []
        for line in head.replacingOccurrences(of: "\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        where !line.hasPrefix(" ") {
            let name = line.prefix { $0 != ":" }
            hold(known.contains(name.lowercased()), "a header nobody wrote: \(line)")
            hold(seen.insert(name).inserted, "a header twice: \(line)")
        }
        for line in head.components(separatedBy: "\r\n") where line.hasPrefix(" <") || line.hasPrefix("List-Unsubscribe: ") {
            hold(line.utf8.count { $0 == 0x3C } == 1 && line.utf8.count { $0 == 0x3E } == 1, "brackets within brackets: \(line)")
        }
        hold(!head.unicodeScalars.contains { $0 == "\u{0}" }, "a NUL in the head")
        hold(decoded(MailText.words(field(3))) == MailText.oneLine(field(3)), "a subject came back as \(decoded(MailText.words(field(3))))")
        let body = MailText.quotedPrintable(field(4))
        for line in body.components(separatedBy: "\r\n") { hold(line.utf8.count <= 76, "a line of \(line.utf8.count)") }
    }

    /// Undoes encoded words as a mail program does (RFC 2047); the line breaks between them are not text.
    private static func decoded(_ words: String) -> String {
        guard words.hasPrefix("=?") else { return words }
        return text(
            words.components(separatedBy: "\r\n ").flatMap { word in
                Data(base64Encoded: String(word.dropFirst("=?utf-8?B?".count).dropLast(2))).map(Array.init) ?? []
            })
    }
}
