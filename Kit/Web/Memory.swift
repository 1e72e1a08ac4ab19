import Foundation
import Kernel
import Synchronization

/// Numbers that take a while to count and that nobody changed since: kept until the next write of this process, and never longer than
/// a few seconds, because another server may write too.
final class MemoryStore: Sendable {
    struct Item: Sendable {
        let generation: Int
        let until: Int64
        let value: any Sendable
    }

    static let longest: Int64 = 5000
    private static let mostItems = 4000
    private let items = Mutex<[String: Item]>([:])

    func value(_ key: String, _ generation: Int, _ now: Int64) -> (any Sendable)? {
        items.withLock { items in items[key].flatMap { $0.generation == generation && $0.until > now ? $0.value : nil } }
    }

    func keep(_ value: some Sendable, _ key: String, _ generation: Int, _ now: Int64) {
        items.withLock { items in
            if items.count >= Self.mostItems { items.removeAll() }
            items[key] = Item(generation: generation, until: now + Self.longest, value: value)
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
        if let known = store.value(full, generation, now) as? Value { return known }
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

extension ListScope {
    /// As `Memory.recall`; the command line works everything out.
    func recall<Value: Sendable>(_ key: String, _ make: () throws -> Value) rethrows -> Value { try memory?.recall(key, make) ?? make() }
}
