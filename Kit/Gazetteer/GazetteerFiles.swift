import CGazetteerData
import Foundation

/// Where the two files of the gazetteer lie, whether they are whole, and who may make them.
struct GazetteerFiles {
    let directory: String

    /// The data and the layout together: either one new means other files.
    static var version: String { "\(NameIndex.formatVersion)-\(PlaceSource.version)" }
    var databasePath: String { directory + "/gazetteer-\(Self.version).sqlite" }
    var indexPath: String { directory + "/gazetteer-\(Self.version).names" }
    private var lockPath: String { directory + "/gazetteer.lock" }

    /// What the SQLite file says of itself.
    struct About {
        let countries: [String]
        let largestCountries: [String]
    }

    /// Reads the files' own description; nil where there are no whole files of this version.
    ///
    /// Both are read through and compared with the checksums in the index's header, which takes a tenth of a second: the
    /// index is used by address, and a file half copied would give wrong places.
    func about() throws -> About? {
        guard FileManager.default.fileExists(atPath: databasePath), FileManager.default.fileExists(atPath: indexPath) else { return nil }
        let words = try FileFingerprint.firstWords(path: indexPath, count: NameIndex.headerLength / 4)
        guard let header = NameIndex.Header(words: words),
            try FileFingerprint(path: indexPath, skipping: NameIndex.headerLength).checksum == header.checksum,
            try FileFingerprint(path: databasePath) == header.database
        else { return nil }
        var values: [String: String] = [:]
        try Connection(path: databasePath, purpose: .reading).statement("SELECT name, value FROM about")
            .rows([]) { row in values[row.text(0)] = row.text(1) }
        guard values["version"] == Self.version, let countries = values["countries"], let largest = values["largest"] else { return nil }
        return About(
            countries: countries.split(separator: " ").map(String.init), largestCountries: largest.split(separator: " ").map(String.init))
    }

    /// Builds what is missing. One process builds, others wait for it; what an interrupted build left is removed first.
    func ensureBuilt(progress: @escaping (Double, String) -> Void) throws -> About {
        if let about = aboutUnlocked() { return about }
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw GazetteerError.fileUnavailable(path: directory, reason: "\(error.localizedDescription)")
        }
        // Building takes a hundred megabytes that serving never needs again.
        defer { gazetteer_release_memory() }
        return try alone(progress) {
            if let about = try about() { return about }
            try removeLeftovers()
            try GazetteerBuilder(progress: progress).build(files: self, temporary: ".partial")
            synchroniseDirectory()
            guard let about = try about() else { throw GazetteerError.fileDamaged("what was just built cannot be read back") }
            return about
        }
    }

    /// As `about()`, without the lock: another process may be putting new files in the place of these at this very moment, so whatever goes wrong
    /// here is looked at again under the lock, where it counts.
    private func aboutUnlocked() -> About? {
        do { return try about() } catch { return nil }
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
