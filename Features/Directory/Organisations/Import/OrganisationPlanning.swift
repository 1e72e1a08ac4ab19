import Gazetteer
import Kernel
import Reconciliation
import Storage

/// The dry run: finds the cities and works out what each row would become. Writes nothing but the plan.
struct OrganisationPlanning: Sendable {
    let gazetteer: Gazetteer
    let reconciler: Reconciler

    /// Reads the columns anew: the cities are looked up outside of any transaction, so that nobody waits for the thinking, then the rows are
    /// planned. It counts only when all of it is done; what was stopped half-way is read anew.
    func run(_ record: OrganisationImport, _ database: Database, by actor: Actor, at now: Instant, told: (Int) throws -> Void = { _ in }) throws {
        // What somebody decided of a city holds on when the columns are settled otherwise.
        let answered = try database.writeSync { connection -> [Written: ImportName] in
            let rows = OrganisationImportRows(connection, record.id)
            let decided = try rows.cities.answered().map { (Written($0), $0) }
            try rows.cities.clear()
            return Dictionary(decided) { first, _ in first }
        }
        let reading = OrganisationReading(columns: record.columns)
        var numbers: [Written: Int] = [:]
        var last = -1
        while true {
            let rows = try database.readSync { try OrganisationImportRows($0, record.id).rows(after: last) }
            guard let end = rows.last else { break }
            let drafts = rows.map { row in (row, row.cells.flatMap { reading.read($0).draft }) }
            let places = Set(try gazetteer.places(drafts.compactMap { $0.1?.placeNumber }).keys)
            var new: [(Written, line: Int)] = []
            let cities = drafts.map { row, draft -> (row: Int, city: Int?) in
                guard let draft, let city = draft.city, draft.placeNumber.map({ !places.contains($0) }) ?? true else { return (row.number, nil) }
                if let number = numbers[city] { return (row.number, number) }
                let number = numbers.count
                numbers[city] = number
                new.append((city, row.line))
                return (row.number, number)
            }
            let names = try zip(new, reconciler.reconcile(new.map(\.0))).map { name(numbers[$0.0] ?? 0, $0.0, line: $0.line, $1, answered[$0.0]) }
            try database.writeSync { connection in
                let store = OrganisationImportRows(connection, record.id)
                try store.cities.add(names)
                try store.setCities(cities)
            }
            last = end.number
            try told(min(record.rows, last + 1))
        }
        try database.writeSync { connection in
            try OrganisationImportRows(connection, record.id).countCities()
            try plan(record, by: actor, at: now, connection)
        }
    }

    private func name(_ number: Int, _ city: Written, line: Int, _ verdict: Verdict, _ decided: ImportName?) -> ImportName {
        let isMatched = verdict.status == .matched && verdict.place != nil
        let found = verdict.candidates.map { CandidateNote(place: $0.place.id, reason: $0.reason) }
        return ImportName(
            number: number, part: .city, written: city.name, country: city.country ?? "", region: city.region ?? "", firstRow: line, rows: 1,
            verdict: isMatched ? .matched : verdict.status == .matched ? .review : verdict.status, reason: verdict.reason,
            candidates: decided?.candidates ?? (isMatched ? [] : found),
            place: decided == nil ? (isMatched ? verdict.place?.id : nil) : decided?.place,
            isCase: decided != nil || !isMatched, answer: decided?.answer, asked: decided?.asked ?? "", answeredBy: decided?.answeredBy)
    }

    /// Works out anew what each row would become; the cities are settled as far as they are.
    func plan(
        _ record: OrganisationImport, by actor: Actor, at now: Instant, _ connection: Connection, told: (Int) throws -> Void = { _ in }
    ) throws {
        var done = 0
        let store = OrganisationImportRows(connection, record.id)
        var judgement = OrganisationJudgement(office: record.office, looksForGains: true)
        let reader = OrganisationRowReader(record: record, gazetteer: gazetteer, connection: connection)
        try store.forEachBatch { rows in
            let findings = try judgement.judge(try reader.candidates(rows), connection)
            try store.write(zip(rows, findings).map { $0.planned($1) })
            done += rows.count
            try told(done)
        }
        try OrganisationImportStore(connection, office: record.office).setState(record.id, .planned, by: actor, at: now)
    }
}

/// The rows of an import as they were kept, read, each with what is settled of its city.
struct OrganisationRowReader {
    let record: OrganisationImport
    let gazetteer: Gazetteer
    let connection: Connection

    func candidates(_ rows: [OrganisationImport.Row]) throws -> [OrganisationCandidate] {
        let reading = OrganisationReading(columns: record.columns)
        let drafts = rows.map { reading.read($0.cells ?? []) }
        let cities = try OrganisationImportRows(connection, record.id).cities.names(rows.compactMap(\.city))
        let numbers = drafts.compactMap { $0.draft?.placeNumber }
        let places = Set(try gazetteer.places(numbers).keys)
        return zip(rows, drafts).map { row, draft in
            OrganisationCandidate(line: row.line, draft: draft, city: finding(row, draft, cities, places))
        }
    }

    private func finding(
        _ row: OrganisationImport.Row, _ draft: Result<OrganisationDraft, OrganisationFault>, _ cities: [Int: ImportName], _ places: Set<PlaceID>
    ) -> CityFinding {
        if let number = draft.draft?.placeNumber, places.contains(number) { return .place(number) }
        guard let city = row.city.flatMap({ cities[$0] }) else { return .none }
        switch (city.answer, city.place) {
        case (.out, _): return .out
        case (.bare, _): return .none
        case (_, let place?): return .place(place)
        case (_, nil): return .unclear(city.reason)
        }
    }
}

extension OrganisationImport.Row {
    /// The row with what would become of it.
    func planned(_ finding: OrganisationFinding) -> Self {
        var row = self
        (row.outcome, row.fault, row.match, row.ground) = (finding.outcome, finding.fault, finding.match, finding.ground)
        (row.adds, row.sameLine, row.publishes) = (finding.adds, finding.sameLine, finding.entry?.isPublic ?? false)
        return row
    }

    /// Whether it would become what was shown.
    func agrees(with finding: OrganisationFinding) -> Bool {
        outcome == finding.outcome && match == finding.match && sameLine == finding.sameLine && adds == finding.adds
    }
}

extension Written {
    /// The city as it stood in the file.
    fileprivate init(_ name: ImportName) {
        self.init(name: name.written, country: name.country.isEmpty ? nil : name.country, region: name.region.isEmpty ? nil : name.region)
    }
}
