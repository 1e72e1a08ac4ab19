import Kernel
import Markup
import Storage

/// How a feature's facts read in words: what the audit page asks it. A kind of thing without one is shown by its plain names.
public struct FactReading: Sendable {
    /// `organisation`, as the facts have it.
    public let kind: String
    public let title: Message
    /// Where such a thing is, by its identity; nil when it has no page.
    public let path: @Sendable (_ id: String) -> String?
    /// What was done, in a few words.
    public let what: @Sendable (JournalEntry, Words) -> String

    public init(
        _ kind: String, _ title: Message, path: @escaping @Sendable (String) -> String? = { _ in nil },
        what: @escaping @Sendable (JournalEntry, Words) -> String
    ) {
        (self.kind, self.title, self.path, self.what) = (kind, title, path, what)
    }
}
