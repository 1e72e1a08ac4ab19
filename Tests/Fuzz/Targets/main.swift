import CFuzzer
import Foundation

// Runs one target: `proxenia-fuzz NAME [what libFuzzer takes]`. Without a name it lists them. bin/fuzz calls it.
let wanted = CommandLine.arguments.dropFirst().first
guard let wanted, let chosen = FuzzTarget.all.first(where: { $0.name == wanted }) else {
    for target in FuzzTarget.all { print(target.name) }
    exit(wanted == nil ? 0 : 2)
}
FuzzRun.target = chosen
// What is read once (tables, the gazetteer) is not the first input's time.
chosen.take(Array("Invented".utf8))

var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv.advanced(by: 1)
exit(LLVMFuzzerRunDriver(&count, &arguments) { oneInput($0, $1) })

/// What the callback from C reads: it can carry nothing with it.
enum FuzzRun {
    nonisolated(unsafe) static var target: FuzzTarget?
}

/// Under this name libFuzzer looks for it, also where it is handed over.
@_cdecl("LLVMFuzzerTestOneInput")
public func oneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    FuzzRun.target?.take(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}
