import Crypto
import Foundation
import Kernel

/// One line of the record of a partnership, signed by the party that wrote it.
public struct Entry: Sendable, Equatable {
    public let partnership: PartnershipID
    public let author: PartyID
    /// 1, 2, 3 … along the author's chain.
    public let sequence: Int64
    /// The author's entry before this one; nil for the first.
    public let previous: EntryHash?
    /// Lamport's clock: larger than that of everything the author had seen.
    public let clock: Int64
    /// What the author's clock on the wall showed. For people; nothing depends on it.
    public let time: Instant
    public let act: Act
    /// Ed25519, 64 bytes.
    public let signature: [UInt8]
    /// The SHA-256 of the whole in canonical form, its name everywhere.
    public let hash: EntryHash

    /// The version of the form that this code writes and reads.
    public static let version: Int64 = 1

    /// Everything but the signature, which `sign` is asked for: it gets the bytes to be signed.
    public init(
        partnership: PartnershipID, author: PartyID, sequence: Int64, previous: EntryHash?, clock: Int64, time: Instant, act: Act,
        sign: ([UInt8]) throws -> [UInt8]
    ) rethrows {
        let unsigned = Form(
            partnership: partnership, author: author, sequence: sequence, previous: previous, clock: clock, time: time, act: act.value)
        let signature = try sign(unsigned.signed)
        (self.partnership, self.author, self.sequence, self.previous) = (partnership, author, sequence, previous)
        (self.clock, self.time, self.act, self.signature) = (clock, time, act, signature)
        hash = EntryHash(hashing: unsigned.canonical(signature: signature))
    }

    private var form: Form {
        Form(partnership: partnership, author: author, sequence: sequence, previous: previous, clock: clock, time: time, act: act.value)
    }

    /// The canonical form with the signature: what is stored, sent and hashed.
    public var canonical: [UInt8] { form.canonical(signature: signature) }

    /// What is signed: a line that says what this is, then the canonical form without the signature.
    public var signedBytes: [UInt8] { form.signed }

    /// Whether this key signed it.
    public func isSigned(by key: PublicKey) -> Bool {
        OfficeKey.isValid(signature: signature, for: signedBytes, by: key)
    }

    /// Where it stands in the order of all entries.
    var stamp: Stamp { Stamp(clock: clock, author: author, sequence: sequence, entry: hash) }
}

extension Entry {
    /// Reads an entry from JSON in any spelling. Its signature is not looked at here.
    ///
    /// No spelling is shorter than the canonical one, so the length of what came bounds both.
    public init(reading bytes: [UInt8]) throws(Fault) {
        guard bytes.count <= Limits.entryBytes else { throw .tooLarge(bytes: bytes.count) }
        let value: Value
        do { value = try Value(reading: bytes) } catch { throw .malformed("\(error.reason) (byte \(error.offset))") }
        guard let members = value.object else { throw .malformed("not an object") }
        // In canonical order, which is the order of the alphabet here.
        let names = ["act", "author", "clock", "partnership", "previous", "sequence", "signature", "time", "version"]
        let all = members.all
        guard all.count == names.count, zip(all, names).allSatisfy({ Value.isSame($0.name, $1) }) else {
            throw .malformed("not the members of an entry")
        }
        guard all[8].value.integer == Self.version else { throw .malformed("not an entry of version 1") }
        let act = all[0].value
        guard act.object != nil else { throw .malformed("act") }
        guard let author = all[1].value.text.flatMap({ PartyID(hex: $0) }) else { throw .malformed("author") }
        guard let clock = all[2].value.integer, clock >= 1 else { throw .malformed("clock") }
        guard let idText = all[3].value.text, let partnership = PartnershipID(idText), partnership.text == idText else {
            throw .malformed("partnership")
        }
        let previous: EntryHash?
        switch all[4].value {
        case .null: previous = nil
        case .string(let text):
            guard let hash = EntryHash(hex: text) else { throw .malformed("previous") }
            previous = hash
        default: throw .malformed("previous")
        }
        guard let sequence = all[5].value.integer, sequence >= 1 else { throw .malformed("sequence") }
        guard let signature = all[6].value.text.flatMap({ Hex.bytes($0) }), signature.count == 64 else { throw .malformed("signature") }
        guard let time = all[7].value.integer else { throw .malformed("time") }
        self.init(
            partnership: partnership, author: author, sequence: sequence, previous: previous, clock: clock,
            time: Instant(milliseconds: time), act: Act(act), sign: { _ in signature })
    }

    /// Reads an entry from JSON text.
    public init(reading text: String) throws(Fault) { try self.init(reading: Array(text.utf8)) }
}

/// The place of an entry in the order that decides who wrote last: clock, author, sequence, and for forks the hash.
public struct Stamp: Sendable, Hashable, Comparable {
    public let clock: Int64
    public let author: PartyID
    public let sequence: Int64
    public let entry: EntryHash

    public static func < (a: Stamp, b: Stamp) -> Bool {
        if a.clock != b.clock { return a.clock < b.clock }
        if a.author != b.author { return a.author < b.author }
        if a.sequence != b.sequence { return a.sequence < b.sequence }
        return a.entry < b.entry
    }
}

/// The members of an entry in canonical order, written without building a value of them first.
private struct Form {
    let partnership: PartnershipID
    let author: PartyID
    let sequence: Int64
    let previous: EntryHash?
    let clock: Int64
    let time: Instant
    let act: Value

    static let preamble = Array("proxenia-ledger-entry-1\n".utf8)

    var signed: [UInt8] { write(after: Self.preamble, signature: nil) }

    func canonical(signature: [UInt8]) -> [UInt8] { write(after: [], signature: signature) }

    private func write(after beginning: [UInt8], signature: [UInt8]?) -> [UInt8] {
        var out = beginning
        out.reserveCapacity(beginning.count + 640)
        out.append(contentsOf: #"{"act":"#.utf8)
        act.write(to: &out)
        out.append(contentsOf: #","author":""#.utf8)
        author.append(to: &out)
        out.append(contentsOf: #"","clock":"#.utf8)
        out.append(contentsOf: String(clock).utf8)
        out.append(contentsOf: #","partnership":""#.utf8)
        out.append(contentsOf: partnership.text.utf8)
        out.append(contentsOf: #"","previous":"#.utf8)
        if let previous {
            out.append(0x22)
            previous.append(to: &out)
            out.append(0x22)
        } else {
            out.append(contentsOf: "null".utf8)
        }
        out.append(contentsOf: #","sequence":"#.utf8)
        out.append(contentsOf: String(sequence).utf8)
        if let signature {
            out.append(contentsOf: #","signature":""#.utf8)
            for byte in signature {
                out.append(Hex.digit(byte >> 4))
                out.append(Hex.digit(byte & 15))
            }
            out.append(0x22)
        }
        out.append(contentsOf: #","time":"#.utf8)
        out.append(contentsOf: String(time.milliseconds).utf8)
        out.append(contentsOf: #","version":1}"#.utf8)
        return out
    }
}
