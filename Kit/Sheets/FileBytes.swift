import Foundation

/// A file opened for reading at any place, closed with the object. Positions and lengths are checked, never trusted.
final class FileBytes {
    let size: Int
    private let descriptor: Int32

    init(_ url: URL) throws {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SheetError.cannotRead(reason: String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw SheetError.cannotRead(reason: "not an ordinary file")
        }
        self.descriptor = descriptor
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Fills the buffer from the position on and returns how much was there; less than asked for only at the end of the file.
    func read(at position: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard position >= 0, let base = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, base + done, buffer.count - done, off_t(position + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw SheetError.cannotRead(reason: String(cString: strerror(errno)))
            }
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// Up to `count` bytes from the position on.
    func bytes(at position: Int, count: Int) throws -> [UInt8] {
        guard position >= 0, position < size, count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: min(count, size - position))
        let got = try bytes.withUnsafeMutableBytes { try read(at: position, into: $0) }
        bytes.removeLast(bytes.count - got)
        return bytes
    }

    /// Hands over the whole file, a chunk at a time.
    func forEachChunk(from start: Int = 0, chunkSize: Int = 262_144, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 16)
        defer { buffer.deallocate() }
        var position = start
        while true {
            let count = try read(at: position, into: buffer)
            if count == 0 { return }
            try body(UnsafeBufferPointer(rebasing: UnsafeRawBufferPointer(buffer).bindMemory(to: UInt8.self)[..<count]))
            position += count
        }
    }
}
