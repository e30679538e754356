import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("Initial weights")
struct InitializerTests {
    private func values(
        _ initializer: Initializer, shape: [Int], in initialWeights: InitialWeights = .glorot
    ) -> [Float] {
        var random = RandomSource(seed: 1)
        var store = ParameterStore()
        let parameter = store.declare("weight", shape: shape, initializer: initializer)
        store.start(as: initialWeights, using: &random)
        return store[parameter]
    }

    /// Uniform numbers keep to the bound, come near it on both sides and have a mean near zero.
    private func isUniform(_ values: [Float], bound: Float) -> Bool {
        let mean = values.reduce(0, +) / Float(values.count)
        return values.allSatisfy { abs($0) <= bound } && (values.max() ?? 0) > 0.95 * bound
            && (values.min() ?? 0) < -0.95 * bound && abs(mean) < 0.05 * bound
    }

    @Test func zerosAreZero() {
        #expect(values(.zeros, shape: [3, 4]) == [Float](repeating: 0, count: 12))
    }

    @Test func uniformNumbersFillTheirRange() {
        #expect(isUniform(values(.uniform(0.1), shape: [100, 50]), bound: 0.1))
    }

    @Test func glorotsBoundIsThatOfOneGate() {
        let bound = (6.0 / (100 + 50)).squareRoot()
        #expect(isUniform(values(.glorot(gates: 1), shape: [100, 50]), bound: Float(bound)))
        #expect(isUniform(values(.glorot(gates: 4), shape: [400, 50]), bound: Float(bound)))
    }

    @Test func theForgetBiasIsOneAndTheOthersAreZero() {
        #expect(values(.forgetBias, shape: [12]) == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    }

    /// Rounding to single precision moves a product of two elements by 2^-23 of itself at most, and the sizes of the
    /// products add up to 1 at most.
    @Test(arguments: [1, 2, 3, 17, 64, 150])
    func orthogonalMatricesAreOrthogonalGateByGate(size: Int) {
        let values = values(.orthogonal(gates: 4), shape: [4 * size, size])
        var gates: Set<[Float]> = []
        for gate in 0..<4 {
            let elements = Array(values[gate * size * size..<(gate + 1) * size * size])
            gates.insert(elements)
            let matrix = DoubleMatrix(rows: size, columns: size, floats: elements)
            let products = matrix.product(transposed: matrix)
            for row in 0..<size {
                for column in 0..<size {
                    #expect(abs(products[row, column] - (row == column ? 1 : 0)) <= 0x1p-23 + 1e-13)
                }
            }
        }
        #expect(gates.count == 4 || size == 1)
    }

    /// Each element of a random direction in so many dimensions has this variance, and each sign is as likely.
    @Test func noDirectionIsPreferred() {
        let size = 32
        let count = 4 * size * size
        let values = values(.orthogonal(gates: 4), shape: [4 * size, size])
        let places: [(Int) -> Bool] = [{ _ in true }, { $0 % size == 0 }, { $0 % (size + 1) == 0 }, { $0 < size }]
        for place in places {
            let chosen = (0..<count).filter(place).map { Double(values[$0]) }
            let deviation = (1 / Double(size * chosen.count)).squareRoot()
            #expect(abs(chosen.reduce(0, +) / Double(chosen.count)) < 4 * deviation)
        }
        #expect(abs(values.reduce(0) { $0 + $1 * $1 } - Float(4 * size)) < 1e-3)
    }

    @Test func initialWeightsDecideWhatIsDrawn() {
        let shape = [400, 100]
        #expect(values(.recurrent(gates: 4), shape: shape) == values(.glorot(gates: 4), shape: shape))
        for declared in [Initializer.glorot(gates: 4), .recurrent(gates: 4)] {
            #expect(values(declared, shape: shape, in: .uniform) == values(.uniform(0.1), shape: shape))
        }
        #expect(
            values(.recurrent(gates: 4), shape: shape, in: .orthogonal)
                == values(.orthogonal(gates: 4), shape: shape))
        #expect(
            values(.glorot(gates: 1), shape: shape, in: .orthogonal) == values(.glorot(gates: 1), shape: shape))
        for scheme in InitialWeights.allCases {
            #expect(values(.forgetBias, shape: [12], in: scheme) == values(.forgetBias, shape: [12]))
            #expect(values(.zeros, shape: [3], in: scheme) == [0, 0, 0])
            #expect(values(.uniform(0.3), shape: [9], in: scheme) == values(.uniform(0.3), shape: [9]))
        }
    }

    @Test func theSameSeedGivesTheSameWeights() {
        #expect(values(.uniform(1), shape: [20]) == values(.uniform(1), shape: [20]))
        let orthogonal = Initializer.orthogonal(gates: 4)
        #expect(values(orthogonal, shape: [40, 10]) == values(orthogonal, shape: [40, 10]))
    }
}
