/// What an error may say in the log: its kind and the engine's code, never its values. An error of the database can quote what somebody typed, one of
/// ours can name a person; the log outlives both and is read by people who may see neither.
public struct ErrorKind: CustomStringConvertible, Sendable {
    public let description: String

    public init(_ error: any Error) {
        description =
            switch error {
            case let error as StorageError: Self.of(error)
            default: Self.kind(error)
            }
    }

    private static func of(_ error: StorageError) -> String {
        switch error {
        // These quote: PostgreSQL's “invalid input syntax for type integer: "…"”, a NUL in somebody's text, the expression of a check.
        case .refused(let code, _): "The database refused the statement (\(code))."
        case .column(let name, _): "The column “\(name)” could not be read."
        case .value: "The database cannot hold this value."
        default: error.description
        }
    }

    /// `DecodingError.keyNotFound`, `NSCocoaErrorDomain 4`.
    private static func kind(_ error: any Error) -> String {
        let type = String(reflecting: type(of: error))
        let mirror = Mirror(reflecting: error)
        if mirror.displayStyle == .enum {
            // A case without a payload has no children, and its description is its name.
            return "\(type).\(mirror.children.first?.label ?? String(describing: error))"
        }
        return "\(type)"
    }
}
