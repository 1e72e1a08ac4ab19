import Foundation

/// Width and height of a picture in pixels, out of its header: what is too large is refused before anybody decodes it.
struct PictureSize: Sendable, Equatable {
    let width: Int
    let height: Int

    /// A telephone of 2026 takes up to 200 million; more than 100 help nobody on a page.
    static let mostPixels = 100_000_000
    static let longestSide = 30_000

    var isBearable: Bool { width <= Self.longestSide && height <= Self.longestSide && width * height <= Self.mostPixels }

    /// As it lies in the database.
    init?(stored width: Int?, _ height: Int?) { self.init(width, height) }

    private init?(_ width: Int?, _ height: Int?) {
        guard let width, let height, width > 0, height > 0, width < 1 << 31, height < 1 << 31 else { return nil }
        (self.width, self.height) = (width, height)
    }

    /// Nil where the header is broken.
    init?(_ handle: FileHandle, _ kind: FileKind) throws {
        let head = try Self.bytes(handle, at: 0, count: 64)
        switch kind {
        case .png: self.init(Self.big(head, 16, 4), Self.big(head, 20, 4))
        case .gif: self.init(Self.little(head, 6, 2), Self.little(head, 8, 2))
        case .webp: try self.init(webp: head)
        case .jpeg: try self.init(jpeg: handle)
        default: return nil
        }
    }

    /// Lossy, lossless and extended files say their size in three ways (RFC 9649).
    private init?(webp head: [UInt8]) throws {
        guard head.count >= 30 else { return nil }
        switch String(decoding: head[12..<16], as: UTF8.self) {
        case "VP8 ":
            guard head[23] == 0x9D, head[24] == 0x01, head[25] == 0x2A else { return nil }
            self.init(Self.little(head, 26, 2).map { $0 & 0x3FFF }, Self.little(head, 28, 2).map { $0 & 0x3FFF })
        case "VP8L":
            guard head[20] == 0x2F, let bits = Self.little(head, 21, 4) else { return nil }
            self.init((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case "VP8X": self.init(Self.little(head, 24, 3).map { $0 + 1 }, Self.little(head, 27, 3).map { $0 + 1 })
        default: return nil
        }
    }

    /// From segment to segment until the one that says the size (ITU-T T.81, B.2.2).
    private init?(jpeg handle: FileHandle) throws {
        var at = 2
        for _ in 0..<2000 {
            let head = try Self.bytes(handle, at: at, count: 9)
            guard head.count >= 4, head[0] == 0xFF else { return nil }
            let marker = head[1]
            if marker == 0xFF { at += 1; continue }
            if (0xD0...0xD7).contains(marker) || marker == 0x01 { at += 2; continue }
            guard let length = Self.big(head, 2, 2), length >= 2 else { return nil }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                self.init(Self.big(head, 7, 2), Self.big(head, 5, 2))
                return
            }
            // The pixels begin before anything said how many.
            if marker == 0xDA || marker == 0xD9 { return nil }
            at += 2 + length
        }
        return nil
    }

    private static func bytes(_ handle: FileHandle, at offset: Int, count: Int) throws -> [UInt8] {
        try handle.seek(toOffset: UInt64(max(0, offset)))
        return Array(try handle.read(upToCount: count) ?? Data())
    }

    private static func big(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int? {
        guard at + count <= bytes.count else { return nil }
        return (0..<count).reduce(0) { $0 << 8 | Int(bytes[at + $1]) }
    }

    private static func little(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int? {
        guard at + count <= bytes.count else { return nil }
        return (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
}
