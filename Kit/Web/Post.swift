import Kernel
import Outbound
import Storage

/// Letters on their way out: put into the outbox with the change they belong to, sent after commit.
public enum Post {
    /// The kind of outbox item that holds a letter.
    public static let kind = "mail"

    /// A letter that has waited for longer is not sent unasked: a server that is given its mail server later would otherwise write to
    /// everybody about what is long past.
    public static let daysWorthSending: Int64 = 7

    /// What delivers letters. Empty without a mail server: they stay in the outbox then, to be read there.
    public static func handlers(_ server: MailServer?, clock: Clock = .system) -> [String: OutboxDispatcher.Handler] {
        guard let server else { return [:] }
        return [
            kind: { item in
                let now = clock.now()
                // One that somebody asks to send again has failed before, and says why.
                if item.attempts == 1, item.lastError == nil, item.createdAt.adding(days: daysWorthSending) < now {
                    throw DeliveryFailure("It waited for more than \(daysWorthSending) days and is not sent unasked.", isFinal: true)
                }
                do {
                    try await server.send(try item.payload(as: Letter.self), id: item.id, at: item.createdAt)
                } catch let refusal as MailServer.Refusal {
                    throw DeliveryFailure(refusal.description, isFinal: refusal.isFinal)
                }
            }
        ]
    }
}

extension Outbox {
    /// Puts a letter in.
    /// - Parameters:
    ///   - key: names this very letter: a second one with the same key is not added.
    ///   - office: who reads of it on the page of the outbox.
    ///   - isSecret: it holds a link that opens something: nobody may read it there, and it is forgotten once it is delivered.
    @discardableResult
    public func post(_ letter: Letter, key: String, office: OfficeID?, isSecret: Bool = false, at now: Instant) throws -> Bool {
        try add(
            kind: Post.kind, payload: letter, key: key, due: now,
            label: OutboxItem.Label(office: office, recipient: letter.to, subject: letter.subject, isSecret: isSecret))
    }
}
