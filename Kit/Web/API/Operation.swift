/// The shape of an answer, as the API's description says it (JSON Schema 2020-12).
public indirect enum Schema: Sendable {
    case string, integer, number, boolean
    /// A text of a known form: `date-time`, `uri`.
    case format(String)
    case oneOf([String])
    case optional(Schema)
    case array(Schema)
    case object([(name: String, schema: Schema)])

    var json: JSONValue {
        switch self {
        case .string: ["type": "string"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .format(let name): ["type": "string", "format": .string(name)]
        case .oneOf(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
        case .optional(let schema): ["anyOf": [schema.json, ["type": "null"]]]
        case .array(let schema): ["type": "array", "items": schema.json]
        case .object(let fields):
            [
                "type": "object", "properties": .object(Dictionary(fields.map { ($0.name, $0.schema.json) }) { $1 }),
                "required": .array(fields.map { .string($0.name) }), "additionalProperties": false,
            ]
        }
    }
}

/// How a question or an act of the API is described.
public struct Operation: Sendable {
    public struct Parameter: Sendable {
        public let name: String
        public let schema: Schema
        public let text: String
        public let isRequired: Bool
        public init(_ name: String, _ schema: Schema, _ text: String, isRequired: Bool = false) {
            (self.name, self.schema, self.text, self.isRequired) = (name, schema, text, isRequired)
        }
    }

    /// One line, in English: what it answers.
    public let summary: String
    public let parameters: [Parameter]
    public let answer: Schema
    /// What an act takes; nil for a question.
    public let takes: Intake?
    /// Whether what is sent may have to wait for the assent of others.
    public let mayWait: Bool
    /// Whether a file comes with the fields, so that all of it is sent as a form (multipart/form-data) in which the file is called `file`.
    private(set) var takesFile = false
    /// The type of an answer that is a file; nil where it is JSON.
    private(set) var mediaType: String?
    /// The same with what other features add to the list that it asks for.
    private(set) var with: (@Sendable ([ListExtra]) -> Operation)?

    public init(_ summary: String, parameters: [Parameter] = [], takes: Intake? = nil, mayWait: Bool = false, answer: Schema) {
        (self.summary, self.parameters, self.takes, self.mayWait, self.answer) = (summary, parameters, takes, mayWait, answer)
    }

    /// An act that answers with what this question does.
    public func acting(_ summary: String, _ takes: [Intake.Field] = [], mayWait: Bool = false) -> Operation {
        Operation(summary, takes: Intake(takes), mayWait: mayWait, answer: answer)
    }

    /// An act that takes a file beside these fields and answers with what this question does.
    public func taking(_ summary: String, file fields: [Intake.Field] = []) -> Operation {
        var copy = acting(summary, fields)
        copy.takesFile = true
        return copy
    }

    /// A question whose answer is a file.
    /// - Parameter mediaType: as the description says it: `text/html`, `*/*` where each has its own.
    public static func file(_ summary: String, parameters: [Parameter] = [], mediaType: String) -> Operation {
        var made = Operation(summary, parameters: parameters, answer: .format("binary"))
        made.mediaType = mediaType
        return made
    }

    func extended(by make: @escaping @Sendable ([ListExtra]) -> Operation) -> Operation {
        var copy = self
        copy.with = make
        return copy
    }
}

/// Any JSON value, for descriptions and answers whose fields are only known when they are made.
public enum JSONValue: Sendable, Encodable, Equatable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
    case null, bool(Bool), integer(Int), number(Double), string(String), array([JSONValue]), object([String: JSONValue])

    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(Dictionary(elements) { $1 }) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        case .object(let fields): try container.encode(fields)
        }
    }
}

extension Cell {
    var json: JSONValue {
        switch self {
        case .none: .null
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .decimal(let number): .number(number)
        case .date(let date): .string(date.description)
        case .texts(let texts): .array(texts.map { .string($0) })
        }
    }
}
