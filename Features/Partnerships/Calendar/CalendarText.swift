import Foundation
import Kernel

/// An event of a calendar that lasts a whole day.
struct CalendarEvent: Sendable, Equatable {
    /// The same for the same event each time it is read, so that a calendar changes it instead of adding another.
    let id: String
    /// A full date.
    let day: PartialDate
    let title: String
    let text: String
    let link: String
    /// When what it says was last changed.
    let changed: Instant
}

/// Writes a calendar that other programs read (RFC 5545): lines end with CR LF and are folded after 75 bytes, never inside a character.
enum CalendarText {
    static func calendar(_ name: String, _ events: [CalendarEvent]) -> String {
        let head = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Proxenia//Partnerships//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
            "X-WR-CALNAME:\(escaped(name))", "NAME:\(escaped(name))", "REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D",
        ]
        return (head + events.flatMap(lines) + ["END:VCALENDAR"]).map(folded).joined(separator: "\r\n") + "\r\n"
    }

    private static func lines(_ event: CalendarEvent) -> [String] {
        var lines = [
            "BEGIN:VEVENT", "UID:\(escaped(event.id))", "DTSTAMP:\(stamp(event.changed))",
            "DTSTART;VALUE=DATE:\(event.day.description.filter { $0 != "-" })", "SUMMARY:\(escaped(event.title))",
        ]
        if !event.text.isEmpty { lines.append("DESCRIPTION:\(escaped(event.text))") }
        if !event.link.isEmpty { lines.append("URL:\(event.link.filter { !$0.isNewline })") }
        // The day is not taken: nobody is busy because a partnership grows older.
        return lines + ["TRANSP:TRANSPARENT", "END:VEVENT"]
    }

    /// `20261120T081500Z`.
    private static func stamp(_ instant: Instant) -> String { instant.rfc3339.filter { $0 != "-" && $0 != ":" } }

    /// Text as a value. Sign by sign: with an accent upon it a comma is another character to Swift, but a comma to whoever reads it.
    static func escaped(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ",", ";":
                out.append("\\")
                out.append(scalar)
            case "\n": out += "\\n".unicodeScalars
            case "\t": out.append(scalar)
            // Other control characters are no text (RFC 5545, section 3.1).
            default: if scalar.value >= 32, scalar.value != 127 { out.append(scalar) }
            }
        }
        return String(out)
    }

    static func folded(_ line: String) -> String {
        var out = String.UnicodeScalarView()
        var length = 0
        for scalar in line.unicodeScalars {
            let width = UTF8.width(scalar)
            if length + width > 75 {
                out += "\r\n ".unicodeScalars
                length = 1
            }
            out.append(scalar)
            length += width
        }
        return String(out)
    }
}
