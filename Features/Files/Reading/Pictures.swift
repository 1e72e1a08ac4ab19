import Foundation

/// Small pictures of large ones, and of the first page of a PDF. `vipsthumbnail` (libvips) makes them, `pdftoppm` (poppler) draws the page; where one
/// is missing, there is no picture and everything else works.
enum Pictures {
    private static let scaler = Program("vipsthumbnail")
    private static let painter = Program("pdftoppm")
    private static let patience = 30

    /// Writes the picture as JPEG (libvips 8.14 leaves in a WebP what it is told to strip), no longer than `side` on either side and never larger than it was, turned as the camera was held, its colours
    /// those of screens, and without whatever else was written into it (place, time, camera).
    /// - Returns: whether there is one now.
    static func scale(_ source: URL, _ kind: FileKind, to side: Int, _ target: URL, _ folder: URL) async throws -> Bool {
        guard let scaler else { return false }
        var picture = source
        if kind == .pdf {
            let page = folder.appendingPathComponent("page.png")
            if !FileManager.default.fileExists(atPath: page.path) {
                guard let painter else { return false }
                let drawn = folder.appendingPathComponent("page").path
                let isDrawn = try await painter.run(
                    ["-f", "1", "-l", "1", "-singlefile", "-png", "-scale-to", "1600", source.path, drawn], in: folder, seconds: patience)
                guard isDrawn else { return false }
            }
            picture = page
        }
        let isScaled = try await scaler.run(
            [picture.path, "--size", "\(side)x\(side)>", "--eprofile", "srgb", "-o", "\(target.path)[Q=82,strip,optimize_coding,background=255]"],
            in: folder, seconds: patience)
        return isScaled && FileManager.default.fileExists(atPath: target.path)
    }
}
