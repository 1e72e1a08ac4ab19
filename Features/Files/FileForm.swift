import Kernel
import Markup
import Web

/// What somebody writes about a file, or what is wrong with it.
enum FileForm {
    static let longestTitle = 200
    static let longestNote = 2000

    /// - Parameter isTitleNeeded: where a file is uploaded, its name serves as title.
    static func read(_ typed: Parameters, isTitleNeeded: Bool, _ w: Words) -> (title: String, note: String, problems: Problems) {
        var problems = Problems()
        let (title, note) = (typed.text("title"), typed.text("note").replacingOccurrences(of: "\r\n", with: "\n"))
        if title.isEmpty, isTitleNeeded { problems.add("title", w("Give it a title, so that others know what it is.")) }
        if title.unicodeScalars.count > longestTitle { problems.add("title", w("This is too long: at most \(longestTitle) characters.")) }
        if note.unicodeScalars.count > longestNote { problems.add("note", w("This is too long: at most \(longestNote) characters.")) }
        if (title + note).unicodeScalars.contains("\u{0}") { problems.add("title", w("There is a sign in it that cannot be kept. Type it anew.")) }
        return (title, note, problems)
    }
}
