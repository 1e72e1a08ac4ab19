import Crypto
import Foundation
import Kernel
import Web

/// An uploaded file that is what it claims, ready to be kept.
struct CheckedUpload: Sendable {
    let url: URL
    let name: FileName
    let kind: FileKind
    let size: Int
    /// SHA-256 in hexadecimal.
    let hash: String
    let picture: PictureSize?

    /// Reads the file twice, a piece at a time: once for what it is, once for its hash.
    /// - Throws: `FileRefusal`.
    init(_ file: UploadedFile, limit: Int, fallback: String) throws {
        guard file.size > 0 else { throw FileRefusal.empty }
        guard file.size <= limit else { throw FileRefusal.tooLarge(limit: limit) }
        (url, size, name) = (file.url, file.size, FileName(file.name, fallback: fallback))
        (kind, picture) = try ContentCheck.check(file.url, name: name)
        hash = try Self.hash(file.url)
    }

    private static func hash(_ url: URL) throws -> String {
        let handle = try FileHandle(forReadingFrom: url)
        var hash = SHA256()
        while let piece = try handle.read(upToCount: ContentStore.pieceSize), !piece.isEmpty { hash.update(data: piece) }
        try handle.close()
        return hash.finalize().map { byte in byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }.joined()
    }
}

/// Work that takes long and waits for nobody, off the threads that answer requests.
enum Aside {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result { try body() }) }
        }
    }
}
