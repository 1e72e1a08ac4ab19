import Foundation
import Kernel
import Logging
import Markup
import Storage

/// What a handler answers.
public struct Reply: Sendable {
    public enum Body: Sendable {
        case none
        case text(String, type: String)
        case bytes([UInt8], type: String)
        /// Written piece by piece while it is sent, for what is too large to hold.
        case stream(type: String, @Sendable (ByteSink) async throws -> Void)
        /// Sent from disk, then removed.
        case temporaryFile(URL, type: String)
    }

    public var status: Int
    public var headers: [(name: String, value: String)] = []
    public var body: Body
    var flash: Flash?
    /// Who asked, for the log.
    var by: Actor?
    var incident: Incident?

    public init(status: Int = 200, body: Body = .none) { (self.status, self.body) = (status, body) }

    public static func html(_ page: HTML, status: Int = 200) -> Reply {
        Reply(status: status, body: .text(page.text, type: "text/html; charset=utf-8"))
    }
    public static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Reply { Reply(body: .text(text, type: type)) }

    /// A value as JSON, keys sorted so that equal answers are equal bytes.
    public static func json(_ value: some Encodable, status: Int = 200) throws -> Reply {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Reply(status: status, body: .bytes(Array(try encoder.encode(value)), type: "application/json"))
    }

    /// See other: after a form was taken, the browser fetches this page. Only paths of ours; anything else leads home.
    public static func redirect(_ path: String) -> Reply {
        var reply = Reply(status: 303)
        reply.headers.append(("location", isOurs(path) ? path : "/"))
        return reply
    }

    /// Sends the reader to another site: only to addresses the operator has named, never to one that came with a request.
    public static func leaving(to address: String) -> Reply {
        guard address.hasPrefix("https://") || address.hasPrefix("http://"), address.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 })
        else {
            return redirect("/")
        }
        return Reply(status: 303).header("location", address)
    }

    /// A download under a name.
    public func download(_ name: String) -> Reply {
        let plain = String(name.unicodeScalars.map { $0.isASCII && $0.value > 32 && $0 != "\"" && $0 != "\\" ? Character($0) : "-" })
        return header("content-disposition", "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(Parameters.encode(name))")
    }

    public func header(_ name: String, _ value: String) -> Reply {
        var copy = self
        copy.headers.append((name, value))
        return copy
    }

    /// A word to the reader at the head of the next page, shown once.
    public func saying(_ text: String, kind: Flash.Kind = .done) -> Reply {
        var copy = self
        copy.flash = Flash(kind: kind, text: text)
        return copy
    }

    func cookie(_ name: String, _ value: String, seconds: Int?, secure: Bool, readable: Bool = false) -> Reply {
        var text = "\(name)=\(value); Path=/; SameSite=Lax"
        if !readable { text += "; HttpOnly" }
        if secure { text += "; Secure" }
        if let seconds { text += "; Max-Age=\(seconds)" }
        return header("set-cookie", text)
    }

    static func isOurs(_ path: String) -> Bool {
        path.hasPrefix("/") && !path.hasPrefix("//") && !path.hasPrefix("/\\") && path.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
    }
}

/// What the log is to say of a request that failed through no fault of its sender.
struct Incident: Sendable {
    let event: Logger.Message
    var level = Logger.Level.error
    let error: ErrorKind
}

/// A word at the head of the next page: what was done, or why it was not.
public struct Flash: Sendable, Equatable {
    public enum Kind: String, Sendable { case done, wrong }
    public let kind: Kind
    public let text: String
    public init(kind: Kind, text: String) { (self.kind, self.text) = (kind, text) }
}

/// Where a streamed answer is written to. Waits when the reader is slower than we are.
public struct ByteSink: Sendable {
    let write: @Sendable ([UInt8]) async throws -> Void
    public init(write: @escaping @Sendable ([UInt8]) async throws -> Void) { self.write = write }
    public func callAsFunction(_ bytes: [UInt8]) async throws { try await write(bytes) }
}
