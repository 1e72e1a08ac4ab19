import Foundation
import Kernel
import Markup

/// What an act of the API takes: fields under the names that answers have, each with the name by which the feature's own form reads it. So what is
/// sent becomes what somebody would have typed, and the rules stay with the form.
public struct Intake: Sendable {
    public indirect enum Shape: Sendable {
        /// - Parameter most: characters at most.
        case text(most: Int)
        case choice([String])
        case whole(ClosedRange<Int>)
        /// - Parameter digits: after the point, at most.
        case decimal(digits: Int)
        case flag
        case uuid
        /// `1988`, `1988-06`, `1988-06-24`.
        case date
        case list(Shape)
        /// Objects, each a row of the form (`RepeatedRows`): the field's form name is the prefix, those of its own fields the columns.
        case rows([Field])
    }

    public struct Field: Sendable {
        public let name: String
        let shape: Shape
        /// How the form calls it; of a column that two of the form's are filled with, both.
        let forms: [String]
        let isRequired: Bool
        let text: String
        /// The field beside it without which it cannot be read.
        let beside: String?
        /// Makes the text for the form of a value and of those that stand beside it; nil: as it is.
        let written: (@Sendable (JSONValue, [String: JSONValue]) -> String?)?

        /// - Parameters:
        ///   - forms: its name in the form, where that is another.
        ///   - text: what it means, for the description.
        ///   - beside: the field beside it without which it cannot be read, as an amount without its currency.
        public init(
            _ name: String, _ shape: Shape, as forms: String..., isRequired: Bool = false, _ text: String = "", beside: String? = nil,
            written: (@Sendable (JSONValue, [String: JSONValue]) -> String?)? = nil
        ) {
            (self.name, self.shape, self.forms, self.isRequired, self.text) = (name, shape, forms.isEmpty ? [name] : forms, isRequired, text)
            (self.beside, self.written) = (beside, written)
        }
    }

    public let fields: [Field]
    public init(_ fields: [Field]) { self.fields = fields }

    /// The revision a change was made on.
    public static let revision = Field("revision", .whole(1...Int(Int32.max)), isRequired: true, "The revision that was read")
    /// That what is entered is another one than those like it.
    public static let another = Field("another", .flag, "Enter it although there is one like it")

    /// More rows than any form of ours reads.
    static let mostRows = 100

    /// What was sent, as the form reads it.
    struct Taken: Equatable {
        var form = Parameters()
        /// The form's names of all that was sent, be it empty: a change leaves the others as they are.
        var names: Set<String> = []
    }

    /// - Throws: `NotTaken`: 400 for what is no object or has fields nobody knows, 422 for values of the wrong kind.
    func read(_ value: JSONValue, _ w: Words) throws(NotTaken) -> Taken {
        guard case .object(let object) = value else { throw NotTaken(400, w("The body must be a JSON object.")) }
        let known = Set(fields.map(\.name))
        let unknown = object.keys.filter { !known.contains($0) }.sorted()
        guard unknown.isEmpty else { throw Self.unknown(unknown, w) }
        var taken = Taken()
        var problems = Problems()
        for field in fields {
            guard let value = object[field.name] else { continue }
            try take(value, field, object, &taken, &problems, w)
        }
        guard problems.isEmpty else { throw NotTaken(problems, w) }
        return taken
    }

    private static func unknown(_ names: [String], _ w: Words) -> NotTaken {
        let shown = names.prefix(5).map { "“\($0.prefix(60))”" }.joined(separator: ", ")
        return NotTaken(400, w("There is no such field here: \(shown)."))
    }

    private func take(
        _ value: JSONValue, _ field: Field, _ object: [String: JSONValue], _ taken: inout Taken, _ problems: inout Problems, _ w: Words
    ) throws(NotTaken) {
        switch field.shape {
        case .rows(let columns):
            guard let form = field.forms.first else { return }
            let names = columns.flatMap(\.forms)
            for name in names { taken.names.insert("\(form)-\(name)") }
            guard let rows = Self.elements(value, field.name, &problems, w) else { return }
            let known = Set(columns.map(\.name))
            for (place, row) in rows.enumerated() {
                let at = "\(field.name)[\(place)]"
                guard case .object(let row) = row else { problems.add(at, w("A JSON object is expected here.")); continue }
                let unknown = row.keys.filter { !known.contains($0) }.sorted().map { "\(field.name).\($0)" }
                guard unknown.isEmpty else { throw Self.unknown(unknown, w) }
                for column in columns {
                    let value = row[column.name] ?? .null
                    let text = Self.text(value, column, row, "\(at).\(column.name)", &problems, w) ?? ""
                    for name in column.forms { taken.form.append("\(form)-\(name)", text) }
                }
            }
        case .list(let shape):
            taken.names.formUnion(field.forms)
            let element = Field(field.name, shape)
            for (place, value) in (Self.elements(value, field.name, &problems, w) ?? []).enumerated() {
                guard let text = Self.text(value, element, object, "\(field.name)[\(place)]", &problems, w) else { continue }
                for form in field.forms { taken.form.append(form, text) }
            }
        default:
            taken.names.formUnion(field.forms)
            guard let text = Self.text(value, field, object, field.name, &problems, w) else { return }
            for form in field.forms { taken.form.append(form, text) }
        }
    }

    private static func elements(_ value: JSONValue, _ name: String, _ problems: inout Problems, _ w: Words) -> [JSONValue]? {
        switch value {
        case .null: return []
        case .array(let values):
            guard values.count <= mostRows else { problems.add(name, w("At most \(mostRows) rows.")); return nil }
            return values
        default:
            problems.add(name, w("A list is expected here."))
            return nil
        }
    }

