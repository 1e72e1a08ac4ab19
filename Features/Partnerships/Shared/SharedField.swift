import Kernel
import Ledger
import Markup
import Web

/// One field of a thing that a record holds: its word, what may stand in it, and how it is read and shown.
struct SharedField: Sendable {
    enum Sort: Sendable {
        /// One line of at most so many characters.
        case line(Int)
        /// Several lines.
        case text(Int)
        /// A day, a month or a year; with `isFull` a day alone.
        case date(isFull: Bool)
        /// A decimal number.
        case number
        /// A whole number from 0 on: votes.
        case count
        /// One of these, each with its word.
        case choice(@Sendable (Words) -> [(value: String, word: String)])
        /// Several of these.
        case choices(@Sendable (Words) -> [(value: String, word: String)])
        /// A party of the record.
        case party
        /// One of these for each party (`PartyChoices`).
        case ofEachParty(@Sendable (Words) -> [(value: String, word: String)])
        /// Another thing of the record, of the kind with this prefix.
        case object(prefix: String)
        /// Contact points of the parties, by the names of their objects (`ContactPersons`): the agreed thing holds no word about a person.
        case contacts
        /// An address on the web.
        case link
        /// The same text in several languages, each of at most so many characters (`SharedTexts`).
        case texts(Int)
    }

    let name: String
    let sort: Sort
    let isRequired: Bool
    /// It is about a person: it never enters the chain and can be erased.
    let isPersonal: Bool
    let word: @Sendable (Words) -> String
    let help: @Sendable (Words) -> String

    init(
        _ name: String, _ sort: Sort, isRequired: Bool = false, isPersonal: Bool = false, help: @escaping @Sendable (Words) -> String = { _ in "" },
        _ word: @escaping @Sendable (Words) -> String
    ) {
        (self.name, self.sort, self.isRequired, self.isPersonal, self.word, self.help) = (name, sort, isRequired, isPersonal, word, help)
    }

    // MARK: Reading

    /// What was typed, as the record keeps it; nil for nothing.
    func read(_ typed: Parameters, _ reading: SharedReading, _ w: Words, _ problems: inout Problems) -> Value? {
        if case .choices(let options) = sort {
            let known = Set(options(w).map(\.value))
            let chosen = typed.all(name).filter(known.contains)
            if chosen.isEmpty, isRequired { problems.add(name, w("Choose one.")) }
            return chosen.isEmpty ? nil : .array(Set(chosen).sorted().map { .string($0) })
        }
        if case .ofEachParty(let options) = sort {
            return PartyChoices.read(typed.all(name), options(w), reading, w) { problems.add(name, $0) }
        }
        if case .contacts = sort { return ContactPersons.read(typed.all(name), reading) { problems.add(name, w("Choose one of the list.")) } }
        if case .texts(let most) = sort { return SharedTexts.read(typed, name, atMost: most, w) { problems.add(name, $0) } }
        let text = typed.text(name)
        guard !text.isEmpty else {
            if isRequired { problems.add(name, w("This is needed.")) }
            return nil
        }
        switch sort {
        case .line(let most), .text(let most):
            if text.count > most { problems.add(name, w("This is too long: at most \(most) characters.")) }
            return .string(text)
        case .date(let isFull): return date(text, isFull, w, &problems)
        case .number:
            guard let number = SharedNumber.read(text, grouping: w.groupingMark) else {
                problems.add(name, w("“\(String(text.prefix(60)))” is not a number. Write it like 12 or 12.5."))
                return nil
            }
            return .string(number)
        case .count:
            guard text.count <= 9, text.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int64(text) else {
                problems.add(name, w("“\(String(text.prefix(60)))” is not a whole number."))
                return nil
            }
            return .int(count)
        case .choice(let options): return chosen(text, options(w), w, &problems)
        case .party: return chosen(text, reading.parties.map { ($0.id, $0.name) }, w, &problems)
        case .object(let prefix): return chosen(text, reading.choices(prefix), w, &problems)
        case .link:
            guard text.count <= 1000, let link = Link(typed: text), link.address.hasPrefix("http") else {
                problems.add(name, w("“\(String(text.prefix(60)))” is not an address on the web. Write it like www.example.org."))
                return nil
            }
            return .string(link.address)
        case .choices, .ofEachParty, .contacts, .texts: return nil
        }
    }

