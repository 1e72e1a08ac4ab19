import Foundation
import Testing

@testable import Files

/// What a file claims, held against what it is.
@Suite struct ContentCheckTests {
    private func check(_ name: String, _ bytes: [UInt8]) throws -> (kind: FileKind, picture: PictureSize?) {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("proxenia-check-\(UUID().uuidString)")
        try Data(bytes).write(to: url)
        defer { unlink(url.path) }
        return try ContentCheck.check(url, name: FileName(name, fallback: "file"))
    }

    private func refusal(_ name: String, _ bytes: [UInt8]) throws -> FileRefusal? {
        do {
            _ = try check(name, bytes)
            return nil
        } catch let refusal as FileRefusal { return refusal }
    }

    @Test func whatIsWhatItClaimsIsTaken() throws {
        #expect(try check("a.pdf", Made.pdf("Hello")).kind == .pdf)
        #expect(try check("A.JPEG", Made.jpeg()).picture.map { [$0.width, $0.height] } == [64, 48])
        #expect(try check("a.png", Made.pngHead(9000, 9000)).picture?.width == 9000)
        #expect(try check("a.docx", Made.docx).kind == .docx)
        #expect(try check("a.odt", Made.odt).kind == .odt)
        #expect(try check("a.csv", Array("City;Since\nHaifa;1988\n".utf8)).kind == .csv)
        #expect(try check("a.txt", [0xFF, 0xFE, 0x41, 0x00]).kind == .text)
        #expect(try check("a.gif", Array("GIF89a".utf8) + [10, 0, 20, 0, 0, 0, 0]).picture.map { [$0.width, $0.height] } == [10, 20])
        let webp = Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 0x3F, 0x06, 0, 0x57, 0x02, 0]
        #expect(try check("a.webp", webp).picture.map { [$0.width, $0.height] } == [1600, 600])
    }

    @Test func whatIsSomethingElseIsRefusedByName() throws {
        let zip = Made.zip([("letter.txt", "x")])
        #expect(try refusal("contract.pdf", zip) == .notWhatItClaims(.pdf, found: .zip))
        #expect(try refusal("contract.pdf", Array("  <!DOCTYPE html><script>alert(1)</script>".utf8)) == .notWhatItClaims(.pdf, found: .html))
        // A page before the mark of a PDF is both; a browser would show the page.
        #expect(try refusal("contract.pdf", Array("<html><script>1</script>".utf8) + Made.pdf("x")) == .notWhatItClaims(.pdf, found: .html))
        #expect(try refusal("photo.png", Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)) == .notWhatItClaims(.png, found: .svg))
        #expect(try refusal("notes.txt", Array("<?xml version='1.0'?><svg onload='x'/>".utf8)) == .notWhatItClaims(.text, found: .svg))
        #expect(try refusal("drawing.svg", Array("<svg/>".utf8)) == .kind(ending: "svg"))
        #expect(try refusal("photo.jpg", Made.pngHead(1, 1)) == .notWhatItClaims(.jpeg, found: .picture))
        #expect(try refusal("table.xlsx", Made.docx) == .notWhatItClaims(.xlsx, found: .zip))
        #expect(try refusal("letter.docx", [0xD0, 0xCF, 0x11, 0xE0, 0xA1]) == .notWhatItClaims(.docx, found: .oldOffice))
        #expect(try refusal("letter.odt", Made.zip([("mimetype", "application/zip")])) == .notWhatItClaims(.odt, found: .zip))
        #expect(try refusal("tool.txt", [0x7F, 0x45, 0x4C, 0x46, 2]) == .notWhatItClaims(.text, found: .program))
        #expect(try refusal("tool.csv", [65, 0, 66]) == .notWhatItClaims(.csv, found: nil))
        #expect(try refusal("tool.exe", [1]) == .kind(ending: "exe"))
        #expect(try refusal("nothing", [1]) == .kind(ending: ""))
        #expect(try refusal("a.docx", Made.zip([("word/document.xml", ""), ("word/vbaProject.bin", "x")])) == .macros)
    }

    @Test func whatIsBrokenOrTooLargeIsRefused() throws {
        #expect(try refusal("a.pdf", []) == .empty)
        #expect(try refusal("a.pdf", Array(Made.pdf("Hello").prefix(300))) == .broken(.pdf))
        #expect(try refusal("a.docx", Array(Made.docx.dropLast(30))) == .broken(.docx))
        #expect(try refusal("a.jpg", Array(Made.jpeg().prefix(20))) == .broken(.jpeg))
        // Cut off on the way: the head is whole, the end is missing. The end of the small picture of a camera is not that of the picture.
        let png = Made.pngHead(300, 200)
        let jpeg = Array(Made.jpeg().prefix(2)) + [0xFF, 0xE1, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9] + Made.jpeg().dropFirst(2)
        #expect(try refusal("a.png", Array(png.dropLast(12))) == .broken(.png) && refusal("a.png", Array(png.prefix(30))) == .broken(.png))
        #expect(
            try refusal("a.jpg", Array(jpeg.dropLast(2))) == .broken(.jpeg) && refusal("a.jpg", Array(jpeg.prefix(jpeg.count - 20))) == .broken(.jpeg)
        )
        // What a telephone appends is no harm.
        #expect(try check("a.png", png + [1, 2, 3]).kind == .png)
        #expect(try check("a.jpg", jpeg + [UInt8](repeating: 7, count: 5000)).kind == .jpeg)
        #expect(try refusal("a.png", Made.pngHead(40_000, 40_000)) == .tooManyPixels(width: 40_000, height: 40_000))
        #expect(try refusal("a.png", Made.pngHead(30_001, 1)) == .tooManyPixels(width: 30_001, height: 1))
        #expect(try refusal("a.png", Made.pngHead(0xFFFF_FFFF, 0xFFFF_FFFF)) == .broken(.png))
    }

    /// Every beginning of every kind, and every byte of a small one changed: nothing traps, nothing hangs.
    @Test func noBrokenFileEndsTheServer() throws {
        for (name, whole) in [
            ("a.pdf", Made.pdf("x")), ("a.jpg", Made.jpeg(exif: "x")), ("a.png", Made.pngHead(5, 5)), ("a.docx", Made.docx), ("a.odt", Made.odt),
        ] {
            for end in stride(from: 0, to: min(whole.count, 700), by: 3) { _ = try refusal(name, Array(whole.prefix(end))) }
            for at in stride(from: 0, to: whole.count, by: max(1, whole.count / 150)) {
                for value in [UInt8(0), 0x7F, 0xFF] {
                    var broken = whole
                    broken[at] = value
                    _ = try refusal(name, broken)
                }
            }
        }
    }

    @Test func namesAreMadeHarmless() {
        func name(_ text: String) -> String { FileName(text, fallback: "file").text }
        #expect(name("../../etc/passwd.txt") == "passwd.txt")
        #expect(name("C:\\Users\\Alice\\Letter.docx") == "Letter.docx")
        #expect(name("a\u{0}b\r\nc\u{7F}.pdf") == "ab c.pdf")
        #expect(name("photo\u{202E}gpj.exe") == "photogpj.exe")
        #expect(name(".hidden.pdf") == "hidden.pdf")
        #expect(name("重庆协议.pdf") == "重庆协议.pdf")
        #expect(name(" ") == "file")
        let long = name(String(repeating: "ä", count: 300) + ".pdf")
        #expect(long.unicodeScalars.count == 200 && long.hasSuffix("ä.pdf"))
        // Cut at a space it does not end in one, so made harmless once more it is the same.
        let stem = String(repeating: "a", count: 199)
        #expect(name(stem + " and so on, for long") == stem && name(stem.dropLast(4) + " and so on.pdf") == stem.dropLast(4) + ".pdf")
        #expect(FileName("Letter_of_intent.v2.PDF", fallback: "x").stem == "Letter of intent.v2")
    }

    @Test func wordsOfEveryScriptAreFound() {
        let words = Set(FileWords.of("Die Städtepartnerschaft mit 重庆市 (Chongqing), 2004."))
        #expect(words.isSuperset(of: ["die", "stadtepartnerschaft", "mit", "重庆", "庆市", "市", "chongqing", "2004"]))
        #expect(FileWords.asked("重庆") == ["重庆"])
        #expect(FileWords.asked("重庆市 STÄDTE") == ["重庆", "庆市", "stadte"])
        #expect(FileWords.asked("?!").isEmpty)
        // A pair across the place where a long run is cut.
        let run = String(repeating: "中", count: 79) + "北京" + String(repeating: "中", count: 30)
        #expect(FileWords.of(run).contains("北京"))
    }
}
