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
        var paths: [String: JSONValue] = [:]
        for route in routes {
            guard let operation = route.api else { continue }
            paths[route.path] = .object(["get": describe(route, operation.with?(extras) ?? operation)])
        }
        return [
            "openapi": "3.1.0",
            "info": ["title": "Proxenia", "version": "1", "summary": "City diplomacy: places, organisations, partnerships."],
            "servers": [["url": .string(address)]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": [
                    "session": ["type": "apiKey", "in": "cookie", "name": .string(Answering.sessionCookie)],
                    "token": ["type": "http", "scheme": "bearer"],
                ]
            ],
        ]
    }

    private static func describe(_ route: Route, _ operation: Operation) -> JSONValue {
        let inPath = route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        let parameters: [JSONValue] =
            inPath.map { ["name": .string($0), "in": "path", "required": true, "schema": ["type": "string"]] }
            + operation.parameters.map {
                [
                    "name": .string($0.name), "in": "query", "required": .bool($0.isRequired), "description": .string($0.text),
                    "schema": $0.schema.json,
                ]
            }
        let problem: JSONValue = [
            "description": "A problem",
            "content": [
                "application/problem+json": ["schema": Schema.object([("status", .integer), ("title", .string), ("reference", .string)]).json]
            ],
        ]
        var fields: [String: JSONValue] = [
            "summary": .string(operation.summary),
            "operationId": .string(route.path.split(separator: "/").dropFirst(2).map { $0.filter { $0 != "{" && $0 != "}" } }.joined(separator: "-")),
            "parameters": .array(parameters),
            "responses": [
                "200": ["description": "The answer", "content": ["application/json": ["schema": operation.answer.json]]], "default": problem,
            ],
        ]
        if route.may != .anyone { fields["security"] = [["session": []], ["token": []]] }
        return .object(fields)
    }
}
