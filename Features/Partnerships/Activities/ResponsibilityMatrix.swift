import Markup
import Web

/// Who has which part in what: letters, with the persons who answer for it, explained below. The same on the page of the activities and in the
/// plan that is printed.
enum ResponsibilityMatrix {
    static func block(_ activities: [Activity], _ page: RecordPage) -> HTML {
        let table = table(activities, page)
        return table.isEmpty ? .empty : Part.block(page.w("Who does what"), table)
    }

    /// Nothing where no activity says who does it.
    static func table(_ activities: [Activity], _ page: RecordPage) -> HTML {
        let (w, reading) = (page.w, page.reading)
        let named = activities.filter { !$0.duties.isEmpty || !$0.persons.isEmpty }
        guard !named.isEmpty else { return .empty }
        return """
            <div class="scroll-x" tabindex="0" role="group" aria-label="\(w("Who does what"))"><table class="table matrix"><thead><tr><th scope="col">\(w("Activity"))</th>\(reading.parties, { "<th scope=\"col\">\($0.name)</th>" })</tr></thead>
            <tbody>\(named, { line($0, reading, w) })</tbody></table></div><p class="second after">\(legend(w))</p>
            """
    }

    static func legend(_ w: Words) -> String {
        ActivityKind.Duty.allCases.filter { $0 != .both }.map { "\($0.letters): \($0.word(w))" }.joined(separator: " · ")
    }

    private static func line(_ activity: Activity, _ reading: SharedReading, _ w: Words) -> HTML {
        let elsewhere = activity.personsElsewhere(than: reading.parties, w)
        return
            "<tr><th scope=\"row\">\(activity.title)\(if: !elsewhere.isEmpty, "<span class=\"second\">\(elsewhere)</span>")</th>\(reading.parties, { cell(activity, $0, reading, w) })</tr>"
    }

    private static func cell(_ activity: Activity, _ party: SharedReading.Party, _ reading: SharedReading, _ w: Words) -> HTML {
        let letters: HTML = activity.duties.filter { reading.party(called: $0.party)?.id == party.id }.map { letter($0.duty, w) }.joined(" ")
        let persons = activity.persons(of: party.id, w)
        return "<td>\(letters.isEmpty ? "–" : letters)\(if: !persons.isEmpty, "<span class=\"second\">\(persons)</span>")</td>"
    }

    private static func letter(_ duty: ActivityKind.Duty, _ w: Words) -> HTML { "<abbr title=\"\(duty.word(w))\">\(duty.letters)</abbr>" }
}
