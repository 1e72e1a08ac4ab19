import Foundation
import Kernel
import Markup
import Web

/// The form of a contact block.
struct ContactForm {
    let typed: Parameters
    let w: Words

    init(_ typed: Parameters, _ w: Words) { (self.typed, self.w) = (typed, w) }

    static let decisions = RepeatedRows(name: "decisions", columns: ["matter", "who"])
    static let steps = RepeatedRows(name: "steps", columns: ["title", "duration", "text"])
    static let languages = RepeatedRows(name: "languages", columns: ["language"])
    static let channels = RepeatedRows(name: "channels", columns: ["kind", "detail"])
    static let seeks = RepeatedRows(name: "seeks", columns: ["title", "text"])
    static let offers = RepeatedRows(name: "offers", columns: ["title", "text"])

    var asksForRows: Bool { !typed.text("more").isEmpty }
    /// The revision this form was written on; 0 when there was no block yet.
    var revision: Int { Int(typed.text("revision").prefix(10)) ?? 0 }

    func block() -> (block: ContactBlock?, problems: Problems) {
        var problems = Problems()
        let unit = line("unit", 200, &problems)
        if unit == nil, problems["unit"] == nil { problems.add("unit", w("Write which unit or role letters go to.")) }
        let block = ContactBlock(
            unit: unit ?? "", person: line("person", 200, &problems), postalAddress: line("postal", 500, &problems), email: readEmail(&problems),
            telephone: readTelephone(&problems), answersWithin: line("answers", 100, &problems),
            decisions: rows(Self.decisions, [200, 500], &problems).compactMap { row in
                guard !row[0].isEmpty, !row[1].isEmpty else {
                    problems.add("decisions", w("Say both: the matter, and who decides in it."))
                    return nil
                }
                return .init(matter: row[0], who: row[1])
            },
            procedure: rows(Self.steps, [200, 100, 2000], &problems).compactMap { row in
                guard !row[0].isEmpty else {
                    problems.add("steps", w("Give every step a name."))
                    return nil
                }
                return .init(title: row[0], text: optional(row[2]), duration: optional(row[1]))
            },
            languages: readLanguages(&problems), channels: readChannels(&problems), preferredChannel: Channel.Kind(rawValue: typed.text("preferred")),
            sectors: readSectors(&problems), seeks: readOffers(Self.seeks, &problems), offers: readOffers(Self.offers, &problems))
        return (problems.isEmpty ? block : nil, problems)
    }

    private func optional(_ text: String) -> String? { text.isEmpty ? nil : text }

    private func line(_ field: String, _ most: Int, _ problems: inout Problems) -> String? {
        let text = typed.text(field)
        if text.count > most { problems.add(field, w("This is too long: at most \(most) characters.")) }
        return optional(text)
    }

    private func rows(_ rows: RepeatedRows, _ most: [Int], _ problems: inout Problems) -> [[String]] {
        let all = rows.filled(typed).map(\.values)
        for (value, most) in all.flatMap({ zip($0, most) }) where value.count > most {
            problems.add(rows.name, w("This is too long: at most \(most) characters."))
        }
        return all
    }

    private func readEmail(_ problems: inout Problems) -> String? {
        guard let text = line("email", 254, &problems) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), parts[1].contains("."), Link(typed: "mailto:" + text) != nil else {
            problems.add("email", w("“\(String(text.prefix(60)))” is not an e-mail address. Write it like office@example.org."))
            return nil
        }
        return text
    }

    private func readTelephone(_ problems: inout Problems) -> String? {
        guard let text = line("telephone", 60, &problems) else { return nil }
        guard text.filter(\.isNumber).count >= 3, text.allSatisfy({ $0.isNumber || "+-/(). ".contains($0) }) else {
            problems.add(
                "telephone", w("“\(String(text.prefix(60)))” is not a telephone number. Write it with the country code, like +49 211 555 0110."))
            return nil
        }
        return text
    }

    private func readLanguages(_ problems: inout Problems) -> [Language] {
        var seen: Set<Language> = []
        return rows(Self.languages, [20], &problems).compactMap { row in
            guard let language = Language(row[0]) else {
                problems.add("languages", w("Choose a language from the list."))
                return nil
            }
            return seen.insert(language).inserted ? language : nil
        }
    }

    private func readChannels(_ problems: inout Problems) -> [Channel] {
        rows(Self.channels, [40, 300], &problems).compactMap { row in
            guard let kind = Channel.Kind(rawValue: row[0]) else {
                problems.add("channels", w("Choose the channel."))
                return nil
            }
            return Channel(kind, detail: optional(row[1]))
        }
    }

    private func readSectors(_ problems: inout Problems) -> [Sector] {
        let listed = Sector.Listed.allCases.filter { Set(typed.all("sectors")).contains($0.rawValue) }.map(Sector.listed)
        let own = typed.text("own-sectors").split(whereSeparator: { $0.isNewline || $0 == ";" }).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        if own.count > 20 || own.contains(where: { $0.count > 100 }) {
            problems.add("own-sectors", w("At most 20 further fields, of 100 characters each."))
        }
        var seen: Set<Sector> = []
        return (listed + own.map { Sector($0) }).filter { seen.insert($0).inserted }
    }

    private func readOffers(_ rows: RepeatedRows, _ problems: inout Problems) -> [ContactBlock.Offer] {
        self.rows(rows, [200, 1000], &problems).compactMap { row in
            guard !row[0].isEmpty else {
                problems.add(rows.name, w("Say in a few words what it is."))
                return nil
            }
            return .init(title: row[0], text: optional(row[1]))
        }
    }
}

