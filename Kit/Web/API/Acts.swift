import Crypto
import Foundation
import Kernel
import Markup
import Storage

/// What an act of the API has done.
public enum Done: Sendable {
    /// Something new. The answer is what stands at this address, where a part of the path (`{id}`) is this identity.
    /// - Parameters:
    ///   - waits: others have to agree first.
    ///   - isNew: false where it was there already and nothing was done.
    case entered(id: String, at: String, waits: Bool = false, isNew: Bool = true)
    case changed
    /// Accepted, but others have to agree first: what stands stays as it is until they have.
    case waiting

    fileprivate var status: Int {
        switch self {
        case .entered(_, _, let waits, let isNew): waits ? 202 : isNew ? 201 : 200
        case .changed: 200
        case .waiting: 202
        }
    }
}

/// The answer that an act was given before, by the key its sender named it with.
public struct EarlierAnswer: Sendable, Equatable {
    /// Of method, path and body.
    public let request: String
    public let status: Int
    /// Of what was entered; empty for a change.
    public let entered: String
    public let location: String

    public init(request: String, status: Int, entered: String, location: String) {
        (self.request, self.status, self.entered, self.location) = (request, status, entered, location)
    }

    /// For so many hours a key is remembered.
    public static let hours: Int64 = 24
}

/// The JSON that came with an act.
enum SentJSON: Sendable {
    case none
    case wrongType
    case fault(JSONFault)
    case value(JSONValue)

    /// Reads a body; before the transaction begins, since a writer is not to wait for it.
    init(_ bytes: [UInt8], type: String) {
        guard !bytes.isEmpty else { self = .none; return }
        let name = type.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard name == "application/json" else { self = .wrongType; return }
        do { self = .value(try JSONReader.read(bytes)) } catch { self = .fault(error) }
    }
}

extension Route {
    /// Most bytes of an act of the API.
    static let actLimit = 1 << 20

    /// An act of the JSON API, for programs with a token made out for it alone: no session opens it, so that there is nothing to forge.
    ///
    /// What is sent becomes the form that the feature reads (`context.request.form`). `POST` enters and acts; `PATCH` changes what is sent and
    /// leaves the rest (`context.request.changing`). A key that its sender gives an act (`Idempotency-Key`) makes it happen once.
    /// - Parameters:
    ///   - operation: its `takes` says what may be sent; its answer is that of `shows`.
    ///   - entering: the part of the path by which what is entered is known afterwards.
    ///   - shows: answers with the thing as it is now.
    ///   - act: does it, by the stores that the pages use. What it cannot take it throws (`NotTaken`).
    public static func apiAct(
        _ method: Inbound.Method, _ path: String, may: Permission, _ operation: Operation, entering: String = "id",
        shows: @escaping @Sendable (Context, Connection) throws -> Reply, _ act: @escaping @Sendable (Context, Connection) throws -> Done
    ) -> Route {
        let intake = operation.takes ?? Intake([])
        return forPrograms(method, path, may: may, operation) { context, connection in
            let key = try context.actKey()
            if let key, let earlier = try context.house.doorkeeper.answered(key.name, of: key.token, at: context.now, on: connection) {
                guard earlier.request == key.request else {
                    throw NotTaken(422, context.w("This Idempotency-Key was used for something else already. Choose a new one for each act."))
                }
                return try answer(earlier, entering, context, connection, shows)
            }
            let done: Done
            do {
                var form = context
                let taken = try intake.read(try context.sentObject(), context.w)
                (form.request.form, form.request.given) = (taken.form, taken.names)
                done = try act(form, connection)
            } catch var refusal as NotTaken {
                refusal.problems = intake.named(refusal.problems)
                throw refusal
            }
            var (entered, address) = ("", "")
            if case .entered(let id, let location, _, _) = done { (entered, address) = (id, location) }
            let given = EarlierAnswer(request: key?.request ?? "", status: done.status, entered: entered, location: address)
            if let key { try context.house.doorkeeper.keep(given, key.name, of: key.token, at: context.now, on: connection) }
            return try answer(given, entering, context, connection, shows)
        }
    }

