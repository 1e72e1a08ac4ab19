import Ledger
import Markup
import Web

/// A field that holds one choice for each party: who does an activity, who answers for it. Kept as `CHOICE:PARTY`, so that the lines of a proposal
/// compare by themselves.
enum PartyChoices {
    /// The choice and the party of one line; nil for anything else.
    static func parts(_ line: String) -> (choice: String, party: String)? {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return (parts[0], parts[1])
    }

    static func all(_ value: Value?) -> [(choice: String, party: String)] { (value?.list ?? []).compactMap(\.text).compactMap(parts) }

    /// The same with parties called by what they are called now; nil where none of them has another name.
    static func renamed(_ value: Value?, _ former: Set<String>, _ party: String) -> Value? {
        let all = all(value)
        guard all.contains(where: { former.contains($0.party) }) else { return nil }
        return .array(Set(all.map { "\($0.choice):\(former.contains($0.party) ? party : $0.party)" }).sorted().map { .string($0) })
    }

    /// What was typed; nil for nothing.
    static func read(
        _ typed: [String], _ options: [(value: String, word: String)], _ reading: SharedReading, _ w: Words, _ problem: (String) -> Void
    ) -> Value? {
        let lines = Set(typed.filter { !$0.isEmpty })
        let (known, parties) = (Set(options.map(\.value)), Set(reading.parties.map(\.id)))
        let chosen = lines.compactMap(parts).filter { known.contains($0.choice) && parties.contains($0.party) }
        guard chosen.count == lines.count, Set(chosen.map(\.party)).count == chosen.count else {
            problem(w("Choose one of the list."))
            return nil
        }
        return lines.isEmpty ? nil : .array(lines.sorted().map { .string($0) })
    }

    /// A line of the form for each party.
    static func view(
        _ name: String, _ label: String, _ options: [(value: String, word: String)], _ form: FormView, _ reading: SharedReading, help: String
    ) -> HTML {
        let chosen = Set(form.typed.all(name))
        let problem: HTML = form.problems[name].map { "<p class=\"problem\">\($0)</p>" } ?? .empty
        return """
            <fieldset class="line\(if: form.problems[name] != nil, " line--wrong")" id="f-\(name)"><div class="of-parties"><legend class="label">\(label)</legend>\
            \(reading.parties, { party(name, $0, options, chosen) })</div><div class="beside">\(problem)\(if: !help.isEmpty, "<p class=\"help\">\(help)</p>")</div></fieldset>
            """
    }

    private static func party(_ name: String, _ party: SharedReading.Party, _ options: [(value: String, word: String)], _ chosen: Set<String>) -> HTML
    {
        let lines = [(value: "", word: "–")] + options.map { (value: "\($0.value):\(party.id)", word: $0.word) }
        return
            "<label><span>\(party.name)</span><select class=\"input\" name=\"\(name)\">\(lines, { "<option value=\"\($0.value)\"\(if: chosen.contains($0.value), " selected")>\($0.word)</option>" })</select></label>"
    }

    static func said(_ value: Value, _ options: [(value: String, word: String)], _ reading: SharedReading, _ w: Words) -> String {
        w.list(
            all(value).map { line in
                w("\(reading.partyName(line.party)): \(options.first { $0.value == line.choice }?.word ?? line.choice)")
            })
    }
}

extension SharedReading {
    /// The party that a thing names, as it is called now: one that had no key when the thing was written may have one since.
    func party(called id: String) -> Party? {
        if let found = parties.first(where: { $0.id == id }) { return found }
        let name = partyName(id)
        return name.isEmpty ? nil : parties.first { $0.name == name }
    }
}
