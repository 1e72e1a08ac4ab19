import Foundation
import HTTPTypes
import HummingbirdTesting
import Kernel
import Web

/// A program with an access token of somebody's, as it speaks with the API.
public struct Program: Sendable {
    let app: TestApp
    public let token: String

    public func get(_ path: String) async throws -> Answer { try await send(.get, path, nil, [:]) }

    public func post(_ path: String, _ json: String? = nil, key: String? = nil, headers: [String: String] = [:]) async throws -> Answer {
        try await send(.post, path, json.map { Array($0.utf8) }, headers.merging(key.map { ["idempotency-key": $0] } ?? [:]) { $1 })
    }

    public func patch(_ path: String, _ json: String, key: String? = nil) async throws -> Answer {
        try await send(.patch, path, Array(json.utf8), key.map { ["idempotency-key": $0] } ?? [:])
    }

    /// Sends a file with fields beside it.
    public func upload(_ path: String, file: (field: String, name: String, bytes: [UInt8]), _ fields: [(String, String)] = []) async throws -> Answer
    {
        let (type, body) = Browser.parts(file, fields)
        return try await send(.post, path, body, ["content-type": type])
    }

    /// Sends bytes that need be no JSON.
    public func post(_ path: String, bytes: [UInt8]) async throws -> Answer { try await send(.post, path, bytes, [:]) }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]?, _ headers: [String: String]) async throws -> Answer {
        var all = ["authorization": "Bearer \(token)"]
        if body != nil { all["content-type"] = "application/json" }
        all.merge(headers) { $1 }
        return try await app.as(nil).send(method, path, all, body)
    }
}

extension Browser {
    /// Sends JSON with whatever cookies there are, as a page of another site might try.
    public func json(_ method: Inbound.Method, _ path: String, _ json: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send(
            HTTPRequest.Method(rawValue: method.rawValue) ?? .post, path, ["content-type": "application/json"].merging(headers) { $1 },
            Array(json.utf8))
    }
}

extension TestApp {
    /// Makes a token on the page where one does, and hands it to a program.
    public func program(_ character: Cast.Character, reads: [String] = [], writes: [String] = []) async throws -> Program {
        let made = try await self.as(character).post(
            "/account/tokens",
            [("name", "Invented program"), ("days", "30")] + reads.map { ("resources", $0) } + writes.map { ("writes", $0) })
        guard let token = made.text.firstMatch(of: /proxenia_[A-Za-z0-9_-]{43}/) else {
            throw AppError.invalid("No token was made: \(made.status): \(made.text.prefix(2000))")
        }
        return Program(app: self, token: String(token.output))
    }
}

extension Answer {
    /// The object that it is.
    public func json() throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
            throw AppError.invalid("No object: \(text.prefix(500))")
        }
        return object
    }

    /// Field and message of each error that a problem names.
    public func errors() throws -> [String: String] {
        let all = try json()["errors"] as? [[String: String]] ?? []
        return Dictionary(all.map { ($0["field"] ?? "", $0["message"] ?? "") }) { first, _ in first }
    }
}
