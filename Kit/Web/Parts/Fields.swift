import Kernel
import Markup

/// A form as it is shown: what was typed, and what is wrong with it. It comes back as typed.
public struct FormView: Sendable {
    public let typed: Parameters
    public let problems: Problems
    public let w: Words

    public init(_ typed: Parameters, _ problems: Problems, _ w: Words) { (self.typed, self.problems, self.w) = (typed, problems, w) }

    /// The list of problems at the top, each leading to its field.
    /// - Parameter names: field name and label, in the order of the form.
    public func wrongs(_ names: [(name: String, label: String)]) -> HTML {
        guard !problems.isEmpty else { return .empty }
        let known = problems.fields.map { problem in (problem.name, names.first { $0.name == problem.name }?.label ?? problem.name) }
        return """
            <section class="notice notice--wrong" role="alert"><h2>\(w("\(known.count) entries need another look"))</h2><p>\(w("Nothing is saved yet, and nothing you typed is lost."))</p>
            <p class="wrongs">\(known, { "<a href=\"#f-\($0.0)\">\($0.1)</a>" })</p></section>
            """
    }

    /// One line of text.
    public func text(
        _ name: String, _ label: String, help: String = "", optional: Bool = false, kind: String = "text", autocomplete: String = "off",
        small: Bool = false, list: String = ""
    ) -> HTML {
        line(name, label, help: help, optional: optional) { described in
            "<input class=\"input\(wrong(name))\" id=\"f-\(name)\" name=\"\(name)\" type=\"\(kind)\" value=\"\(kind == "password" ? "" : typed[name] ?? "")\" autocomplete=\"\(autocomplete)\"\(if: !list.isEmpty, " list=\"\(list)\"")\(if: !optional, " aria-required=\"true\"")\(described)>"
        }
    }

    /// Several lines of text.
    public func area(_ name: String, _ label: String, help: String = "", optional: Bool = true, rows: Int = 4) -> HTML {
        line(name, label, help: help, optional: optional) { described in
            "<textarea class=\"input\(wrong(name))\" id=\"f-\(name)\" name=\"\(name)\" rows=\"\(rows)\"\(described)>\n\(typed[name] ?? "")</textarea>"
        }
    }

    /// One of several, each value with its word.
    public func choice(_ name: String, _ label: String, _ options: [(value: String, word: String)], help: String = "", optional: Bool = false) -> HTML
    {
        line(name, label, help: help, optional: optional) { described in
            "<select class=\"input\(wrong(name))\" id=\"f-\(name)\" name=\"\(name)\"\(described)>\(Part.options(options, chosen: typed[name] ?? ""))</select>"
        }
    }

    /// A few to choose one from, all seen at once.
    public func radios(_ name: String, _ label: String, _ options: [(value: String, word: String)], help: String = "") -> HTML {
        "<fieldset class=\"line\(if: problems[name] != nil, " line--wrong")\" id=\"f-\(name)\"><div class=\"radios\"><legend class=\"label\">\(label)</legend>\(options, { radio(name, $0) })</div>\(beside(name, help))</fieldset>"
    }

    /// Several of several.
    public func ticks(_ name: String, _ label: String, _ options: [(value: String, word: String)], help: String = "") -> HTML {
        let chosen = Set(typed.all(name))
        return
            "<fieldset class=\"line\(if: problems[name] != nil, " line--wrong")\"><div class=\"radios\"><legend class=\"label\">\(label)</legend>\(options, { tick(name, $0, chosen.contains($0.value)) })</div>\(beside(name, help))</fieldset>"
    }

    /// Yes or no.
    public func yes(_ name: String, _ label: String, help: String = "") -> HTML {
        "<div class=\"line\"><div class=\"radios\">\(tick(name, ("1", label), typed[name] == "1"))</div>\(beside(name, help))</div>"
    }

    /// A place of the world, found while typing. Without script it is a text field that the server looks up.
    /// - Parameter name: the field that carries the GeoNames number; `NAME-text` carries what is read.
    public func place(_ name: String, _ label: String, help: String = "", optional: Bool = false) -> HTML {
        line(name, label, help: help.isEmpty ? w("Any language or script. A few letters are enough.") : help, optional: optional) { described in
            "<div class=\"combo\" data-combo=\"/api/v1/places\" data-value=\"v-\(name)\"><input class=\"input\(wrong(name))\" id=\"f-\(name)\" name=\"\(name)-text\" type=\"text\" role=\"combobox\" aria-expanded=\"false\" aria-autocomplete=\"list\" aria-controls=\"f-\(name)-list\" autocomplete=\"off\" value=\"\(typed["\(name)-text"] ?? "")\"\(described)><input type=\"hidden\" id=\"v-\(name)\" name=\"\(name)\" value=\"\(typed[name] ?? "")\"><ul class=\"combo-list\" id=\"f-\(name)-list\" role=\"listbox\" aria-label=\"\(label)\" hidden></ul></div>"
        }
    }

    /// A word, with those there are already offered while one types.
    /// - Parameter address: what is asked: it answers as `/api/v1/places` does.
    public func combo(_ name: String, _ label: String, _ address: String, help: String = "", optional: Bool = false) -> HTML {
        line(name, label, help: help, optional: optional) { described in
            "<div class=\"combo\" data-combo=\"\(address)\"><input class=\"input\(wrong(name))\" id=\"f-\(name)\" name=\"\(name)\" type=\"text\" role=\"combobox\" aria-expanded=\"false\" aria-autocomplete=\"list\" aria-controls=\"f-\(name)-list\" autocomplete=\"off\" value=\"\(typed[name] ?? "")\"\(described)><ul class=\"combo-list\" id=\"f-\(name)-list\" role=\"listbox\" aria-label=\"\(label)\" hidden></ul></div>"
        }
    }

    /// The act of the form, kept in view.
    public func dock(_ act: String, note: String = "", cancel: String) -> HTML {
        "<div class=\"dock\"><p class=\"second\">\(note)</p><div class=\"actions\"><a class=\"button\" href=\"\(cancel)\">\(w("Cancel"))</a><button class=\"button button--act\">\(act)</button></div></div>"
    }

    // MARK: Parts

    private func line(_ name: String, _ label: String, help: String, optional: Bool, _ field: (HTML) -> HTML) -> HTML {
        let isWrong = problems[name] != nil
        let described: HTML =
            isWrong ? " aria-invalid=\"true\" aria-describedby=\"h-\(name)\"" : help.isEmpty ? .empty : " aria-describedby=\"h-\(name)\""
        return
            "<div class=\"line\(if: isWrong, " line--wrong")\"><div><label class=\"label\" for=\"f-\(name)\">\(label)\(if: optional, " <small>\(w("optional"))</small>")</label>\(field(described))</div>\(beside(name, help))</div>"
    }

    private func beside(_ name: String, _ help: String) -> HTML {
        "<div class=\"beside\" id=\"h-\(name)\">\(problems[name], some: { "<p class=\"problem\">\($0)</p>" })\(if: !help.isEmpty, "<p class=\"help\">\(help)</p>")</div>"
    }

    private func wrong(_ name: String) -> HTML { problems[name] == nil ? .empty : " input--wrong" }

    private func radio(_ name: String, _ option: (value: String, word: String)) -> HTML {
        "<label><input class=\"tick\" type=\"radio\" name=\"\(name)\" value=\"\(option.value)\"\(if: typed[name] == option.value, " checked")>\(option.word)</label>"
    }

    private func tick(_ name: String, _ option: (value: String, word: String), _ isChosen: Bool) -> HTML {
        "<label><input class=\"tick\" type=\"checkbox\" name=\"\(name)\" value=\"\(option.value)\"\(if: isChosen, " checked")>\(option.word)</label>"
    }
}

