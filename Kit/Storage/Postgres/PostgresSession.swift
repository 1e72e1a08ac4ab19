internal import CPostgres
import Foundation
import Logging

/// One connection to PostgreSQL and the statements prepared on it. Used by one thread at a time.
///
/// It stays in libpq's pipeline mode, so that `BEGIN` travels with the first statement, and the end of a read is not waited for:
/// a point query is one journey, as it would be without a transaction.
final class PostgresSession: @unchecked Sendable {
    private let handle: OpaquePointer
    private let logger: Logger
    /// By the text with question marks; one text may be prepared for several kinds of values.
    private var statements: [String: [PreparedStatement]] = [:]
    private var prepared = 0
    private var named = 0
    /// Answers that nobody has waited for yet: each ends with a mark.
    private var owed = 0
    private static let most = 300
    /// Bytes of a text that is prepared for another time. A statement that writes a batch of rows is longer: its text differs with their number, and
    /// the server would hold megabytes for each until the transaction ends.
    private static let longest = 8192

    /// Connects and prepares the session.
    /// - Throws: `StorageError.lostConnection` or `.cannotOpen`.
    init(address: String, options: DatabaseOptions) throws {
        logger = options.logger
        // What stands in the address comes later and wins.
        let settings: [(String, String)] = [
            ("target_session_attrs", "read-write"), ("connect_timeout", "5"), ("fallback_application_name", "proxenia"),
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "40000"),
            ("dbname", address), ("client_encoding", "UTF8"),
        ]
        guard let handle = Self.connect(settings) else { throw StorageError.cannotOpen("There is not enough memory to connect to PostgreSQL.") }
        self.handle = handle
        // From here on `deinit` ends the connection, also when this throws.
        guard PQstatus(handle) == CONNECTION_OK else { throw StorageError.lostConnection(Self.line(PQerrorMessage(handle))) }
        PQsetNoticeProcessor(
            handle,
            { context, message in
                guard let context, let message else { return }
                Unmanaged<PostgresSession>.fromOpaque(context).takeUnretainedValue().logger.info("PostgreSQL says: \(PostgresSession.line(message))")
            }, Unmanaged.passUnretained(self).toOpaque())
        let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? ""
        guard encoding == "UTF8" else {
            throw StorageError.cannotOpen("The PostgreSQL database has the encoding \(encoding); Proxenia needs UTF8.")
        }
        try simple(
            """
            SET statement_timeout = \(options.statementLimit.wholeMilliseconds); SET lock_timeout = \(options.lockLimit.wholeMilliseconds);
            SET idle_in_transaction_session_timeout = 300000; SET client_min_messages = warning; SET TimeZone = 'UTC';
            SET extra_float_digits = 1; SET bytea_output = hex
            """)
        try enterPipeline()
    }

    deinit { PQfinish(handle) }

    private static func connect(_ settings: [(String, String)]) -> OpaquePointer? {
        let words = settings.map { strdup($0.0) }, values = settings.map { strdup($0.1) }
        defer { for text in words + values { free(text) } }
        var keywords = words.map { UnsafePointer($0) } + [nil]
        var settings = values.map { UnsafePointer($0) } + [nil]
        return PQconnectdbParams(&keywords, &settings, 1)
    }

    private static func line(_ message: UnsafePointer<CChar>?) -> String {
        guard let message else { return "" }
        return String(cString: message).trimmingCharacters(in: .whitespacesAndNewlines).replacingOccurrences(of: "\n", with: " ")
    }

    var isBroken: Bool { PQstatus(handle) != CONNECTION_OK }

    /// Forgets all prepared statements when they have become too many. Between transactions only.
    func tidy() throws {
        guard prepared > Self.most else { return }
        (statements, prepared) = ([:], 0)
        try batch { try send("DEALLOCATE ALL", []) }
    }

    // Commands are sent in batches; each batch ends with a mark, up to which the answers are read.

    /// Runs a statement, prepared once for its text unless that is long; `leading` commands (BEGIN) travel with it.
    func run(_ sql: SQL, after leading: String?) throws -> PostgresRows {
        guard sql.text.utf8.count <= Self.longest else { return try command(Self.numbered(sql), sql.parameters, after: leading) }
        let kinds = sql.parameters.map(\.type)
        if let known = statements[sql.text]?.first(where: { $0.kinds == kinds }) {
            let answers = try batch {
                if let leading { try send(leading, []) }
                try execute(known, sql.parameters)
            }
            return rows(answers, known)
        }
        named += 1
        let fresh = PreparedStatement(name: "s\(named)", kinds: kinds)
        let answers = try batch {
            if let leading { try send(leading, []) }
            let types = kinds.map(\.oid)
            guard PQsendPrepare(handle, fresh.name, Self.numbered(sql), Int32(types.count), types) == 1 else { throw lost() }
            try execute(fresh, sql.parameters)
        }
        statements[sql.text, default: []].append(fresh)
        prepared += 1
        return rows(answers, fresh)
    }

    /// Runs a command without keeping it.
    @discardableResult
    func command(_ text: String, _ parameters: [SQLParameter] = [], after leading: String? = nil) throws -> PostgresRows {
        let answers = try batch {
            if let leading { try send(leading, []) }
            try send(text, parameters)
        }
        return rows(answers, nil)
    }

    /// Sends a command and goes on; its answer is read before the next one.
    func commandLater(_ text: String) throws {
        try send(text, [])
        guard PQpipelineSync(handle) == 1, PQflush(handle) >= 0 else { throw lost() }
        owed += 1
    }

    /// Several statements in one text.
    func script(_ text: String) throws {
        try settle()
        guard PQexitPipelineMode(handle) == 1 else { throw lost() }
        defer { if !isBroken { PQenterPipelineMode(handle) } }
        try simple(text)
    }

    private func simple(_ text: String) throws {
        guard let answer = PQexec(handle, text) else { throw lost() }
        defer { PQclear(answer) }
        let status = PQresultStatus(answer)
        if status != PGRES_COMMAND_OK, status != PGRES_TUPLES_OK { throw error(answer) }
    }

    private func enterPipeline() throws {
        guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    }

    private func send(_ text: String, _ parameters: [SQLParameter]) throws {
        let types = parameters.map(\.type.oid)
        let sent = try PostgresValues(parameters).with { values, lengths, formats in
            PQsendQueryParams(handle, text, Int32(parameters.count), types, values, lengths, formats, 0)
        }
        guard sent == 1 else { throw lost() }
    }

    private func execute(_ statement: PreparedStatement, _ parameters: [SQLParameter]) throws {
        let sent = try PostgresValues(parameters).with { values, lengths, formats in
            PQsendQueryPrepared(handle, statement.name, Int32(parameters.count), values, lengths, formats, 0)
        }
        guard sent == 1 else { throw lost() }
    }

    /// Sends what `commands` sends, and reads the answers up to the mark. The caller frees them.
    @discardableResult
    private func batch(_ commands: () throws -> Void) throws -> OpaquePointer? {
        do {
            try commands()
        } catch let error as StorageError where !isBroken {
            // A value was refused before it was sent; what was sent before it must still be answered.
            guard PQpipelineSync(handle) == 1 else { throw lost() }
            owed += 1
            try settle()
            throw error
        }
        guard PQpipelineSync(handle) == 1 else { throw lost() }
        try settle()
        owed += 1
        return try answer()
    }

    /// Reads the answers nobody waited for.
    private func settle() throws {
        while owed > 0 {
            // A read's COMMIT has nothing to say that matters any more.
            if let left = try answer() { PQclear(left) }
        }
    }

    /// The last answer before the next mark.
    private func answer() throws -> OpaquePointer? {
        var last: OpaquePointer?
        var failure: PostgresFailure?
        var silences = 0
        while true {
            guard let next = PQgetResult(handle) else {
                silences += 1
                // One silence ends each command's answer; two in a row say that nothing will come.
                if isBroken || silences > 2 {
                    PQclear(last)
                    throw lost()
                }
                continue
            }
            silences = 0
            switch PQresultStatus(next) {
            case PGRES_PIPELINE_SYNC:
                PQclear(next)
                owed -= 1
                if let failure {
                    PQclear(last)
                    throw failure
                }
                return last
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                PQclear(last)
                last = next
            case PGRES_PIPELINE_ABORTED:
                PQclear(next)
            default:
                failure = failure ?? error(next)
                PQclear(next)
                if isBroken {
                    PQclear(last)
                    throw lost(failure)
                }
            }
        }
    }

    private func rows(_ answer: OpaquePointer?, _ statement: PreparedStatement?) -> PostgresRows {
        if let columns = statement?.columns { return PostgresRows(answer, columns: columns.names, types: columns.types) }
        let count = PQnfields(answer)
        let names = (0..<count).map { PQfname(answer, $0).map { String(cString: $0) } ?? "" }
        let types = (0..<count).map { PQftype(answer, $0) }
        statement?.columns = (names, types)
        return PostgresRows(answer, columns: names, types: types)
    }

    private func error(_ answer: OpaquePointer) -> PostgresFailure {
        func field(_ letter: UnicodeScalar) -> String? { PQresultErrorField(answer, Int32(letter.value)).map { String(cString: $0) } }
        return PostgresFailure(
            state: field("C") ?? "", message: field("M") ?? Self.line(PQresultErrorMessage(answer)),
            detail: field("D"), table: field("t"), column: field("c"), constraint: field("n"))
    }

    private func lost(_ failure: PostgresFailure? = nil) -> PostgresFailure {
        PostgresFailure(state: PostgresFailure.lostState, message: failure?.message ?? Self.line(PQerrorMessage(handle)))
    }

    /// The text with `$1`, `$2`, … for its values.
    static func numbered(_ sql: SQL) -> String {
        var text = ""
        let bytes = Array(sql.text.utf8)
        var start = 0
        for (index, place) in sql.places.enumerated() {
            text += String(decoding: bytes[start..<place], as: UTF8.self) + "$\(index + 1)"
            start = place + 1
        }
        return text + String(decoding: bytes[start...], as: UTF8.self)
    }
}

/// A statement the server has parsed for one kind of values.
final class PreparedStatement {
    let name: String
    let kinds: [SQLType]
    /// What it answers with; known after the first time.
    var columns: (names: [String], types: [UInt32])?

    init(name: String, kinds: [SQLType]) { (self.name, self.kinds) = (name, kinds) }
}

extension SQLType {
    /// PostgreSQL's number of the type (pg_type.h).
    var oid: UInt32 {
        switch self {
        case .integer: 20
        case .text: 25
        case .real: 701
        case .blob: 17
        case .unknown: 0
        }
    }
}
