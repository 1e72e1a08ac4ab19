import Foundation
import Gazetteer
import Kernel
import Markup

/// Reads when something began, as officials write it: `1988`, `06/1988`, `24.6.1988`, `June 1988`, `24. Juni 1988`, `24 June 1988`.
public enum SinceReading {
    /// - Parameter languages: whose names of months are known, each spoken by its words.
    /// - Returns: nil for what is no date; as exact as it was written, never more.
    public static func read(_ typed: String, _ languages: [Words]) -> PartialDate? {
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
        if let date = PartialDate(typed: text) { return date }
        let parts = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        guard (2...3).contains(parts.count) else { return nil }
        var month: Int?
        var numbers: [String] = []
        for part in parts {
            if part.allSatisfy({ $0.isASCII && $0.isNumber }) {
                guard part.count <= 4 else { return nil }
                numbers.append(part)
            } else {
                guard month == nil, let found = languages.lazy.compactMap({ self.month(part, $0) }).first else { return nil }
                month = found
            }
        }
        guard let month, let year = numbers.first(where: { $0.count == 4 }).flatMap({ Int($0) }) else { return nil }
        let rest = numbers.filter { $0.count < 4 }
        guard rest.count == numbers.count - 1 else { return nil }
        return PartialDate(year: year, month: month, day: rest.first.flatMap { Int($0) })
    }

    private static func month(_ name: String, _ w: Words) -> Int? {
        let key = FoldedName(name)
        guard key.count >= 3 else { return nil }
        return (1...12).first { number in
            guard let date = PartialDate(year: 2000, month: number) else { return false }
            let full = FoldedName(w.date(date).filter { !$0.isNumber })
            return full == key || full.text.hasPrefix(key.text)
        }
    }
}
