import CQRCode
import Markup

/// A text as a square code (ISO/IEC 18004) that a telephone's camera reads, drawn as SVG. libqrencode computes it.
enum SquareCode {
    /// Nil when the text is too long for one.
    static func drawing(_ text: String, label: String) -> HTML? {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        guard width > 0, let modules = code.pointee.data else { return nil }
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                // The lowest bit says dark.
                guard modules[row * width + column] & 1 == 1 else { column += 1; continue }
                var end = column
                while end < width, modules[row * width + end] & 1 == 1 { end += 1 }
                path += "M\(column + 4) \(row + 4)h\(end - column)v1h-\(end - column)z"
                column = end
            }
        }
        // Four modules of quiet around it, always dark on white: cameras look for that.
        let side = width + 8
        return """
            <svg class="square-code" viewBox="0 0 \(side) \(side)" role="img" aria-label="\(label)" shape-rendering="crispEdges"><rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(path)"/></svg>
            """
    }
}
