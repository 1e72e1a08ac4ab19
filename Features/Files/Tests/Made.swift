import Foundation

/// Files made by hand, so that each test says what is in them.
enum Made {
    /// A PDF of one page with a line of Latin text and one in any script, which a reader gets from the font's table of characters.
    static func pdf(_ latin: String, _ other: String = "") -> [UInt8] {
        let units = Array(other.utf16)
        let codes = units.indices.map { hex(UInt16($0 + 1)) }.joined()
        let table = units.enumerated().map { "<\(hex(UInt16($0 + 1)))> <\(hex($1))>" }.joined(separator: "\n")
        let map = """
            /CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def
            1 begincodespacerange <0000> <FFFF> endcodespacerange
            \(units.isEmpty ? "" : "\(units.count) beginbfchar\n\(table)\nendbfchar") endcmap end end
            """
        let page = "BT /F1 18 Tf 40 700 Td (\(latin)) Tj ET\(units.isEmpty ? "" : " BT /F2 18 Tf 40 650 Td <\(codes)> Tj ET")"
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
            "<</Length \(page.utf8.count)>>stream\n\(page)\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>",
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 9 0 R>>",
            "<</Length \(map.utf8.count)>>stream\n\(map)\nendstream",
            "<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
        ]
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (number, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(number + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { text += String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n" }
        text += "trailer<</Size \(objects.count + 1)/Root 1 0 R>>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// A JPEG of 64 × 48 pixels in whose EXIF part words stand, as a camera writes where it was.
    static func jpeg(exif: String = "") -> [UInt8] {
        let plain = Array(
            Data(
                base64Encoded:
                    "/9j/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01"
                    + "T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAwAEADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAA"
                    + "AAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6"
                    + "Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl"
                    + "5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEI"
                    + "FEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOk"
                    + "paanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDEooornPpwooooAKKKKACiiigAooooAKKK"
                    + "KACiiigAooooAKKKKACiiigAooooAKKKKAP/2Q==") ?? Data())
        guard !exif.isEmpty else { return plain }
        // A directory of one entry, ImageDescription, behind the head of a TIFF (EXIF 2.32, 4.6).
        let words = Array(exif.utf8) + [0]
        var tiff: [UInt8] = Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x0E, 0, 2]
        tiff += [0, 0, UInt8(words.count >> 8), UInt8(words.count & 255), 0, 0, 0, 26, 0, 0, 0, 0] + words
        let body = Array("Exif\u{0}\u{0}".utf8) + tiff
        let length = body.count + 2
        return Array(plain.prefix(2)) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + body + plain.dropFirst(2)
    }

    /// The head of a PNG that says to be so large; no pixel follows.
    static func pngHead(_ width: UInt32, _ height: UInt32) -> [UInt8] {
        func big(_ number: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
        return [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10] + big(13) + Array("IHDR".utf8) + big(width) + big(height) + [8, 2, 0, 0, 0] + big(0)
            + big(0) + Array("IEND".utf8) + big(0xAE42_6082)
    }

    /// A ZIP archive of empty or short files that are not packed.
    static func zip(_ files: [(name: String, text: String)]) -> [UInt8] {
        func little(_ number: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(number >> (8 * $0) & 255) } }
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for (name, text) in files {
            let (name, text) = (Array(name.utf8), Array(text.utf8))
            let common =
                little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(0, 4) + little(text.count, 4) + little(text.count, 4)
                + little(name.count, 2) + little(0, 2)
            directory +=
                little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(bytes.count, 4)
                + name
            bytes += little(0x0403_4B50, 4) + common + name + text
        }
        return bytes + directory + little(0x0605_4B50, 4) + little(0, 4) + little(files.count, 2) + little(files.count, 2)
            + little(directory.count, 4)
            + little(bytes.count, 4) + little(0, 2)
    }

    static let docx = zip([("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")])
    static let odt = zip([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<o/>")])
}
