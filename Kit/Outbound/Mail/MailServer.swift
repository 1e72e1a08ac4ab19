import CCurl
import Foundation
import Kernel

/// The SMTP server that takes our mails, as the operator names it: `smtp://user@mail.city.example:587`.
///
/// `smtps://` speaks TLS from the first byte (port 465). `smtp://` asks for STARTTLS and sends nothing without it (port 587); `?tls=off`
/// allows a relay within the house that has none. `?ca=/path.pem` names a certificate authority of one's own.
public struct MailServer: Sendable, Equatable {
    enum Encryption: String, Sendable { case immediate, required, off }

    let host: String
    let port: Int
    let encryption: Encryption
    let user: String
    let password: String
    let authorities: String?
    public let sender: MailSender
    /// Longest wait for a connection, and for the whole delivery, in seconds.
    var patience = (connect: 15, whole: 90)

    /// Throws in plain words what is wrong with the address.
    /// - Parameters:
    ///   - address: of the server.
    ///   - sender: who mails come from.
    public init(address: String, password: String, sender: String) throws {
        let shape = "such as smtp://user@mail.city.example:587"
        guard let parts = URLComponents(string: address), let host = parts.host, !host.isEmpty, let scheme = parts.scheme,
            ["smtp", "smtps"].contains(scheme)
        else { throw AppError.invalid("PROXENIA_MAIL must be the address of an SMTP server, \(shape), not “\(address)”.") }
        let query = Dictionary((parts.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { $1 }
        guard query.keys.allSatisfy({ ["tls", "ca"].contains($0) }), ["", "off", "required"].contains(query["tls"] ?? ""),
            parts.path.isEmpty || parts.path == "/"
        else { throw AppError.invalid("PROXENIA_MAIL may end in ?tls=off or ?ca=FILE and nothing else: “\(address)”.") }
        guard let sender = MailSender(sender) else {
            throw AppError.invalid(
                sender.isEmpty
                    ? "PROXENIA_MAIL_FROM must say who mails come from: an address, or Name <address>."
                    : "PROXENIA_MAIL_FROM must be an address, or Name <address>, not “\(sender)”.")
        }
        encryption = scheme == "smtps" ? .immediate : query["tls"] == "off" ? .off : .required
        port = parts.port ?? (encryption == .immediate ? 465 : encryption == .required ? 587 : 25)
        guard (1...65535).contains(port) else { throw AppError.invalid("PROXENIA_MAIL has a port that is none: “\(address)”.") }
        (self.host, user, self.password, authorities, self.sender) = (host, parts.user ?? "", password, query["ca"], sender)
        if let authorities, !FileManager.default.isReadableFile(atPath: authorities) {
            throw AppError.invalid("PROXENIA_MAIL names the certificate file \(authorities), which cannot be read.")
        }
        if !user.isEmpty, encryption == .off, !["localhost", "127.0.0.1", "::1", "[::1]"].contains(host) {
            throw AppError.invalid("PROXENIA_MAIL has a user but no TLS: the password would cross the network readable. Leave out ?tls=off.")
        }
    }

    public static func == (a: MailServer, b: MailServer) -> Bool {
        a.host == b.host && a.port == b.port && a.encryption == b.encryption && a.user == b.user && a.password == b.password
            && a.authorities == b.authorities && a.sender == b.sender
    }

    /// As the page of settings shows it: without the password.
    public var description: String {
        "\(encryption == .immediate ? "smtps" : "smtp")://\(user.isEmpty ? "" : user + "@")\(host):\(port)\(encryption == .off ? "?tls=off" : "")"
    }

    /// A mail that was not taken.
    public struct Refusal: Error, Sendable, CustomStringConvertible {
        /// What the server said, or what went wrong on the way.
        public let description: String
        /// The server will not take it however often it is tried: the address does not exist, say.
        public let isFinal: Bool
    }

    /// Hands one mail over. Returns when the server has taken it. Cancelling its task gives up within about a second.
    /// - Throws: `Refusal`; `CancellationError` when it was given up.
    public func send(_ letter: Letter, id: String, at instant: Instant) async throws {
        let text = MailText(letter, from: sender, id: id, at: instant)
        let givenUp = GivenUp()
        let refusal = await withTaskCancellationHandler {
            await OutboundThread.run { deliver(text, to: letter.to, unless: givenUp) }
        } onCancel: {
            givenUp.set()
        }
        guard let refusal else { return }
        if givenUp.isSet { throw CancellationError() }
        throw refusal
    }

    private func deliver(_ mail: MailText, to recipient: String, unless givenUp: GivenUp) -> Refusal? {
        guard recipient.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 && $0 != "<" && $0 != ">" }), recipient.contains("@") else {
            return Refusal(description: "“\(recipient.prefix(100))” is no address.", isFinal: true)
        }
        guard let curl = Curl() else { return Refusal(description: "There is no memory for a connection.", isFinal: false) }
        curl.set(
            CURLOPT_URL, "\(encryption == .immediate ? "smtps" : "smtp")://\(host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host):\(port)"
        )
        curl.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        curl.set(CURLOPT_USE_SSL, encryption == .off ? Int(CURLUSESSL_NONE.rawValue) : Int(CURLUSESSL_ALL.rawValue))
        if let authorities { curl.set(CURLOPT_CAINFO, authorities) }
        if !user.isEmpty {
            curl.set(CURLOPT_USERNAME, user)
            curl.set(CURLOPT_PASSWORD, password)
        }
        curl.set(CURLOPT_CONNECTTIMEOUT, patience.connect)
        curl.set(CURLOPT_TIMEOUT, patience.whole)
        curl.set(CURLOPT_MAIL_FROM, "<\(sender.address)>")
        curl.set(CURLOPT_MAIL_RCPT, list: ["<\(recipient)>"])
        curl.set(CURLOPT_UPLOAD, 1)
        curl.upload(Array(mail.text.utf8))
        curl.isGivenUp = { givenUp.isSet }
        return refusal(curl.perform(), curl.headers)
    }

    private func refusal(_ outcome: Curl.Outcome, _ said: [String]) -> Refusal? {
        guard outcome.code != CURLE_OK else { return nil }
        let answer = said.last { line in line.first.map { "45".contains($0) } == true && line.dropFirst(3).first != "-" }
        // A refusal to let us in at all is the operator's to mend; one of this mail or its reader stays.
        let isAboutUs =
            [421, 454, 530, 534, 535, 538].contains(outcome.status) || outcome.code == CURLE_LOGIN_DENIED || outcome.code == CURLE_USE_SSL_FAILED
        let isFinal = (500...599).contains(outcome.status) && !isAboutUs && answer != nil
        let text = answer.map { "The mail server answered: \($0)" } ?? "The mail server \(host):\(port) could not be used: \(outcome.complaint)."
        return Refusal(description: String(text.prefix(400)), isFinal: isFinal)
    }
}
