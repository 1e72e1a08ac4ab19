import CZlib
import Foundation

/// Where the two files of the gazetteer lie, whether they are whole, and who may make them.
struct GazetteerFiles {
    let directory: String

    /// The data and the layout together: either one new means other files.
    static var version: String { "\(NameIndex.formatVersion)-\(PlaceSource.version)" }
    var databasePath: String { directory + "/gazetteer-\(Self.version).sqlite" }
    var indexPath: String { directory + "/gazetteer-\(Self.version).names" }
    private var lockPath: String { directory + "/gazetteer.lock" }

    /// What the SQLite file says of itself and of its index.
    struct About {
        let countries: [String]
        let largestCountries: [String]
        let indexChecksum: UInt32
        let indexLength: Int
    }

    /// Reads the file's own description; nil where there are no whole files of this version.
    func about() throws -> About? {
        guard FileManager.default.fileExists(atPath: databasePath), FileManager.default.fileExists(atPath: indexPath) else { return nil }
        var values: [String: String] = [:]
        do {
            let connection = try Connection(path: databasePath, purpose: .reading)
            try connection.statement("SELECT name, value FROM about").rows([]) { row in values[row.text(0)] = row.text(1) }
            guard let last = values["places"].flatMap(Int.init), try count(connection, last) else { return nil }
        } catch GazetteerError.fileDamaged {
            return nil
        }
        guard values["version"] == Self.version, let length = values["index_length"].flatMap(Int.init),
            let checksum = values["index_checksum"].flatMap(UInt32.init), let countries = values["countries"], let largest = values["largest"],
            try indexIsWhole(length: length, checksum: checksum)
        else { return nil }
        return About(
            countries: countries.split(separator: " ").map(String.init), largestCountries: largest.split(separator: " ").map(String.init),
            indexChecksum: checksum, indexLength: length)
    }

    /// Cheap: the length of the file against what its own header says, and one row from each end of the table.
    private func count(_ connection: Connection, _ places: Int) throws -> Bool {
        var pages = 0, pageSize = 0, found = 0
        try connection.statement("PRAGMA page_count").rows([]) { pages = $0.integer(0) }
        try connection.statement("PRAGMA page_size").rows([]) { pageSize = $0.integer(0) }
        try connection.statement("SELECT (SELECT id FROM place ORDER BY id LIMIT 1), (SELECT id FROM place ORDER BY id DESC LIMIT 1)")
            .rows([]) { found = $0.isNull(0) || $0.isNull(1) ? 0 : 1 }
        let attributes = try FileManager.default.attributesOfItem(atPath: databasePath)
        return found == 1 && places > 0 && (attributes[.size] as? Int) == pages * pageSize
    }

    /// The index is read by address, so it is checked in full; that takes some hundredths of a second.
    private func indexIsWhole(length: Int, checksum: UInt32) throws -> Bool {
        let descriptor = Foundation.open(indexPath, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var total = 0
        var sum: uLong = 0
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw GazetteerError.fileUnavailable(path: indexPath, reason: String(cString: strerror(errno))) }
            if count == 0 { break }
            sum = crc32(sum, buffer, uInt(count))
            total += count
        }
        return total == length && UInt32(truncatingIfNeeded: sum) == checksum
    }

    /// Builds what is missing. One process builds, others wait for it; what an interrupted build left is removed first.
    func ensureBuilt(progress: @escaping (Double, String) -> Void) throws -> About {
        if let about = try about() { return about }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw GazetteerError.fileUnavailable(path: directory, reason: "\(error.localizedDescription)")
        }
        return try alone(progress) {
            if let about = try about() { return about }
            try removeLeftovers()
            try GazetteerBuilder(progress: progress).build(files: self, temporary: ".partial")
            synchroniseDirectory()
            guard let about = try about() else { throw GazetteerError.fileDamaged("what was just built cannot be read back") }
            return about
        }
    }

    /// Runs the body while no other process builds. The lock goes with the process, however it ends.
    private func alone<Result>(_ progress: (Double, String) -> Void, _ body: () throws -> Result) throws -> Result {
        let descriptor = Foundation.open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw GazetteerError.fileUnavailable(path: lockPath, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            progress(0, "Waiting for another process that builds the gazetteer")
            while flock(descriptor, LOCK_EX) != 0 {
                guard errno == EINTR else { throw GazetteerError.fileUnavailable(path: lockPath, reason: String(cString: strerror(errno))) }
            }
        }
        defer { flock(descriptor, LOCK_UN) }
        return try body()
    }

    /// Removes unfinished and damaged files, and those of other versions: a process that still uses them has them open.
    private func removeLeftovers() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory)
        where name.hasPrefix("gazetteer-") && [".sqlite", ".names", ".partial"].contains(where: name.hasSuffix) {
            guard unlink(directory + "/" + name) == 0 || errno == ENOENT else {
                throw GazetteerError.fileUnavailable(path: directory + "/" + name, reason: String(cString: strerror(errno)))
            }
        }
    }

    private func synchroniseDirectory() {
        let descriptor = Foundation.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }
}
