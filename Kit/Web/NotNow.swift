import Kernel
import Markup

/// Something that cannot be done at this moment, thrown by a handler like an `AppError`: answered with 409, in words of its own and with a way to
/// where one sees when it can.
public struct NotNow: Error, Sendable {
    let title: String
    let text: String
    let way: (word: String, path: String)

    /// - Parameter way: what the button is called and where it leads.
    public init(_ title: String, _ text: String, way: (word: String, path: String)) { (self.title, self.text, self.way) = (title, text, way) }
}
