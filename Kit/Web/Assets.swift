import CAssets
import Crypto
import Foundation

/// Style sheets and scripts, embedded in the binary and served under names that change with their content.
public struct Assets: Sendable {
    public struct File: Sendable {
        public let path: String
        public let type: String
        public let bytes: [UInt8]
        let compressed: [UInt8]?
    }

    public let style: File
    public let script: File
    private let byPath: [String: File]
    private let texts: [String: String]

    /// Everything that is embedded: the style sheets joined into one, the scripts into one.
    public static let embedded = Assets()

    private init() {
        var parts: [(name: String, bytes: [UInt8])] = []
        for position in 0..<Int(proxenia_asset_count()) {
            let asset = proxenia_asset(Int32(position))
            parts.append((String(cString: asset.name), Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))))
        }
        func joined(_ suffix: String) -> [UInt8] { Array(parts.filter { $0.name.hasSuffix(suffix) }.map(\.bytes).joined(separator: [10])) }
        style = Self.file("css", "text/css; charset=utf-8", joined(".css"))
        script = Self.file("js", "text/javascript; charset=utf-8", joined(".js"))
        let icon = Self.file("svg", "image/svg+xml", joined("icon.svg"), name: "icon")
        byPath = Dictionary(uniqueKeysWithValues: [style, script, icon].map { ($0.path, $0) })
        self.icon = icon
        texts = Dictionary(parts.filter { $0.name.hasSuffix(".txt") }.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) }) { $1 }
    }

    public let icon: File

    func file(at path: String) -> File? { byPath[path] }

    /// An embedded text by name: `de.txt`.
    public func text(_ name: String) -> String? { texts[name] }

    private static func file(_ suffix: String, _ type: String, _ bytes: [UInt8], name: String = "proxenia") -> File {
        let hash = SHA256.hash(data: bytes).prefix(5).map { String($0, radix: 16) }.joined()
        return File(path: "/assets/\(name)-\(hash).\(suffix)", type: type, bytes: bytes, compressed: Compression.gzip(bytes, level: 9))
    }
}
