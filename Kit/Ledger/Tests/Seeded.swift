/// SplitMix64: the same histories in every run, each named by its seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x2545_F491_4F6C_DD1D &+ 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<T>(_ list: some Collection<T>) -> T? {
        list.isEmpty ? nil : list[list.index(list.startIndex, offsetBy: below(list.count))]
    }

    /// Some of them, each with the same chance.
    mutating func some<T>(_ list: some Collection<T>, percent: Int = 50) -> [T] { list.filter { _ in chance(percent) } }
}
