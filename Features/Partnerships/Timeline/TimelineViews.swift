import Kernel
import Markup
import Web

/// How the timeline looks: for each kind an axis and a line a partnership. Places are shares of the width, so that one drawing fits a wall, a
/// telephone and paper; the table below says the same in words.
struct TimelineViews {
    let timeline: Timeline
    let total: Int
    let w: Words

    init(_ timeline: Timeline, total: Int, _ w: Words) { (self.timeline, self.total, self.w) = (timeline, total, w) }

    func view() -> HTML {
        guard !timeline.groups.isEmpty else {
            return timeline.undated == 0
                ? .empty : "<p class=\"over after\">\(w("Of none of these it is recorded when it began; the table names them."))</p>"
        }
        return "<div class=\"times\">\(timeline.groups, group)\(key())\(notes())</div>"
    }

    private func notes() -> HTML {
        let shown = timeline.groups.reduce(0) { $0 + $1.lines.count } + timeline.undated
        let more = total > shown ? w("These are the first \(w.number(shown)) of \(total): narrow the list to see others.") : ""
        let undated = timeline.undated > 0 ? w("\(timeline.undated) without a beginning are not drawn; the table names them.") : ""
        let all = [more, undated].filter { !$0.isEmpty }
        return all.isEmpty ? .empty : "<p class=\"table-note\">\(all.joined(separator: " "))</p>"
    }

    private func group(_ group: (kind: PartnershipKind, lines: [Timeline.Line])) -> HTML {
        """
        <section class="times-kind"><h2>\(w.kind(group.kind)) <span>\(w.number(group.lines.count))</span></h2>
        <div class="times-line times-axis" aria-hidden="true"><span></span><svg height="18">\(years(), year)</svg></div>
        <ul>\(group.lines, line)</ul></section>
        """
    }

    // MARK: Axis

    /// The decades, or fewer of them where there are many.
    private func years() -> [Int] {
        guard let years = timeline.years else { return [] }
        let step = years.count > 120 ? 50 : years.count > 40 ? 20 : years.count > 12 ? 10 : 5
        return Array(stride(from: (years.lowerBound + step - 1) / step * step, through: years.upperBound, by: step))
    }

    private func year(_ year: Int) -> HTML {
        guard let day = PartialDate(year: year)?.firstDay else { return .empty }
        let place = timeline.place(day)
        // The last ones would run out of the drawing.
        let anchor: HTML = place > 0.93 ? " text-anchor=\"end\"" : place < 0.03 ? .empty : " text-anchor=\"middle\""
        return "<text x=\"\(Self.percent(place))\" y=\"12\"\(anchor) font-size=\"11\" fill=\"#626673\">\(String(year))</text>"
    }

    // MARK: Lines

    private func line(_ line: Timeline.Line) -> HTML {
        """
        <li class="times-line"><a href="\(PartnershipPaths.partnership(line.row.id))">\(line.row.partner.name)</a><svg height="18" role="img" aria-label="\(said(line))">\(years(), grid)\(line.spans, span)\(line.ended, some: cap)</svg></li>
        """
    }

    private func grid(_ year: Int) -> HTML {
        guard let day = PartialDate(year: year)?.firstDay else { return .empty }
        let x = Self.percent(timeline.place(day))
        return "<line class=\"times-grid\" stroke=\"#e7dfce\" x1=\"\(x)\" x2=\"\(x)\" y1=\"0\" y2=\"18\"/>"
    }

    private func span(_ span: Timeline.Span) -> HTML {
        let (from, until) = (timeline.place(span.from), timeline.place(span.until))
        let x = Self.percent(from)
        // A month is drawn too.
        let width = Self.percent(max(0.004, until - from))
        switch span.look {
        case .lived: return "<rect class=\"t-lived\" fill=\"#17595f\" x=\"\(x)\" y=\"5\" width=\"\(width)\" height=\"8\"/>"
        case .early: return "<rect class=\"t-early\" fill=\"none\" stroke=\"#17595f\" x=\"\(x)\" y=\"5.5\" width=\"\(width)\" height=\"7\"/>"
        case .dormant: return "<rect class=\"t-dormant\" fill=\"#626673\" x=\"\(x)\" y=\"8\" width=\"\(width)\" height=\"2\"/>"
        case .held: return dashes("t-held", x, Self.percent(until), "2 4", "2")
        case .unknown: return dashes("t-unknown", x, Self.percent(until), "7 5", "1")
        }
    }

