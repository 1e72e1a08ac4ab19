import Foundation
import Kernel
import Testing

@testable import People

struct VCardTests {
    private func drafts(_ text: String) -> [PersonDraft] { VCardReader.read(Array(text.utf8)).cards.map(VCardPerson.draft) }

    @Test func aCardOfEachVersionIsRead() throws {
        let four = drafts(
            "BEGIN:VCARD\r\nVERSION:4.0\r\nFN;ALTID=1:Wang Xiaoming\r\nFN;ALTID=1;LANGUAGE=zh:王小明\r\nN:Wang;Xiaoming;;Prof.;\r\nEMAIL;PREF=2:b@x.example\r\nEMAIL;PREF=1:a@x.example\r\nTEL;VALUE=uri;TYPE=\"cell,voice\":tel:+86-23-555\r\nLANG;PREF=1:zh\r\nORG:City of Chongqing;Foreign Affairs\r\nTITLE:Director\r\nTZ:Asia/Shanghai\r\nNOTE:likes\\, tea\\nand trams\r\nEND:VCARD\r\n"
        )
        let wang = try #require(four.first)
        #expect(
            wang.name
                == PersonName(title: "Prof.", given: "Xiaoming", family: "Wang", order: .familyFirst, native: "王小明", nativeLanguage: Language("zh")))
        #expect(wang.channels == [PersonChannel(.email, "a@x.example"), PersonChannel(.email, "b@x.example"), PersonChannel(.mobile, "+86-23-555")])
        #expect(wang.roles == [.init(organisation: "City of Chongqing", kind: .other, post: "Director, Foreign Affairs")])
        #expect(wang.timeZone == "Asia/Shanghai" && wang.notes.other == "likes, tea\nand trams")

        let three = drafts(
            "BEGIN:VCARD\nVERSION:3.0\nN:Winter;Anna;Maria;Dr.;\nFN:Dr. Anna Maria Winter\nTEL;TYPE=WORK,VOICE,pref:+49 211\n 555\nitem1.EMAIL;type=INTERNET:anna@x.example\nX-SOCIALPROFILE;type=whatsapp:+49\nEND:VCARD"
        )
        #expect(three.first?.name == PersonName(title: "Dr.", given: "Anna Maria", family: "Winter"))
        #expect(three.first?.channels.map(\.value) == ["+49 211555", "anna@x.example", "+49"])

