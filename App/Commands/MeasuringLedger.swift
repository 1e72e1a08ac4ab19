import ArgumentParser
import Ledger

/// For `bin/bench`: how quickly records are folded and their signatures checked on this machine. Touches no data.
struct MeasureLedger: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "measure-ledger", shouldDisplay: false)

    @Option(help: "Entries of the record that is folded.") var entries = 1_000_000
    @Option(help: "Entries of the record whose signatures are checked.") var signatures = 10_000

    func validate() throws {
        guard (3...10_000_000).contains(entries), (3...1_000_000).contains(signatures) else {
            throw ValidationError("--entries is 3 to 10,000,000, --signatures 3 to 1,000,000.")
        }
    }

    func run() throws { Console.say(try LedgerBenchmark.run(entries: entries, signatures: signatures).description) }
}
