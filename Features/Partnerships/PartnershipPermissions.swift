import Kernel

/// What one must be allowed to do here.
enum May {
    /// Reads the register of the office: everybody who works in its city hall.
    static let read = Permission.roles("partnerships.read", [.admin, .director, .officer, .colleague, .council])
    /// Reads what is published; the counterpart's people and the community see no more in this cut.
    static let readPublished = Permission.roles("partnerships.published", Set(Role.allCases))
    static let edit = Permission.roles("partnerships.edit", [.director, .officer])
}
