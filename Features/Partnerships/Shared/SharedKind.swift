import Foundation
import Kernel
import Ledger
import Markup
import Web

/// A sort of thing that a record holds beside its terms: an indicator, an activity, a contact point. What is said here is enough to enter,
/// change and remove one, to show what a proposal would change in it, and to read its history.
struct SharedKind: Sendable {
    /// Who may write such a thing.
    enum Ownership: Sendable {
        /// Changes with the assent of all parties.
        case agreed
        /// Belongs to the party that wrote it; the others read it.
        case own
    }

    /// The first part of the names of its objects, without the slash: `agreed/indicator`, `measurement`. The full name of an agreed one is
    /// `PREFIX/UUID`, of an own one `PREFIX/PARTY/UUID` with the party's 64 hexadecimal digits; of a single one the prefix itself.
    let prefix: String
    /// In the path, after the partnership's: `indicators`.
    let path: String
    /// The part of the partnership's page where it is shown.
    let tab: String
    let ownership: Ownership
    /// A record has one such thing, or many.
    let isSingle: Bool
    /// The field by which people call it.
    let title: String
    /// Whether somebody enters it with a form; the rest is written by the product itself.
    let hasForm: Bool
    /// Whether guests of a party enter it too. Not where its tab says what a register says of itself.
    let isForGuests: Bool
    let word: @Sendable (Words) -> String
    /// The heading over an empty form: “New indicator”.
    let new: @Sendable (Words) -> String
    let fields: [SharedField]
    /// What the fields must keep together. Notes problems beside them.
    let check: @Sendable (SharedEntry, SharedReading, Words, inout Problems) -> Void

    init(
        _ prefix: String, path: String, tab: String, _ ownership: Ownership, isSingle: Bool = false, title: String, hasForm: Bool = true,
        isForGuests: Bool = true,
        word: @escaping @Sendable (Words) -> String, new: @escaping @Sendable (Words) -> String, fields: [SharedField],
        check: @escaping @Sendable (SharedEntry, SharedReading, Words, inout Problems) -> Void = { _, _, _, _ in }
    ) {
        (self.prefix, self.path, self.tab, self.ownership, self.isSingle) = (prefix, path, tab, ownership, isSingle)
        (self.title, self.hasForm, self.isForGuests, self.word, self.new) = (title, hasForm, isForGuests, word, new)
        (self.fields, self.check) = (fields, check)
    }

    func field(_ name: String) -> SharedField? { fields.first { $0.name == name } }

    /// The name of a new object of this kind.
    func name(_ id: String, by party: PartyID) -> String {
        if isSingle { return prefix }
        return ownership == .own ? "\(prefix)/\(party.hex)/\(id)" : "\(prefix)/\(id)"
    }

    /// The identity in an object's name; nil where it is none of this kind, or of an own kind and written by another than it names.
    func id(of name: String, writtenBy author: PartyID? = nil) -> String? {
        if isSingle { return name == prefix ? "" : nil }
        guard name.hasPrefix(prefix + "/") else { return nil }
        let rest = name.dropFirst(prefix.count + 1).split(separator: "/", omittingEmptySubsequences: false)
        switch ownership {
        case .agreed: return rest.count == 1 ? rest.first.map(String.init) : nil
        case .own:
            guard rest.count == 2, let last = rest.last, author == nil || rest.first.map(String.init) == author?.hex else { return nil }
            return String(last)
        }
    }
}

/// What was typed into the form of a thing, and what is personal of it.
struct SharedEntry: Equatable {
    /// Fields that everybody who keeps the record keeps for ever.
    var values: [String: Value] = [:]
    /// Fields about a person: they travel beside the record and can be erased.
    var personal: [String: Value] = [:]

    subscript(name: String) -> Value? { values[name] ?? personal[name] }

    func text(_ name: String) -> String { self[name]?.text ?? "" }

    /// A date written in full.
    func date(_ name: String) -> PartialDate? { self[name]?.text.flatMap { PartialDate($0) } }

    func number(_ name: String) -> Decimal? { self[name]?.text.flatMap { SharedNumber.value($0) } }
}

/// A thing of a record as it stands.
struct SharedObject: Sendable {
    let kind: SharedKind
    let id: String
    let name: String
    let values: [String: Value]
    /// Fields about a person; nil where they were erased or never came.
    let personal: [String: Value]?
    /// Who wrote it last, and when; nil for what is agreed.
    let author: PartyID?

    var entry: SharedEntry { SharedEntry(values: values, personal: personal ?? [:]) }
    subscript(name: String) -> Value? { values[name] ?? personal?[name] }
    func text(_ name: String) -> String { self[name]?.text ?? "" }
    func date(_ name: String) -> PartialDate? { self[name]?.text.flatMap { PartialDate($0) } }
    func number(_ name: String) -> Decimal? { self[name]?.text.flatMap { SharedNumber.value($0) } }
    /// What people call it.
    var title: String { text(kind.title) }
}

/// All sorts of things a record holds. The terms and the parties are written by forms of their own.
enum SharedKinds {
    static let all: [SharedKind] = [
        TermKind.kind,
        ClosingKind.kind,
        CollaborationPlanKind.kind,
        AgreementKind.kind,
        SignatureKind.kind,
        ApprovalKind.kind,
        CommunicationKind.kind,
        ContactKind.kind,
        ActivityKind.kind,
        ActivityStateKind.kind,
        SubPartnershipKind.kind,
        IndicatorKind.kind,
        MeasurementKind.kind,
        YearKind.kind,
        ReleaseKind.kind,
    ]

    /// The kind of an object and its identity, by its name.
    static func kind(of name: String) -> SharedKind? { all.first { $0.id(of: name) != nil } }
}
