import Foundation

/// A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket, started with the first test that wants it
/// and gone with the test process, however that ends.
public final class TemporaryPostgres: Sendable {
    /// What prevents it from starting, in words that say what to do.
    public struct Missing: Error, CustomStringConvertible {
        public let description: String
    }

    private let folder: String
    private let programs: String
    private static let lock = NSLock()
    nonisolated(unsafe) private static var started: Result<TemporaryPostgres, any Error>?

    /// Whether the environment asks to do without (`PROXENIA_SKIP_POSTGRES=1`).
    public static var isSkipped: Bool { ProcessInfo.processInfo.environment["PROXENIA_SKIP_POSTGRES"] == "1" }

    /// The server, started on first use and shared by all tests of the process.
    /// - Throws: `Missing` when PostgreSQL is not installed or does not start.
    public static func shared() throws -> TemporaryPostgres {
        lock.lock()
        defer { lock.unlock() }
        if let started { return try started.get() }
        let attempt = Result { try TemporaryPostgres() }
        started = attempt
        return try attempt.get()
    }

    /// The address of a database of this server, as `proxenia --database` takes it.
    public func url(_ database: String) -> String { "postgres:///\(database)?host=\(folder)&user=postgres" }

    /// Makes a database, empty or as a copy of another one that nobody is connected to.
    /// - Returns: its address.
    public func create(_ name: String, from template: String = "template0") throws -> String {
        try sql("CREATE DATABASE \(name) TEMPLATE \(template)")
        return url(name)
    }

    /// Removes a database, ending the connections to it.
    public func drop(_ name: String) throws { try sql("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }

    /// Ends all connections at once and comes back, as in an upgrade or a failover.
    public func restart() throws {
        try Self.run(asOwner: [programs + "/pg_ctl", "-D", folder + "/data", "-m", "fast", "-w", "-l", folder + "/log", "restart"])
    }

    /// Runs a command as the server's owner, outside any transaction.
    public func sql(_ text: String) throws {
        try Self.run([programs + "/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", "postgres", "-d", "postgres", "-c", text])
    }

    private init() throws {
        guard let programs = Self.programs() else {
            throw Missing(description: "PostgreSQL 15 is not installed: run bin/setup, or set PROXENIA_SKIP_POSTGRES=1 to do without.")
        }
        self.programs = programs
        folder = "/tmp/proxenia-postgres-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        if getuid() == 0 { try Self.run(["chown", "postgres", folder]) }
        watch()
        // Sorted as in English by default, so that a test sees whether columns keep to their own order.
        try Self.run(asOwner: [
            programs + "/initdb", "-D", folder + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
            "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en",
        ])
        let settings = [
            "listen_addresses=''", "unix_socket_directories='\(folder)'", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
            "max_connections=400", "shared_buffers=64MB", "max_wal_size=256MB", "jit=off",
        ]
        try Self.run(asOwner: [
            programs + "/pg_ctl", "-D", folder + "/data", "-w", "-l", folder + "/log", "-o", settings.map { "-c \($0)" }.joined(separator: " "),
            "start",
        ])
    }

    /// A small watchman, in a session of his own: when this process is gone, he stops the server and clears the folder.
    private func watch() {
        let orders = """
            while kill -0 \(ProcessInfo.processInfo.processIdentifier) 2>/dev/null; do sleep 0.5; done
            pid=$(head -n 1 '\(folder)/data/postmaster.pid' 2>/dev/null) && kill -QUIT "$pid"
            sleep 0.3; rm -rf '\(folder)'
            """
        do { _ = try Self.spawn(["setsid", "sh", "-c", orders], words: "/dev/null") } catch {
            print("The temporary PostgreSQL will not be stopped by itself: \(error)")
        }
    }

    private static func programs() -> String? {
        let versions = (15...20).map { "/usr/lib/postgresql/\($0)/bin" } + ["/usr/local/pgsql/bin", "/usr/bin"]
        return versions.first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
    }

    /// PostgreSQL refuses to run as root.
    private static func run(asOwner command: [String]) throws {
        try run(getuid() == 0 ? ["runuser", "-u", "postgres", "--"] + command : command)
    }

    private static func run(_ command: [String]) throws {
        let words = NSTemporaryDirectory() + "/proxenia-\(UUID().uuidString)"
        let child = try spawn(command, words: words)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let said = String(decoding: FileManager.default.contents(atPath: words) ?? Data(), as: UTF8.self)
        try FileManager.default.removeItem(atPath: words)
        guard status == 0 else { throw Missing(description: "“\(command.joined(separator: " "))” failed: \(said)") }
    }

    /// Starts a program whose errors go into a file. Foundation's `Process` would wait for the server that `pg_ctl` leaves behind,
    /// since that inherits the descriptor by which the end is noticed; `waitpid` does not.
    private static func spawn(_ command: [String], words: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, words, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // The owner may not be allowed into our folder.
        let whole = ["sh", "-c", "cd /tmp; exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; exec \"$@\"", "sh"] + command
        var arguments = whole.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, whole[0], &actions, nil, &arguments, environ)
        guard code == 0 else { throw Missing(description: "“\(command[0])” cannot be started: \(String(cString: strerror(code))). Run bin/setup.") }
        return child
    }
}
