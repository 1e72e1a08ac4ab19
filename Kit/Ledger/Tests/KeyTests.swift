import Crypto
import Testing

@testable import Ledger

struct KeyTests {
    @Test("a kept key opens with its secret and its context, and with nothing else")
    func keeping() throws {
        let key = OfficeKey(), secret = SymmetricKey(size: .bits256)
        let kept = try key.kept(under: secret, context: "office 1")
        #expect(kept != (try key.kept(under: secret, context: "office 1")), "a fresh salt and nonce each time")
        let opened = try OfficeKey(opening: kept, under: secret, context: "office 1")
        #expect(opened.publicKey == key.publicKey)
        let signature = try opened.sign([1, 2, 3])
        #expect(OfficeKey.isValid(signature: signature, for: [1, 2, 3], by: key.publicKey))
        #expect(!OfficeKey.isValid(signature: signature, for: [1, 2, 4], by: key.publicKey))

        #expect(throws: OfficeKey.Unopened.wrongSecret) { try OfficeKey(opening: kept, under: SymmetricKey(size: .bits256), context: "office 1") }
        #expect(throws: OfficeKey.Unopened.wrongSecret) { try OfficeKey(opening: kept, under: secret, context: "office 2") }
        #expect(throws: OfficeKey.Unopened.notAKey) { try OfficeKey(opening: [], under: secret, context: "office 1") }
        #expect(throws: OfficeKey.Unopened.notAKey) { try OfficeKey(opening: kept.dropLast(), under: secret, context: "office 1") }
        for place in kept.indices {
            var damaged = kept
            damaged[place] ^= 1
            #expect(throws: OfficeKey.Unopened.self, "byte \(place)") { try OfficeKey(opening: damaged, under: secret, context: "office 1") }
        }
    }

    @Test("the key is not in what is kept")
    func hidden() throws {
        let seed = [UInt8](repeating: 0xAB, count: 32)
        let key = try #require(OfficeKey(seed: seed))
        let kept = try key.kept(under: SymmetricKey(size: .bits256), context: "")
        #expect(kept.count { $0 == 0xAB } < 8)
        #expect(OfficeKey(seed: [1]) == nil)
    }

    @Test("keys from elsewhere that are no keys sign nothing and trap nothing")
    func nonsense() throws {
        let zero = try #require(PublicKey(hex: String(repeating: "0", count: 64)))
        let all = try #require(PublicKey(hex: String(repeating: "f", count: 64)))
        for key in [zero, all] { #expect(!OfficeKey.isValid(signature: [UInt8](repeating: 1, count: 64), for: [1], by: key)) }
        #expect(!OfficeKey.isValid(signature: [], for: [1], by: OfficeKey().publicKey))
        #expect(PublicKey(hex: String(repeating: "F", count: 64)) == nil)
        #expect(PublicKey(hex: String(repeating: "f", count: 62)) == nil)
        #expect(PublicKey(hex: "") == nil)
    }
}
