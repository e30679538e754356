import Seq2SeqReports
import Testing

@Suite("Axes")
struct ScaleTests {
    @Test func ticksAreRoundNumbersAroundTheValues() {
        let scale = Scale([0.7, 3.9])
        #expect(scale.ticks == [0, 1, 2, 3, 4])
        #expect(scale.ticks.map(scale.label) == ["0", "1", "2", "3", "4"])
        #expect(scale.position(of: 1) == 0.25)
        #expect(Scale([0, 100.000_000_000_01], fromZero: true).high == 100)
        let rate = Scale([0, 0.001], fromZero: true)
        #expect(rate.ticks.map(rate.label) == ["0", "0.0002", "0.0004", "0.0006", "0.0008", "0.0010"])
        let steps = Scale([0, 70_400], fromZero: true)
        #expect(steps.ticks.map(steps.label) == ["0", "20k", "40k", "60k", "80k"])
    }

    @Test func factorsAreEquallyFarApart() throws {
        let scale = Scale([0.01, 1, 100], logarithmic: true)
        #expect(try abs(#require(scale.position(of: 1)) - 0.5) < 1e-12)
        #expect(scale.ticks.count >= 3 && scale.ticks.allSatisfy { 0.0099 < $0 && $0 < 101 })
    }

    @Test(
        arguments: [
            [], [.nan], [.infinity, -.infinity], [0], [5], [-3, -3],
            [.leastNonzeroMagnitude, 5 * .leastNonzeroMagnitude], [1e299, -1e299],
            [1e300, 2e300, 1],
            [.leastNonzeroMagnitude], [1, 1 + 1e-15], [.greatestFiniteMagnitude], [-.leastNormalMagnitude, 0],
        ] as [[Double]])
    func anyNumbersHaveAnAxis(values: [Double]) {
        for (isLogarithmic, fromZero) in [(false, false), (false, true), (true, false)] {
            let scale = Scale(values, fromZero: fromZero, logarithmic: isLogarithmic)
            #expect(scale.low < scale.high)
            #expect(scale.ticks.count < 30)
            for tick in scale.ticks { #expect(!scale.label(tick).isEmpty) }
            for value in values + [0, -1, 1e308] {
                if let position = scale.position(of: value) { #expect((0...1).contains(position)) }
            }
        }
    }
}
