import Foundation
import Kernel
import Testing

@testable import Outbound

@Suite struct MailTextTests {
    private static let at = Instant(milliseconds: 1_795_165_200_000)
    private func sender(_ text: String = "Office Düsseldorf <office@duesseldorf.invented.example>") throws -> MailSender {
        try #require(MailSender(text))
    }

    private func letter(to: String = "someone@invented.example", name: String = "", subject: String = "Hello", _ blocks: [Letter.Block] = [])
        -> Letter
    {
        Letter(to: to, name: name, language: "en", subject: subject, blocks: blocks, footer: "")
    }

    /// Reads a mail back with Python's own reader: subject, name, address and both bodies.
    private func readBack(_ text: String) throws -> [String] {
        let program = """
            import sys, email, json
            from email import policy
            m = email.message_from_bytes(sys.stdin.buffer.read(), policy=policy.default)
            assert not m.defects, m.defects
            to = m["To"].addresses[0]
            plain, html = m.get_body(("plain",)), m.get_body(("html",))
            names = sorted(k.lower() for k in m.keys())
            print(json.dumps([m["Subject"], to.display_name, to.addr_spec, plain.get_content(), html.get_content(), m["From"].addresses[0].display_name, " ".join(names)]))
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", program]
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode([String].self, from: answer)
    }

    @Test func aMailIsReadBackByAnotherProgramAsItWasWritten() throws {
        let subject =
            "Einladung nach 重庆 (Chongqing) für Zoë: eine ziemlich lange Betreffzeile, die gefaltet werden muss, weil sie nicht auf eine Zeile geht"
        let body = "Sehr geehrte Frau Dr. 李,\n\n.ein Punkt am Anfang\nFrom hier an = gleich \t\nEnde " + String(repeating: "ä", count: 300)
        let made = MailText(
            letter(
                to: "li@invented.example", name: "李 小明, \"Dr.\"", subject: subject,
                [.paragraph(body), .link(word: "Öffnen", address: "https://x.example/?a=1&b=2")]),
            from: try sender(), id: "letter/1", at: Self.at)
        let read = try readBack(made.text)
        #expect(read[0] == subject)
        #expect(read[1] == "李 小明, \"Dr.\"")
        #expect(read[2] == "li@invented.example")
        #expect(read[3].replacingOccurrences(of: "\r\n", with: "\n") == "\(body)\n\nÖffnen:\nhttps://x.example/?a=1&b=2\n")
        #expect(read[4].contains("https://x.example/?a=1&amp;b=2"))
        #expect(read[5] == "Office Düsseldorf")
        for line in made.text.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 78 && !line.contains("\n") && !line.contains("\r")) }
    }

    /// Whatever is typed as subject, name or text: no header of its own, no broken line, and the same comes back.
    @Test func nothingTypedBecomesAHeader() throws {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "a", "Bcc: x@y.example", "\r\n", "\n", "\r", ".", "=", "=?utf-8?B?", " ", "\t", "é", "重", "👩‍👩‍👧‍👦", "\u{2028}", "\0", "\"", "<", ">", ",",
            "From ",
        ]
        for _ in 0..<40 {
            let text = (0..<Int.random(in: 1...30, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let made = MailText(
                letter(name: text, subject: "S " + text, [.paragraph(text)]), from: try sender(), id: String(text.prefix(8)), at: Self.at)
            let head = made.text.components(separatedBy: "\r\n\r\n")[0]
            let names = head.components(separatedBy: "\r\n").filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != ":" }) }
            #expect(
                names == ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Language", "Content-Type"],
                "\(text.debugDescription)")
            #expect(
                made.text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 && !$0.utf8.contains(10) && !$0.utf8.contains(13) },
                "\(text.debugDescription)")
        }
    }

    @Test func lettersOfOneMatterBelongTogetherAndOnesThatMayBeStoppedSayHow() throws {
        let letter = Letter(
            to: "a@b.example", name: "", language: "de", subject: "x", blocks: [], footer: "", thread: "contact/7",
            unsubscribe: "https://p.example/stop?k=1")
        let text = MailText(letter, from: try sender(), id: "one", at: Self.at).text
        #expect(text.contains("References: <thread-contact-7@duesseldorf.invented.example>\r\n"))
        #expect(text.contains("List-Unsubscribe: <https://p.example/stop?k=1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
        #expect(text.contains("Date: Fri, 20 Nov 2026 09:00:00 +0000\r\n"))
        #expect(text.contains("Message-ID: <one@duesseldorf.invented.example>"))
    }

    @Test func senderAndServerAreReadOrRefusedInWords() throws {
        #expect(MailSender("office@city.example")?.name == "")
        #expect(MailSender("\"Büro\" <office@city.example>")?.name == "Büro")
        for wrong in ["", "office", "a@b@c", "Name <>", "<a@b.example", "a b@c.example"] { #expect(MailSender(wrong) == nil, "\(wrong)") }
        let server = try MailServer(address: "smtp://user@mail.city.example", password: "x", sender: "o@c.example")
        #expect(server.description == "smtp://user@mail.city.example:587" && server.encryption == .required)
        #expect(try MailServer(address: "smtps://mail.city.example", password: "", sender: "o@c.example").port == 465)
        #expect(try MailServer(address: "smtp://relay.city.example?tls=off", password: "", sender: "o@c.example").port == 25)
        for wrong in [
            "mail.city.example", "http://x.example", "smtp://", "smtp://x?tls=maybe", "smtp://x?quiet=1", "smtp://u@mail.example?tls=off",
            "smtp://x?ca=/not/there",
        ] {
            #expect(throws: AppError.self, "\(wrong)") { try MailServer(address: wrong, password: "", sender: "o@c.example") }
        }
        #expect(throws: AppError.self) { try MailServer(address: "smtp://x.example", password: "", sender: "") }
    }

    @Test func onlyAddressesOfTheInternetArePublic() {
        func isPublic(_ text: String) -> Bool {
            var (four, six) = (in_addr(), in6_addr())
            if inet_pton(AF_INET, text, &four) == 1 { return SocketAddress(bytes: withUnsafeBytes(of: four) { Array($0) }).isPublic }
            _ = inet_pton(AF_INET6, text, &six)
            return SocketAddress(bytes: withUnsafeBytes(of: six) { Array($0) }).isPublic
        }
        for text in ["8.8.8.8", "172.32.0.1", "192.0.3.1", "100.128.0.1", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"] {
            #expect(isPublic(text), "\(text)")
        }
        for text in [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
            "255.255.255.255", "::1", "::",
            "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "2001:db8::1", "2001::1",
        ] { #expect(!isPublic(text), "\(text)") }
    }

    /// With an accent upon it a bracket is another character to Swift, but a bracket to a mail program.
    @Test func noBracketHidesUnderAnAccent() throws {
        let letter = Letter(
            to: "a>\u{301}@invented.example", name: "", language: "en", subject: "Hello", blocks: [], footer: "",
            unsubscribe: "https://invented.example/>\u{301}\r\nX: y<\u{308}")
        let mail = MailText(letter, from: try sender(), id: "1", at: Self.at).text
        let lines = mail.components(separatedBy: "\r\n").filter { $0.hasPrefix("To: ") || $0.hasPrefix("List-Unsubscribe: ") }
        #expect(lines.count == 2 && lines.allSatisfy { line in [0x3C, 0x3E].allSatisfy { sign in line.utf8.count { $0 == sign } == 1 } }, "\(lines)")
    }
}
