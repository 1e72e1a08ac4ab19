import Foundation

/// Names and values as a form or an address carries them, in their order. A name may come several times.
public struct Parameters: Sendable, Equatable {
    public private(set) var pairs: [(name: String, value: String)] = []

    public init() {}
    public init(_ pairs: [(name: String, value: String)]) { self.pairs = pairs }

    /// More fields than any form of ours has; the rest of a hostile body is not looked at.
    static let mostPairs = 5000

    /// Reads `a=1&b=2` (WHATWG URL Standard, application/x-www-form-urlencoded). What is no UTF-8 is repaired, never refused; NUL is left out.
    public init(encoded text: some StringProtocol) {
        for pair in text.split(separator: "&", maxSplits: Self.mostPairs, omittingEmptySubsequences: true).prefix(Self.mostPairs) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            pairs.append((Self.decode(parts[0]), parts.count > 1 ? Self.decode(parts[1]) : ""))
        }
    }

    public mutating func append(_ name: String, _ value: String) { pairs.append((name, value)) }

    /// The first value of a name, trimmed; empty when there is none.
    public func text(_ name: String) -> String { (self[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines) }

    public subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
    public func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }

    /// The same with a name set to one value, or taken out when it is nil or empty. For links that change one filter.
    public func setting(_ name: String, _ value: String?) -> Parameters {
        var copy = Parameters(pairs.filter { $0.name != name })
        if let value, !value.isEmpty { copy.append(name, value) }
        return copy
    }

    /// The same without one value of a name.
    public func removing(_ name: String, _ value: String) -> Parameters { Parameters(pairs.filter { $0.name != name || $0.value != value }) }

    /// `?a=1&b=2`, or nothing.
    public var queryString: String {
        pairs.isEmpty ? "" : "?" + pairs.map { Self.encode($0.name) + "=" + Self.encode($0.value) }.joined(separator: "&")
    }

    static func encode(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(Character(UnicodeScalar(byte)))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                out += "%" + (hex.count == 1 ? "0" + hex : hex)
            }
        }
        return out
    }

    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = true) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        var waiting: [UInt8] = []
        while let byte = waiting.popLast() ?? iterator.next() {
            if byte == 0x2B, plusIsSpace { bytes.append(0x20); continue }
            guard byte == 0x25 else { bytes.append(byte); continue }
            guard let high = iterator.next() else { bytes.append(byte); break }
            guard let low = iterator.next() else { bytes += [byte, high]; break }
            if let a = hexDigit(high), let b = hexDigit(low) { bytes.append(a << 4 | b) } else { bytes.append(byte); waiting = [low, high] }
        }
        return Self.readable(bytes)
    }

    /// The text of bytes from outside, without NUL: no key of a keyboard makes one, and neither engine keeps it.
    static func readable(_ bytes: some Collection<UInt8>) -> String {
        bytes.contains(0) ? String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self) : String(decoding: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    public static func == (a: Parameters, b: Parameters) -> Bool { a.pairs.elementsEqual(b.pairs) { $0 == $1 } }
}

/// What a request brought, read and bounded.
public struct Inbound: Sendable {
    public enum Method: String, Sendable { case get = "GET", post = "POST", patch = "PATCH", put = "PUT", delete = "DELETE" }

    public var method: Method
    /// Decoded path without query, `/office/organisations`.
    public var path: String
    public var query: Parameters
    public var form = Parameters()
    public var files: [UploadedFile] = []
    /// Names of the form that an act of the API brought, be they empty.
    var given: Set<String> = []
    /// The JSON of an act of the API, and its bytes as they came.
    var json = SentJSON.none
    var body: [UInt8] = []
    /// Values of the pattern's `{name}` parts.
    public var pathValues: [String: String] = [:]
    /// Header names in lower case.
    public var headers: [String: String]
    /// Text address of the client; from `X-Forwarded-For` only behind a trusted proxy.
    public var remoteAddress: String
    /// Stands in log lines and on error pages.
    public var id: String

    public init(
        method: Method, path: String, query: Parameters = Parameters(), headers: [String: String] = [:], remoteAddress: String = "", id: String = ""
    ) {
        (self.method, self.path, self.query, self.headers, self.remoteAddress, self.id) = (method, path, query, headers, remoteAddress, id)
    }

    /// A cookie's value; nil when it was not sent.
    public func cookie(_ name: String) -> String? {
        for part in (headers["cookie"] ?? "").split(separator: ";").prefix(50) {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2, pair[0] == name { return String(pair[1]) }
        }
        return nil
    }

    /// Path and query, to come back to this page.
    public var address: String { path + query.queryString }
}

/// A file that came with a form. It lies in a temporary folder and is gone when the request ends, unless it is moved.
public struct UploadedFile: Sendable {
    public let field: String
    /// As the browser named it, without any folder.
    public let name: String
    public let url: URL
    public let size: Int
}
