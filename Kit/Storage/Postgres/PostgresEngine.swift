/// PostgreSQL through libpq.
final class PostgresEngine: Engine {
    init(address: String, options: DatabaseOptions, bells: Bells) throws { throw StorageError.cannotOpen("PostgreSQL comes in a moment.") }
    func read<Value>(_ body: (Connection) throws -> Value) throws -> Value { throw StorageError.busy }
    func write<Value>(_ body: (Connection) throws -> Value) throws -> Value { throw StorageError.busy }
    func writeAlone<Value>(_ body: (Connection) throws -> Value) throws -> Value { throw StorageError.busy }
    func close() {}
}
