import Foundation
import Kernel
import Markup
import Synchronization

/// Numbers that take a while to count and that nobody changed since: kept until the next write of this process, and never longer than
/// a few seconds, because another server may write too.
final class MemoryStore: Sendable {
    struct Item: Sendable {
        let generation: Int
        let until: Int64
        let value: any Sendable
    }
    private struct Kept: Sendable {
        var items: [String: Item] = [:]
        var bytes = 0
    }

    static let longest: Int64 = 5000
    private static let mostItems = 4000
    /// What drawn pages may take in all; figures weigh nothing beside them.
    private static let mostBytes = 12 << 20
    private let kept = Mutex(Kept())

    func value(_ key: String, _ generation: Int, _ now: Int64) -> (any Sendable)? {
        kept.withLock { kept in kept.items[key].flatMap { $0.generation == generation && $0.until > now ? $0.value : nil } }
    }

    func keep(_ value: some Sendable, _ key: String, _ generation: Int, _ now: Int64, bytes: Int = 0) {
        kept.withLock { kept in
            if kept.items.count >= Self.mostItems || kept.bytes + bytes > Self.mostBytes { kept = Kept() }
            kept.items[key] = Item(generation: generation, until: now + Self.longest, value: value)
            // One that is replaced is counted again: the store is emptied a little early, never late.
            kept.bytes += bytes
        }
    }
}

/// One reader's way to the store. What is kept belongs to an office, a role and a language: nobody is told what another may see.
public struct Memory: Sendable {
    let store: MemoryStore
    /// The database's number before this request's picture of it was taken.
    let generation: Int
    let now: Int64
    let prefix: String

    /// What is known under the key, or what the closure works out.
    public func recall<Value: Sendable>(_ key: String, _ make: () throws -> Value) rethrows -> Value {
        let full = prefix + key
        // In two steps: nothing kept, cast to an optional, would count as nothing known.
        if let kept = store.value(full, generation, now), let known = kept as? Value { return known }
        let made = try make()
        store.keep(made, full, generation, now)
        return made
    }
}

extension Context {
    /// For figures about the whole of an office that many pages show.
    public var memory: Memory {
        Memory(
            store: house.memory, generation: generation, now: now.milliseconds,
            prefix: "\(actor.office?.text ?? "") \(actor.role?.rawValue ?? "") \(language.tag) ")
    }
}

extension Context {
    /// A part of a page that is the same for this person until somebody writes: the table of a list, the map of a city. It is drawn once and
    /// remembered as `Memory` does; several servers on one PostgreSQL draw it each time, because none knows of the others' writes.
    ///
    /// - Parameter part: tells parts of one page apart; the address, the person, the office and the language count by themselves.
    /// - Parameter draw: must not hold a form's token, which belongs to a session; such a part is drawn each time.
    public func drawn(_ part: String = "", _ draw: () throws -> HTML) rethrows -> HTML {
        guard house.database.kind == .sqlite else { return try draw() }
        let memory = memory
        let key = "\(memory.prefix)\(actor.user?.text ?? "") drawn \(part) \(request.address)"
        if let known = memory.store.value(key, generation, memory.now) as? HTML { return known }
        let made = try draw()
        if !made.text.contains("name=\"csrf\"") { memory.store.keep(made, key, generation, memory.now, bytes: made.text.utf8.count) }
        return made
    }
}

extension ListScope {
    /// As `Memory.recall`; the command line works everything out.
    func recall<Value: Sendable>(_ key: String, _ make: () throws -> Value) rethrows -> Value { try memory?.recall(key, make) ?? make() }
}
