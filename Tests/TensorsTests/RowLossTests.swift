import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Losses of rows, held against double precision and central differences.
@Suite("Losses of rows")
struct RowLossTests {
    enum Kind: CaseIterable {
        case squared, absolute, binary, distributions
    }

    // Owns what the tapes compute, so it must outlive them.
    private let workspace = Workspace(threads: 1)

    private func random(_ rows: Int, _ columns: Int, bound: Float, seed: UInt64) -> DoubleMatrix {
        var source = RandomSource(seed: seed)
        return .random(rows: rows, columns: columns, bound: bound, using: &source)
    }

    private func losses(
        _ kind: Kind, _ x: Variable, _ targets: Matrix, on tape: inout Tape
    ) -> [Float] {
        switch kind {
        case .squared: tape.squaredError(x, targets: targets)
        case .absolute: tape.absoluteError(x, targets: targets)
        case .binary: tape.binaryCrossEntropy(x, targets: targets)
        case .distributions: tape.crossEntropy(x, distributions: targets)
        }
    }

    @Test(arguments: Kind.allCases, [1, 5, 33])
    func aLossAgreesWithItsFormula(kind: Kind, columns: Int) throws {
        let x = random(7, columns, bound: 3, seed: 1)
        // Between 0 and 1, as probabilities are; not of mass 1, which no formula needs.
        let targets = random(7, columns, bound: 0.5, seed: 2).mapped { $0 + 0.5 }
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
        let input = tape.input(x)
        let losses = losses(kind, input, tape.input(targets).value, on: &tape)
        _ = tape.gradients()
        let rounded = DoubleMatrix(rows: 7, columns: columns, floats: targets.floats)
        let expected = ReferenceRows.losses(kind, x, rounded)
        // With one column softmax is 1 and its logarithm 0.
        if kind == .distributions, columns == 1 {
            #expect(losses.allSatisfy { $0 == 0 })
        } else {
            #expect(relativeError(losses, from: expected) <= 1e-6)
            let wanted = centralDifferences(at: [x]) { ReferenceRows.losses(kind, $0[0], rounded).reduce(0, +) }
            #expect(relativeError(try #require(input.gradient).elements, from: wanted[0].elements) <= 1e-5)
        }
    }

    @Test func theLossOfAClassIsThatOfItsDistribution() throws {
        let x = random(6, 9, bound: 3, seed: 3)
        let classes: [Int32] = [0, 8, 3, 3, 1, 7]
        let oneHot = DoubleMatrix(
            rows: 6, columns: 9, elements: classes.flatMap { id in (0..<9).map { $0 == Int(id) ? 1 : 0 } })
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
        let input = tape.input(x)
        let losses = tape.crossEntropy(input, targets: classes)
        _ = tape.gradients()
        #expect(relativeError(losses, from: ReferenceRows.losses(.distributions, x, oneHot)) <= 1e-6)
        let wanted = centralDifferences(at: [x]) {
            ReferenceRows.losses(.distributions, $0[0], oneHot).reduce(0, +)
        }
        #expect(relativeError(try #require(input.gradient).elements, from: wanted[0].elements) <= 1e-5)
    }

    @Test(arguments: Kind.allCases)
    func whatIsNoNumberHasAGradientThatIsNone(kind: Kind) throws {
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
        let input = tape.input(DoubleMatrix(rows: 2, columns: 2, elements: [.nan, 0.5, 0.25, 0.5]))
        let targets = DoubleMatrix(rows: 2, columns: 2, elements: [1, 0, 1, 0])
        let losses = losses(kind, input, tape.input(targets).value, on: &tape)
        _ = tape.gradients()
        let gradient = try #require(input.gradient).elements
        #expect(losses[0].isNaN && gradient[0].isNaN)
        #expect(losses[1].isFinite && gradient[2...].allSatisfy(\.isFinite))
    }

    /// Where a probability is rounded to 0 or 1, the sum before the sigmoid still tells how wrong it is.
    @Test func aBinaryCrossEntropyIsExactWhereASigmoidIsFlat() {
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: false)
        let x = DoubleMatrix(rows: 4, columns: 1, elements: [100, -100, 12, 40])
        let targets = DoubleMatrix(rows: 4, columns: 1, elements: [0, 1, 1, 1])
        let losses = tape.binaryCrossEntropy(tape.input(x), targets: tape.input(targets).value)
        #expect(losses[0] == 100 && losses[1] == 100)
        #expect(abs(Double(losses[2]) - log1p(exp(-12))) <= 1e-6 * log1p(exp(-12)))
        #expect(abs(Double(losses[3]) - exp(-40)) <= 1e-6 * exp(-40))
    }

    @Test func everyKindOfWorkspaceGivesTheSameBits() {
        let x = random(19, 45, bound: 6, seed: 4)
        let targets = random(19, 45, bound: 0.5, seed: 5).mapped { $0 + 0.5 }
        for kind in Kind.allCases {
            var bits: Set<[UInt32]> = []
            for workspace in Workspace.everyKind {
                var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
                let input = tape.input(x)
                let losses = losses(kind, input, tape.input(targets).value, on: &tape)
                _ = tape.gradients()
                bits.insert(losses.bits + (input.gradient?.elements.bits ?? []))
            }
            #expect(bits.count == 1, "\(kind)")
        }
    }
}
