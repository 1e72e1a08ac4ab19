import Kernel
import Markup

/// Why the API did not take what was sent, in the form programs read (RFC 9457).
public struct NotTaken: Error, Sendable {
    let status: Int
    let title: String
    /// Field by field, by the names of the form.
    var problems = Problems()
    var members: [String: JSONValue] = [:]

    init(_ status: Int, _ title: String) { (self.status, self.title) = (status, title) }

    /// What the form says beside its fields: 422.
    public init(_ problems: Problems, _ w: Words) {
        self.init(422, w("Some of it could not be taken."))
        self.problems = problems
    }

    /// It was changed since: 409, with the revision that stands now.
    public static func outdated(_ present: Int, _ w: Words) -> NotTaken { outdated(.integer(present), w) }
    fileprivate static func outdated(_ present: JSONValue, _ w: Words) -> NotTaken {
        var made = NotTaken(409, w("Somebody else changed this meanwhile. Read it again, and send your change with the revision that stands now."))
        made.members = ["revision": present]
        return made
    }

    /// There is one already that may be the same: 409, with those that come into question.
    public static func alike(_ candidates: [(id: String, name: String)], _ w: Words) -> NotTaken {
        var made = NotTaken(409, w("There is one like it already. If it is another one, send it again with “another”: true."))
        made.members = ["candidates": .array(candidates.map { ["id": .string($0.id), "name": .string($0.name)] })]
        return made
    }
}

extension Context {
    /// That a change was made on what stands.
    /// - Throws: `NotTaken`: 422 without a revision, 409 with an older one.
    public func mustBe(onRevision present: Int) throws {
        guard let sent = Int(request.form.text("revision").prefix(10)) else { throw withoutRevision() }
        guard sent == present else { throw NotTaken.outdated(present, w) }
    }

    /// The same of what has no number but a word for each state; an empty one for what is not there yet.
    public func mustBe(onRevision present: String) throws {
        let sent = request.form.text("revision")
        guard !sent.isEmpty || present.isEmpty else { throw withoutRevision() }
        guard sent == present else { throw NotTaken.outdated(.string(present), w) }
    }

    private func withoutRevision() -> NotTaken {
        var problems = Problems()
        problems.add("revision", w("Say which revision you read and changed."))
        return NotTaken(problems, w)
    }
}
