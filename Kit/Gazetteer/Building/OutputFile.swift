import CZlib
import Foundation

/// A new file that becomes visible only when it is whole: written under a temporary name, synchronised, renamed.
final class OutputFile {
    let temporaryPath: String
    private let path: String
    private var descriptor: Int32
    /// CRC-32 of what `write` wrote.
    private(set) var checksum: UInt32 = 0

    init(path: String, temporaryPath: String) throws {
        self.path = path
        self.temporaryPath = temporaryPath
        descriptor = Foundation.open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw GazetteerError.fileUnavailable(path: temporaryPath, reason: String(cString: strerror(errno))) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var offset = 0
        while offset < bytes.count, let base = bytes.baseAddress {
            let written = Foundation.write(descriptor, base + offset, min(bytes.count - offset, 1 << 20))
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw GazetteerError.fileUnavailable(path: temporaryPath, reason: String(cString: strerror(errno))) }
            checksum = UInt32(truncatingIfNeeded: crc32(uLong(checksum), (base + offset).assumingMemoryBound(to: UInt8.self), uInt(written)))
            offset += written
        }
    }

    /// Leaves room at the start, to be filled by `writeAtStart`.
    func skip(_ count: Int) throws {
        guard lseek(descriptor, off_t(count), SEEK_SET) == off_t(count) else {
            throw GazetteerError.fileUnavailable(path: temporaryPath, reason: String(cString: strerror(errno)))
        }
    }

    func writeAtStart(_ words: [UInt32]) throws {
        let written = words.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == words.count * 4 else { throw GazetteerError.fileUnavailable(path: temporaryPath, reason: String(cString: strerror(errno))) }
    }

    func finish() throws {
        guard fsync(descriptor) == 0, close(descriptor) == 0 else {
            throw GazetteerError.fileUnavailable(path: temporaryPath, reason: String(cString: strerror(errno)))
        }
        descriptor = -1
        guard rename(temporaryPath, path) == 0 else { throw GazetteerError.fileUnavailable(path: path, reason: String(cString: strerror(errno))) }
    }
}