    /// One value as it would have been typed; nil for none, and for what has a problem.
    private static func text(
        _ value: JSONValue, _ field: Field, _ beside: [String: JSONValue], _ at: String, _ problems: inout Problems, _ w: Words
    ) -> String? {
        if case .null = value { return nil }
        guard let plain = plain(value, field.shape) else { problems.add(at, expected(field.shape, w)); return nil }
        if let name = field.beside, beside[name, default: .null] == .null {
            problems.add(at, w("Send “\(name)” beside it: one cannot be read without the other."))
            return nil
        }
        guard let written = field.written else { return plain }
        guard let text = written(value, beside) else { problems.add(at, expected(field.shape, w)); return nil }
        return text
    }

    /// Nil for a value of another kind.
    private static func plain(_ value: JSONValue, _ shape: Shape) -> String? {
        switch (shape, value) {
        case (.text, .string(let text)), (.date, .string(let text)): text
        case (.uuid, .string(let text)): UUID(uuidString: text) == nil ? nil : text.lowercased()
        case (.choice(let words), .string(let text)): words.contains(text) ? text : nil
        case (.whole(let range), .integer(let number)): range.contains(number) ? String(number) : nil
        // JSON has one kind of number: 3.0 is whole.
        case (.whole(let range), .number(let number)): Int(exactly: number).flatMap { range.contains($0) ? String($0) : nil }
        case (.decimal, .integer(let number)): String(number)
        case (.decimal(let digits), .number(let number)): decimal(number, digits)
        case (.flag, .bool(let isSo)): isSo ? "1" : ""
        default: nil
        }
    }

    /// Without an exponent, and with no more digits than asked for; nil where that would change it.
    private static func decimal(_ number: Double, _ digits: Int) -> String? {
        guard abs(number) < 1e15 else { return nil }
        if let whole = Int64(exactly: number) { return String(whole) }
        let text = number.description
        guard !text.contains("e"), let point = text.firstIndex(of: "."), text.distance(from: point, to: text.endIndex) <= digits + 1 else {
            return nil
        }
        return text
    }

    private static func expected(_ shape: Shape, _ w: Words) -> String {
        switch shape {
        case .text: w("A text is expected here.")
        case .uuid: w("An identity is expected here, as the API gives it.")
        case .date: w("A date is expected here: 1988, 1988-06 or 1988-06-24.")
        case .choice(let words): w("One of these is expected here: \(words.prefix(40).joined(separator: ", ")).")
        case .whole(let range): w("A whole number is expected here, from \(String(range.lowerBound)) to \(String(range.upperBound)).")
        case .decimal(let digits): w("A number with at most \(digits) decimals is expected here.")
        case .flag: w("true or false is expected here.")
        case .list, .rows: w("A list is expected here.")
        }
    }

    // MARK: Names and description

    /// Problems under the names that the API has for fields.
    func named(_ problems: Problems) -> Problems {
        let names = Dictionary(fields.flatMap { field in field.forms.map { ($0, field.name) } }) { first, _ in first }
        var named = Problems()
        for field in problems.fields { named.add(names[field.name] ?? field.name, field.text) }
        return named
    }

    var schema: JSONValue { Self.object(fields) }

    /// The fields and the file beside them, for a form in many parts.
    var schemaWithFile: JSONValue {
        guard case .object(var all) = schema, case .object(var properties) = all["properties"] else { return schema }
        properties[Self.fileField] = ["type": "string", "format": "binary"]
        all["properties"] = .object(properties)
        all["required"] = .array((fields.filter(\.isRequired).map(\.name) + [Self.fileField]).map { .string($0) })
        return .object(all)
    }

    /// What the file is called among the fields of an act that takes one.
    static let fileField = "file"

    private static func object(_ fields: [Field]) -> JSONValue {
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        var all: [String: JSONValue] = [
            "type": "object", "properties": .object(Dictionary(fields.map { ($0.name, schema($0)) }) { $1 }), "additionalProperties": false,
        ]
        if !required.isEmpty { all["required"] = .array(required) }
        return .object(all)
    }

    private static func schema(_ field: Field) -> JSONValue {
        var all = schema(field.shape, isRequired: field.isRequired)
        if !field.text.isEmpty { all["description"] = .string(field.text) }
        return .object(all)
    }

    /// What may be left out may be null as well: that empties it.
    private static func schema(_ shape: Shape, isRequired: Bool) -> [String: JSONValue] {
        func type(_ name: String) -> JSONValue { isRequired ? .string(name) : .array([.string(name), "null"]) }
        return switch shape {
        case .text(let most): ["type": type("string"), "maxLength": .integer(most)]
        case .choice(let words):
            ["type": type("string"), "enum": .array(words.map { .string($0) } + (isRequired ? [] : [.null]))]
        case .whole(let range): ["type": type("integer"), "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .decimal(let digits): ["type": type("number"), "description": .string("At most \(digits) decimals")]
        case .flag: ["type": type("boolean")]
        case .uuid: ["type": type("string"), "format": "uuid"]
        case .date: ["type": type("string"), "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"]
        case .list(let shape):
            ["type": type("array"), "items": .object(schema(shape, isRequired: true)), "maxItems": .integer(mostRows)]
        case .rows(let fields): ["type": type("array"), "items": object(fields), "maxItems": .integer(mostRows)]
        }
    }
}

extension Inbound {
    /// What stands, as the form shows it, with what was sent in its place.
    public func changing(_ present: Parameters) -> Parameters {
        Parameters(present.pairs.filter { !given.contains($0.name) } + form.pairs)
    }

    /// Whether a field of the form was sent, be it empty.
    public func hasSent(_ name: String) -> Bool { given.contains(name) }
}
