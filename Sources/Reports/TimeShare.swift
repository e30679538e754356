/// Work that is done as long as it does not take more than a hundredth of the time since the first was asked for.
package struct TimeShare {
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now
    private var spent = Duration.zero

    package init() {}

    /// What the work gives; nil if it is left undone. The first is always done.
    package mutating func value<Value>(_ work: () throws -> Value) rethrows -> Value? {
        let now = clock.now
        guard spent * 100 <= now - start else { return nil }
        defer { spent += clock.now - now }
        return try work()
    }
}
