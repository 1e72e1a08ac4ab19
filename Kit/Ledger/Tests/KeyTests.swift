import Testing

@testable import Ledger

struct KeyTests {
    @Test("a key made from its seed again signs the same")
    func seeds() throws {
        let key = OfficeKey()
        let again = try #require(OfficeKey(seed: key.seed))
        #expect(again.publicKey == key.publicKey && again.party == key.party && key.seed.count == 32)
        let signature = try again.sign([1, 2, 3])
        #expect(OfficeKey.isValid(signature: signature, for: [1, 2, 3], by: key.publicKey))
        #expect(!OfficeKey.isValid(signature: signature, for: [1, 2, 4], by: key.publicKey))
        for count in [0, 1, 31, 33] { #expect(OfficeKey(seed: [UInt8](repeating: 1, count: count)) == nil) }
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
