import Kernel
import Markup
import Outbound
import Storage
import Web

/// Asks by letter whether what is written of somebody still holds: on request, or by itself once a year. Who does not answer is reminded
/// once; who does not want to be asked is not.
struct QuestionLetters: Sendable {
    static let job = "contact-questions"
    /// Letters a night, of one office and of all: a mail server that sees thousands at once from one sender takes it for an attack.
    static let most = 200
    static let mostOfAll = 1_000
    let kinds: [AskedKind]
    let stationery: Stationery

    var handler: JobHandler {
        JobHandler(
            kind: Self.job, restartable: true,
            run: { context -> String? in
                let now = context.clock.now()
                // Where nothing is sent, asking would only fill the outbox.
                guard stationery.sendsMail else { return nil }
                let candidates = try await context.database.read {
                    try QuestionStore($0, kinds).due(nil, at: now, limit: Self.most, mostOfAll: Self.mostOfAll)
                }
                for (number, candidate) in candidates.enumerated() {
                    try await context.database.write { try ask(candidate, by: .system, at: now, on: $0) }
                    try context.progress.update(done: number + 1, total: candidates.count)
                }
                return nil
            })
    }

    /// Asks one, in the language it writes.
    func ask(_ candidate: AskedCandidate, by actor: Actor, at now: Instant, on connection: Connection) throws {
        let store = QuestionStore(connection, kinds)
        // Between choosing whom to ask and writing to the last of them somebody may have said no.
        guard let kind = store.kind(candidate.subject), try !store.isRefused(candidate) else { return }
        let wording = try kind.wording(candidate, stationery, connection)
        let link = try store.ask(candidate, kind, by: actor, at: now)
        let stop = stationery.address + StopPages.path + "/" + link.stop
        let w = wording.w
        let sentences = [
            // By the office or by themselves: the entry says who, the letter only when.
            wording.opening, candidate.confirmedOn.map { w("It was last confirmed on \(w.date($0)).") },
            candidate.isReminder ? w("We have asked before; this is the only reminder of this year.") : nil,
        ]
        let letter = Letter(
            to: candidate.email, name: wording.toName, language: w.language.tag, subject: wording.subject,
            blocks: [
                .paragraph(wording.greeting), .paragraph(sentences.compactMap { $0 }.joined(separator: " ")),
                .link(word: w("See it and answer with one click"), address: stationery.address + AnswerPages.path + "/" + link.answer),
                .paragraph(wording.closing),
            ],
            footer: [
                w("Written for the office of \(candidate.officeName) by Proxenia at \(stationery.address): once a year, with one reminder at most."),
                w("If you do not want to be asked any more: \(stop)"),
            ].joined(separator: "\n"), thread: "contact/\(candidate.id)", unsubscribe: stop)
        try connection.outbox.post(
            letter, key: Self.keys(candidate.id) + String(now.milliseconds), office: candidate.office, isSecret: true, at: now)
    }

    /// How the keys of all letters about one entry begin in the outbox.
    static func keys(_ id: String) -> String { "contact/\(id)/" }
}
