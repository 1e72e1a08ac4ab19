import Foundation
import Kernel
import Logging
import Storage
import Synchronization

/// A log for programs: one line of JSON for each event, `time`, `level`, `event` and what belongs to it.
public struct JSONLog: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    public var logLevel: Logger.Level = .info
    private let clock: Clock
    private let write: @Sendable ([UInt8]) -> Void

    /// - Parameter write: takes a whole line with its end. Called from many threads.
    public init(clock: Clock = .system, write: @escaping @Sendable ([UInt8]) -> Void) { (self.clock, self.write) = (clock, write) }

    /// To standard error, each line in one piece. What cannot be written (a full disk, a reader who went away) is lost and ends nothing:
    /// `FileHandle.write` would end the server.
    public static func standardError() -> JSONLog {
        let lock = Mutex(())
        return JSONLog { line in
            lock.withLock { _ in
                do { try FileHandle.standardError.write(contentsOf: line) } catch {}
            }
        }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }
        if let given = event.metadata { all.merge(given) { $1 } }
        if let error = event.error { all["error"] = .string(ErrorKind(error).description) }
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line += Array("{\"time\":\"".utf8) + Array(clock.now().rfc3339Milliseconds.utf8) + Array("\",\"level\":\"\(event.level)\",\"event\":".utf8)
        Self.put(event.message.description, into: &line)
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line.append(UInt8(ascii: ","))
            Self.put(key, into: &line)
            line.append(UInt8(ascii: ":"))
            Self.put(value, into: &line)
        }
        line += [UInt8(ascii: "}"), UInt8(ascii: "\n")]
        write(line)
    }

    private static func put(_ value: Logger.Metadata.Value, into line: inout [UInt8]) {
        switch value {
        case .string(let text): put(text, into: &line)
        case .stringConvertible(let number as Int): line += Array(String(number).utf8)
        case .stringConvertible(let number as Double) where number.isFinite: line += Array(String(number).utf8)
        case .stringConvertible(let truth as Bool): line += Array(String(truth).utf8)
        case .stringConvertible(let other): put(other.description, into: &line)
        case .array, .dictionary: put(value.description, into: &line)
        }
    }

    /// Text in quotation marks. Control characters are escaped, so that nothing in it begins a line of its own.
    private static func put(_ text: String, into line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case 0..<0x20, 0x7F:
                let digits = String(byte, radix: 16)
                line += Array(("\\u00" + (digits.count == 1 ? "0" : "") + digits).utf8)
            default: line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\""))
    }
}

/// How the server tells what happens.
public enum LogForm: String, Sendable, CaseIterable {
    /// For programs: a line of JSON for each request and each event.
    case json
    /// For people at a terminal: events alone.
    case text
}

extension Instant {
    /// `2026-11-21T01:00:03.042Z`
    var rfc3339Milliseconds: String {
        let part = ((milliseconds % 1000) + 1000) % 1000
        return rfc3339.dropLast() + "." + String(repeating: "0", count: part < 10 ? 2 : part < 100 ? 1 : 0) + "\(part)Z"
    }
}