    private func date(_ text: String, _ isFull: Bool, _ w: Words, _ problems: inout Problems) -> Value? {
        guard let date = PartialDate(typed: text), !isFull || date.day != nil else {
            problems.add(
                name,
                isFull
                    ? w("“\(String(text.prefix(60)))” is not a day. Write it like 24.06.2028.")
                    : w("“\(String(text.prefix(60)))” is not a date. Write the year, or year and month, or the day: 1988, 06/1988, 24.06.1988."))
            return nil
        }
        return .string(date.description)
    }

    private func chosen(_ text: String, _ options: [(value: String, word: String)], _ w: Words, _ problems: inout Problems) -> Value? {
        guard options.contains(where: { $0.value == text }) else {
            problems.add(name, w("Choose one of the list."))
            return nil
        }
        return .string(text)
    }

    // MARK: Showing

    /// The line of the form.
    func view(_ form: FormView, _ reading: SharedReading, _ w: Words) -> HTML {
        let (label, help, optional) = (word(w), help(w), !isRequired)
        switch sort {
        case .line: return form.text(name, label, help: help, optional: optional)
        case .link: return form.text(name, label, help: help, optional: optional)
        case .text: return form.area(name, label, help: help, optional: optional)
        case .date(let isFull):
            return form.text(name, label, help: help.isEmpty && isFull ? w("Day, month, year: 24.06.2028.") : help, optional: optional)
        case .number, .count: return form.text(name, label, help: help, optional: optional, small: true)
        case .choice(let options): return form.choice(name, label, blank(options(w), w), help: help, optional: optional)
        case .choices(let options): return form.ticks(name, label, options(w), help: help)
        case .ofEachParty(let options): return PartyChoices.view(name, label, options(w), form, reading, help: help)
        case .contacts: return ContactPersons.view(name, label, form, reading, help: help)
        case .texts: return SharedTexts.view(name, label, form, help: help)
        case .party: return form.choice(name, label, blank(reading.parties.map { ($0.id, $0.name) }, w), help: help, optional: optional)
        case .object(let prefix): return form.choice(name, label, blank(reading.choices(prefix), w), help: help, optional: optional)
        }
    }

    private func blank(_ options: [(value: String, word: String)], _ w: Words) -> [(value: String, word: String)] {
        isRequired && options.count == 1 ? options : [("", isRequired ? w("Choose") : "–")] + options
    }

    /// A value as the fields of the form show it.
    func typed(_ value: Value, _ w: Words) -> [(name: String, text: String)] {
        if case .texts = sort { return SharedTexts.typed(value, name) }
        return lines(value, w).map { (name, $0) }
    }

    private func lines(_ value: Value, _ w: Words) -> [String] {
        switch sort {
        case .choices, .ofEachParty, .contacts: (value.list ?? []).compactMap(\.text)
        case .count: value.integer.map { [String($0)] } ?? []
        case .number: [value.text ?? ""].map { $0.replacingOccurrences(of: ".", with: w.decimalPoint) }
        case .date: [(value.text ?? "").split(separator: "-").reversed().joined(separator: ".")]
        default: [value.text ?? ""]
        }
    }

    /// What differs between two values, in words: one line, or one for each part that changed.
    func differences(_ old: Value?, _ new: Value?, _ reading: SharedReading, _ w: Words) -> [(name: String, before: String, after: String)] {
        guard old != new else { return [] }
        if case .texts = sort { return SharedTexts.differences(old, new, w).map { (w("\(word(w)), \($0.name)"), $0.before, $0.after) } }
        return [(word(w), old.map { said($0, reading, w) } ?? "", new.map { said($0, reading, w) } ?? "")]
    }

    /// A value in words.
    func said(_ value: Value, _ reading: SharedReading, _ w: Words) -> String {
        let text = value.text ?? ""
        switch sort {
        case .line, .text, .link: return text
        case .date: return PartialDate(text).map { w.date($0) } ?? text
        case .number: return w.number(stored: text)
        case .count: return value.integer.map { w.number(Int(clamping: $0)) } ?? ""
        case .choice(let options): return options(w).first { $0.value == text }?.word ?? text
        case .choices(let options):
            let chosen = Set((value.list ?? []).compactMap(\.text))
            return w.list(options(w).filter { chosen.contains($0.value) }.map(\.word))
        case .ofEachParty(let options): return PartyChoices.said(value, options(w), reading, w)
        case .contacts: return ContactPersons.said(ContactPersons.all(value, reading), w)
        case .texts: return SharedTexts.said(value, w)
        case .party: return reading.partyName(text)
        case .object(let prefix): return reading.choices(prefix).first { $0.value == text }?.word ?? w("something taken out since")
        }
    }
}
