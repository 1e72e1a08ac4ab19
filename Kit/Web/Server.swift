import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore
import Storage

/// What Hummingbird hands over with a request: here, the client's address.
public struct ServerContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    let remoteAddress: String

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress ?? ""
    }
}

/// Turns the house's routes into a Hummingbird router: reads and bounds requests, sends replies with the security headers.
public struct Server: Sendable {
    let house: House
    let answering: Answering

    public init(_ house: House) {
        self.house = house
        answering = Answering(house: house)
    }

    public func router() -> Router<ServerContext> {
        let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        for route in house.routes {
            router.on(RouterPath(route.path), method: HTTPRequest.Method(rawValue: route.method.rawValue) ?? .get) { request, context in
                await respond(to: request, context, route)
            }
        }
        router.get("/assets/{name}") { request, _ in asset(request) }
        refuseOtherMethods(in: router)
        router.add(middleware: NotFound(server: self))
        return router
    }

    /// Methods that a path may be asked with although nobody declared it so. HEAD goes with GET.
    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options]

    /// A path that is declared, but not for every method: who asks with another one is told which there are. They stand in the same table as the
    /// routes, so nothing is looked for twice.
    private func refuseOtherMethods(in router: Router<ServerContext>) {
        var known = Dictionary(grouping: house.routes, by: \.path).mapValues { Set($0.map(\.method.rawValue)) }
        known["/assets/{name}"] = [HTTPRequest.Method.get.rawValue]
        for (path, present) in known {
            let allowed = Self.methods.map(\.rawValue).filter(present.contains).flatMap { $0 == "GET" ? ["GET", "HEAD"] : [$0] }
            let pattern = RouterPath(path)
            for method in Self.methods where !present.contains(method.rawValue) {
                let refusing = Route.get(path, may: .anyone) { _, _ in throw WrongMethod(method: method.rawValue, allowed: allowed) }
                router.on(pattern, method: method) { request, context in await respond(to: request, context, refusing) }
            }
        }
    }

    /// A path nobody declared: the page for it, in the reader's language and shell.
    private struct NotFound: RouterMiddleware {
        let server: Server
        func handle(_ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response) async throws -> Response {
            do { return try await next(request, context) } catch let error as HTTPError where error.status == .notFound {
                let route = Route.get(request.uri.path, may: .anyone) { _, _ in throw AppError.notFound }
                return await server.respond(to: request, context, route)
            } catch let error as HTTPError where error.status == .badRequest {
                let id = server.reference(request)
                var response = Response(status: .badRequest)
                response.headers.requestID = id
                server.note(RequestLine(id: id, method: request.method.rawValue, route: "other"), request, response)
                return response
            }
        }
    }

    private func respond(to request: Request, _ context: ServerContext, _ route: Route) async -> Response {
        // A path nobody declared may be any text: all of them are one line.
        let name = house.isKnown(route.path) ? route.path : "other"
        let line = RequestLine(id: reference(request), method: request.method.rawValue, route: name)
        let (reply, inbound) = await answer(request, context, route, line.id)
        let response = send(reply, request, inbound, line)
        house.metrics.note(name, response.status.code, .now - line.began)
        return response
    }

    /// Tells of a request whose answer is as long as it says.
    func note(_ line: RequestLine, _ request: Request, _ response: Response, by actor: Actor? = nil) {
        guard house.settings.log == .json else { return }
        let bytes = request.method == .head ? 0 : response.body.contentLength ?? 0
        line.write(to: house.log, status: response.status.code, bytes: bytes, by: actor)
    }

    private func reference(_ request: Request) -> String {
        RequestLine.reference(given: request.headers.requestID, isBehindProxy: house.settings.isBehindProxy)
    }

    private func answer(_ request: Request, _ context: ServerContext, _ route: Route, _ id: String) async -> (Reply, Inbound) {
        var inbound = read(request, context, id)
        var uploads: URL?
        defer { if let uploads { remove(uploads) } }
        if route.method != .get {
            do {
                let type = inbound.headers["content-type"] ?? ""
                if route.isForPrograms, route.api?.takesFile != true {
                    inbound.body = Array(buffer: try await request.body.collect(upTo: route.bodyLimit))
                    inbound.json = SentJSON(inbound.body, type: type)
                } else if route.bodyLimit > Route.formLimit, await !answering.admits(route, inbound) {
                    // Nobody fills the disk who may not even send it. It is read to its end, since a browser shows no answer before that.
                    try await discard(request.body, limit: route.bodyLimit)
                    if !route.isForPrograms {
                        // Without the form there is no token of it either: what they are told is what its page would tell them.
                        let shut = Route.get(route.path, may: route.may) { _, _ in throw AppError.notFound }
                        return (await answering.answer(shut, inbound), inbound)
                    }
                } else if type.lowercased().hasPrefix("multipart/form-data") {
                    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-\(UUID().uuidString)")
                    uploads = folder
                    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                    try await readMultipart(request, type, folder, limit: route.bodyLimit, into: &inbound)
                } else {
                    let body = try await request.body.collect(upTo: min(route.bodyLimit, Route.formLimit))
                    inbound.form = Parameters(encoded: String(buffer: body))
                }
            } catch {
                return (await refuse(error, inbound, route), inbound)
            }
        }
        return (await answering.answer(route, inbound), inbound)
    }

    /// A body that could not be taken still gets a page that says why.
    private func refuse(_ error: any Error, _ inbound: Inbound, _ route: Route) async -> Reply {
        let known: AppError? =
            switch error {
            case let error as AppError: error
            case let error as HTTPError where error.status == .contentTooLarge: .tooLarge(limit: route.bodyLimit)
            case is NIOTooManyBytesError: .tooLarge(limit: route.bodyLimit)
            default: nil
            }
        let isMalformed = error is Malformed
        let failing = Route.get(route.path, may: .anyone) { context, _ in
            let w = context.w
            throw known
                ?? .invalid(
                    isMalformed ? w("The upload is not well formed.") : w("The upload broke off before it was complete. Please send it again."))
        }
        // What is left of the body is not read: the connection ends with the answer.
        return await answering.answer(failing, inbound).header("connection", "close")
    }

    /// An upload whose parts cannot be told apart.
    private struct Malformed: Error {}

    private func readMultipart(_ request: Request, _ type: String, _ folder: URL, limit: Int, into inbound: inout Inbound) async throws {
        var limits = MultipartReader.Limits()
        limits.file = limit
        guard var reader = MultipartReader(contentType: type, folder: folder, limits: limits) else {
            throw Malformed()
        }
        var total = 0
        do {
            for try await chunk in request.body {
                total += chunk.readableBytes
                guard total <= limit + Route.formLimit else { throw AppError.tooLarge(limit: limit) }
                try reader.take(chunk.readableBytesView)
            }
            try reader.finish()
        } catch {
            try reader.close()
            throw error
        }
        inbound.form = reader.form
        inbound.files = reader.files
    }

    private func discard(_ body: RequestBody, limit: Int) async throws {
        var total = 0
        for try await chunk in body {
            total += chunk.readableBytes
            guard total <= limit + Route.formLimit else { throw AppError.tooLarge(limit: limit) }
        }
    }

    private func remove(_ folder: URL) {
        do { try FileManager.default.removeItem(at: folder) } catch CocoaError.fileNoSuchFile {} catch {
            house.log.warning("temporary folder left behind", metadata: ["error": "\(ErrorKind(error))"])
        }
    }

    private func read(_ request: Request, _ context: ServerContext, _ id: String) -> Inbound {
        var headers: [String: String] = [:]
        for field in request.headers {
            headers[field.name.canonicalName] =
                headers[field.name.canonicalName].map { $0 + (field.name == .cookie ? "; " : ", ") + field.value } ?? field.value
        }
        let forwarded =
            house.settings.isBehindProxy
            ? headers["x-forwarded-for"]?.split(separator: ",").last.map { $0.trimmingCharacters(in: .whitespaces) } : nil
        var inbound = Inbound(
            method: Inbound.Method(rawValue: request.method.rawValue) ?? .get, path: Parameters.decode(request.uri.path, plusIsSpace: false),
            query: Parameters(encoded: request.uri.query ?? ""), headers: headers, remoteAddress: forwarded ?? context.remoteAddress, id: id)
        for (name, value) in context.parameters { inbound.pathValues[String(name)] = Parameters.decode(value, plusIsSpace: false) }
        return inbound
    }

    private func asset(_ request: Request) -> Response {
        let line = RequestLine(id: reference(request), method: request.method.rawValue, route: "/assets/{name}")
        var response = file(request)
        response.headers.requestID = line.id
        note(line, request, response)
        return response
    }

    private func file(_ request: Request) -> Response {
        guard let file = house.assets.file(at: request.uri.path) else { return Response(status: .notFound) }
        var headers: HTTPFields = [.contentType: file.type, .cacheControl: "public, max-age=31536000, immutable"]
        headers[.xContentTypeOptions] = "nosniff"
        headers[.vary] = "Accept-Encoding"
        if let compressed = file.compressed, request.headers[.acceptEncoding]?.contains("gzip") == true {
            headers[.contentEncoding] = "gzip"
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: compressed)))
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }
}
