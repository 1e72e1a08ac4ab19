import Foundation

/// An address on the web that a person typed. Only http, https, mailto and tel become links; everything else stays text.
public struct Link: Sendable, Equatable {
    public let address: String

    /// Nil for what is not safe or not an address. An address without a scheme gets https.
    public init?(typed: String) {
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty, text.count <= 2000, !text.unicodeScalars.contains(where: { $0.value <= 32 || "<>\"`{}|\\^".unicodeScalars.contains($0) })
        else { return nil }
        if let colon = text.firstIndex(of: ":"), text[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+.-".contains($0)) }),
            !text[text.index(after: colon)...].allSatisfy({ $0.isNumber || $0 == "/" })
        {
            switch text[..<colon].lowercased() {
            case "http", "https":
                guard let host = URLComponents(string: text)?.host, !host.isEmpty else { return nil }
                address = text
            case "mailto", "tel": address = text
            default:
                guard text[..<colon].contains("."), Self.looksLikeHost(String(text[..<colon])) else { return nil }
                address = "https://" + text
            }
        } else {
            let host = text.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            guard Self.looksLikeHost(String(host)) else { return nil }
            address = "https://" + text
        }
    }

    /// Without scheme and closing slash, as people read it.
    public var shown: String {
        var text = Substring(address)
        for scheme in ["https://", "http://", "mailto:", "tel:"] where text.hasPrefix(scheme) { text = text.dropFirst(scheme.count) }
        return String(text.hasSuffix("/") ? text.dropLast() : text)
    }

    private static func looksLikeHost(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } }
    }
}
