/// Looks through bytes as they stream by: are they UTF-8, and if not, which lines give a hint of what they are?
struct UTF8Check {
    /// Well-formed characters of more than one byte.
    private(set) var characters = 0
    /// Places that are not UTF-8.
    private(set) var faults = 0
    /// Zero bytes at even and at odd positions.
    private(set) var zeroes = (even: 0, odd: 0)
    /// Line ends that are a sign of two bytes, the zero one of them behind or before, and all bytes that look like line ends.
    private(set) var ends = (zeroBehind: 0, zeroBefore: 0, all: 0)
    /// Bytes below the space that no text has, zero bytes not among them.
    private(set) var controls = 0
    private(set) var length = 0
    /// Lines with bytes beyond ASCII, for telling the older encodings apart.
    private(set) var lines: [UInt8] = []

    private static let enoughLines = 131_072
    private var needed = 0
    private var previous: UInt8 = 0xFF
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF
    private var line: [UInt8] = []
    private var lineIsForeign = false

    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 { count(low: byte, isOdd: (length + index) & 1 == 1) }
            previous = byte
            check(byte)
            index += 1
        }
        collect(bytes)
        length += bytes.count
    }

    private mutating func count(low byte: UInt8, isOdd: Bool) {
        switch byte {
        case 0x00:
            if isOdd { zeroes.odd += 1 } else { zeroes.even += 1 }
            if isOdd, previous == 0x0A || previous == 0x0D { ends.zeroBehind += 1 }
        case 0x0A, 0x0D:
            ends.all += 1
            if isOdd, previous == 0x00 { ends.zeroBefore += 1 }
        case 0x09: break
        default: controls += 1
        }
    }

    mutating func finish() {
        if needed > 0 { faults += 1 }
        needed = 0
        keepLine()
    }

    /// The table of well-formed sequences of the Unicode standard (table 3-7).
    private mutating func check(_ byte: UInt8) {
        if needed == 0 {
            if byte < 0x80 { return }
            begin(byte)
            return
        }
        if byte >= lowest, byte <= highest {
            lowest = 0x80
            highest = 0xBF
            needed -= 1
            if needed == 0 { characters += 1 }
            return
        }
        faults += 1
        needed = 0
        if byte >= 0x80 { begin(byte) }
    }

    private mutating func begin(_ byte: UInt8) {
        lowest = 0x80
        highest = 0xBF
        switch byte {
        case 0xC2...0xDF: needed = 1
        case 0xE0: (needed, lowest) = (2, 0xA0)
        case 0xED: (needed, highest) = (2, 0x9F)
        case 0xE1...0xEF: needed = 2
        case 0xF0: (needed, lowest) = (3, 0x90)
        case 0xF4: (needed, highest) = (3, 0x8F)
        case 0xF1...0xF3: needed = 3
        default: faults += 1
        }
    }

    private mutating func collect(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard lines.count < Self.enoughLines else { return }
        for byte in bytes {
            if byte >= 0x80 { lineIsForeign = true }
            if byte == 0x0A || byte == 0x0D || line.count >= 4096 {
                keepLine()
                if lines.count >= Self.enoughLines { return }
            } else {
                line.append(byte)
            }
        }
    }

    private mutating func keepLine() {
        if lineIsForeign {
            lines.append(contentsOf: line)
            lines.append(0x0A)
        }
        line.removeAll(keepingCapacity: true)
        lineIsForeign = false
    }
}