        let two = drafts(
            "BEGIN:VCARD\rVERSION:2.1\rN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCl=\rler;J=C3=B6rg\rTEL;CELL;VOICE:0171\rEND:VCARD\r")
        #expect(two.first?.name == PersonName(given: "Jörg", family: "Müller") && two.first?.channels == [PersonChannel(.mobile, "0171")])
    }

    @Test func otherCharacterSetsAreRead() throws {
        var bytes = Array("BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=CD=F5;=D0=A1=C3=F7\r\nEND:VCARD\r\n".utf8)
        let chinese = VCardReader.read(bytes).cards.map(VCardPerson.draft)
        #expect(
            chinese.first?.name.native == "王小明" && chinese.first?.name.nativeLanguage == Language("zh") && chinese.first?.name.order == .familyFirst)
        // Windows-1252 without a word about it, and UTF-16 with its mark.
        bytes = Array("BEGIN:VCARD\nVERSION:3.0\nFN:J".utf8) + [0xF6] + Array("rg\nEND:VCARD\n".utf8)
        #expect(VCardReader.read(bytes).cards.map(VCardPerson.draft).first?.name.plain == "Jörg")
        let wide = try #require("BEGIN:VCARD\nVERSION:3.0\nFN:Jörg\nEND:VCARD\n".data(using: .utf16))
        #expect(VCardReader.read(Array(wide)).cards.map(VCardPerson.draft).first?.name.plain == "Jörg")
    }

    /// A property may be called what it likes; only a parameter says that its value goes on behind an equals sign.
    @Test func aNameIsNoEncoding() {
        let read = VCardReader.read(Array("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:A\r\nX-QUOTED-PRINTABLE:one=\r\n  two\r\nEND:VCARD\r\n".utf8))
        #expect(read.cards.first?.lines.first { $0.name == "X-QUOTED-PRINTABLE" }?.value == "one= two")
    }

    @Test func brokenCardsAreToldAndTheOthersComeIn() {
        let result = VCardReader.read(
            Array(
                "END:VCARD\nBEGIN:VCARD\nVERSION:3.0\nFN:Lost\n\nBEGIN:VCARD\nVERSION:3.0\nFN:Folded without its\nblank\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:Open"
                    .utf8))
        #expect(result.broken == [.init(line: 1, fault: .noBeginning), .init(line: 2, fault: .noEnd), .init(line: 12, fault: .noEnd)])
        #expect(result.cards.map { $0.line } == [6])
        #expect(result.cards.first.map { VCardPerson.draft($0).name.plain } == "Folded without itsblank")
        #expect(VCardReader.read([]).cards.isEmpty && VCardReader.read(Array("no card at all".utf8)).cards.isEmpty)
    }

    /// What is written is read back, whatever it holds.
    @Test func cardsSurviveTheRoundTrip() throws {
        var random = Seeded(state: 20_261_120)
        let words = [
            "Wang", "Xiaoming", "Анна", "O'Neil, Jr.", "semi;colon", "back\\slash", "colon: here", "\"quoted\"", "^n", "Zeile\nzwei", "العربية", "x",
            "end\\", "=20", "🙂",
        ]
        func word() -> String { words[Int.random(in: 0..<words.count, using: &random)] }
        func maybe() -> String? { Bool.random(using: &random) ? word() : nil }
        for _ in 0..<2000 {
            let organisation = OrganisationID.new()
            let latin = ["Wang", "Xiaoming", "O'Neil, Jr.", "semi;colon", "back\\slash", "Grün"]
            func name() -> String { latin[Int.random(in: 0..<latin.count, using: &random)] }
            let entry = PersonEntry(
                name: PersonName(
                    title: Bool.random(using: &random) ? name() : nil, given: name(), family: name(),
                    order: Bool.random(using: &random) ? .givenFirst : .familyFirst,
                    native: Bool.random(using: &random) ? "王小明" : nil, nativeLanguage: Language("zh"),
                    romanisation: Bool.random(using: &random) ? "Wáng" : nil,
                    pronunciation: maybe()),
                salutations: [Salutation(.german, word())], languages: [.german, .english],
                channels: [
                    PersonChannel(.email, "a@x.example", note: maybe()), PersonChannel(.wechat, word()),
                    PersonChannel(.postal, word(), note: maybe()), PersonChannel(.other, word()),
                ],
                hours: WorkingHours(days: [1, 3], from: 545, until: 1440), place: 1_814_906, timeZone: "Asia/Shanghai",
                roles: [
                    PersonRole(organisation, .head, word(), from: PartialDate("2020"), until: PartialDate("2021-05")),
                    PersonRole(organisation, .council, word()),
                ],
                notes: PrivateNotes(diet: "never written"), basis: .contract, reviewUntil: try #require(PartialDate("2028-01-01")), source: maybe())
            let text = VCardWriter.card(
                VCardPerson.lines(nil, entry, organisations: [organisation: "City, of; X"], today: "2026-11-20", revised: nil))
            #expect(!text.contains("never written"))
            #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 75 })
            let draft = try #require(drafts(text).first)
            var name = entry.name
            if name.native == nil { name.nativeLanguage = nil }
            #expect(draft.name == name && draft.salutations == entry.salutations && draft.languages == entry.languages, "\(text)")
            #expect(
                draft.channels == entry.channels && draft.hours == entry.hours && draft.place == entry.place && draft.timeZone == entry.timeZone,
                "\(text)")
            #expect(draft.roles.map { PersonRole($0.number ?? .new(), $0.kind, $0.post, from: $0.from, until: $0.until) } == entry.roles, "\(text)")
            #expect(draft.basis == entry.basis && draft.reviewUntil == entry.reviewUntil && draft.source == entry.source)
        }
    }

    /// Whatever somebody uploads, the server goes on.
    @Test func arbitraryBytesNeverTrap() {
        var random = Seeded(state: 7)
        let seeds = [
            "BEGIN:VCARD\r\n", "VERSION:2.1\n", "N;ENCODING=QUOTED-PRINTABLE:=C3=\r\n", "END:VCARD\r", "TEL;TYPE=\"a", ":", ";", "=", "^", "\\", "\"",
            ".", " ", "\t", "\n", "X-PROXENIA-POST;KIND=head:", "IMPP:", "ADR:;;;;;", "X-PROXENIA-HOURS:1 99:99", "AGENT:\nBEGIN:VCARD\n",
            "PREF=99999999999999999999",
        ]
        for _ in 0..<4000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                if Bool.random(using: &random) {
                    bytes += Array((seeds.randomElement(using: &random) ?? "").utf8)
                } else {
                    bytes += (0..<Int.random(in: 0...6, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
                }
            }
            let result = VCardReader.read(bytes)
            for card in result.cards { _ = VCardPerson.draft(card) }
        }
    }

    /// With an accent upon it a colon is another character to Swift, but a colon to whoever reads the card.
    @Test(arguments: ["a:\u{301}b", ";\u{308}", ",\u{301}", "say \"\u{301}hi\"", "two\r\nlines", "^"])
    func aParameterNeverSpoilsItsProperty(_ note: String) throws {
        let line = VCardLine(name: "TEL", parameters: [.init(name: "X-NOTE", values: [note])], value: "0211")
        let read = try #require(VCardReader.read(Array(VCardWriter.card([line]).utf8)).cards.first?.lines.first)
        #expect(read.value == "0211" && read.values("X-NOTE").map { Array($0.utf8) } == [Array(note.replacing("\r\n", with: "\n").utf8)])
    }
}

/// Randomness that is the same on every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
