/// What can go wrong with the database. The texts are for the log and for the person who runs the server; a page shows them to nobody.
public enum StorageError: Error, Sendable, Equatable {
    /// A row with these values exists already. `constraint` is the index's name where the engine tells it.
    case unique(table: String, columns: [String], constraint: String?)
    /// The row refers to one that is not there, or is still referred to. PostgreSQL names the constraint.
    case foreignKey(constraint: String?)
    /// A CHECK refused the row: the constraint's name, or its expression.
    case check(String)
    /// A column that must have a value was given NULL.
    case notNull(column: String)
    /// A value no column can take: text with a NUL character, a number that is not one.
    case value(String)
    /// A column could not be read: its name, and why.
    case column(String, String)
    /// Somebody else holds a lock for too long, or concurrent changes kept colliding. Trying again later can help.
    case busy
    /// Too many requests are waiting for the database already.
    case overloaded
    /// A statement ran longer than allowed.
    case tooSlow
    /// The database cannot be reached.
    case lostConnection(String)
    /// The connection was lost while the changes were being confirmed: they may or may not have been kept.
    case unknownOutcome
    /// The disk is full; nothing was written.
    case diskFull
    /// The database, or its disk, cannot be written.
    case readOnly
    /// The file is damaged, or is no database.
    case damaged(String)
    /// The database was made by a newer version of Proxenia: the migrations this one does not know.
    case newerDatabase([String])
    /// The text of a migration changed after it had been applied, or two have one id.
    case changedMigration(String)
    /// Another server is serving this database.
    case inUse(String)
    /// The address of the database makes no sense, or it cannot be opened.
    case cannotOpen(String)
    /// A transaction was begun inside another one, or used after its end: a mistake in the program.
    case misuse(String)
    /// Anything else the engine refused: its code and its words.
    case refused(code: String, String)
}

extension StorageError: CustomStringConvertible {
    /// One sentence in plain words.
    public var description: String {
        switch self {
        case .unique(let table, let columns, let constraint):
            "A row with the same \(columns.isEmpty ? constraint ?? "values" : columns.joined(separator: ", ")) exists already in “\(table)”."
        case .foreignKey(let constraint): "The row refers to one that does not exist, or is still referred to\(constraint.map { " (\($0))" } ?? "")."
        case .check(let name): "The database refused the row by its check “\(name)”."
        case .notNull(let column): "The column “\(column)” must have a value."
        case .value(let reason): "The database cannot hold this value: \(reason)"
        case .column(let name, let reason): "The column “\(name)” could not be read. \(reason)"
        case .busy: "The database is busy with other changes. Please try again."
        case .overloaded: "Too many requests are waiting for the database. Please try again in a moment."
        case .tooSlow: "The database took too long to answer, and the query was stopped."
        case .lostConnection(let reason): "The database cannot be reached: \(reason)"
        case .unknownOutcome: "The connection to the database was lost while the change was being confirmed; please look whether it was made."
        case .diskFull: "The disk is full; nothing was written."
        case .readOnly: "The database cannot be written: the file, its folder or the server is read-only."
        case .damaged(let reason): "The database is damaged or is no database: \(reason)"
        case .newerDatabase(let ids):
            "The database was made by a newer version of Proxenia (\(ids.joined(separator: ", "))). Please install that version or a later one."
        case .changedMigration(let reason): "The migrations do not fit the database: \(reason)"
        case .inUse(let reason), .cannotOpen(let reason): reason
        case .misuse(let reason): "A mistake in the program: \(reason)"
        case .refused(let code, let reason): "The database refused the statement (\(code)): \(reason)"
        }
    }
}
