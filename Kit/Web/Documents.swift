import Kernel
import Storage

/// A file of an office, as another feature may share it.
public struct Document: Sendable, Equatable {
    public let title: String
    /// The name of the file with its ending.
    public let name: String
    public let mediaType: String
    /// In bytes.
    public let size: Int
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    public let hash: String

    public init(title: String, name: String, mediaType: String, size: Int, hash: String) {
        (self.title, self.name, self.mediaType, self.size, self.hash) = (title, name, mediaType, size, hash)
    }
}

/// The way to an office's files for a feature that shares some of them with others. What it holds stays, also when the office removes the file.
public struct DocumentSource: Sendable {
    /// The files that hang on something of an office, by kind and identity.
    public let attached: @Sendable (OfficeID, _ kind: String, _ id: String, Connection) throws -> [Document]
    /// Keeps the bytes of a file of this office for a holder. Throws `AppError.notFound` where the office has none with this hash.
    public let hold: @Sendable (_ hash: String, _ holder: String, OfficeID, Connection) throws -> Void
    /// The bytes a holder has under this hash, with safe headers; nil where they are not on this server. Whether the reader may see the holder is
    /// for the caller to know.
    public let send: @Sendable (_ hash: String, _ holder: String, _ name: String, Context) async throws -> Reply?
    /// Under which hashes a holder has bytes on this server.
    public let held: @Sendable (_ holder: String, Connection) throws -> Set<String>
    /// Hands out the bytes a holder has under a hash, a piece at a time, in transactions of its own; false where they are not on this server.
    public let read: @Sendable (_ hash: String, _ holder: String, Database, _ to: ([UInt8]) async throws -> Void) async throws -> Bool
    /// Where files are added to something; whoever has added them goes on to `then`.
    public let adding: @Sendable (_ kind: String, _ id: String, _ then: String) -> String

    public init(
        attached: @escaping @Sendable (OfficeID, String, String, Connection) throws -> [Document],
        hold: @escaping @Sendable (String, String, OfficeID, Connection) throws -> Void,
        send: @escaping @Sendable (String, String, String, Context) async throws -> Reply?,
        held: @escaping @Sendable (String, Connection) throws -> Set<String>,
        read: @escaping @Sendable (String, String, Database, ([UInt8]) async throws -> Void) async throws -> Bool,
        adding: @escaping @Sendable (String, String, String) -> String
    ) {
        (self.attached, self.hold, self.send, self.held, self.read, self.adding) = (attached, hold, send, held, read, adding)
    }
}
