import CCurl
import Foundation
import Kernel

/// A call to another server over HTTP. Bounded in time and size; follows no redirection; reaches no address inside the house unless the
/// operator has named that very server.
public struct OutboundCall: Sendable {
    /// What came back.
    public struct Answer: Sendable {
        public let status: Int
        public let body: [UInt8]
    }

    /// A call that came to nothing.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        public let description: String
        public init(description: String) { self.description = description }
    }

    public enum Reach: Sendable {
        /// Only over the public internet: for addresses that came from outside.
        case publicOnly
        /// Wherever the operator's setting leads.
        case named
    }

    let reach: Reach
    let seconds: Int
    let limit: Int

    /// - Parameters:
    ///   - seconds: longest time for the whole call.
    ///   - limit: most bytes of an answer.
    public init(_ reach: Reach, seconds: Int = 10, limit: Int = 1 << 20) { (self.reach, self.seconds, self.limit) = (reach, seconds, limit) }

    public func get(_ url: String, headers: [String] = []) async throws -> Answer { try await call(url, headers, nil) }

    /// Sends a form.
    public func post(_ url: String, form: [(name: String, value: String)], headers: [String] = []) async throws -> Answer {
        let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: allowed) ?? "" }
        let body = form.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
        return try await call(url, headers + ["Content-Type: application/x-www-form-urlencoded"], body)
    }

    private func call(_ url: String, _ headers: [String], _ body: String?) async throws -> Answer {
        guard let parts = URLComponents(string: url), ["https", "http"].contains(parts.scheme), parts.host?.isEmpty == false, parts.user == nil,
            headers.allSatisfy({ !$0.unicodeScalars.contains { $0.value < 32 } })
        else { throw Failure(description: "“\(url.prefix(200))” is no address to call.") }
        let result: Result<Answer, Failure> = await OutboundThread.run {
            guard let curl = Curl() else { return .failure(Failure(description: "There is no memory for a connection.")) }
            curl.set(CURLOPT_URL, url)
            curl.set(CURLOPT_PROTOCOLS_STR, "http,https")
            curl.set(CURLOPT_FOLLOWLOCATION, 0)
            curl.set(CURLOPT_CONNECTTIMEOUT, min(seconds, 5))
            curl.set(CURLOPT_TIMEOUT, seconds)
            // No proxy of the environment: an address would be looked up where the rule below cannot see it.
            curl.set(CURLOPT_PROXY, "")
            curl.set(CURLOPT_HTTPHEADER, list: headers + ["Accept: application/json", "User-Agent: Proxenia"])
            if let body { curl.set(CURLOPT_COPYPOSTFIELDS, body) }
            if reach == .publicOnly { curl.mayConnect = { $0.isPublic } }
            let outcome = curl.perform(limit: limit)
            if curl.isTooLong { return .failure(Failure(description: "The answer of \(parts.host ?? "") is too long.")) }
            guard outcome.code == CURLE_OK else {
                return .failure(Failure(description: "\(parts.host ?? "") could not be reached: \(outcome.complaint)."))
            }
            return .success(Answer(status: outcome.status, body: curl.received))
        }
        return try result.get()
    }
}
