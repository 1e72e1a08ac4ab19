import Foundation
import Kernel
import Testing

@Suite struct IdentityTests {
    @Test func identitiesSortByAge() {
        var random = SystemRandomNumberGenerator()
        let texts = (0..<200).map { ID<Nouns.Office>.new(at: Instant(milliseconds: 1_700_000_000_000 + $0), random: &random).text }
        #expect(texts == texts.sorted())
        #expect(Set(texts).count == 200)
        #expect(texts.allSatisfy { $0.count == 36 && Array($0)[14] == "7" && "89ab".contains(Array($0)[19]) })
    }

    @Test(arguments: ["", "1", "../../etc/passwd", "01890a5d-ac96-774b-bcce-b302099a805", "01890a5d-ac96-774b-bcce-b302099a8057x", "\u{0}"])
    func whatIsNoIdentityIsRefused(_ text: String) { #expect(OfficeID(text) == nil) }

    @Test func capitalLettersAreTheSameIdentity() {
        #expect(OfficeID("01890A5D-AC96-774B-BCCE-B302099A8057") == OfficeID("01890a5d-ac96-774b-bcce-b302099a8057"))
    }
}

@Suite struct PartialDateTests {
    @Test(arguments: [
        ("1988", "1988"), ("1988-06", "1988-06"), ("1988-06-24", "1988-06-24"), (" 24.6.1988 ", "1988-06-24"),
        ("24/06/1988", "1988-06-24"), ("06/1988", "1988-06"), ("29.2.2000", "2000-02-29"), ("1988/6/2", "1988-06-02"),
    ])
    func reads(_ typed: String, _ stored: String) { #expect(PartialDate(typed: typed)?.description == stored) }

    @Test(arguments: [
        "", "88", "29.2.1900", "31.4.2001", "1988-13", "1988-00-01", "0000", "12.12.88", "1988-6-24-1", "about 1988", "１９８８", "99999", "-1988",
    ])
    func refuses(_ typed: String) { #expect(PartialDate(typed: typed) == nil) }

    /// Every day of four centuries survives the way to text and back, and the order of text is the order of time.
    @Test func everyDaySurvives() {
        var before: PartialDate?
        var count = 0
        for year in 1800...2199 {
            for month in 1...12 {
                for day in 1...31 {
                    guard let date = PartialDate(year: year, month: month, day: day) else { continue }
                    count += 1
                    #expect(PartialDate(date.description) == date)
                    if let before { #expect(before < date) }
                    before = date
                }
            }
        }
        #expect(count == 146_097)
    }
}

@Suite struct PermissionTests {
    let office = OfficeID.new()

    @Test func rolesCountInAnOffice() {
        let edit = Permission.roles("directory.edit", [.officer, .director])
        #expect(edit.allows(Actor(user: .new(), name: "A", office: office, role: .officer)))
        #expect(!edit.allows(Actor(user: .new(), name: "A", office: office, role: .council)))
        #expect(!edit.allows(Actor(user: .new(), name: "A", office: nil, role: .officer)))
        #expect(!edit.allows(.anyone))
        #expect(!Permission.signedIn.allows(.anyone))
        #expect(Permission.anyone.allows(.anyone))
    }
}

@Suite struct LanguageTests {
    @Test func tagsAreTidied() {
        #expect(Language("DE")?.tag == "de")
        #expect(Language("zh-hant-tw")?.tag == "zh-Hant-TW")
        #expect(Language("x") == nil)
        #expect(Language("de;q=1") == nil)
        #expect(Language("ar")?.isRightToLeft == true)
    }

    @Test func countriesHaveNames() {
        #expect(Country("de")?.name(in: .german) == "Deutschland")
        #expect(Country("XK")?.name(in: .english) == "Kosovo")
        #expect(Country("D1") == nil)
    }
}
