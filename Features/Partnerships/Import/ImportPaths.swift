import Kernel

/// Where the pages of an import are. Each step has its own address.
enum ImportPaths {
    static let imports = PartnershipPaths.imports

    /// The columns of an import that is being prepared; the outcome of one that was made.
    static func show(_ id: ImportID) -> String { "\(imports)/\(id)" }
    static func reading(_ id: ImportID) -> String { "\(show(id))/reading" }
    static func matching(_ id: ImportID) -> String { "\(show(id))/matching" }
    static func review(_ id: ImportID) -> String { "\(show(id))/review" }
    static func doubt(_ id: ImportID) -> String { "\(show(id))/doubt" }
    static func plan(_ id: ImportID) -> String { "\(show(id))/plan" }
    static func application(_ id: ImportID) -> String { "\(show(id))/application" }
    static func removal(_ id: ImportID) -> String { "\(show(id))/removal" }
    static func discarding(_ id: ImportID) -> String { "\(show(id))/discarding" }
    /// The register, narrowed to what an import created.
    static func register(_ id: ImportID) -> String { "\(PartnershipPaths.register)?import=\(id)" }
    static func map(_ id: ImportID) -> String { "\(PartnershipPaths.map)?import=\(id)" }
}
