import Gazetteer
import Testing

@testable import Reconciliation

@Suite("Seats of areas") struct SeatTests {
    @Test("Every seat is a place of its country") func seatsExist() throws {
        let lookups = try TestReconciler.shared.lookups
        let absent = try SeatsOfAreas.all.filter { try lookups.exact($0.seat, in: [$0.country]).isEmpty }
        #expect(SeatsOfAreas.all.count > 600)
        let names = absent.map { "\($0.country) \($0.area) = \($0.seat)" }.sorted()
        #expect(names == [], "\(names)")
    }

    @Test(
        "An area without a town's name leads to its seat, for a person to look at",
        arguments: [
            ("Vale of White Horse", "England", "Abingdon"), ("Val-de-Marne", "France", "Créteil"), ("Lippe (district)", "Germany", "Detmold"),
            ("Opsterland", "Netherlands", "Beetsterzwaag"), ("Vefsn", "Norway", "Mosjøen"), ("County Donegal", "Republic of Ireland", "Letterkenny"),
            ("Gotland", "Sweden", "Visby"), ("Cook County", "USA", "Chicago"), ("Seine-Saint-Denis", "France", "Bobigny"),
        ])
    func offered(name: String, country: String, seat: String) throws {
        let verdict = try TestReconciler.shared.reconcile(Written(name: name, country: country))
        #expect(verdict.status == .review && verdict.place == nil)
        #expect(verdict.candidates.first?.place.name.hasPrefix(seat) == true, "\(verdict.candidates.map(\.place.name))")
    }

    @Test("The same word in another country is not that area") func elsewhere() throws {
        #expect(SeatsOfAreas.seat(of: "Lippe", in: ["FR"]) == nil)
        #expect(SeatsOfAreas.seat(of: "", in: ["DE"]) == nil)
        #expect(SeatsOfAreas.seat(of: "lippe", in: ["DE"]) == "Detmold")
    }
}
