import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// The weights that a model starts with.
@Suite("Encoder-decoder: initial weights")
struct InitialWeightsTests {
    private static let variant = Variant(
        layers: 2, isBidirectional: true, bridge: .dense, attention: .additive, feedsInput: true)

    private func parameters(_ initialWeights: InitialWeights, seed: UInt64 = 1) -> ParameterStore {
        var random = RandomSource(seed: seed)
        var configuration = Self.variant.configuration(vocabulary: 30, embedding: 10, hidden: 16)
        configuration.initialWeights = initialWeights
        return EncoderDecoder(configuration, using: &random).parameters
    }

    private func values(_ parameters: ParameterStore, where isWanted: (String) -> Bool) -> [(String, [Float])] {
        parameters.names.filter(isWanted).compactMap { name in
            parameters.parameter(named: name).map { (name, parameters[$0]) }
        }
    }

    @Test(arguments: InitialWeights.allCases)
    func biasesAreZerosAndOneForTheForgetGates(initialWeights: InitialWeights) {
        for (name, values) in values(parameters(initialWeights), where: { $0.contains("bias") }) {
            let size = values.count / 4
            let isLSTM = name.contains("bias_ih")
            let expected = values.indices.map { isLSTM && (size..<2 * size).contains($0) ? Float(1) : 0 }
            #expect(values == expected, "\(name)")
        }
    }

    @Test(arguments: InitialWeights.allCases)
    func theSeedDecidesThem(initialWeights: InitialWeights) {
        func bits(_ seed: UInt64) -> [[UInt32]] {
            values(parameters(initialWeights, seed: seed), where: { _ in true }).map { $0.1.bits }
        }
        #expect(bits(1) == bits(1))
        #expect(bits(1) != bits(2))
    }

    @Test func uniformWeightsAreAllInOneRange() {
        for (name, values) in values(parameters(.uniform), where: { $0.contains("weight") }) {
            #expect(values.allSatisfy { abs($0) <= 0.1 }, "\(name)")
            #expect((values.map { abs($0) }.max() ?? 0) > 0.08, "\(name)")
        }
    }

    @Test func orthogonalWeightsAreTheRecurrentOnesAlone() {
        for (name, values) in values(parameters(.orthogonal), where: { $0.contains("weight_") }) {
            let size = name.hasPrefix("encoder") ? 8 : 16
            let columns = values.count / (4 * size)
            guard columns == size else { continue }
            let gate = DoubleMatrix(rows: size, columns: size, floats: Array(values[..<(size * size)]))
            let products = gate.product(transposed: gate).elements
            let largest = products.indices.map { abs(products[$0] - ($0 % (size + 1) == 0 ? 1 : 0)) }.max() ?? 1
            #expect((largest < 1e-6) == name.contains("weight_hh"), "\(name)")
        }
    }
}
