import Foundation
import Kernel
import Storage

/// A backup that lies in the folder.
struct KeptBackup: Sendable, Hashable {
    let name: String
    let madeAt: Instant
    /// In bytes.
    let size: Int
}

/// The folder of the scheduled backups: one file for each, named after its moment, and how long they are kept.
public struct BackupPlace: Sendable {
    public let folder: URL

    public init(folder: URL) { self.folder = folder }

    private static let beginning = "proxenia-"
    private static let ending = ".backup"

    /// `proxenia-20261121T010003Z.backup`
    static func name(_ moment: Instant) -> String { beginning + moment.rfc3339.filter { $0 != "-" && $0 != ":" } + ending }

    /// The moment in a name; nil for files that are none of ours.
    static func moment(_ name: String) -> Instant? {
        guard name.hasPrefix(beginning), name.hasSuffix(ending) else { return nil }
        let stamp = Array(name.dropFirst(beginning.count).dropLast(ending.count))
        guard stamp.count == 16, stamp[8] == "T", stamp[15] == "Z" else { return nil }
        let parts = [0..<4, 4..<6, 6..<8, 9..<11, 11..<13, 13..<15].map { String(stamp[$0]) }
        do {
            return Instant(try Date("\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])Z", strategy: .iso8601))
        } catch { return nil }
    }

    /// The newest first. An absent folder has none.
    func kept() throws -> [KeptBackup] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).compactMap { name in
            guard let moment = Self.moment(name) else { return nil }
            let size = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path)[.size] as? Int
            return KeptBackup(name: name, madeAt: moment, size: size ?? 0)
        }.sorted { $0.madeAt > $1.madeAt }
    }

    /// Whether tonight's backup is still to be made: from one o'clock (UTC) on, once a day.
    func isDue(at now: Instant) throws -> Bool {
        let day = Int64(86_400_000)
        let one = Int64(3_600_000)
        let tonight = (now.milliseconds - one).flooredDivision(by: day) * day + one
        return try kept().allSatisfy { $0.madeAt.milliseconds < tonight }
    }

    /// Makes one and removes those that have had their time.
    func make(_ database: Database, _ migrator: Migrator, version: String, at now: Instant, progress: (String) throws -> Void) throws -> KeptBackup {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw AppError.invalid("The folder of the backups, \(folder.path), cannot be made: \(error.localizedDescription)") }
        let name = Self.name(now)
        do {
            try database.backUp(to: folder.appendingPathComponent(name).path, migrator: migrator, version: version, at: now, progress: progress)
        } catch let error as BackupError { throw AppError.invalid(error.description) }
        let all = try kept()
        guard let made = all.first(where: { $0.name == name }) else { throw AppError.invalid("The backup \(name) is not in its folder.") }
        let staying = Self.staying(all.map(\.madeAt))
        for old in all where !staying.contains(old.madeAt) { try FileManager.default.removeItem(at: folder.appendingPathComponent(old.name)) }
        return made
    }

    /// Which stay: the last of each of the seven latest days that have one, of the four latest weeks and of the twelve latest months.
    static func staying(_ moments: [Instant]) -> Set<Instant> {
        let newest = moments.sorted(by: >)
        func last(_ count: Int, by period: (Instant) -> String) -> [Instant] {
            var seen: [String] = []
            return newest.filter { moment in
                let name = period(moment)
                guard !seen.contains(name), seen.count < count else { return false }
                seen.append(name)
                return true
            }
        }
        let days = last(7) { String($0.rfc3339.prefix(10)) }
        // Days are counted from a Thursday; three more make weeks that begin on Mondays.
        let weeks = last(4) { String(($0.milliseconds.flooredDivision(by: 86_400_000) + 3).flooredDivision(by: 7)) }
        let months = last(12) { String($0.rfc3339.prefix(7)) }
        return Set(days + weeks + months)
    }
}

extension Int64 {
    /// Division that rounds down for times before 1970 too.
    func flooredDivision(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