/// Both versions of a record that two people changed at once, field by field. Nothing is lost: the reader's own words stay in the form below.
public struct ConflictView: Sendable {
    /// - Parameter fields: what differs: the field's label, what stands now, what the reader typed.
    public static func notice(by who: String, at instant: Instant, fields: [(label: String, now: String, yours: String)], _ w: Words) -> HTML {
        let differing = fields.filter { $0.now != $0.yours }
        return """
            <section class="notice" role="alert"><h2>\(w("\(who) changed this while you were writing"))</h2>
            <p>\(w("Below is your version, not saved yet. Save again to let yours stand, or copy what you want to keep of theirs."))</p>
            <table class="table"><thead><tr><th scope="col">\(w("Field"))</th><th scope="col">\(w("As it stands now"))</th><th scope="col">\(w("As you typed it"))</th></tr></thead>
            <tbody>\(differing, { "<tr><th scope=\"row\">\($0.label)</th><td>\($0.now)</td><td>\($0.yours)</td></tr>" })</tbody></table>
            <p class="third">\(w.dateAndTime(instant))</p></section>
            """
    }
}

extension Part {
    /// What can be chosen in a `select`: the value that is sent, and the word that is read.
    public static func options(_ options: [(value: String, word: String)], chosen: String) -> HTML {
        "\(options, { "<option value=\"\($0.value)\"\(if: $0.value == chosen, " selected")>\($0.word)</option>" })"
    }
}
