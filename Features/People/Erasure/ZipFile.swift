import Foundation

/// A ZIP file of a few small files, stored as they are (PKWARE APPNOTE 6.3: local headers, central directory, end record).
struct ZipFile {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0

    /// - Parameter bytes: at most 2 GB together with all the others; nothing of ours comes near that.
    mutating func add(_ name: String, _ bytes: [UInt8]) {
        let offset = UInt32(clamping: body.count)
        let title = Array(name.utf8)
        var head: [UInt8] = []
        // Version 2.0, names in UTF-8 (bit 11), stored, 1 January 1980: a file without a date says nothing of the day it was made.
        Self.put(20, 2, &head)
        Self.put(0x0800, 2, &head)
        Self.put(0, 2, &head)
        Self.put(0, 2, &head)
        Self.put(0x0021, 2, &head)
        Self.put(Self.checksum(bytes), 4, &head)
        Self.put(UInt32(clamping: bytes.count), 4, &head)
        Self.put(UInt32(clamping: bytes.count), 4, &head)
        Self.put(UInt32(clamping: title.count), 2, &head)
        Self.put(0, 2, &head)
        Self.put(0x0403_4B50, 4, &body)
        body += head + title + bytes
        Self.put(0x0201_4B50, 4, &directory)
        Self.put(20, 2, &directory)
        directory += head
        // No remark, first disk, no attributes.
        for width in [2, 2, 2, 4] { Self.put(0, width, &directory) }
        Self.put(offset, 4, &directory)
        directory += title
        count &+= 1
    }

    var bytes: [UInt8] {
        var end: [UInt8] = []
        Self.put(0x0605_4B50, 4, &end)
        Self.put(0, 4, &end)
        Self.put(UInt32(count), 2, &end)
        Self.put(UInt32(count), 2, &end)
        Self.put(UInt32(clamping: directory.count), 4, &end)
        Self.put(UInt32(clamping: body.count), 4, &end)
        Self.put(0, 2, &end)
        return body + directory + end
    }

    private static func put(_ value: UInt32, _ width: Int, _ bytes: inout [UInt8]) {
        for place in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * place))) }
    }

    /// CRC-32 as in ISO 3309.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
        }
        return value ^ 0xFFFF_FFFF
    }
}
