import Foundation
import Gazetteer
import Storage

/// How names are made searchable in a column, and how what somebody types is asked of it.
public enum SearchText {
    /// What a `search` column holds: every name folded, its umlauts also spelled out, each once.
    public static func of(_ names: [String]) -> String {
        var seen: Set<String> = []
        var keys: [String] = []
        for name in names {
            let key = FoldedName(name)
            for text in [key.text, key.spelledOut?.text ?? ""] where !text.isEmpty && seen.insert(text).inserted { keys.append(text) }
        }
        return keys.joined(separator: " ")
    }

    /// The condition that a `search` column holds what was typed. Words that fold to nothing (“!!!”) find nothing.
    public static func holds(_ column: SQL, _ typed: String) -> SQL {
        let key = FoldedName(typed).text
        guard !key.isEmpty else { return "1 = 0" }
        let pattern =
            "%"
            + key.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "%", with: "\\%").replacingOccurrences(of: "_", with: "\\_")
            + "%"
        return "\(column) LIKE \(pattern) ESCAPE '\\'"
    }

    /// By what a name sorts: folded, the name itself after it so that equal keys keep an order.
    public static func sortKey(_ name: String) -> String {
        let key = FoldedName(name).text
        return key.isEmpty ? name : key
    }
}