    /// An act of the JSON API that takes a file, sent with its fields as a form in many parts (RFC 7578). It brings transactions of its own, and no
    /// key that makes it happen once: the same bytes under the same name are the same file.
    /// - Parameters:
    ///   - operation: made by `taking`; its answer is that of `shows`.
    ///   - act: is given the one file; what it cannot take it throws (`NotTaken`).
    public static func apiUpload(
        _ path: String, may: Permission, bodyLimit: Int, _ operation: Operation,
        shows: @escaping @Sendable (Context, Connection) throws -> Reply,
        _ act: @escaping @Sendable (Context, UploadedFile) async throws -> Done
    ) -> Route {
        let intake = operation.takes ?? Intake([])
        return forUploads(path, may: may, bodyLimit: bodyLimit, operation) { context in
            let type = (context.request.headers["content-type"] ?? "").lowercased()
            guard type.hasPrefix("multipart/form-data") else {
                throw NotTaken(415, context.w("Send it as a form with a file: Content-Type: multipart/form-data."))
            }
            let done: Done
            do {
                var form = context
                let taken = try intake.read(try context.sentFields(), context.w)
                (form.request.form, form.request.given) = (taken.form, taken.names)
                done = try await act(form, try context.sentFile())
            } catch var refusal as NotTaken {
                refusal.problems = intake.named(refusal.problems)
                throw refusal
            }
            var (entered, address) = ("", "")
            if case .entered(let id, let location, _, _) = done { (entered, address) = (id, location) }
            let given = EarlierAnswer(request: "", status: done.status, entered: entered, location: address)
            return try await context.house.database.read { try answer(given, "id", context, $0, shows) }
        }
    }

    private static func answer(
        _ given: EarlierAnswer, _ part: String, _ context: Context, _ connection: Connection, _ shows: (Context, Connection) throws -> Reply
    ) throws -> Reply {
        var shown = context
        if !given.entered.isEmpty { shown.request.pathValues[part] = given.entered }
        var reply = try shows(shown, connection)
        reply.status = given.status
        return given.location.isEmpty ? reply : reply.header("location", given.location)
    }
}

extension Context {
    /// The key by which the sender knows this act again, and whose it is; nil where none was sent.
    fileprivate func actKey() throws -> (name: String, token: String, request: String)? {
        guard let given = request.headers["idempotency-key"] else { return nil }
        guard (1...200).contains(given.utf8.count), given.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let token = visitor?.token else {
            throw NotTaken(400, w("An Idempotency-Key has 1 to 200 letters, digits and signs, without spaces."))
        }
        var hash = SHA256()
        hash.update(data: Data("\(request.method.rawValue) \(request.path)\n".utf8))
        hash.update(data: Data(request.body))
        return (Guardian.hash(given), token, Data(hash.finalize()).base64EncodedString())
    }

    /// What was sent; without a body, an object without fields.
    fileprivate func sentObject() throws -> JSONValue {
        switch request.json {
        case .value(let value): return value
        case .none: return .object([:])
        case .wrongType: throw NotTaken(415, w("Send it as JSON, with Content-Type: application/json."))
        case .fault(let fault): throw NotTaken(400, said(fault))
        }
    }

    /// The fields that came with a file.
    fileprivate func sentFields() throws -> JSONValue {
        var fields: [String: JSONValue] = [:]
        for (name, value) in request.form.pairs {
            guard fields.updateValue(.string(value), forKey: name) == nil else { throw NotTaken(400, said(.twice(name))) }
        }
        return .object(fields)
    }

    /// The one file that came.
    fileprivate func sentFile() throws -> UploadedFile {
        let files = request.files
        guard let file = files.first, files.count == 1, file.field == Intake.fileField else {
            var problems = Problems()
            problems.add(Intake.fileField, w("Send one file, in a part called “\(Intake.fileField)” that has a file name."))
            throw NotTaken(problems, w)
        }
        return file
    }

    private func said(_ fault: JSONFault) -> String {
        switch fault {
        case .malformed(let byte): w("The body is not JSON: it goes wrong at byte \(byte + 1).")
        case .tooDeep: w("The body is nested too deep.")
        case .tooMany: w("The body has too many values.")
        case .twice(let name): w("“\(String(name.prefix(60)))” stands twice in one object.")
        case .unkeepable: w("There is a sign in it that cannot be kept: NUL, or half of a pair.")
        case .number(let byte): w("The number at byte \(byte + 1) is too large or too long.")
        }
    }
}
