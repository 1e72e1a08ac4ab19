import CZlib
import Foundation

/// A file mapped for reading, for as long as the object lives.
final class MappedFile: @unchecked Sendable {  // Immutable after init; the memory is read-only.
    let bytes: UnsafeRawBufferPointer

    init(path: String) throws {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GazetteerError.fileUnavailable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else { throw GazetteerError.fileDamaged("\(path) is empty") }
        let length = Int(status.st_size)
        guard let memory = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), memory != MAP_FAILED else {
            throw GazetteerError.fileUnavailable(path: path, reason: String(cString: strerror(errno)))
        }
        // Searches jump about: reading ahead would only make more pages resident.
        _ = madvise(memory, length, MADV_RANDOM)
        bytes = UnsafeRawBufferPointer(start: memory, count: length)
    }

    deinit {
        if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
    }
}

/// By what a file is known to be whole and the one that was written.
struct FileFingerprint: Hashable {
    /// CRC-32 of the bytes.
    let checksum: UInt32
    /// In bytes.
    let length: Int

    init(checksum: UInt32, length: Int) {
        self.checksum = checksum
        self.length = length
    }

    /// Reads the file through (a gigabyte a second, nothing stays in memory).
    /// - Parameter skipping: bytes at the start that do not count
    init(path: String, skipping: Int = 0) throws {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GazetteerError.fileUnavailable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        _ = lseek(descriptor, off_t(skipping), SEEK_SET)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var total = 0
        var sum: uLong = 0
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw GazetteerError.fileUnavailable(path: path, reason: String(cString: strerror(errno))) }
            if count == 0 { break }
            sum = crc32(sum, buffer, uInt(count))
            total += count
        }
        self.init(checksum: UInt32(truncatingIfNeeded: sum), length: total)
    }

    /// The first words of a file; fewer where it is shorter.
    static func firstWords(path: String, count: Int) throws -> [UInt32] {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GazetteerError.fileUnavailable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var words = [UInt32](repeating: 0, count: count)
        let found = words.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return Array(words.prefix(max(0, found) / 4))
    }
}
