import Foundation

/// The index over all names of all places: a trie over folded names, in a file that is mapped, not loaded, so that only
/// what searches touch is resident.
///
/// The trie's nodes carry the best place below them and the countries that occur below them, which lets a search go to
/// the largest places first and leave out whole branches.
///
/// File: a header of 64 bytes (`Header`), then 32-bit little-endian words: places (5 words each), nodes (5 words each),
/// postings (1 word each), then labels (16-bit units).
struct NameIndex: Sendable {
    /// Raised whenever the layout, the folding or the words in `Building` change: the files are built anew then.
    static let formatVersion = 4
    static let placeWords = 5
    static let nodeWords = 5
    static let headerLength = 64
    static let magic: UInt32 = 0x314E_5850

    let file: MappedFile
    let placeCount: Int
    let nodeCount: Int
    let postingCount: Int
    let labelCount: Int
    /// Country codes by their number in the index, which is also their order.
    let countries: [String]
    private let countryNumbers: [String: UInt8]
    private let countryBits: [UInt32]

    private nonisolated(unsafe) let places: UnsafePointer<UInt32>
    private nonisolated(unsafe) let nodes: UnsafePointer<UInt32>
    private nonisolated(unsafe) let postings: UnsafePointer<UInt32>
    private nonisolated(unsafe) let labels: UnsafePointer<UInt16>

    /// The beginning of the file: how long its parts are, and the checksums by which both files are known to be whole.
    struct Header: Hashable {
        let places: Int
        let nodes: Int
        let postings: Int
        let labels: Int
        /// CRC-32 of all that follows the header.
        let checksum: UInt32
        let database: FileFingerprint

        init(places: Int, nodes: Int, postings: Int, labels: Int, checksum: UInt32, database: FileFingerprint) {
            self.places = places
            self.nodes = nodes
            self.postings = postings
            self.labels = labels
            self.checksum = checksum
            self.database = database
        }

        init?(words: [UInt32]) {
            guard words.count == NameIndex.headerLength / 4, words[0] == NameIndex.magic, words[1] == UInt32(NameIndex.formatVersion) else {
                return nil
            }
            self.init(
                places: Int(words[2]), nodes: Int(words[3]), postings: Int(words[4]), labels: Int(words[5]), checksum: words[6],
                database: FileFingerprint(checksum: words[7], length: Int(words[8])))
        }

        var words: [UInt32] {
            var words = [UInt32](repeating: 0, count: NameIndex.headerLength / 4)
            words[0] = NameIndex.magic
            words[1] = UInt32(NameIndex.formatVersion)
            for (position, value) in [places, nodes, postings, labels].enumerated() { words[2 + position] = UInt32(clamping: value) }
            words[6] = checksum
            words[7] = database.checksum
            words[8] = UInt32(clamping: database.length)
            return words
        }
    }

    /// A place as the index knows it. Ordinals count from the most populous place, 0, downwards.
    struct Entry {
        let id: Int
        let population: Int
        /// Degrees times 100,000.
        let latitude: Int32
        let longitude: Int32
        let country: UInt8
        /// Number of the region in the build's list of regions; 0 for none.
        let region: UInt16
    }

    /// One node: a stretch of units that all names below have in common.
    struct Node {
        let labelStart: Int
        let labelLength: Int
        let firstChild: Int
        let childCount: Int
        /// `PopulationLevel` of the most populous place at or below this node.
        let best: Int
        /// Where the postings of the name that ends here begin; nil where none does.
        let posting: Int?
        let firstUnit: UInt16
        /// One bit for each large country, the small ones sharing the rest.
        let countryMask: UInt32
    }

    /// One name of one place: 18 bits ordinal, 9 bits number of the name, and flags.
    struct Posting {
        let word: UInt32
        static let isLastBit: UInt32 = 1 << 31
        var ordinal: Int { Int(word >> 9 & 0x3FFFF) }
        var nameNumber: Int { Int(word & 0x1FF) }
        var isLast: Bool { word & Self.isLastBit != 0 }
        static func word(ordinal: Int, nameNumber: Int) -> UInt32 { UInt32(ordinal) << 9 | UInt32(nameNumber) }
    }

    /// Population on a scale of 256 steps, ten for each doubling, so that a level fits one byte.
    static func level(population: Int) -> Int {
        population <= 0 ? 0 : min(255, Int((log2(Double(population) + 1) * 10).rounded()))
    }

