import CGazetteerData
import CZlib

/// The bundled text, unpacked, and where its sections lie. The format is described in Data/make-places.
final class PlaceSource {
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private var sections: [String: (start: Int, count: Int)] = [:]

    /// Changes whenever the bundled data changes.
    static var version: String { String(cString: gazetteer_data_version()) }

    init() throws {
        bytes = .allocate(capacity: gazetteer_data_unpacked_length())
        var length = uLong(bytes.count)
        let status = uncompress(bytes.baseAddress, &length, gazetteer_data(), uLong(gazetteer_data_length()))
        guard status == Z_OK, Int(length) == bytes.count else {
            throw GazetteerError.bundleDamaged("unpacking ended with \(status)")
        }
        try findSections()
    }

    deinit { bytes.deallocate() }

    private func findSections() throws {
        var position = 0
        while position < bytes.count {
            let header = String(decoding: line(at: &position), as: UTF8.self)
            let parts = header.dropFirst().split(separator: " ")
            guard header.hasPrefix("="), parts.count == 2, let count = Int(parts[1]) else {
                throw GazetteerError.bundleDamaged("section expected, found \(header.prefix(40))")
            }
            sections[String(parts[0])] = (position, count)
            for _ in 0..<count { _ = line(at: &position) }
        }
    }

    /// The bytes of the line that begins at `position`, which moves behind it.
    fileprivate func line(at position: inout Int) -> UnsafeBufferPointer<UInt8> {
        let start = position
        while position < bytes.count, bytes[position] != 10 { position += 1 }
        let line = UnsafeBufferPointer(rebasing: bytes[start..<position])
        position += 1
        return line
    }

    /// Reads a section line by line. Valid as long as the source is kept.
    func section(_ name: String) throws -> Lines {
        guard let section = sections[name] else { throw GazetteerError.bundleDamaged("section \(name) is missing") }
        return Lines(source: self, position: section.start, count: section.count)
    }

    struct Lines {
        fileprivate let source: PlaceSource
        fileprivate var position: Int
        let count: Int

        mutating func next() -> UnsafeBufferPointer<UInt8> { source.line(at: &position) }
        mutating func nextText() -> String { String(decoding: next(), as: UTF8.self) }

        /// A whole number, 0 for an empty line.
        mutating func nextNumber() -> Int {
            var value = 0
            var isNegative = false
            for byte in next() {
                if byte == 0x2D { isNegative = true } else if (0x30...0x39).contains(byte) { value = value &* 10 &+ Int(byte &- 0x30) }
            }
            return isNegative ? -value : value
        }
    }
}
