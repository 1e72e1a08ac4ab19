import Foundation
import Kernel

/// The file that holds the server's secret.
public struct SecretFile: Sendable {
    public let secret: ServerSecret
    /// What the operator should mend; nil when all is well.
    public let warning: String?

    static let least = 32
    private static let most = 4096

    /// Reads it. A line's end after the secret does not belong to it, since editors and `openssl rand` write one.
    /// - Throws: `AppError.invalid` with what is wrong with the file.
    public init(reading path: String) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            throw AppError.invalid("There is no file \(path) with the server's secret (PROXENIA_SECRET_FILE).")
        }
        var bytes: [UInt8]
        let rights: Int
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            bytes = Array(try handle.read(upToCount: Self.most + 1) ?? Data())
            try handle.close()
            rights = (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? 0
        } catch {
            throw AppError.invalid(
                "The server's secret in \(path) (PROXENIA_SECRET_FILE) cannot be read: it must belong to the account of the server, or to its group.")
        }
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        guard bytes.count >= Self.least else {
            throw AppError.invalid("The server's secret in \(path) is too short: at least \(Self.least) bytes, better “openssl rand -base64 48”.")
        }
        guard bytes.count <= Self.most else { throw AppError.invalid("\(path) is too long for a secret: at most \(Self.most) bytes.") }
        secret = ServerSecret(bytes: bytes)
        warning = rights & 0o007 == 0 ? nil : "Everybody on this machine may read the server's secret: chmod o= \(path)"
    }

    /// Makes one with a new secret, for its owner alone, and waits until it is on the disk.
    /// - Throws: `AppError.invalid` when the file is there already or cannot be written.
    public static func make(at path: String) throws -> SecretFile {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw AppError.invalid("The file \(path) cannot be made: \(String(cString: strerror(errno))).") }
        do {
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
            try handle.write(contentsOf: Data((Guardian.randomText(bytes: 48) + "\n").utf8))
            try handle.synchronize()
            try handle.close()
        } catch { throw AppError.invalid("The file \(path) cannot be written: \(error.localizedDescription)") }
        return try SecretFile(reading: path)
    }
}