extension ContactForm {
    /// What the form shows of a block that is kept; of none, the empty form.
    static func typed(_ kept: KeptContact?) -> Parameters {
        guard let kept else { return Parameters([("revision", "0")]) }
        return typed(kept.block, revision: kept.revision)
    }

    static func typed(_ block: ContactBlock, revision: Int) -> Parameters {
        var all = Parameters([
            ("revision", String(revision)), ("unit", block.unit), ("person", block.person ?? ""), ("postal", block.postalAddress ?? ""),
            ("email", block.email ?? ""),
            ("telephone", block.telephone ?? ""), ("answers", block.answersWithin ?? ""), ("preferred", block.preferredChannel?.rawValue ?? ""),
        ])
        func add(_ rows: RepeatedRows, _ values: [[String]]) {
            for row in values { for (column, value) in zip(rows.columns, row) { all.append(rows.field(column), value) } }
        }
        add(decisions, block.decisions.map { [$0.matter, $0.who] })
        add(steps, block.procedure.map { [$0.title, $0.duration ?? "", $0.text ?? ""] })
        add(languages, block.languages.map { [$0.tag] })
        add(channels, block.channels.map { [$0.kind.rawValue, $0.detail ?? ""] })
        add(seeks, block.seeks.map { [$0.title, $0.text ?? ""] })
        add(offers, block.offers.map { [$0.title, $0.text ?? ""] })
        var own: [String] = []
        for sector in block.sectors {
            switch sector {
            case .listed(let listed): all.append("sectors", listed.rawValue)
            case .own(let text): own.append(text)
            }
        }
        all.append("own-sectors", own.joined(separator: "\n"))
        return all
    }

    static func labels(_ w: Words) -> [(name: String, label: String)] {
        [
            ("unit", w("Unit or role")), ("person", w("Person")), ("postal", w("Postal address")), ("email", w("E-mail")),
            ("telephone", w("Telephone")), ("answers", w("Answers within")),
            ("decisions", w("Who decides")), ("steps", w("Procedure")), ("languages", w("Working languages")), ("channels", w("Channels")),
            ("preferred", w("Preferred channel")),
            ("sectors", w("Fields of expertise")), ("own-sectors", w("Further fields")), ("seeks", w("Seeks")), ("offers", w("Offers")),
        ]
    }

    /// Every field of a block in words: for the history and for two versions side by side.
    static func fields(_ block: ContactBlock, _ w: Words) -> [(label: String, text: String)] {
        func offers(_ all: [ContactBlock.Offer]) -> String {
            all.map { [$0.title, $0.text].compactMap { $0 }.joined(separator: ": ") }.joined(separator: "; ")
        }
        return [
            (w("Unit or role"), block.unit), (w("Person"), block.person ?? ""), (w("Postal address"), block.postalAddress ?? ""),
            (w("E-mail"), block.email ?? ""),
            (w("Telephone"), block.telephone ?? ""), (w("Answers within"), block.answersWithin ?? ""),
            (w("Who decides"), block.decisions.map { "\($0.matter): \($0.who)" }.joined(separator: "; ")),
            (
                w("Procedure"),
                block.procedure.map { [$0.title, $0.duration, $0.text].compactMap { $0 }.joined(separator: ", ") }.joined(separator: "; ")
            ),
            (w("Working languages"), block.languages.map { LanguageChoice.name($0, w) }.joined(separator: ", ")),
            (w("Channels"), block.channels.map { [$0.kind.word(w), $0.detail].compactMap { $0 }.joined(separator: ": ") }.joined(separator: "; ")),
            (w("Preferred channel"), block.preferredChannel?.word(w) ?? ""),
            (w("Fields of expertise"), block.sectors.map { $0.word(w) }.joined(separator: ", ")),
            (w("Seeks"), offers(block.seeks)), (w("Offers"), offers(block.offers)),
        ]
    }
}
