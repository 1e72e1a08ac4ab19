import Kernel
import Markup
import Outbound
import Storage
import Web

/// Asks contact points by letter whether what is written of them still holds: on request, or by itself once a year. Who does not answer is
/// reminded once; who does not want to be asked is not.
struct ContactLetters: Sendable {
    static let job = "contact-questions"
    /// Letters a night, of one office and of all: a mail server that sees thousands at once from one sender takes it for an attack.
    static let most = 200
    static let mostOfAll = 1_000
    let stationery: Stationery

    var handler: JobHandler {
        JobHandler(
            kind: Self.job, restartable: true,
            run: { context -> String? in
                let now = context.clock.now()
                // Where nothing is sent, asking would only fill the outbox.
                guard stationery.sendsMail else { return nil }
                let candidates = try await context.database.read {
                    try ContactQuestionStore($0).due(nil, at: now, limit: Self.most, mostOfAll: Self.mostOfAll)
                }
                for (number, candidate) in candidates.enumerated() {
                    try await context.database.write { try ask(candidate, by: .system, at: now, on: $0) }
                    try context.progress.update(done: number + 1, total: candidates.count)
                }
                return nil
            })
    }

    /// Asks one, in the language it writes.
    func ask(_ candidate: ContactQuestionStore.Candidate, by actor: Actor, at now: Instant, on connection: Connection) throws {
        // Between choosing whom to ask and writing to the last of them somebody may have said no.
        guard try ContactRefusalStore(connection).refusedAt(candidate.email) == nil else { return }
        let link = try ContactQuestionStore(connection).ask(candidate, by: actor, at: now)
        let stop = stationery.address + ContactStopPages.path + "/" + link.stop
        let w = stationery.words(candidate.language)
        let last = candidate.confirmedOn.map { w("You last confirmed it on \(w.date($0)).") } ?? ""
        let letter = Letter(
            to: candidate.email, name: candidate.person ?? candidate.unit, language: w.language.tag,
            subject: candidate.isReminder
                ? w("A reminder: does the entry of \(candidate.name) still hold?") : w("Does the entry of \(candidate.name) still hold?"),
            blocks: [
                .paragraph(w("Dear \(candidate.person ?? candidate.unit),")),
                .paragraph(
                    [
                        w("the office of \(candidate.officeName) keeps an entry that says how to reach \(candidate.name)."), last,
                        candidate.isReminder ? w("We have asked before; this is the only reminder of this year.") : "",
                    ].filter { !$0.isEmpty }
                        .joined(
                            separator: " ")),
                .link(word: w("See it and answer with one click"), address: stationery.address + ContactAnswerPages.path + "/" + link.answer),
                .paragraph(w("If something has changed, you can write it there in your own words.")),
            ],
            footer: [
                w("Written for the office of \(candidate.officeName) by Proxenia at \(stationery.address): once a year, with one reminder at most."),
                w("If you do not want to be asked any more: \(stop)"),
            ].joined(separator: "\n"), thread: "contact/\(candidate.organisation)", unsubscribe: stop)
        try connection.outbox.post(
            letter, key: "contact/\(candidate.organisation)/\(now.milliseconds)", office: candidate.office, isSecret: true, at: now)
    }
}
