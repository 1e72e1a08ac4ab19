import Kernel
import Markup
import Web

/// How the register looks.
enum RegisterViews {
    /// The partner's name, and how many more there are.
    static func partner(_ row: RegisterRow, _ w: Words) -> HTML {
        "\(row.partner.both)\(if: row.others > 0, "<span class=\"second\">\(w("and \(row.others) more"))</span>")\(row.home, some: { "<span class=\"second\">\(w("with \($0)"))</span>" })"
    }

    /// `41 partnerships in 21 countries. 34 active, 4 dormant, 2 suspended.`
    static func sentence(_ standing: RegisterStanding, _ w: Words) -> String {
        guard standing.total > 0 else { return "" }
        let states = standing.states.map { w.standing($0.status, $0.count) }.joined(separator: ", ")
        return w("\(standing.total) partnerships \(w("in \(standing.countries) countries")). \(states).")
    }

    static func head(_ standing: RegisterStanding, _ context: Context) -> HTML {
        let w = context.w
        let acts: HTML =
            "\(Part.button(w("Import"), to: PartnershipPaths.imports))\(Part.button(w("New partnership"), to: PartnershipPaths.new, isAct: true, icon: Icon.plus))"
        return Part.head(w("Partnerships"), over: sentence(standing, w), actions: context.may(May.edit) ? acts : .empty)
    }

    static func tabs(_ present: String, _ query: ListQuery, _ context: Context) -> HTML {
        let w = context.w
        // A list of another kind knows none of the register's filters.
        let isRegister = ![PartnershipPaths.triangles, YearPages.path].contains(present)
        let address = isRegister ? query.parameters.setting("after", nil).setting("before", nil).queryString : ""
        var all: [(word: String, path: String, count: Int?)] = [
            (w("Table"), PartnershipPaths.register + address, nil), (w("Map"), PartnershipPaths.map + address, nil),
            (w("Timeline"), PartnershipPaths.timeline + address, nil), (w("Triangles"), PartnershipPaths.triangles, nil),
        ]
        if context.may(May.read) {
            all += [
                (w("Anniversaries"), PartnershipPaths.anniversaries, nil), (w("Sleeping"), PartnershipPaths.sleeping, nil),
                (w("Themes"), YearPages.path, nil),
            ]
        }
        if context.may(May.edit) { all.append((w("Archived"), PartnershipPaths.archive, nil)) }
        let isNarrowed = [PartnershipPaths.register, PartnershipPaths.map, PartnershipPaths.timeline].contains(present)
        return Part.tabs(w("Views of the register"), all, at: isNarrowed ? present + address : present)
    }

    static func empty(_ context: Context) -> HTML {
        let w = context.w
        guard context.may(May.edit) else {
            return Part.empty(w("No partnerships yet"), w("Your office of international affairs has not entered any."))
        }
        let acts: HTML =
            "\(Part.button(w("Upload a spreadsheet"), to: PartnershipPaths.imports, isAct: true))\(Part.button(w("New partnership"), to: PartnershipPaths.new))"
        return Part.empty(
            w("No partnerships yet"),
            w("Upload the spreadsheet you have, just as it is: every row is matched to a real place, and nothing is written before you say so."),
            actions: acts)
    }
}
