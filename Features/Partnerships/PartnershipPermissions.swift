import Kernel

/// What one must be allowed to do here.
enum May {
    /// Reads the register of the office: everybody who works in its city hall, and the council.
    static let read = Permission.roles("partnerships.read", [.admin, .director, .officer, .colleague, .council])
    /// Reads what is published: the counterpart's people and the community see no more than that.
    static let readPublished = Permission.roles("partnerships.published", Set(Role.allCases))
    /// Reads the office's private notes.
    static let readNotes = Permission.roles("partnerships.notes", [.admin, .director, .officer])
    static let edit = Permission.roles("partnerships.edit", [.director, .officer])
}
