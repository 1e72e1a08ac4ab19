/// A place as somebody typed it: the cells of one row.
public struct Written: Sendable, Hashable, Codable {
    /// The name, with whatever stands around it.
    public var name: String
    /// The country, in any language or as a code; absent or empty when the list has none.
    public var country: String?
    /// The state, province or county, when the list has a column for it.
    public var region: String?

    public init(name: String, country: String? = nil, region: String? = nil) {
        self.name = name
        self.country = country
        self.region = region
    }
}
