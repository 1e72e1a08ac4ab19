import Testing

@testable import Ledger

struct PersonalTests {
    @Test("erasing a person in the middle of a chain leaves every chain whole")
    func erasure() throws {
        var desk = try Desk()
        var values = PersonalValues()
        let name = PersonalValue("Avi Invented"), phone = PersonalValue("+972 4 000 0000")
        try desk.write(.set(object: "contact/1", field: "name", .sealed(name.commitment)), desk.haifa)
        try desk.write(.set(object: "contact/1", field: "phone", .sealed(phone.commitment)), desk.haifa)
        try desk.write(.say(.plain("after"), about: ""), desk.haifa)
        values.add(name)
        values.add(phone)
        let written = try #require(desk.ledger.object("contact/1")["name"])
        #expect(values.reveal(written.content) == "Avi Invented")
        #expect(values.reveal(.plain("plain")) == "plain")
        #expect(!desk.ledger.entries.contains { String(decoding: $0.canonical, as: UTF8.self).contains("Invented") })

        // Another party's wish is not enough; the author's is.
        try desk.write(.erase([name.commitment]), desk.düsseldorf)
        #expect(desk.ledger.toErase.isEmpty)
        try desk.write(.erase([name.commitment]), desk.haifa)
        #expect(desk.ledger.toErase == [name.commitment])
        values.erase(desk.ledger.toErase)
        #expect(values.reveal(written.content) == nil)
        #expect(values.present.keys.sorted() == [phone.commitment])

        var late = PersonalValues()
        late.add(name)
        values.merge(late)
        #expect(values.reveal(written.content) == nil, "a slower partner brings nothing back")
        late.merge(values)
        #expect(late.reveal(written.content) == nil)

        let again = Ledger.verified(partnership: Desk.partnership, root: desk.ledger.root, entries: desk.ledger.entries.reversed())
        #expect(again.digest == desk.ledger.digest)
        #expect(again.findings().isEmpty)
    }

    @Test("a commitment says nothing without its salt, and holds value and salt fast")
    func commitment() throws {
        let one = PersonalValue("x"), other = PersonalValue("x")
        #expect(one.commitment != other.commitment)
        #expect(PersonalValue("x", salt: one.salt) == one)
        #expect(PersonalValue("y", salt: one.salt)?.commitment != one.commitment)
        #expect(PersonalValue("x", salt: [1, 2]) == nil)
    }
}
