import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// A tape operation beside its formula in double precision.
///
/// The loss is the sum of all results, each element times a random number, so no element can hide.
struct GradientCheck {
    var inputs: [DoubleMatrix]
    var weights: [DoubleMatrix] = []
    /// Largest error of values and gradients, relative to a matrix's largest element.
    var tolerance = 1e-5

    func run(
        on workspace: Workspace = Workspace(threads: 1),
        operation: (inout Tape, [Variable], [Parameter]) -> [Variable],
        oracle: ([DoubleMatrix], [DoubleMatrix]) -> [DoubleMatrix], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (store, parameters) = ParameterStore.holding(weights)
        var random = RandomSource(seed: 99)
        let expected = oracle(inputs, weights)
        let shares = expected.map { DoubleMatrix.random(rows: $0.rows, columns: $0.columns, using: &random) }

        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        var variables: [Variable] = []
        for input in inputs { variables.append(tape.input(input)) }
        let results = operation(&tape, variables, parameters)
        for (result, share) in zip(results, shares) { try #require(result.gradient).load(share) }
        let gradients = tape.gradients()

        for (index, result) in results.enumerated() {
            let error = relativeError(result.value.elements, from: expected[index].elements)
            #expect(error <= tolerance, "result \(index)", sourceLocation: sourceLocation)
        }
        let wanted = centralDifferences(at: inputs + weights) { point in
            zip(oracle(Array(point[..<inputs.count]), Array(point[inputs.count...])), shares)
                .reduce(0) { $0 + $1.0.dot($1.1) }
        }
        for (index, variable) in variables.enumerated() {
            let error = relativeError(try #require(variable.gradient).elements, from: wanted[index].elements)
            #expect(error <= tolerance, "gradient of input \(index)", sourceLocation: sourceLocation)
        }
        for (index, parameter) in parameters.enumerated() {
            let error = relativeError(gradients[parameter], from: wanted[inputs.count + index].elements)
            #expect(error <= tolerance, "gradient of weight \(index)", sourceLocation: sourceLocation)
        }
    }
}
