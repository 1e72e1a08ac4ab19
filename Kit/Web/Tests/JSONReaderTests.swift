import Foundation
import Kernel
import Markup
import Testing

@testable import Web

@Suite struct JSONReaderTests {
    private func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

    @Test func itReadsWhatJSONIs() throws {
        #expect(
            try read(" {\"a\" : [1, -2.5e1, true, false, null, \"\"], \"b\":{}} \n")
                == .object(["a": [.integer(1), .number(-25), true, false, .null, ""], "b": .object([:])]))
        #expect(try read(#""\"\\\/\b\f\n\r\tä\u00e4\uD83C\uDF09""#) == .string("\"\\/\u{8}\u{C}\n\r\tää🌉"))
        #expect(try read("0") == .integer(0) && read("-0") == .integer(0) && read("0.5") == .number(0.5) && read("1E2") == .number(100))
        #expect(try read("9223372036854775807") == .integer(.max))
        #expect(try read("9223372036854775808") == .number(9_223_372_036_854_775_808))
    }

    @Test func itReadsNothingElse() {
        let wrong = [
            "", " ", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{a:1}", "tru", "nul", "truefalse", "01", "1.",
            ".5",
            "1e", "-", "+1", "NaN", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\n\"", "1 2", "[1]]", "'a'", "\u{FEFF}1",
        ]
        for text in wrong {
            #expect(performing: { try read(text) }, throws: { if case JSONFault.malformed = $0 { true } else { false } })
        }
        #expect(throws: JSONFault.malformed(at: 0)) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    }

    @Test func itsLimitsHold() throws {
        func nested(_ levels: Int) -> String { String(repeating: "[", count: levels) + String(repeating: "]", count: levels) }
        #expect(throws: Never.self) { try read(nested(JSONReader.deepest + 1)) }
        #expect(throws: JSONFault.tooDeep) { try read(nested(JSONReader.deepest + 2)) }
        #expect(throws: JSONFault.tooDeep) { try read(nested(100_000)) }
        #expect(throws: JSONFault.tooDeep) { try read(String(repeating: "{\"a\":", count: 100_000)) }
        #expect(throws: JSONFault.tooMany) { try read("[" + String(repeating: "0,", count: JSONReader.most) + "0]") }
        #expect(throws: JSONFault.twice("a")) { try read(#"{"a": 1, "\u0061": 2}"#) }
        for text in [#""\u0000""#, #""\uD800""#, #""\uDC00""#, #""\uD800\n""#, #""\uD83C\uD83C""#] {
            #expect(throws: JSONFault.unkeepable, "\(text)") { try read(text) }
        }
        #expect(throws: JSONFault.number(at: 1)) { try read("[1e999]") }
        #expect(throws: JSONFault.number(at: 0)) { try read(String(repeating: "9", count: 65)) }
    }
}

@Suite struct IntakeTests {
    private func texts(_ shape: Intake.Shape, _ value: JSONValue) throws -> [String]? {
        let intake = Intake([Intake.Field("x", shape)])
        do {
            let taken = try intake.read(.object(["x": value]), Words(Catalogue(files: []), .english))
            return taken.form.all("x")
        } catch { return nil }
    }

    @Test func numbersComeAsAFormReadsThem() throws {
        #expect(try texts(.decimal(digits: 2), .number(14.5)) == ["14.5"])
        #expect(try texts(.decimal(digits: 2), .integer(-3)) == ["-3"])
        #expect(try texts(.decimal(digits: 2), .number(100)) == ["100"])
        // Three digits behind a point would be read as thousands.
        #expect(try texts(.decimal(digits: 2), .number(1.234)) == nil)
        #expect(try texts(.decimal(digits: 6), .number(0.0000001)) == nil)
        #expect(try texts(.decimal(digits: 6), .number(1e300)) == nil)
        #expect(try texts(.whole(1...9), .number(3)) == ["3"])
        #expect(try texts(.whole(1...9), .number(3.5)) == nil)
        #expect(try texts(.whole(1...9), .integer(10)) == nil)
        #expect(try texts(.whole(1...9), .string("3")) == nil)
        #expect(try texts(.flag, .bool(true)) == ["1"])
        #expect(try texts(.flag, .integer(1)) == nil)
        #expect(try texts(.text(most: 5), .null) == [])
        #expect(try texts(.list(.choice(["a", "b"])), ["b", "a"]) == ["b", "a"])
        #expect(try texts(.list(.choice(["a", "b"])), ["c"]) == nil)
        #expect(try texts(.list(.text(most: 5)), .array(Array(repeating: "a", count: 101))) == nil)
        #expect(try texts(.uuid, "00000000-0000-7000-8000-00000000000A") == ["00000000-0000-7000-8000-00000000000a"])
        #expect(try texts(.uuid, "1") == nil)
    }

    @Test func whatIsSentTakesThePlaceOfWhatStands() throws {
        let intake = Intake([
            Intake.Field("names", .rows([Intake.Field("word", .text(most: 5)), Intake.Field("tongue", .text(most: 5), as: "language")])),
            Intake.Field("kind", .text(most: 5)),
        ])
        let taken = try intake.read(
            ["names": [["tongue": "de"], ["word": "b", "tongue": "fr"]], "kind": .null], Words(Catalogue(files: []), .english))
        #expect(taken.form == Parameters([("names-word", ""), ("names-language", "de"), ("names-word", "b"), ("names-language", "fr")]))
        var request = Inbound(method: .patch, path: "/")
        (request.form, request.given) = (taken.form, taken.names)
        let present = Parameters([("kind", "club"), ("names-word", "old"), ("names-language", "it"), ("note", "kept")])
        #expect(request.changing(present) == Parameters([("note", "kept")] + taken.form.pairs))
        var problems = Problems()
        problems.add("names-language", "a")
        problems.add("kind", "b")
        #expect(intake.named(problems).fields.map(\.name) == ["names-language", "kind"])
    }
}
