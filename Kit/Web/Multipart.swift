import Foundation
import Kernel

/// Reads multipart/form-data (RFC 7578) as it arrives: fields into memory, files onto disk. Memory stays at one chunk and a boundary.
struct MultipartReader {
    struct Limits {
        var file = 20 * 1024 * 1024
        var field = 1024 * 1024
        var parts = 500
        var head = 16 * 1024
    }

    private enum State { case preamble, head, body, end }

    private let marker: [UInt8]
    private let folder: URL
    private let limits: Limits
    private var state = State.preamble
    private var buffer: [UInt8]
    private var parts = 0
    private var current: (name: String, file: (name: String, url: URL, handle: FileHandle)?)?
    private var size = 0
    private var value: [UInt8] = []
    /// Bytes given back before a body for the search of its end; they are not the body's.
    private var given = 0

    private(set) var form = Parameters()
    private(set) var files: [UploadedFile] = []

    /// - Parameters:
    ///   - contentType: the request's header, with its boundary.
    ///   - folder: where files are put; the caller removes it.
    init?(contentType: String, folder: URL, limits: Limits = Limits()) {
        guard let range = contentType.range(of: "boundary=", options: .caseInsensitive) else { return nil }
        let rest = contentType[range.upperBound...]
        let boundary = rest.first == "\"" ? rest.dropFirst().prefix { $0 != "\"" } : rest.prefix { $0 != ";" && $0 != " " }
        guard (1...200).contains(boundary.utf8.count) else { return nil }
        marker = Array("\r\n--\(boundary)".utf8)
        // The first boundary has no line break before it; giving it one lets one search serve all.
        buffer = [13, 10]
        (self.folder, self.limits) = (folder, limits)
    }

    /// Takes the next bytes. Throws `AppError.tooLarge` or `.invalid`; what was read before stays readable.
    mutating func take(_ bytes: some Sequence<UInt8>) throws {
        buffer += bytes
        while try step() {}
    }

    /// Call when the body has ended. Throws when it broke off in the middle of a part.
    mutating func finish() throws {
        guard state == .end else {
            try close()
            throw AppError.invalid("The upload broke off before it was complete. Please send it again.")
        }
    }

    /// Closes what is open, for a request that ends early.
    mutating func close() throws { try current?.file?.handle.close(); current = nil }

    private mutating func step() throws -> Bool {
        switch state {
        case .end:
            buffer.removeAll()
            return false
        case .preamble, .body:
            guard let found = Self.find(marker, in: buffer) else {
                // Keep what could be the beginning of a boundary.
                let safe = max(0, buffer.count - marker.count)
                try write(buffer[..<safe])
                buffer.removeFirst(safe)
                return false
            }
            let after = found + marker.count
            guard buffer.count >= after + 2 else {
                try write(buffer[..<found])
                buffer.removeFirst(found)
                return false
            }
            try write(buffer[..<found])
            try endPart()
            let isLast = buffer[after] == 45 && buffer[after + 1] == 45
            state = isLast ? .end : .head
            // The line break after the boundary stays: it makes an empty head recognisable.
            buffer.removeFirst(after)
            return true
        case .head:
            guard let end = Self.find([13, 10, 13, 10], in: buffer) else {
                // With so many bytes an end within the limit would have been found.
                if buffer.count >= limits.head + 4 { throw AppError.invalid("The upload is not well formed.") }
                return false
            }
            // The same whether the head comes in one piece or in many.
            guard end <= limits.head else { throw AppError.invalid("The upload is not well formed.") }
            let head = Parameters.readable(buffer[..<end])
            buffer.removeFirst(end + 4)
            try beginPart(head)
            state = .body
            // An empty body has its boundary directly after the head, whose line break we have just taken. It is given
            // back for the search, and not written.
            buffer.insert(contentsOf: [13, 10], at: 0)
            given = 2
            return true
        }
    }

    private mutating func beginPart(_ head: String) throws {
        parts += 1
        guard parts <= limits.parts else { throw AppError.invalid("The form has too many fields.") }
        var name = "", fileName: String?
        for line in head.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-disposition:") {
            name = Self.attribute("name", of: line) ?? ""
            fileName = Self.attribute("filename", of: line)
        }
        size = 0
        value = []
        if let fileName {
            let url = folder.appendingPathComponent("upload-\(parts)")
            guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
                throw AppError.invalid("The server has no room for the upload.")
            }
            let last = fileName.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
            // The feature that takes the file shortens its name further, and keeps the ending.
            current = (name, (String(last.prefix(1000)), url, try FileHandle(forWritingTo: url)))
        } else {
            current = (name, nil)
        }
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>) throws {
        guard state == .body, let current, !bytes.isEmpty else { return }
        let notOurs = min(given, bytes.count)
        given -= notOurs
        let bytes = bytes.dropFirst(notOurs)
        size += bytes.count
        if let file = current.file {
            guard size <= limits.file else { throw AppError.tooLarge(limit: limits.file) }
            try file.handle.write(contentsOf: Data(bytes))
        } else {
            guard size <= limits.field else { throw AppError.tooLarge(limit: limits.field) }
            value += bytes
        }
    }

    private mutating func endPart() throws {
        guard let part = current else { return }
        current = nil
        given = 0
        if let file = part.file {
            try file.handle.close()
            if !file.name.isEmpty || size > 0 { files.append(UploadedFile(field: part.name, name: file.name, url: file.url, size: size)) }
        } else {
            form.append(part.name, Parameters.readable(value))
        }
    }

    private static func attribute(_ name: String, of line: Substring) -> String? {
        guard let range = line.range(of: "\(name)=\"") ?? line.range(of: "\(name)=") else { return nil }
        // "filename=" holds "name=": what stands before must be a separator.
        if range.lowerBound > line.startIndex, let before = line[..<range.lowerBound].last, before.isLetter || before == "*" {
            guard let next = line[range.upperBound...].range(of: " \(name)=\"") else { return nil }
            return String(line[next.upperBound...].prefix { $0 != "\"" })
        }
        return String(line[range.upperBound...].prefix { $0 != "\"" && $0 != ";" }).replacingOccurrences(of: "%22", with: "\"")
    }

    static func find(_ needle: [UInt8], in hay: [UInt8]) -> Int? {
        guard let first = needle.first, hay.count >= needle.count else { return nil }
        let last = hay.count - needle.count
        var position = 0
        return hay.withUnsafeBufferPointer { bytes in
            while position <= last {
                if bytes[position] == first {
                    var matched = 1
                    while matched < needle.count, bytes[position + matched] == needle[matched] { matched += 1 }
                    if matched == needle.count { return position }
                }
                position += 1
            }
            return nil
        }
    }
}
