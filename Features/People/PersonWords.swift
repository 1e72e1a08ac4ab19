import Directory
import Kernel
import Markup

extension PersonRole.Kind {
    public func word(_ w: Words) -> String {
        switch self {
        case .head: w("Head of the organisation")
        case .council: w("Council or parliament")
        case .internationalOffice: w("International office")
        case .administration: w("Administration")
        case .diplomacy: w("Diplomatic service")
        case .business: w("Business")
        case .science: w("Science and education")
        case .civilSociety: w("Civil society")
        case .other: w("Other")
        }
    }
}

extension PersonChannel.Kind {
    public func word(_ w: Words) -> String {
        switch self {
        case .email: w("E-mail")
        case .telephone: w("Telephone")
        case .mobile: w("Mobile telephone")
        case .fax: w("Fax")
        case .wechat: "WeChat"
        case .whatsapp: "WhatsApp"
        case .signal: "Signal"
        case .telegram: "Telegram"
        case .line: "LINE"
        case .kakaotalk: "KakaoTalk"
        case .linkedin: "LinkedIn"
        case .website: w("Website")
        case .postal: w("Postal address")
        case .other: w("Other")
        }
    }

    /// A telephone network reaches it by its number.
    var isNumber: Bool {
        switch self {
        case .telephone, .mobile, .fax, .whatsapp, .signal: true
        default: false
        }
    }
}

extension PersonChannel {
    /// As one clicks it; text where there is nothing to click.
    var view: HTML {
        let address: String? =
            switch kind {
            case .email: "mailto:" + value
            case .telephone, .mobile: "tel:" + value.filter { $0 == "+" || ($0.isASCII && $0.isNumber) }
            case .website, .linkedin: value
            default: nil
            }
        guard let link = address.flatMap({ Link(typed: $0) }) else { return HTML(text: value) }
        return "<a href=\"\(link.address)\" rel=\"noopener noreferrer\">\(value)</a>"
    }
}

extension LegalBasis {
    public func word(_ w: Words) -> String {
        switch self {
        case .consent: w("Consent")
        case .contract: w("Contract")
        case .publicTask: w("Public task")
        case .legitimateInterest: w("Legitimate interest")
        }
    }
}

extension PersonName.Order {
    public func word(_ w: Words) -> String {
        switch self {
        case .givenFirst: w("Given name first")
        case .familyFirst: w("Family name first")
        }
    }
}

extension WorkingHours {
    /// `Monday to Friday, 09:00 to 17:30`.
    func words(_ w: Words) -> String {
        let isRun = days.count > 2 && zip(days, days.dropFirst()).allSatisfy { $1 == $0 + 1 }
        let names = days.map { Self.day($0, w) }
        let span = isRun ? w("\(names.first ?? "") to \(names.last ?? "")") : w.list(names)
        return "\(span), \(w("\(Self.text(from)) to \(Self.text(until))"))"
    }

    static func day(_ number: Int, _ w: Words) -> String {
        switch number {
        case 1: w("Monday")
        case 2: w("Tuesday")
        case 3: w("Wednesday")
        case 4: w("Thursday")
        case 5: w("Friday")
        case 6: w("Saturday")
        default: w("Sunday")
        }
    }
}

extension PersonName {
    /// The name, and beside it the one in its own script.
    var both: HTML {
        "\(full)\(nativeBeside, some: { " <span class=\"native\"\(nativeLanguage, some: { " lang=\"\($0.tag)\"\(if: $0.isRightToLeft, " dir=\"rtl\"")" })>\($0)</span>" })"
    }
}

extension PersonRole {
    /// `since 2024`, `2016 to 2021`, `until 2021`; empty where nothing is known.
    func span(_ w: Words) -> String {
        switch (from, until) {
        case (let from?, let until?): w("\(w.date(from)) to \(w.date(until))")
        case (let from?, nil): w("since \(w.date(from))")
        case (nil, let until?): w("until \(w.date(until))")
        case (nil, nil): ""
        }
    }
}

extension Instant {
    /// The day in UTC as dates are stored, `2026-11-20`.
    var today: String { String(rfc3339.prefix(10)) }
}
