/// Sizes as people read them.
public enum ByteCount {
    /// `12 kB`: decimal thousands, as file managers of today count.
    /// - Parameter bytes: 0 or more.
    public static func text(_ bytes: Int, _ w: Words) -> String {
        if bytes < 1000 { return w("\(bytes) bytes") }
        if bytes < 1_000_000 { return w("\(w.number((bytes / 1000) + (bytes % 1000 >= 500 ? 1 : 0))) kB") }
        return w("\(w.number(Double(bytes) / 1_000_000, digits: 1)) MB")
    }
}
