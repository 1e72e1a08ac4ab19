import Kernel
import Storage
import Web

extension [Holding] {
    /// Those records of which any of these features keeps something. All are asked about at once; only where there is something, it is narrowed down.
    public func held<Of>(_ kind: String, _ ids: [ID<Of>], _ connection: Connection) throws -> Set<ID<Of>> {
        let texts = ids.map(\.text)
        guard !ids.isEmpty, try contains(where: { try !$0.of(kind, texts, connection).isEmpty }) else { return [] }
        guard ids.count > 1 else { return Set(ids) }
        let half = ids.count / 2
        return try held(kind, Array<ID<Of>>(ids.prefix(half)), connection).union(held(kind, Array<ID<Of>>(ids.dropFirst(half)), connection))
    }
}
