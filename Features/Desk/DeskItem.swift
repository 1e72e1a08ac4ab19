import Kernel
import Storage
import Web

/// A record on somebody's desk, as they may see it.
struct DeskItem: Sendable {
    let kind: RecordKind
    let id: String
    let name: String
}

/// Whose desk it is: a person's in an office. Another office of the same person has another.
struct DeskOwner: Sendable, Hashable {
    let user: UserID
    let office: OfficeID

    /// Nil for somebody without an office.
    init?(_ actor: Actor) {
        guard let user = actor.user, let office = actor.office else { return nil }
        (self.user, self.office) = (user, office)
    }
}
