import Kernel
import Storage
import Web

/// All SQL about what programs have done under a key of theirs. Kept are hashes and the identity of what was entered, nothing of what was sent.
enum EarlierAnswers {
    static let job = "access-token-answers"

    /// Forgets, once a day, what nobody repeats any more.
    static let handler = JobHandler(
        kind: job, restartable: true,
        run: { context -> String? in
            let limit = oldest(at: context.clock.now())
            try await context.database.write { try $0.run("DELETE FROM access_token_answer WHERE created_at <= \(limit)") }
            return nil
        })

    private static func oldest(at now: Instant) -> Instant { now.adding(seconds: -EarlierAnswer.hours * 3600) }

    static func find(_ key: String, of token: String, at now: Instant, on connection: Connection) throws -> EarlierAnswer? {
        try connection.first(
            """
            SELECT request_hash, status, entered, location FROM access_token_answer
            WHERE token_id = \(token) AND key_hash = \(key) AND created_at > \(oldest(at: now))
            """
        ) { row in
            EarlierAnswer(request: try row["request_hash"], status: try row["status"], entered: try row["entered"], location: try row["location"])
        }
    }

    /// One that is too old to count makes room for it.
    static func keep(_ answer: EarlierAnswer, _ key: String, of token: String, at now: Instant, on connection: Connection) throws {
        try connection.run("DELETE FROM access_token_answer WHERE token_id = \(token) AND key_hash = \(key) AND created_at <= \(oldest(at: now))")
        try connection.run(
            """
            INSERT INTO access_token_answer (token_id, key_hash, request_hash, status, entered, location, created_at)
            VALUES (\(token), \(key), \(answer.request), \(answer.status), \(answer.entered), \(answer.location), \(now))
            """)
    }
}
