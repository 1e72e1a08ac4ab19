import Foundation

/// The names in a ZIP archive, read from its directory alone. Nothing is unpacked, so nothing can burst; every number is held against the file.
struct ZipNames {
    private let names: Set<String>
    /// What an OpenDocument says it is: the content of its first entry, `mimetype`, which lies there unpacked.
    let mediaType: String?

    private static let mostBytes = 8 << 20
    private static let mostEntries = 50_000

    func contains(_ name: String) -> Bool { names.contains(name) }
    func contains(where condition: (String) -> Bool) -> Bool { names.contains(where: condition) }

    /// Nil for what is no whole archive, or an unreasonable one.
    init?(_ handle: FileHandle) throws {
        let size = Int(try handle.seekToEnd())
        let tailStart = max(0, size - 65_557)
        let tail = try Self.bytes(handle, at: tailStart, count: size - tailStart)
        guard let end = Self.lastEnd(tail), let entries = Self.number(tail, end + 10, 2), let length = Self.number(tail, end + 12, 4),
            let start = Self.number(tail, end + 16, 4), entries > 0, entries <= Self.mostEntries, length <= Self.mostBytes, start + length <= size
        else { return nil }
        let directory = try Self.bytes(handle, at: start, count: length)
        guard let names = Self.names(directory, entries) else { return nil }
        self.names = names
        mediaType = try Self.mediaType(handle)
    }

    private static func names(_ directory: [UInt8], _ entries: Int) -> Set<String>? {
        var names: Set<String> = []
        var at = 0
        for _ in 0..<entries {
            guard number(directory, at, 4) == 0x0201_4B50, let name = number(directory, at + 28, 2), let extra = number(directory, at + 30, 2),
                let comment = number(directory, at + 32, 2), at + 46 + name <= directory.count
            else { return nil }
            names.insert(String(decoding: directory[(at + 46)..<(at + 46 + name)], as: UTF8.self).lowercased())
            at += 46 + name + extra + comment
        }
        return names
    }

    private static func mediaType(_ handle: FileHandle) throws -> String? {
        let head = try bytes(handle, at: 0, count: 128)
        guard number(head, 8, 2) == 0, number(head, 26, 2) == 8, let extra = number(head, 28, 2), let length = number(head, 22, 4),
            head.count >= 38, Array(head[30..<38]) == Array("mimetype".utf8)
        else { return nil }
        let start = 38 + extra
        guard length <= 80, start + length <= head.count else { return nil }
        return String(decoding: head[start..<(start + length)], as: UTF8.self)
    }

    private static func bytes(_ handle: FileHandle, at offset: Int, count: Int) throws -> [UInt8] {
        guard offset >= 0, count > 0 else { return [] }
        try handle.seek(toOffset: UInt64(offset))
        return Array(try handle.read(upToCount: count) ?? Data())
    }

    /// The mark at the end of the directory, looked for from behind: a comment may follow it.
    private static func lastEnd(_ tail: [UInt8]) -> Int? {
        guard tail.count >= 22 else { return nil }
        return stride(from: tail.count - 22, through: 0, by: -1).first { number(tail, $0, 4) == 0x0605_4B50 }
    }

    /// Little-endian; nil beyond the end.
    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int? {
        guard at >= 0, at + count <= bytes.count else { return nil }
        return (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
}