    init(file: MappedFile, countries: [String], largestCountries: [String]) throws {
        let bytes = file.bytes
        guard bytes.count >= Self.headerLength, let base = bytes.baseAddress else { throw GazetteerError.fileDamaged("index too short") }
        let words = UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt32.self), count: Self.headerLength / 4)
        guard let header = Header(words: Array(words)) else { throw GazetteerError.fileDamaged("not a name index") }
        placeCount = header.places
        nodeCount = header.nodes
        postingCount = header.postings
        labelCount = header.labels
        let placesAt = Self.headerLength
        let nodesAt = placesAt + placeCount * Self.placeWords * 4
        let postingsAt = nodesAt + nodeCount * Self.nodeWords * 4
        let labelsAt = postingsAt + postingCount * 4
        guard nodeCount > 0, labelsAt + labelCount * 2 == bytes.count else { throw GazetteerError.fileDamaged("index has the wrong length") }
        places = (base + placesAt).assumingMemoryBound(to: UInt32.self)
        nodes = (base + nodesAt).assumingMemoryBound(to: UInt32.self)
        postings = (base + postingsAt).assumingMemoryBound(to: UInt32.self)
        labels = (base + labelsAt).assumingMemoryBound(to: UInt16.self)
        self.file = file
        self.countries = countries
        var numbers: [String: UInt8] = [:]
        for (number, country) in countries.enumerated() { numbers[country] = UInt8(clamping: number) }
        countryNumbers = numbers
        countryBits = Self.bits(countries: countries, largest: largestCountries)
    }

    /// The 24 countries with most names have a bit of their own; the others share eight.
    static func bits(countries: [String], largest: [String]) -> [UInt32] {
        countries.enumerated().map { number, country in
            if let rank = largest.firstIndex(of: country), rank < 24 { return 1 << UInt32(rank) }
            return 1 << UInt32(24 + number % 8)
        }
    }

    // MARK: reading, always within bounds: a damaged file gives wrong answers or none, never a trap

    @inline(__always)
    func entry(_ ordinal: Int) -> Entry? {
        guard ordinal >= 0, ordinal < placeCount else { return nil }
        let word = places + ordinal * Self.placeWords
        return Entry(
            id: Int(word[0]), population: Int(word[1]), latitude: Int32(bitPattern: word[2]), longitude: Int32(bitPattern: word[3]),
            country: UInt8(word[4] & 0xFF), region: UInt16(word[4] >> 8 & 0xFFFF))
    }

    @inline(__always)
    func country(_ ordinal: Int) -> UInt8 {
        ordinal < placeCount ? UInt8((places + ordinal * Self.placeWords)[4] & 0xFF) : 255
    }

    @inline(__always)
    func node(_ number: Int) -> Node? {
        guard number >= 0, number < nodeCount else { return nil }
        let word = nodes + number * Self.nodeWords
        let labelStart = Int(word[0] >> 8), labelLength = Int(word[0] & 0xFF)
        let firstChild = Int(word[1] >> 8), childCount = Int(word[3] >> 16)
        // Children lie behind their parent and every one has a label, so that no damaged file can send a walk in circles.
        guard number == 0 || labelLength > 0, labelStart + labelLength <= labelCount, childCount == 0 || firstChild > number,
            firstChild + childCount <= nodeCount
        else { return nil }
        return Node(
            labelStart: labelStart, labelLength: labelLength, firstChild: firstChild, childCount: childCount,
            best: Int(word[1] & 0xFF), posting: word[2] == .max ? nil : Int(word[2]),
            firstUnit: UInt16(word[3] & 0xFFFF), countryMask: word[4])
    }

    @inline(__always)
    func firstUnit(_ number: Int) -> UInt16 { number < nodeCount ? UInt16((nodes + number * Self.nodeWords)[3] & 0xFFFF) : 0 }

    @inline(__always)
    func countryMask(_ number: Int) -> UInt32 { number < nodeCount ? (nodes + number * Self.nodeWords)[4] : 0 }

    @inline(__always)
    func best(_ number: Int) -> Int { number < nodeCount ? Int((nodes + number * Self.nodeWords)[1] & 0xFF) : 0 }

    /// A unit of a label; only for positions inside the label of a node that `node(_:)` gave.
    @inline(__always)
    func labelUnit(_ position: Int) -> UInt16 { labels[position] }

    /// Calls the body with every posting of a name.
    @inline(__always)
    func forEachPosting(from start: Int, _ body: (Posting) -> Void) {
        var position = start
        while position < postingCount {
            let posting = Posting(word: postings[position])
            body(posting)
            if posting.isLast { return }
            position += 1
        }
    }

    /// The child that begins with the unit.
    func child(of node: Node, beginningWith unit: UInt16) -> Int? {
        var low = node.firstChild, high = node.firstChild + node.childCount
        while low < high {
            let middle = (low + high) / 2
            let here = firstUnit(middle)
            if here == unit { return middle }
            if here < unit { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    /// The countries as the index marks them: numbers for the exact question, a mask for leaving out branches.
    func filter(_ codes: Set<String>?) -> CountryFilter? {
        guard let codes else { return nil }
        var filter = CountryFilter(mask: 0, numbers: [])
        for code in codes {
            guard let number = countryNumbers[code] else { continue }
            filter.numbers.insert(number)
            filter.mask |= countryBits[Int(number)]
        }
        return filter
    }

    struct CountryFilter {
        var mask: UInt32
        var numbers: Set<UInt8>
    }
}
