import Kernel
import Ledger
import Markup
import Web

/// The formal tests as three lines: yes or no, why, and what to do next.
enum FormalTestViews {
    static func tests(_ page: RecordPage, _ documents: [AgreementDocument], _ approvals: [Approval]) -> FormalTests? {
        let reading = page.reading
        func party(_ object: SharedObject) -> String { reading.party(called: object.text("party"))?.id ?? object.text("party") }
        let signatures = documents.flatMap { document in
            document.signatures.map { signature in
                FormalTests.Signature(
                    agreement: document.object.id, party: party(signature),
                    isLeader: signature.text("post") == SignatureKind.Post.leader.rawValue)
            }
        }
        let decisions = approvals.map {
            FormalTests.Decision(party: party($0.object), isCouncil: $0.body == .council, isGiven: $0.isGiven, subject: $0.subject)
        }
        let record = page.partnership.record
        return FormalTests(
            record.kind, parties: reading.parties.map(\.id), fields: record.fields.count, signatures: signatures, decisions: decisions)
    }

    static func section(_ tests: FormalTests?, _ page: RecordPage) -> HTML {
        guard let tests else { return .empty }
        let w = page.w
        return Part.block(
            w("Formal tests of a sister city"),
            """
            <p class="second">\(w("Where people say sister city and mean more than a name, these three are asked for."))</p>
            <table class="table table--cards formal"><thead><tr><th scope="col">\(w("Test"))</th><th scope="col">\(w("Passed"))</th><th scope="col">\(w("Why"))</th><th scope="col">\(w("Next"))</th></tr></thead>
            <tbody>\(FormalTests.Test.allCases, { row($0, tests, page) })</tbody></table>
            """)
    }

    private static func row(_ test: FormalTests.Test, _ tests: FormalTests, _ page: RecordPage) -> HTML {
        let (w, passes) = (page.w, tests.passes(test))
        let way = way(test, page)
        let next: HTML = passes || !page.mayEdit ? .empty : "<a href=\"\(way.path)\">\(way.word)</a>"
        return """
            <tr><th scope="row">\(name(test, w))</th><td class="c-top">\(Part.state(passes ? "active" : "dormant", passes ? w("yes") : w("no")))</td><td class="c-sub">\(why(test, tests, page))</td><td class="c-sub">\(next)</td></tr>
            """
    }

    private static func name(_ test: FormalTests.Test, _ w: Words) -> String {
        switch test {
        case .signedByLeaders: w("Signed by the leaders of all parties")
        case .severalFields: w("Not limited to one field")
        case .adopted: w("Adopted by the councils")
        }
    }

    private static func why(_ test: FormalTests.Test, _ tests: FormalTests, _ page: RecordPage) -> String {
        let w = page.w
        func names(_ parties: [String]) -> String { w.list(parties.map(page.reading.partyName)) }
        switch test {
        case .signedByLeaders:
            return tests.unsigned.isEmpty
                ? w("All leaders have signed the same agreement.") : w("No signature of the leader is entered for \(names(tests.unsigned)).")
        case .severalFields:
            switch tests.fields {
            case 0: return w("No field of work is named.")
            case 1: return w("Only one field of work is named.")
            default: return w("\(tests.fields) fields of work are named.")
            }
        case .adopted:
            return tests.notAdopted.isEmpty
                ? w("The councils of all parties have approved it.")
                : w("No approving vote of the council is entered for \(names(tests.notAdopted)).")
        }
    }

    private static func way(_ test: FormalTests.Test, _ page: RecordPage) -> (word: String, path: String) {
        let w = page.w
        switch test {
        case .signedByLeaders:
            // A signature stands under something.
            guard !page.reading.all(AgreementKind.kind).isEmpty else {
                return (w("Enter the agreement"), page.paths.thing(AgreementKind.kind))
            }
            return (w("Enter the signature"), page.paths.thing(SignatureKind.kind))
        case .severalFields:
            return (
                w("Name the fields in the terms"), page.guest == nil ? PartnershipPaths.edit(page.id) : page.paths.thing(TermsKind.kind)
            )
        case .adopted:
            let known = Parameters([("body", ApprovalKind.Body.council.rawValue), ("subject", ApprovalKind.Subject.partnership.rawValue)])
            return (w("Enter the decision of the council"), page.paths.thing(ApprovalKind.kind) + known.queryString)
        }
    }
}
