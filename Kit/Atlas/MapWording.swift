import Markup

extension MapWords {
    /// The words of a map in the reader's language.
    public init(_ w: Words, groupAddress: (@Sendable ([MapPoint]) -> String?)? = nil) {
        self.init(
            legend: [
                .home: w("The office shown"), .active: w("Active, shortest way over the globe"), .suspended: w("Suspended"),
                .exploring: w("Being explored"),
                .ended: w("Ended"), .offices: w("Other offices here, and their partners"), .group: w("Several cities, too close to tell apart"),
            ],
            enlarged: w("Enlarged"), note: w("Equal Earth projection: areas are true to size."), zoomIn: w("Zoom in"), zoomOut: w("Zoom out"),
            wholeMap: w("Whole map"),
            list: { w.list($0) }, groupAddress: groupAddress)
    }
}
