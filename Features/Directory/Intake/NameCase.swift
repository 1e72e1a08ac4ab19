import Foundation
import Gazetteer
import Kernel
import Markup
import Reconciliation
import Web

/// A place that may be meant, as it is stored with a name.
public struct CandidateNote: Sendable, Codable {
    public let place: PlaceID
    public let reason: Reason
    public init(place: PlaceID, reason: Reason) { (self.place, self.reason) = (place, reason) }
}

/// The name of a place in a file, with all rows that carry it, and what was found for it.
public struct ImportName: Sendable {
    /// What it is the name of.
    public enum Part: String, Sendable { case partner, home, city }
    /// What a person said: this place, none of these rows, or the rows without any place.
    public enum Answer: String, Sendable { case place, out, bare }

    public let number: Int
    public let part: Part
    public let written: String
    public let country: String
    public let region: String
    public let firstRow: Int
    public let rows: Int
    public let verdict: Verdict.Status
    public let reason: Reason
    public let candidates: [CandidateNote]
    /// The place that counts: found beyond doubt, or chosen by somebody.
    public let place: PlaceID?
    /// Whether a person is asked: nothing was found beyond doubt, or somebody says that it is wrong.
    public let isCase: Bool
    public let answer: Answer?
    /// What was typed into the search box of the case without a place having been found for it.
    public let asked: String
    public let answeredBy: String?

    public init(
        number: Int, part: Part, written: String, country: String, region: String, firstRow: Int, rows: Int, verdict: Verdict.Status, reason: Reason,
        candidates: [CandidateNote], place: PlaceID?, isCase: Bool, answer: Answer? = nil, asked: String = "", answeredBy: String? = nil
    ) {
        (self.number, self.part, self.written, self.country, self.region) = (number, part, written, country, region)
        (self.firstRow, self.rows, self.verdict, self.reason, self.candidates) = (firstRow, rows, verdict, reason, candidates)
        (self.place, self.isCase, self.answer, self.asked, self.answeredBy) = (place, isCase, answer, asked, answeredBy)
    }

    public var isOpen: Bool { isCase && answer == nil }
}

/// What somebody decided for a name, or took back.
public struct NameDecision: Sendable, Equatable {
    public let number: Int
    public var place: PlaceID?
    public var isCase = true
    public var answer: ImportName.Answer?
    public var asked = ""
    public var candidates: [CandidateNote]

    public init(number: Int, place: PlaceID?, isCase: Bool, answer: ImportName.Answer?, asked: String, candidates: [CandidateNote]) {
        (self.number, self.place, self.isCase, self.answer, self.asked, self.candidates) = (number, place, isCase, answer, asked, candidates)
    }

    /// What is stored for a name.
    public init(_ name: ImportName) {
        self.init(number: name.number, place: name.place, isCase: name.isCase, answer: name.answer, asked: name.asked, candidates: name.candidates)
    }

    public static func == (a: NameDecision, b: NameDecision) -> Bool {
        (a.number, a.place, a.isCase, a.answer, a.asked) == (b.number, b.place, b.isCase, b.answer, b.asked)
    }

    // MARK: Reading the form

    /// The cases that a form brings; more than a page holds are passed over.
    public static func numbers(_ form: Parameters) -> [Int] {
        var seen: Set<Int> = []
        return form.all("case").prefix(200).compactMap { Int($0.prefix(9)) }.filter { seen.insert($0).inserted }
    }

    /// What was typed into the search box of a case, without signs that no database keeps.
    private static func typed(_ form: Parameters, _ number: Int) -> String { SheetIntake.clean(form.text("place-\(number)-text"), most: 200) }

    /// The places that a text typed without script may mean, by the number of the case.
    public static func lookUp(_ form: Parameters, _ gazetteer: Gazetteer, _ w: Words) throws -> [Int: [PlaceID]] {
        var found: [Int: [PlaceID]] = [:]
        for number in numbers(form) {
            let text = typed(form, number)
            let chosen = form.text("place-\(number)")
            if !chosen.isEmpty, chosen.count <= 12, let id = Int(chosen), try gazetteer.place(id) != nil {
                found[number] = [id]
            } else if !text.isEmpty {
                found[number] = try gazetteer.search(PlaceSearch(text: text, language: w.language.tag, limit: 5)).map(\.place.id)
            }
        }
        return found
    }

    /// What was decided for a name: a candidate, a place found by typing, left out, or nothing yet.
    /// - Parameter takesBare: whether the rows may do without a place.
    public init(_ name: ImportName, _ form: Parameters, _ found: [PlaceID], takesBare: Bool = false) {
        self.init(name)
        let choice = form.text("choice-\(name.number)")
        let text = Self.typed(form, name.number)
        let isTaken = !form.text("place-\(name.number)").isEmpty
        if choice == "out" {
            (place, answer, asked) = (nil, .out, "")
        } else if choice == "bare", takesBare {
            (place, answer, asked) = (nil, .bare, "")
        } else if isTaken, let place = found.first {
            decide(place)
        } else if choice != "else", let place = Int(choice.prefix(12)), name.candidates.contains(where: { $0.place == place }) {
            decide(place)
        } else if !text.isEmpty {
            // Without script: what was found is offered, and the case stays open.
            (place, answer, asked) = (nil, nil, text)
            let known = Set(found)
            let offered = found.map { CandidateNote(place: $0, reason: .doubtful(written: text, name: "")) }
            candidates = Array((offered + name.candidates.filter { !known.contains($0.place) }).prefix(10))
        }
    }

    /// Which page of the cases comes next, as the end of its address.
    public static func place(_ form: Parameters) -> String {
        let from = form.text("go") == "next" ? form.text("next") : form.text("from")
        return Int(from.prefix(7)).map { $0 > 0 ? "?from=\($0)" : "" } ?? ""
    }

    /// What was decided otherwise by somebody meanwhile, for whoever was slower.
    public static func differences(
        _ mine: [NameDecision], _ names: [Int: ImportName], _ gazetteer: Gazetteer, _ w: Words
    ) throws -> [(label: String, now: String, yours: String)] {
        let places = try PlaceLine.lines(mine.compactMap(\.place) + names.values.compactMap(\.place), gazetteer, w)
        func word(_ answer: ImportName.Answer?, _ place: PlaceID?) -> String {
            switch answer {
            case .out: w("Leave these rows out")
            case .bare: w("Enter without a city")
            default: place.flatMap { places[$0]?.title } ?? w("not decided")
            }
        }
        return mine.compactMap { decision in
            names[decision.number].map { (label: $0.written, now: word($0.answer, $0.place), yours: word(decision.answer, decision.place)) }
        }
    }

    private mutating func decide(_ id: PlaceID) {
        (place, answer, asked) = (id, .place, "")
        if !candidates.contains(where: { $0.place == id }) {
            candidates.insert(CandidateNote(place: id, reason: .doubtful(written: "", name: "")), at: 0)
        }
    }
}
