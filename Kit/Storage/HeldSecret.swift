import Synchronization

/// The server's secret: what is stored encrypted is encrypted under it. It is known to an open database from its start on, so that
/// whatever runs in a transaction can open what lies there.
final class HeldSecret: Sendable {
    private let held = Mutex<[UInt8]?>(nil)
    var bytes: [UInt8]? { held.withLock { $0 } }
    func set(_ bytes: [UInt8]) { held.withLock { $0 = bytes } }
}

extension Database {
    /// Says under which secret things are stored encrypted here. Call once, after the migrations.
    public func setSecret(_ bytes: [UInt8]) { bells.secret.set(bytes) }
}

extension Connection {
    /// The server's secret; nil while nobody has set it.
    public var secret: [UInt8]? { bells?.secret.bytes }
}
