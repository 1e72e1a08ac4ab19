import Foundation
import Kernel
import Markup
import Web

/// Rows of a form that may come any number of times: `names-language` and `names-name`, once for each row.
///
/// Without script one asks for more rows with a button that sends the form back as it stands (`more=names`); a row left empty is no row.
public struct RepeatedRows: Sendable {
    /// The prefix of the rows' fields.
    public let name: String
    /// What follows the prefix, one for each column.
    public let columns: [String]
    /// More than this are not read: no form of ours shows so many.
    public static let most = 100

    public init(name: String, columns: [String]) { (self.name, self.columns) = (name, columns) }

    /// Empty rows to begin with, and with each “more”: of wide rows one is enough.
    private var offered: Int { columns.count > 2 ? 1 : 3 }

    public func field(_ column: String) -> String { "\(name)-\(column)" }

    /// The rows as typed, trimmed, the empty ones too: their positions are those on screen. A request with unequal columns is filled up.
    public func rows(_ form: Parameters) -> [[String]] {
        let values = columns.map { form.all(field($0)) }
        let count = min(values.map(\.count).max() ?? 0, Self.most)
        return (0..<count).map { row in values.map { row < $0.count ? $0[row].trimmingCharacters(in: .whitespacesAndNewlines) : "" } }
    }

    /// The rows that hold something, each with its position on screen.
    public func filled(_ form: Parameters) -> [(position: Int, values: [String])] {
        rows(form).enumerated().filter { !$0.element.allSatisfy(\.isEmpty) }.map { ($0.offset, $0.element) }
    }

    /// The rows the form shows: those typed, and empty ones after them.
    public func shown(_ form: Parameters, alwaysFilled column: String? = nil) -> [[String]] {
        var all = rows(form)
        let ignored = column.flatMap { columns.firstIndex(of: $0) }
        func isEmpty(_ row: [String]) -> Bool { row.enumerated().allSatisfy { $0.offset == ignored || $0.element.isEmpty } }
        while let last = all.last, isEmpty(last) { all.removeLast() }
        let wish = form.text("more") == name ? offered : all.isEmpty ? offered : 1
        return all + Array(repeating: columns.map { _ in "" }, count: min(wish, Self.most - min(all.count, Self.most)))
    }

    /// The button that comes back with more rows.
    public func more(_ word: String) -> HTML {
        "<p class=\"after\"><button class=\"button button--small\" name=\"more\" value=\"\(name)\" formnovalidate>\(Icon.plus)\(word)</button></p>"
    }
}