    private func dashes(_ name: String, _ from: String, _ until: String, _ pattern: String, _ width: String) -> HTML {
        "<line class=\"\(name)\" stroke=\"#454b59\" stroke-width=\"\(width)\" stroke-dasharray=\"\(pattern)\" x1=\"\(from)\" x2=\"\(until)\" y1=\"9\" y2=\"9\"/>"
    }

    /// A stroke across where it ended.
    private func cap(_ ended: PartialDate) -> HTML {
        let x = Self.percent(timeline.place(ended.lastDay))
        return "<line class=\"t-end\" stroke=\"#1a2130\" stroke-width=\"2\" x1=\"\(x)\" x2=\"\(x)\" y1=\"2\" y2=\"16\"/>"
    }

    /// The line in words.
    private func said(_ line: Timeline.Line) -> String {
        let since = line.row.since.map { w("since \(w.date($0))") } ?? ""
        let held = line.held.map { from, until in
            until.map { w("suspended from \(w.date(from)) to \(w.date($0))") } ?? w("suspended since \(w.date(from))")
        }
        return ([since] + held + [state(line)].compactMap(\.self)).joined(separator: ", ")
    }

    /// How it stands, where the suspensions do not say so already.
    private func state(_ line: Timeline.Line) -> String? {
        switch line.row.status {
        case .ended: line.ended.map { w("ended on \(w.date($0))") } ?? w("ended, when is not recorded")
        case .suspended: line.held.isEmpty ? w("suspended, since when is not recorded") : nil
        default: w.status(line.row.status)
        }
    }

    // MARK: Key

    /// What the lines mean; only those that occur.
    private func key() -> HTML {
        let lines = timeline.groups.flatMap(\.lines)
        let looks = Set(lines.flatMap { $0.spans.map(\.look) })
        var all = Timeline.Span.Look.allCases.filter(looks.contains).map { sample($0) }
        if lines.contains(where: { $0.ended != nil }) {
            all.append(
                "<li><svg width=\"28\" height=\"14\" aria-hidden=\"true\"><line class=\"t-end\" stroke=\"#1a2130\" stroke-width=\"2\" x1=\"14\" x2=\"14\" y1=\"0\" y2=\"14\"/></svg>\(w("ended"))</li>"
            )
        }
        return "<ul class=\"legend times-key\">\(all.joined())</ul>"
    }

    private func sample(_ look: Timeline.Span.Look) -> HTML {
        let (drawing, word): (HTML, String) =
            switch look {
            case .lived: ("<rect class=\"t-lived\" fill=\"#17595f\" y=\"3\" width=\"28\" height=\"8\"/>", w("active"))
            case .early:
                (
                    "<rect class=\"t-early\" fill=\"none\" stroke=\"#17595f\" x=\".5\" y=\"3.5\" width=\"27\" height=\"7\"/>",
                    w("contact or exploration")
                )
            case .dormant: ("<rect class=\"t-dormant\" fill=\"#626673\" y=\"6\" width=\"28\" height=\"2\"/>", w("dormant"))
            case .held:
                (
                    "<line class=\"t-held\" stroke=\"#454b59\" stroke-width=\"2\" stroke-dasharray=\"2 4\" x2=\"28\" y1=\"7\" y2=\"7\"/>",
                    w("suspended")
                )
            case .unknown:
                (
                    "<line class=\"t-unknown\" stroke=\"#454b59\" stroke-dasharray=\"7 5\" x2=\"28\" y1=\"7\" y2=\"7\"/>",
                    w("suspended or ended, when is not recorded")
                )
            }
        return "<li><svg width=\"28\" height=\"14\" aria-hidden=\"true\">\(drawing)</svg>\(word)</li>"
    }

    /// A share of the width with two digits behind the point.
    private static func percent(_ share: Double) -> String { "\((share * 10_000).rounded() / 100)%" }
}
