import Kernel

/// The description of the API (OpenAPI 3.1), made from the routes that serve it, so that the two cannot differ.
public enum OpenAPI {
    /// The route of the description itself.
    public static func route(for routes: @escaping @Sendable () -> [Route]) -> Route {
        .get("/api/v1/openapi.json", may: .anyone) { context, _ in
            try .json(document(routes(), extras: context.house.extras, address: context.house.settings.address))
        }
    }

    static func document(_ routes: [Route], extras: [ListExtra] = [], address: String) -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for route in routes {
            guard let operation = route.api else { continue }
            paths[route.path, default: [:]][route.method.rawValue.lowercased()] = describe(route, operation.with?(extras) ?? operation)
        }
        return [
            "openapi": "3.1.0",
            "info": ["title": "Proxenia", "version": "1", "summary": "City diplomacy: places, organisations, partnerships."],
            "servers": [["url": .string(address)]],
            "paths": .object(paths.mapValues { .object($0) }),
            "components": [
                "securitySchemes": [
                    "session": ["type": "apiKey", "in": "cookie", "name": .string(Answering.sessionCookie)],
                    "token": ["type": "http", "scheme": "bearer"],
                ],
                "schemas": ["Problem": problem],
            ],
        ]
    }

    /// Problem details (RFC 9457), with what an act adds to them.
    private static let problem: JSONValue = [
        "type": "object",
        "properties": [
            "status": ["type": "integer"], "title": ["type": "string"], "reference": ["type": "string"],
            "errors": ["type": "array", "items": Schema.object([("field", .string), ("message", .string)]).json],
            "revision": ["type": "integer", "description": "The revision that stands now"],
            "candidates": [
                "type": "array", "items": Schema.object([("id", .string), ("name", .string)]).json,
                "description": "What stands already and may be the same",
            ],
        ],
        "required": ["status", "title", "reference"],
    ]

    private static func describe(_ route: Route, _ operation: Operation) -> JSONValue {
        let inPath = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        var parameters: [JSONValue] =
            inPath.map { ["name": .string($0), "in": "path", "required": true, "schema": ["type": "string"]] }
            + operation.parameters.map {
                [
                    "name": .string($0.name), "in": "query", "required": .bool($0.isRequired), "description": .string($0.text),
                    "schema": $0.schema.json,
                ]
            }
        // The same file is not added twice, whoever sends it again.
        if route.isForPrograms, !operation.takesFile { parameters.append(idempotencyKey) }
        let refusal: JSONValue = [
            "description": "A problem", "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
        var name = route.path.split(separator: "/").dropFirst(2).map { $0.filter { $0 != "{" && $0 != "}" } }.joined(separator: "-")
        if route.isForPrograms { name = "\(route.method.rawValue.lowercased())-\(name)" }
        var responses: [String: JSONValue] = [
            "200": ["description": "The answer", "content": [operation.mediaType ?? "application/json": ["schema": operation.answer.json]]],
            "default": refusal,
        ]
        if route.isForPrograms {
            responses["201"] = [
                "description": "Entered", "content": ["application/json": ["schema": operation.answer.json]],
                "headers": ["location": ["description": "Where it is read", "schema": ["type": "string"]]],
            ]
            if operation.mayWait {
                responses["202"] = [
                    "description": "Drafted: it holds once the other parties have assented",
                    "content": ["application/json": ["schema": operation.answer.json]],
                ]
            }
            for (status, text) in refusals(operation) { responses[status] = described(refusal, text) }
        }
        var fields: [String: JSONValue] = [
            "summary": .string(operation.summary), "operationId": .string(name), "parameters": .array(parameters), "responses": .object(responses),
        ]
        if let takes = operation.takes, operation.takesFile {
            fields["requestBody"] = ["required": true, "content": ["multipart/form-data": ["schema": takes.schemaWithFile]]]
        } else if let takes = operation.takes, !takes.fields.isEmpty {
            fields["requestBody"] = ["required": true, "content": ["application/json": ["schema": takes.schema]]]
        }
        let resource = route.resource ?? ""
        if route.isForPrograms {
            fields["security"] = [["token": [.string("\(resource):write")]]]
        } else if route.may != .anyone {
            fields["security"] = [["session": []], ["token": [.string("\(resource):read")]]]
        }
        return .object(fields)
    }

    private static let idempotencyKey: JSONValue = [
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "Sent again within a day with the same content, it gives the first answer and does nothing twice",
        "schema": ["type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"],
    ]

    private static func refusals(_ operation: Operation) -> [(status: String, text: String)] {
        [
            ("400", operation.takesFile ? "A field that nobody knows" : "No JSON object, or a field that nobody knows"),
            ("401", "No token, or one that opens nothing"),
            ("403", "The token may not write here"), ("404", "Nothing there, or nothing its owner may see"),
            ("409", "There is one like it, or somebody changed it meanwhile"),
            ("413", operation.takesFile ? "More than the server takes at once" : "More than one megabyte"),
            ("415", operation.takesFile ? "Not sent as multipart/form-data" : "Not sent as JSON"),
            ("422", "What is wrong, field by field"),
        ]
    }

    private static func described(_ refusal: JSONValue, _ text: String) -> JSONValue {
        guard case .object(var fields) = refusal else { return refusal }
        fields["description"] = .string(text)
        return .object(fields)
    }
}
