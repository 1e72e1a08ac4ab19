import Kernel
import Logging

/// The line a request leaves in the log: what was asked by its pattern, how it was answered, for which office and role. Nothing of the address itself,
/// because keys of invitations and of calendars stand in it; no name and no network address, because nobody needs them to run a server.
struct RequestLine: Sendable {
    let id: String
    let method: String
    /// The pattern of the route; “other” for what nobody declared.
    let route: String
    let began: ContinuousClock.Instant

    /// A method that nobody knows may be any text.
    init(id: String, method: String, route: String, began: ContinuousClock.Instant = .now) {
        self.id = id
        self.method = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"].contains(method) ? method : "other"
        (self.route, self.began) = (route, began)
    }

    /// - Parameters:
    ///   - bytes: of the body as it was sent.
    ///   - isWhole: false when the reader went away, or writing failed.
    func write(to log: Logger, status: Int, bytes: Int, by actor: Actor?, isWhole: Bool = true) {
        let took = (ContinuousClock.now - began).components
        let milliseconds = (Double(took.seconds) * 100_000 + Double(took.attoseconds) / 1e13).rounded() / 100
        var metadata: Logger.Metadata = [
            "request": .string(id), "method": .string(method), "route": .string(route), "status": .stringConvertible(status),
            "ms": .stringConvertible(milliseconds), "bytes": .stringConvertible(bytes),
        ]
        if let office = actor?.office { metadata["office"] = .string(office.text) }
        if let role = actor?.role { metadata["role"] = .string(role.rawValue) }
        if !isWhole { metadata["broken"] = .stringConvertible(true) }
        log.info("request", metadata: metadata)
    }

    /// The reference of a request: the one our own proxy gave it, or one made here. Anything that is no plain word is not taken, so that nobody
    /// writes into the log.
    static func reference(given: String?, isBehindProxy: Bool) -> String {
        guard isBehindProxy, let given, (8...64).contains(given.utf8.count),
            given.utf8.allSatisfy({
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F
            })
        else { return Guardian.randomText(bytes: 12) }
        return given
    }
}
