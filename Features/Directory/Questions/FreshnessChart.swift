import Kernel
import Markup
import Web

/// How fresh the directory is: each kind in its column, and all of them as bars.
enum FreshnessChart {
    /// The entries of one kind by their age.
    struct Share: Sendable {
        let kind: AskedKind
        let ages: [Freshness: Int]
        var total: Int { ages.values.reduce(0, +) }
    }

    static func view(_ shares: [Share], _ w: Words) -> HTML {
        let sums = Freshness.allCases.map { age in (age: age, sum: shares.map { $0.ages[age] ?? 0 }.reduce(0, +)) }
        let most = max(1, sums.map(\.sum).max() ?? 1)
        let heads: [HTML] = shares.map { "<th scope=\"col\" class=\"num\">\(w($0.kind.words.title))</th>" }
        return """
            <table class="table bars"><thead><tr><th scope="col">\(w("Last word"))</th>\(heads.joined())<td></td></tr></thead>
            <tbody>\(sums, { row($0.age, $0.sum * 400 / most, shares, w) })</tbody></table>
            """
    }

    private static func row(_ age: Freshness, _ width: Int, _ shares: [Share], _ w: Words) -> HTML {
        """
        <tr><th scope="row">\(w.freshness(age))</th>\(shares, { number($0, age, w) })
        <td><svg class="bar bar--\(age.look)" viewBox="0 0 400 14" width="400" height="14" aria-hidden="true"><rect width="\(width)" height="14" fill="\(colour(age))"/></svg></td></tr>
        """
    }

    private static func number(_ share: Share, _ age: Freshness, _ w: Words) -> HTML {
        let count = share.ages[age] ?? 0
        let label = "\(w(share.kind.words.title)), \(w.freshness(age)): \(w.number(count))"
        return "<td class=\"num\"><a href=\"\(share.kind.path)?age=\(age.rawValue)\" aria-label=\"\(label)\">\(w.number(count))</a></td>"
    }

    private static func colour(_ age: Freshness) -> String {
        switch age {
        case .fresh: "#2f6f73"
        case .due: "#a9782f"
        case .stale: "#8c2f2b"
        case .never: "#8a8f9a"
        }
    }
}
