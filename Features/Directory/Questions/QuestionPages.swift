import Kernel
import Markup
import Storage
import Web

/// How fresh the directory of an office is: chart, a list of each kind, and asking those whose word is old.
struct QuestionPages: Sendable {
    static let path = ContactPointKind.path
    let letters: QuestionLetters

    private var kinds: [AskedKind] { letters.kinds }

    var routes: [Route] {
        kinds.flatMap { kind in
            let list = AskedList.list(of: kind)
            return [
                .get(kind.path, may: kind.may) { try show(kind, list, $0, $1) }, list.exportRoute(may: kind.may),
                .post("\(kind.path)/asking", may: kind.may) { try setAsking(kind, $0, $1) },
            ]
        } + [.post("\(Self.path)/questions", may: DirectoryFeature.edit, ask)]
    }

    private func show(_ kind: AskedKind, _ list: Listing<AskedList.Entry>, _ context: Context, _ connection: Connection) throws -> Reply {
        let (w, store) = (context.w, QuestionStore(connection, kinds))
        let office = try context.office()
        guard let today = PartialDate.day(of: context.now) else { throw AppError.notFound }
        let counts = try kinds.map { kind in
            try context.memory.recall("ages \(kind.subject) \(today)") {
                FreshnessChart.Share(kind: kind, ages: try store.ages(kind, in: office, today: today))
            }
        }
        let query = list.query(context.request.query)
        let page = try list.page(query, context.scope, connection)
        let total = counts.map(\.total).reduce(0, +), fresh = counts.map { $0.ages[.fresh] ?? 0 }.reduce(0, +)
        let over =
            total == 0
            ? w("Whom to write to in each city, and when they last said that it still holds.")
            : w("\(w.number(fresh)) of \(w.number(total)) were confirmed within the last year.")
        let asking: HTML = total > 0 ? try asking(office, context, connection) : .empty
        return context.page(
            w("Contact points"), path: Self.path,
            """
            \(Part.head(w("Contact points"), over: over))
            \(if: total > 0, FreshnessChart.view(counts, w))
            \(asking)
            <div class="block">\(tabs(at: kind, w))\(try list.view(page, query, context, connection, empty: kind.words.empty(w)))</div>
            """)
    }

    private func tabs(at kind: AskedKind, _ w: Words) -> HTML {
        kinds.count < 2 ? .empty : Part.tabs(w("Which entries"), kinds.map { (w($0.words.title), $0.path, nil) }, at: kind.path)
    }

    // MARK: Asking

    private func asking(_ office: OfficeID, _ context: Context, _ connection: Connection) throws -> HTML {
        let (w, store) = (context.w, QuestionStore(connection, kinds))
        let due = try context.memory.recall("questions due \(context.now.milliseconds / 3_600_000)") {
            let candidates = try store.due(office, at: context.now, limit: QuestionLetters.most)
            return kinds.map { kind in candidates.count { $0.subject == kind.subject } }
        }
        let refused = try kinds.map { kind in try store.count(kind.tables.refused, kind, in: office) }
        let rules: [HTML] = try kinds.map { kind in
            let isOn = try store.asksByItself(kind, office)
            let words = kind.words.byItself(isOn, w)
            let button = Part.doing(words.button, kind.path + "/asking", context, small: true, fields: [("on", isOn ? "0" : "1")])
            return "<p class=\"second after\">\(words.rule)</p><div class=\"actions after\">\(button)</div>"
        }
        return Part.block(w("Asking"), "\(now(due, context))\(notAsked(refused, w))\(rules.joined())")
    }

    /// How many letters are due, and the button that writes them.
    private func now(_ due: [Int], _ context: Context) -> HTML {
        let w = context.w
        let count = due.reduce(0, +)
        guard count > 0 else { return "<p>\(w("Nobody has to be asked today."))</p>" }
        let sentences = zip(kinds, due).filter { $0.1 > 0 }.map { $0.words.due($1, w) }.joined(separator: " ")
        let most = count >= QuestionLetters.most ? " " + w("At most \(QuestionLetters.most) letters leave at once; ask again for the rest.") : ""
        let button = Part.asking(
            w("Ask them"), id: "ask", title: w("Write \(count) letters?"),
            text: w(
                "Each gets a letter with the entry and one button. Who does not answer can be reminded once after a month; then not before another year."
            ),
            yes: w("Write the letters"), path: Self.path + "/questions", context)
        return "<p>\(sentences + most)</p><div class=\"actions after\">\(button)</div>"
    }

    private func notAsked(_ counts: [Int], _ w: Words) -> HTML {
        let links: [HTML] = zip(kinds, counts).filter { $0.1 > 0 }.map { kind, count in
            "<a href=\"\(kind.path)?answer=refused\">\(kind.words.refused(count, w))</a>"
        }
        guard !links.isEmpty else { return .empty }
        return "<p class=\"after\">\(links.joined(" ")) \(w("Ask them in another way, and confirm their entries yourselves."))</p>"
    }

    @Sendable private func ask(_ context: Context, _ connection: Connection) throws -> Reply {
        let candidates = try QuestionStore(connection, kinds).due(try context.office(), at: context.now, limit: QuestionLetters.most)
        for candidate in candidates { try letters.ask(candidate, by: context.actor, at: context.now, on: connection) }
        let (w, count) = (context.w, candidates.count)
        guard count > 0 else { return Reply.redirect(Self.path).saying(w("Nobody has to be asked today.")) }
        return Reply.redirect(Self.path).saying(
            letters.stationery.sendsMail
                ? w("\(count) letters are on their way.")
                : w(
                    "\(count) letters are written and wait in the outbox: this server sends no mail. Whoever runs it can send them, or hand them over."
                ))
    }

    private func setAsking(_ kind: AskedKind, _ context: Context, _ connection: Connection) throws -> Reply {
        let isOn = context.request.form.text("on") == "1"
        try QuestionStore(connection, kinds).setAsksByItself(isOn, kind, try context.office(), by: context.actor, at: context.now)
        // What is said afterwards is what stood behind the button that was pressed.
        return Reply.redirect(kind.path).saying(kind.words.byItself(!isOn, context.w).done)
    }

    // MARK: Panels

    /// On the first page: what was written back and nobody has entered yet, and who wishes to be removed.
    static func waiting(_ kinds: [AskedKind]) -> Panel {
        Panel(.today, order: 30) { _, context, connection in
            guard let office = context.actor.office else { return nil }
            let store = QuestionStore(connection, kinds)
            var lines: [HTML] = []
            for kind in kinds where context.may(kind.may) {
                let remarks = try store.count(kind.tables.remarked, kind, in: office)
                if remarks > 0 { lines.append(line(kind, "remark", kind.words.waiting(remarks, context.w))) }
                guard let set = kind.tables.removals, let words = kind.words.removals else { continue }
                let removals = try store.count(set, kind, in: office)
                if removals > 0 { lines.append(line(kind, "removal", words(removals, context.w))) }
            }
            return lines.isEmpty ? nil : lines.joined()
        }
    }

    private static func line(_ kind: AskedKind, _ answer: String, _ text: String) -> HTML {
        "<p class=\"block\"><a href=\"\(kind.path)?answer=\(answer)\">\(text)</a></p>"
    }
}
