import ArgumentParser
import Foundation
import Kernel
import Storage

/// The command line. Errors are one line on standard error; exit code 1, or 2 for wrong usage.
struct Root: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxenia", abstract: "The open platform for city diplomacy.", version: Version.text,
        subcommands: [
            Serve.self, Demo.self, Migrate.self, User.self, Reconcile.self, Import.self, Export.self, Backup.self, RestoreBackup.self, Check.self,
            MoveSecret.self, Ledgers.self, MeasureLedger.self,
        ])
}

/// What every command that touches data takes.
struct DataOptions: ParsableArguments {
    @Option(help: "The data folder.") var data = ".data"
    @Option(help: "A PostgreSQL address, or the path of an SQLite file.") var database: String?

    func opening() throws -> Opening { try Opening(data: data, database: database) }
}

extension Root {
    /// Runs the programme and returns its exit code.
    static func run() async -> Int32 {
        var command: any ParsableCommand
        do {
            command = try Root.parseAsRoot()
        } catch {
            let code = Root.exitCode(for: error)
            let text = Root.fullMessage(for: error)
            guard code == .success else {
                let lines = text.split(separator: "\n").map(String.init)
                Console.note(
                    "proxenia: " + (lines.first { $0.hasPrefix("Error: ") }.map { String($0.dropFirst(7)) } ?? lines.first ?? "wrong usage")
                        + " (proxenia --help tells more)")
                return 2
            }
            Console.say(text)
            return 0
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand { try await asynchronous.run() } else { try command.run() }
            return 0
        } catch  where Root.exitCode(for: error) == .success {
            // Help and version arrive as errors of the parser's own kind.
            Console.say(Root.fullMessage(for: error))
            return 0
        } catch let error as ValidationError {
            Console.note("proxenia: \(error)")
            return 2
        } catch {
            Console.note("proxenia: \(sentence(error))")
            return 1
        }
    }

    /// One line for the person at the keyboard.
    private static func sentence(_ error: any Error) -> String {
        switch error {
        case AppError.invalid(let text), AppError.conflict(let text): text
        case AppError.notFound: "There is no such thing."
        case let error as StorageError: error.description
        case let error as CustomStringConvertible: error.description.replacingOccurrences(of: "\n", with: " ")
        default: error.localizedDescription
        }
    }
}

/// Starts the programme; the executable is this call alone.
public enum Proxenia {
    public static func main() async -> Never { exit(await Root.run()) }
}
