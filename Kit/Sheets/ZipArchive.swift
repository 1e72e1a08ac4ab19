import CZlib

/// Reads the files inside a ZIP archive: the central directory once, then each file as a stream of chunks.
/// Every number in the archive is checked against the file before it is used.
final class ZipArchive {
    struct Entry {
        let name: String
        let method: Int
        let isEncrypted: Bool
        let checksum: UInt32
        let packedSize: Int
        let unpackedSize: Int
        let headerOffset: Int
    }

    private let file: FileBytes
    private let limits: SheetLimits
    private var entries: [String: Entry] = [:]
    private(set) var names: [String] = []
    /// Bytes unpacked so far, over all files.
    private var unpacked = 0

    init(_ file: FileBytes, limits: SheetLimits) throws {
        self.file = file
        self.limits = limits
        try readDirectory()
    }

    /// The entry of that path; case, a leading slash and the direction of slashes do not matter, since programs differ.
    func entry(_ path: String) -> Entry? { entries[Self.key(path)] }

    private static func key(_ path: String) -> String {
        let slashed = path.replacing("\\", with: "/").lowercased()
        return slashed.hasPrefix("/") ? String(slashed.dropFirst()) : slashed
    }

    // MARK: - Directory

    private func readDirectory() throws {
        let tailSize = min(file.size, 65_557)
        let tailStart = file.size - tailSize
        let tail = try file.bytes(at: tailStart, count: tailSize)
        guard let end = Self.lastIndex(of: [0x50, 0x4B, 0x05, 0x06], in: tail), tail.count - end >= 22 else {
            throw SheetError.damaged(detail: "the end of the archive is missing")
        }
        let record = LittleEndian(tail)
        var count = record.value(at: end + 10, bytes: 2)
        var size = record.value(at: end + 12, bytes: 4)
        var offset = record.value(at: end + 16, bytes: 4)
        if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
            let locator = try LittleEndian(file.bytes(at: tailStart + end - 20, count: 20))
            if locator.value(at: 0, bytes: 4) == 0x0706_4B50 {
                let large = try LittleEndian(file.bytes(at: locator.value(at: 8, bytes: 8), count: 56))
                guard large.value(at: 0, bytes: 4) == 0x0606_4B50 else { throw SheetError.damaged(detail: "the archive's directory is unreadable") }
                count = large.value(at: 32, bytes: 8)
                size = large.value(at: 40, bytes: 8)
                offset = large.value(at: 48, bytes: 8)
            }
        }
        guard count <= limits.archiveEntries, size <= 64 * 1_048_576 else { throw SheetError.unpacksTooLarge(limit: limits.unpackedBytes) }
        guard offset <= file.size, size <= file.size - offset else { throw SheetError.damaged(detail: "the archive's directory is cut off") }
        try readEntries(LittleEndian(file.bytes(at: offset, count: size)), count: count)
    }

    private func readEntries(_ directory: LittleEndian, count: Int) throws {
        var position = 0
        for _ in 0..<count {
            guard directory.value(at: position, bytes: 4) == 0x0201_4B50 else {
                throw SheetError.damaged(detail: "the archive's directory is unreadable")
            }
            let nameLength = directory.value(at: position + 28, bytes: 2)
            let extraLength = directory.value(at: position + 30, bytes: 2)
            let commentLength = directory.value(at: position + 32, bytes: 2)
            guard let nameBytes = directory.slice(at: position + 46, count: nameLength),
                let extra = directory.slice(at: position + 46 + nameLength, count: extraLength)
            else { throw SheetError.damaged(detail: "the archive's directory is cut off") }
            var packed = directory.value(at: position + 20, bytes: 4)
            var unpacked = directory.value(at: position + 24, bytes: 4)
            var header = directory.value(at: position + 42, bytes: 4)
            Self.readLargeSizes(LittleEndian(Array(extra)), &unpacked, &packed, &header)
            let entry = Entry(
                name: String(decoding: nameBytes, as: UTF8.self), method: directory.value(at: position + 10, bytes: 2),
                isEncrypted: directory.value(at: position + 8, bytes: 2) & 1 == 1,
                checksum: UInt32(truncatingIfNeeded: directory.value(at: position + 16, bytes: 4)), packedSize: packed,
                unpackedSize: unpacked, headerOffset: header)
            entries[Self.key(entry.name)] = entry
            names.append(entry.name)
            position += 46 + nameLength + extraLength + commentLength
        }
    }

    /// ZIP64 keeps sizes that do not fit into 32 bits in an extra field, in a fixed order, only those that are needed.
    private static func readLargeSizes(_ extra: LittleEndian, _ unpacked: inout Int, _ packed: inout Int, _ header: inout Int) {
        var position = 0
        while position + 4 <= extra.count {
            let kind = extra.value(at: position, bytes: 2)
            let length = extra.value(at: position + 2, bytes: 2)
            if kind == 1 {
                var field = position + 4
                func next(_ value: inout Int) {
                    guard value == 0xFFFF_FFFF, field + 8 <= position + 4 + length else { return }
                    value = extra.value(at: field, bytes: 8)
                    field += 8
                }
                next(&unpacked)
                next(&packed)
                next(&header)
                return
            }
            position += 4 + length
        }
    }

    private static func lastIndex(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        var index = bytes.count - pattern.count
        while index >= 0 {
            if bytes[index] == pattern[0], bytes[index..<(index + pattern.count)].elementsEqual(pattern) { return index }
            index -= 1
        }
        return nil
    }

    // MARK: - Content

    /// Unpacks a small file as a whole.
    func content(of entry: Entry, limit: Int) throws -> [UInt8] {
        var content: [UInt8] = []
        try stream(entry) { chunk in
            guard content.count + chunk.count <= limit else { throw SheetError.unpacksTooLarge(limit: limit) }
            content.append(contentsOf: chunk)
        }
        return content
    }

    /// Unpacks a file and hands it over in chunks; checks its checksum at the end.
    /// - Throws: `SheetError.damaged`, `.unpacksTooLarge`, `.passwordProtected`, and whatever the body throws.
    func stream(_ entry: Entry, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        guard !entry.isEncrypted else { throw SheetError.passwordProtected }
        let header = try LittleEndian(file.bytes(at: entry.headerOffset, count: 30))
        guard header.value(at: 0, bytes: 4) == 0x0403_4B50 else { throw SheetError.damaged(detail: "“\(entry.name)” is missing") }
        let start = entry.headerOffset + 30 + header.value(at: 26, bytes: 2) + header.value(at: 28, bytes: 2)
        guard start <= file.size, entry.packedSize <= file.size - start else { throw SheetError.damaged(detail: "“\(entry.name)” is cut off") }
        var checksum: UInt = 0
        var own = 0
        let deliver: (UnsafeBufferPointer<UInt8>) throws -> Void = { [self] chunk in
            guard !chunk.isEmpty else { return }
            own += chunk.count
            unpacked += chunk.count
            guard unpacked <= limits.unpackedBytes, own <= 33_554_432 || own / max(1, entry.packedSize) <= limits.unpackedRatio else {
                throw SheetError.unpacksTooLarge(limit: limits.unpackedBytes)
            }
            checksum = crc32(checksum, chunk.baseAddress, UInt32(truncatingIfNeeded: chunk.count))
            try body(chunk)
        }
        switch entry.method {
        case 0: try copy(from: start, count: entry.packedSize, deliver)
        case 8: try inflate(entry, from: start, deliver)
        default: throw SheetError.damaged(detail: "“\(entry.name)” is packed in an unknown way")
        }
        guard UInt32(truncatingIfNeeded: checksum) == entry.checksum else { throw SheetError.damaged(detail: "“\(entry.name)” has a wrong checksum") }
    }

    private static let chunkSize = 65_536

    private func copy(from start: Int, count: Int, _ deliver: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        var position = start
        let end = start + count
        while position < end {
            let bytes = try file.bytes(at: position, count: min(Self.chunkSize, end - position))
            guard !bytes.isEmpty else { throw SheetError.damaged(detail: "the archive is cut off") }
            try bytes.withUnsafeBufferPointer(deliver)
            position += bytes.count
        }
    }

    private func inflate(_ entry: Entry, from start: Int, _ deliver: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        let damaged = SheetError.damaged(detail: "“\(entry.name)” cannot be unpacked")
        var stream = z_stream()
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw damaged }
        defer { inflateEnd(&stream) }
        let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Self.chunkSize * 4)
        defer { output.deallocate() }
        var position = start
        let end = start + entry.packedSize
        var ended = false
        while !ended, position < end {
            var input = try file.bytes(at: position, count: min(Self.chunkSize, end - position))
            guard !input.isEmpty else { throw damaged }
            position += input.count
            try input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                repeat {
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(output.count)
                    let result = CZlib.inflate(&stream, Z_NO_FLUSH)
                    guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else { throw damaged }
                    try deliver(UnsafeBufferPointer(rebasing: output[..<(output.count - Int(stream.avail_out))]))
                    ended = result == Z_STREAM_END
                    if result == Z_BUF_ERROR { break }
                } while !ended && (stream.avail_in > 0 || stream.avail_out == 0)
            }
        }
        guard ended else { throw damaged }
    }
}

/// Little-endian numbers out of bytes; what lies outside reads as zero.
struct LittleEndian {
    private let bytes: [UInt8]
    var count: Int { bytes.count }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Never negative; 64-bit numbers beyond what any file holds are cut to a number that every check refuses.
    func value(at position: Int, bytes width: Int) -> Int {
        guard position >= 0, position <= bytes.count - width else { return 0 }
        var value: UInt64 = 0
        for index in 0..<width { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        return Int(min(value, 1 << 60))
    }

    func slice(at position: Int, count: Int) -> ArraySlice<UInt8>? {
        guard position >= 0, count >= 0, position <= bytes.count - count else { return nil }
        return bytes[position..<(position + count)]
    }
}
