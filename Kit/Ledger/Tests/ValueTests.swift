import Testing

@testable import Ledger

struct ValueTests {
    /// Text, and its canonical form; nil where it must be refused. Also written to `Vectors/values.json`.
    static let cases: [(String, String?)] = [
        ("{}", "{}"), (" [ ] ", "[]"), ("null", "null"), ("true", "true"), ("\n false\t", "false"), ("0", "0"), ("-1", "-1"),
        ("9007199254740991", "9007199254740991"), ("-9007199254740991", "-9007199254740991"),
        (#"{"b":1,"a":[true,{"d":"x","c":null}]}"#, #"{"a":[true,{"c":null,"d":"x"}],"b":1}"#),
        (#"{"é":1,"z":2,"":3}"#, #"{"":3,"z":2,"é":1}"#),
        // By UTF-16 code units a letter outside the basic plane stands before U+FB33.
        ("{\"\u{FB33}\":1,\"😀\":2,\"ö\":3,\"€\":4,\"1\":5,\"\\r\":6}", "{\"\\r\":6,\"1\":5,\"ö\":3,\"€\":4,\"😀\":2,\"\u{FB33}\":1}"),
        (#""A\u00e9\ud83d\ude00\/\\\"""#, #""Aé😀/\\\"""#), (#""\b\f\n\r\t\u0000\u001F\u007f""#, "\"\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}\""),
        // The same letter composed and decomposed is two texts, and two names.
        ("[\"\u{E9}\",\"e\u{301}\"]", "[\"\u{E9}\",\"e\u{301}\"]"), ("{\"\u{E9}\":1,\"e\u{301}\":2}", "{\"e\u{301}\":2,\"\u{E9}\":1}"),
        (
            String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
            String(repeating: "[", count: 33) + String(repeating: "]", count: 33)
        ),
        (String(repeating: "[", count: 34) + String(repeating: "]", count: 34), nil), (String(repeating: "[", count: 2_000), nil),
        ("", nil), ("1.0", nil), ("1e3", nil), ("1E3", nil), ("-0", nil), ("01", nil), ("-", nil), ("+1", nil), (".5", nil),
        ("9007199254740992", nil),
        ("-9007199254740992", nil), ("99999999999999999999999", nil), ("NaN", nil), ("Infinity", nil), ("nul", nil), ("nulll", nil), ("tru", nil),
        ("[1,]", nil), ("[1 2]", nil), ("[,1]", nil), ("[", nil), ("{\"a\"}", nil), ("{\"a\":}", nil), ("{\"a\":1,}", nil), ("{a:1}", nil),
        ("{", nil),
        (#"{"a":1,"a":1}"#, nil), (#"{"a":1,"\u0061":2}"#, nil), (#""\ud800""#, nil), (#""\ude00\ud83d""#, nil), (#""\ud83dx""#, nil),
        (#""\x""#, nil),
        (#""\u12""#, nil), ("\"", nil), ("\"\n\"", nil), ("'a'", nil), ("1 2", nil), ("{} x", nil), ("// x\n1", nil),
    ]

    @Test("every value has one spelling, and what has none is refused", arguments: cases)
    func canonicalForm(text: String, expected: String?) throws {
        if let expected {
            let value = try Value(reading: text)
            #expect(Array(value.canonicalText.utf8) == Array(expected.utf8))
            #expect(try Value(reading: expected) == value)
        } else {
            #expect(throws: UnreadableValue.self) { try Value(reading: text) }
        }
    }

    @Test("bytes that are no text, and every kind of damage to an entry, are refused without a trap")
    func damage() throws {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0],
        ] {
            #expect(throws: UnreadableValue.self) { try Value(reading: bytes) }
        }
        let desk = try Desk()
        let whole = desk.ledger.entries[1].canonical
        var random = Seeded(7)
        var refused = 0
        for _ in 0..<3_000 {
            var bytes = whole
            switch random.below(4) {
            case 0: bytes = Array(bytes.prefix(random.below(bytes.count)))
            case 1: bytes.remove(at: random.below(bytes.count))
            case 2: bytes.insert(UInt8(random.below(256)), at: random.below(bytes.count))
            default: bytes[random.below(bytes.count)] = UInt8(random.below(256))
            }
            do { if try Entry(reading: bytes).hash == desk.ledger.entries[1].hash { continue } } catch { refused += 1 }
        }
        #expect(refused > 1_500)
    }

    @Test("every act is read back as it was written")
    func acts() throws {
        let hash = EntryHash(hashing: [1]), key = PublicKey(hashing: [2]), party = PartyID(hashing: [3])
        let acts: [Act] = [
            .create(Creation(key: key, recovery: key, name: "n", kind: "k", parties: [party], absent: ["haifa"])),
            .invite(Invitation(party: party, name: "n")), .invite(Invitation(party: party, name: "n", isHosted: true)),
            .join(Joining(key: key, name: "n", invitation: hash)), .set(object: "o", field: "f", .plain(.null)),
            .set(object: "o", field: "f", .sealed(Commitment(hashing: [4]))), .remove(object: "o/1"),
            .propose(Proposal(base: hash)),
            .propose(
                Proposal(
                    base: hash, knows: [hash], set: ["agreed/a": ["x": 1]], remove: ["agreed/b"], parties: [party], absent: [], answers: hash,
                    released: [hash], note: "why")),
            .assent(proposal: hash, released: [hash]), .decline(proposal: hash, reason: "r"), .suspend(reason: "r"), .resume(reason: "r"),
            .withdraw(reason: "r"), .attach(Attachment(document: DocumentHash(hashing: [5]), name: "n", mediaType: "application/pdf", size: 9)),
            .say(.plain("hello"), about: ""), .adopt([hash]), .erase([Commitment(hashing: [4])]), .rotate(to: key), .revoke(to: key),
        ]
        for act in acts { #expect(Act(try Value(reading: act.value.canonical)) == act) }
    }

    @Test(
        "what is not exactly an act of a known form is unknown",
        arguments: [
            #"{"kind":"set","object":"o","field":"f"}"#, #"{"kind":"set","object":"ö","field":"f","value":1}"#,
            #"{"kind":"set","object":"","field":"f","value":1}"#, #"{"kind":"set","object":"o","field":"f","value":1,"sealed":"00"}"#,
            #"{"kind":"remove","object":"o","more":1}"#, #"{"kind":"remove","object":1}"#, #"{"kind":7}"#, "{}",
            #"{"kind":"erase","commitments":["x"]}"#, #"{"kind":"adopt","ends":"x"}"#, #"{"kind":"invite","party":"00","name":"n"}"#,
            #"{"kind":"rotate","key":"AB"}"#, #"{"kind":"suspend"}"#,
        ])
    func unknown(text: String) throws {
        let value = try Value(reading: text)
        #expect(Act(value) == .unknown(value))
        #expect(Act(value).value == value)
    }
}
