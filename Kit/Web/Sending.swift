import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

extension HTTPFields {
    private static let requestIDName = HTTPField.Name("x-request-id")

    /// The reference of a request, as a proxy gives it and as we answer it.
    var requestID: String? {
        get { Self.requestIDName.flatMap { self[$0] } }
        set { if let name = Self.requestIDName { self[name] = newValue } }
    }
}

/// Puts a reply on the wire.
extension Server {
    /// Answers below this many bytes are not worth compressing.
    private static let compressFrom = 1200

    func send(_ reply: Reply, _ request: Request, _ inbound: Inbound, _ line: RequestLine) -> Response {
        var headers = house.isSecure ? Self.secureHeaders : Self.securityHeaders
        headers.requestID = line.id
        for (name, value) in reply.headers {
            guard let field = HTTPField.Name(name) else { continue }
            // A policy of the reply's own takes the place of the usual one.
            if field == .contentSecurityPolicy || name == "referrer-policy" {
                headers[field] = value
            } else {
                headers.append(HTTPField(name: field, value: value))
            }
        }
        if headers[.cacheControl] == nil { headers[.cacheControl] = inbound.cookie(Answering.sessionCookie) == nil ? "no-cache" : "no-store" }
        let body: ResponseBody
        switch reply.body {
        case .none: body = .init()
        case .text(let text, let type):
            headers[.contentType] = type
            body = compressed(type, inbound, &headers) { Array(text.utf8) } ?? .init(byteBuffer: ByteBuffer(string: text))
        case .bytes(let bytes, let type):
            headers[.contentType] = type
            body = compressed(type, inbound, &headers) { bytes } ?? .init(byteBuffer: ByteBuffer(bytes: bytes))
        case .stream(let type, let write):
            headers[.contentType] = type
            body = written(reply, line) { writer in try await write(ByteSink { try await writer.write(ByteBuffer(bytes: $0)) }) }
        case .temporaryFile(let url, let type):
            headers[.contentType] = type
            body = file(url, reply, line)
        }
        let response = Response(status: .init(code: reply.status), headers: headers, body: body)
        // One that is written piece by piece is told of when it is written; a question for the head alone never is.
        if body.contentLength != nil || request.method == .head { note(line, request, response, by: reply.by) }
        return response
    }

    /// A body written piece by piece; the line in the log comes when it is through, or broke off.
    private func written(_ reply: Reply, _ line: RequestLine, _ write: @escaping @Sendable (CountingWriter) async throws -> Void) -> ResponseBody {
        let house = house
        return ResponseBody { writer in
            let box = CountingWriter(writer)
            var isWhole = false
            defer {
                if house.settings.log == .json { line.write(to: house.log, status: reply.status, bytes: box.bytes, by: reply.by, isWhole: isWhole) }
            }
            try await write(box)
            try await box.finish()
            isWhole = true
        }
    }

    /// Everything from here, nothing inline, no frames (OWASP ASVS 5, chapter 3).
    private static let securityHeaders: HTTPFields = {
        var headers: HTTPFields = [:]
        headers[.contentSecurityPolicy] =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        headers[.xContentTypeOptions] = "nosniff"
        for (name, value) in [
            ("referrer-policy", "same-origin"), ("cross-origin-opener-policy", "same-origin"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ] {
            if let field = HTTPField.Name(name) { headers[field] = value }
        }
        headers.append(HTTPField(name: .vary, value: "Cookie, Accept-Language, Accept-Encoding"))
        return headers
    }()

    /// The same behind HTTPS.
    private static let secureHeaders: HTTPFields = {
        var headers = securityHeaders
        headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains"
        return headers
    }()

    private func compressed(_ type: String, _ inbound: Inbound, _ headers: inout HTTPFields, _ bytes: () -> [UInt8]) -> ResponseBody? {
        guard inbound.headers["accept-encoding"]?.contains("gzip") == true,
            type.hasPrefix("text/") || type.hasPrefix("application/") || type.hasPrefix("image/svg")
        else { return nil }
        let plain = bytes()
        guard plain.count >= Self.compressFrom, let small = Compression.gzip(plain, level: 4) else { return nil }
        headers[.contentEncoding] = "gzip"
        return .init(byteBuffer: ByteBuffer(bytes: small))
    }

    private func file(_ url: URL, _ reply: Reply, _ line: RequestLine) -> ResponseBody {
        let log = house.log
        return written(reply, line) { writer in
            defer {
                do { try FileManager.default.removeItem(at: url) } catch {
                    log.warning("temporary file left behind", metadata: ["error": "\(ErrorKind(error))"])
                }
            }
            let handle = try FileHandle(forReadingFrom: url)
            while let piece = try handle.read(upToCount: 256 * 1024), !piece.isEmpty { try await writer.write(ByteBuffer(bytes: piece)) }
            try handle.close()
        }
    }
}

/// Lets a `Sendable` sink write to Hummingbird's writer. Only one task at a time uses it: the one that streams.
final class CountingWriter: @unchecked Sendable {
    private var writer: any ResponseBodyWriter
    private(set) var bytes = 0
    init(_ writer: any ResponseBodyWriter) { self.writer = writer }
    func write(_ buffer: ByteBuffer) async throws {
        try await writer.write(buffer)
        bytes += buffer.readableBytes
    }
    func finish() async throws { try await writer.finish(nil) }
}
