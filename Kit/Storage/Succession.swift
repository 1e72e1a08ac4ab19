import Kernel

/// One record took the place of another, or gave it back: whatever refers to the one goes to the other, in the same transaction.
///
/// It is written as a fact about the record that goes. Each feature that refers to such records reacts to it in its own tables, and writes facts
/// of what it moved with the same batch: by them it moves back exactly that when the merge is undone.
public struct Succession: Sendable, Hashable {
    /// Of both records, as in `Fact.subjectKind`.
    public let kind: String
    public let gone: String
    public let kept: String
    /// The identity of the merge, the same when it is undone.
    public let merge: String
    /// Whether the two are two again.
    public let isUndone: Bool

    private static let begins = "merged away"
    private static let ends = "unmerged"

    private struct State: Codable { let into: String }

    public init(kind: String, gone: String, kept: String, merge: String, isUndone: Bool) {
        (self.kind, self.gone, self.kept, self.merge, self.isUndone) = (kind, gone, kept, merge, isUndone)
    }

    /// What a fact says; nil for facts about anything else.
    public init?(_ fact: Fact) {
        guard let merge = fact.batch, fact.act == Self.begins || fact.act == Self.ends, let text = fact.act == Self.begins ? fact.after : fact.before
        else { return nil }
        // Another feature may use the same word of another thing: what has not this form says nothing here.
        do {
            let kept = try JSON.value(text, as: State.self).into
            self.init(kind: fact.subjectKind, gone: fact.subjectID, kept: kept, merge: merge, isUndone: fact.act == Self.ends)
        } catch { return nil }
    }

    /// The fact that tells it.
    public func fact(office: OfficeID?) throws -> Fact {
        let state = State(into: kept)
        return try Fact(
            isUndone ? Self.ends : Self.begins, kind, gone, office: office, from: isUndone ? state : nil, to: isUndone ? nil : state, batch: merge)
    }
}

/// Why a feature cannot let one record take the place of another. The page that asked says it in words; nothing was changed.
public struct SuccessionRefusal: Error, Sendable, Hashable {
    /// Where the record is that holds both, and would be about one and the same.
    public let path: String

    public init(holdingBoth path: String) { self.path = path }
}
