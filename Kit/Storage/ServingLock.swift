import Foundation

/// A lock file beside the database, held for as long as the server lives; the system lets go of it however the process ends.
final class ServingLock: Sendable {
    private let descriptor: Int32

    init(database path: String) throws {
        let file = path + ".lock"
        let descriptor = open(file, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw StorageError.cannotOpen("The lock file “\(file)” cannot be made: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let busy = errno == EWOULDBLOCK
            let reason = String(cString: strerror(errno))
            Foundation.close(descriptor)
            throw busy
                ? StorageError.inUse("Another Proxenia server is serving “\(path)” already. Stop it first, or give this one a database of its own.")
                : StorageError.cannotOpen("The lock file “\(file)” cannot be locked: \(reason).")
        }
        self.descriptor = descriptor
    }

    deinit { Foundation.close(descriptor) }
}
