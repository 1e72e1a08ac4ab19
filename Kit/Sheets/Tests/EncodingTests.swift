import Foundation
import Testing
@testable import Sheets

@Suite struct EncodingTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    struct Sample: Sendable, CustomTestStringConvertible {
        let encoding: SheetEncoding
        let name: String
        let text: String
        var testDescription: String { "\(encoding.rawValue): \(text.prefix(30))" }
    }

    static let samples: [Sample] = [
        Sample(
            encoding: .windows1252, name: "CP1252",
            text: "Stadt;Land\nKöln;Deutschland\nDüsseldorf;Deutschland\nGießen;Deutschland\nMünchen;Deutschland"),
        Sample(
            encoding: .windows1252, name: "CP1252",
            text: "ville;pays\nOrléans;France\nNîmes;France\nBesançon;France\nSaint-Étienne;France\nL’Haÿ-les-Roses;France"),
        Sample(encoding: .windows1252, name: "CP1252", text: "ciudad;país\nLogroño;España\nCórdoba;España\nCádiz;España\nLeón;España"),
        Sample(
            encoding: .windows1252, name: "CP1252",
            text: "cidade;país\nSão Paulo;Brasil\nLisboa;Portugal\nGuimarães;Portugal\nVitória da Conquista;Brasil"),
        Sample(
            encoding: .windows1252, name: "CP1252", text: "by;land\nTromsø;Norge\nÅlesund;Norge\nAarhus;Danmark\nHelsingør;Danmark\nJönköping;Sverige"
        ),
        Sample(
            encoding: .windows1252, name: "CP1252",
            text: "partner;country\nReutlingen;Germany\nDüren;Germany\nBoulogne-sur-Mer;France\nOrléans;France\nCórdoba;Spain"),
        Sample(
            encoding: .windows1250, name: "CP1250", text: "miasto;kraj\nŁódź;Polska\nKraków;Polska\nGdańsk;Polska\nWrocław;Polska\nCzęstochowa;Polska"
        ),
        Sample(
            encoding: .windows1250, name: "CP1250", text: "město;země\nPlzeň;Česko\nPříbram;Česko\nDěčín;Česko\nÚstí nad Labem;Česko\nTřebíč;Česko"),
        Sample(
            encoding: .windows1250, name: "CP1250",
            text:
                "város;ország\nGyőr;Magyarország\nPécs;Magyarország\nSzékesfehérvár;Magyarország\nNyíregyháza;Magyarország\nDunaújváros;Magyarország\nHódmezővásárhely;Magyarország\nKűlső;Magyarország"
        ),
        Sample(
            encoding: .windows1250, name: "CP1250",
            text: "grad;država\nŠibenik;Hrvatska\nPoreč;Hrvatska\nĐakovo;Hrvatska\nČakovec;Hrvatska\nKarlovac;Hrvatska\nKoper;Slovenija"),
        Sample(encoding: .windows1251, name: "CP1251", text: "город;страна\nВолгоград;Россия\nСанкт-Петербург;Россия\nМосква;Россия"),
        Sample(encoding: .windows1251, name: "CP1251", text: "city;name\nKyiv;Київ\nLviv;Львів\nKharkiv;Харків\nOdesa;Одеса"),
        Sample(encoding: .koi8r, name: "KOI8-R", text: "город;страна\nВолгоград;Россия\nСанкт-Петербург;Россия\nМосква;Россия"),
        Sample(encoding: .windows1253, name: "CP1253", text: "πόλη;χώρα\nΑθήνα;Ελλάδα\nΘεσσαλονίκη;Ελλάδα\nΠάτρα;Ελλάδα"),
        Sample(
            encoding: .windows1254, name: "CP1254",
            text: "şehir;ülke\nİstanbul;Türkiye\nMuğla;Türkiye\nEskişehir;Türkiye\nŞanlıurfa;Türkiye\nAğrı;Türkiye"),
        Sample(
            encoding: .macRoman, name: "MACINTOSH",
            text: "Stadt;Land\nKöln;Deutschland\nDüsseldorf;Deutschland\nGießen;Deutschland\nMünchen;Deutschland"),
        Sample(encoding: .macRoman, name: "MACINTOSH", text: "ville;pays\nOrléans;France\nNîmes;France\nBesançon;France\nSaint-Étienne;France"),
        Sample(
            encoding: .dos850, name: "CP850", text: "Stadt;Land\nKöln;Deutschland\nDüsseldorf;Deutschland\nGießen;Deutschland\nMünchen;Deutschland"),
        Sample(encoding: .gb18030, name: "GB18030", text: "城市,国家,年份\n广州,中国,2007\n南京,中国,2006\n重庆,中国,2004\n杜塞尔多夫,德国,2004"),
        Sample(encoding: .gb18030, name: "GB18030", text: "city,name\nGuangzhou,广州\nNanjing,南京\nChongqing,重庆\nBeijing,北京"),
        Sample(encoding: .shiftJIS, name: "CP932", text: "都市名,国名,提携年\n千葉市,日本,1970\n横浜市,日本,1982\nデュッセルドルフ,ドイツ,2019\nさいたま市,日本,1990"),
        Sample(encoding: .utf8, name: "UTF-8", text: "city;name\nBeijing;北京\nKöln;Köln\nŁódź;Łódź"),
        Sample(encoding: .utf16LittleEndian, name: "UTF-16LE", text: "city\tcountry\nKöln\tGermany\nŁódź\tPoland"),
        Sample(encoding: .utf16BigEndian, name: "UTF-16BE", text: "city\tcountry\nKöln\tGermany\nŁódź\tPoland"),
        // In UTF-16 上 holds a byte that looks like a line end.
        Sample(encoding: .utf16LittleEndian, name: "UTF-16LE", text: "城市,国家\n上海,中国\n南京,中国\n上海,中国"),
        Sample(encoding: .utf16BigEndian, name: "UTF-16BE", text: "城市,国家\n上海,中国\n南京,中国\n上海,中国"),
        Sample(encoding: .utf16LittleEndian, name: "UTF-16LE", text: "город;страна\nМосква;Россия\nКиев;Украина"),
        Sample(encoding: .utf16LittleEndian, name: "UTF-16LE", text: "\u{FEFF}城市,国家\n广州,中国\n南京,中国"),
        Sample(encoding: .utf8, name: "UTF-8", text: "\u{FEFF}city,country\nWien,Austria"),
    ]

    @Test(arguments: samples)
    func theEncodingIsFoundAndTheTextIsRight(_ sample: Sample) throws {
        let bytes = try #require(iconv(sample.text, to: sample.name))
        let (guess, rows) = try read(scratch.file("a.csv", bytes))
        #expect(guess.encoding == sample.encoding)
        let lines = sample.text.replacing("\u{FEFF}", with: "").split(separator: "\n")
        let delimiter = try #require(guess.delimiter)
        let expected = lines.dropFirst().map { $0.split(separator: Character(delimiter.rawValue)).map(String.init) }
        #expect(rows.map(\.cells) == expected)
    }

    @Test(arguments: [
        "city,country\nWi\0en,Austria\nLyon,France\n", "city,country\nWie\0n,Austria\nLyon,France\n", "city,country\n\0Wien,Austria\nLyon,France\n",
        "a,b\nA\0A\0,c\nd,e\n", "city,country\r\nWien\0\0\0,Austria\r\nKöln,Germany\r\n",
    ])
    func zeroBytesThatHaveStrayedIntoATextDoNotMakeItUTF16(_ text: String) throws {
        for name in ["UTF-8", "CP1252"] {
            #expect(failure(try scratch.file("a.csv", #require(iconv(text, to: name)))) == .zeroBytes, "\(name)")
        }
        // Of a long one they are passed over.
        let (guess, rows) = try read(
            scratch.file("a.csv", Array("city,country\n\(String(repeating: "Wien,Austria\n", count: 500))Wi\0en,Austria\n".utf8)))
        #expect(guess.encoding == .utf8 && rows.count == 501)
    }

    @Test func aSingleAccentIsEnough() throws {
        let bytes = try #require(iconv("city,country\nDüsseldorf,Germany\nLyon,France\n", to: "CP1252"))
        let (guess, rows) = try read(scratch.file("a.csv", bytes))
        #expect(guess.encoding == .windows1252)
        #expect(rows[0].cells[0] == "Düsseldorf")
    }

    @Test func anAccentFarDownIsNotOverlooked() throws {
        var bytes = Array("city,country\n".utf8)
        for _ in 0..<100_000 { bytes += Array("Wien,Austria\n".utf8) }
        bytes += try #require(iconv("Kraków,Polska\nŁódź,Polska\n", to: "CP1250"))
        let (guess, rows) = try read(scratch.file("a.csv", bytes))
        #expect(guess.encoding == .windows1250)
        #expect(rows.last?.cells == ["Łódź", "Polska"])
    }

    @Test func aFewBrokenCharactersDoNotSpoilAUnicodeFile() throws {
        var bytes = Array("city,country\n".utf8)
        for _ in 0..<20 { bytes += Array("Köln,Österreich\n".utf8) }
        bytes += Array("M".utf8) + [0xFC] + Array("nchen,Germany\n".utf8)
        let (guess, rows) = try read(scratch.file("a.csv", bytes))
        #expect(guess.encoding == .utf8)
        #expect(guess.remarks == [.unreadableCharacters(1)])
        #expect(rows.last?.cells[0] == "M\u{FFFD}nchen")
    }

    @Test func anEncodingThatCannotBeRightIsRefused() throws {
        let file = try scratch.file("a.csv", #require(iconv("город;страна\nМосква;Россия\n", to: "CP1251")))
        #expect(failure(file, SheetOptions(encoding: .utf8)) == .wrongEncoding(.utf8))
        #expect(failure(file, SheetOptions(encoding: .windows1251)) == nil)
    }

    /// The C library stops behind A2 E8 instead of before it; the letter that follows was swallowed.
    @Test func nothingIsLostBehindACharacterThatDoesNotExist() throws {
        let cases: [([UInt8], String)] = [
            ([0xA2, 0xE8, 0x45], "\u{FFFD}E"), ([0xA2, 0xE8, 0x91, 0x92, 0x41], "\u{FFFD}몤A"), ([0xA2, 0xE8, 0xFF, 0x41], "\u{FFFD}\u{FFFD}A"),
            ([0x41, 0xA2, 0xE8], "A\u{FFFD}"), ([0x41, 0xFF, 0x42], "A\u{FFFD}B"),
        ]
        for (bytes, text) in cases {
            for chunks in [[bytes], bytes.map { [$0] }] {
                let transcoder = try Transcoder(.eucKR)
                var read: [UInt8] = []
                for chunk in chunks + [[]] {
                    try chunk.withUnsafeBufferPointer { try transcoder.feed($0, isLast: chunk.isEmpty) { read.append(contentsOf: $0) } }
                }
                #expect(String(decoding: read, as: UTF8.self) == text)
            }
        }
    }
}
