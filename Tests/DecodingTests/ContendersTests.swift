import Seq2SeqDecoding
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// What is left of an output layer when only the most probable token is asked for.
@Suite("Contenders")
struct ContendersTests {
    private static let reserved = 4

    /// A row's logits in full, and those of its contenders; nil where all had to be computed.
    private func logits(
        _ x: DoubleMatrix, _ store: ParameterStore, _ parameters: [Parameter], on workspace: Workspace
    ) -> (all: [Float], contenders: [Float]?) {
        var tape = Tape(on: workspace, parameters: store, isRecording: false)
        let input = tape.input(x)
        let all = tape.linear(input, weight: parameters[0], bias: parameters[1])
        let contenders = workspace.rows(count: x.rows, columns: all.columns)
        let areKnown = tape.contenders(
            contenders.matrix, input, weight: parameters[0], bias: parameters[1], reserved: Self.reserved)
        return (all.value.elements, areKnown ? contenders.matrix.elements : nil)
    }

    /// The most probable token without those that are excluded, by log probabilities as a search compares them.
    private func best(_ logits: [Float], without excluded: [Int], on workspace: Workspace) -> [Int32] {
        let matrix = workspace.arena.matrix(rows: 1, columns: logits.count)
        for (index, logit) in logits.enumerated() { matrix.base[index] = logit }
        workspace.logSoftmax(matrix)
        for token in excluded { matrix.base[token] = -.infinity }
        return UnsafeBufferPointer(start: matrix.base, count: logits.count).bestTokens(1)
    }

    private func bestOfContenders(_ contenders: [Float], without excluded: [Int]) -> [Int32] {
        var contenders = contenders
        for token in excluded { contenders[token] = -.infinity }
        return contenders.withUnsafeBufferPointer { $0.bestTokens(1) }
    }

    @Test(arguments: [0.3, 1, 3])
    func theMostProbableTokenIsAmongThemToTheBit(size: Double) {
        let (vocabulary, hidden) = (2_005, 37)
        for (index, kernels) in Kernels.available.compactMap({ Kernels(named: $0) }).enumerated() {
            let workspace = Workspace(threads: 1 + index % 3, kernels: kernels)
            var random = RandomSource(seed: 5)
            let weight = DoubleMatrix.random(rows: vocabulary, columns: hidden, using: &random)
            let (store, parameters) = ParameterStore.holding([
                weight, .random(rows: 1, columns: vocabulary, using: &random),
            ])
            var found = 0
            for _ in 0..<150 {
                let x = DoubleMatrix.random(rows: 1, columns: hidden, using: &random)
                let scaled = DoubleMatrix(rows: 1, columns: hidden, floats: x.floats.map { $0 * Float(size) })
                let (all, contenders) = logits(scaled, store, parameters, on: workspace)
                guard let contenders else { continue }
                found += 1
                #expect(zip(all, contenders).allSatisfy { $1 == -.infinity || $0.bitPattern == $1.bitPattern })
                for excluded in [[], [0, 1], [0, 1, 2, 3]] {
                    #expect(
                        bestOfContenders(contenders, without: excluded)
                            == best(all, without: excluded, on: workspace))
                }
            }
            // The first rows are computed in full.
            #expect(found > 60, "\(kernels.name)")
        }
    }

    /// Up to four rows are looked at one by one; of more all logits are computed.
    @Test(arguments: 2...5)
    func rowsThatAreAskedForAtOnceHaveTheBitsOfAll(rows: Int) {
        let (vocabulary, hidden) = (2_005, 37)
        var random = RandomSource(seed: 8)
        let (store, parameters) = ParameterStore.holding([
            .random(rows: vocabulary, columns: hidden, using: &random),
            .random(rows: 1, columns: vocabulary, using: &random),
        ])
        let workspace = Workspace(threads: 2)
        var found = 0
        for _ in 0..<150 {
            let x = DoubleMatrix.random(rows: rows, columns: hidden, using: &random)
            let (all, contenders) = logits(x, store, parameters, on: workspace)
            guard let contenders else { continue }
            found += 1
            for row in 0..<rows {
                let range = row * vocabulary..<(row + 1) * vocabulary
                let (own, few) = (Array(all[range]), Array(contenders[range]))
                #expect(zip(own, few).allSatisfy { $1 == -.infinity || $0.bitPattern == $1.bitPattern })
                #expect(bestOfContenders(few, without: []) == best(own, without: [], on: workspace))
            }
        }
        #expect(workspace.rowsByContenders == found * rows)
        #expect(rows <= 4 ? found > 0 : found == 0)
    }

    /// Tokens that are alike, or differ by less than a log probability is rounded by.
    @Test(arguments: [0, 1e-7])
    func whereTokensAreAboutEquallyProbableAllAreComputed(difference: Float) {
        let (vocabulary, hidden) = (1_000, 20)
        var random = RandomSource(seed: 6)
        var bias = [Float](repeating: 0, count: vocabulary)
        bias[700] = 50
        bias[300] = 50 - difference * 50
        var floats = DoubleMatrix.random(rows: vocabulary, columns: hidden, using: &random).floats
        for column in 0..<hidden { floats[300 * hidden + column] = floats[700 * hidden + column] }
        let (store, parameters) = ParameterStore.holding([
            DoubleMatrix(rows: vocabulary, columns: hidden, floats: floats),
            DoubleMatrix(rows: 1, columns: vocabulary, floats: bias),
        ])
        let workspace = Workspace(threads: 2)
        for _ in 0..<100 {
            let x = DoubleMatrix.random(rows: 1, columns: hidden, using: &random)
            #expect(logits(x, store, parameters, on: workspace).contenders == nil)
        }
    }

    @Test func numbersThatAreNotFiniteProveNothing() {
        let (vocabulary, hidden) = (1_000, 20)
        var random = RandomSource(seed: 7)
        var floats = DoubleMatrix.random(rows: vocabulary, columns: hidden, using: &random).floats
        floats[77 * hidden] = .nan
        let (store, parameters) = ParameterStore.holding([
            DoubleMatrix(rows: vocabulary, columns: hidden, floats: floats),
            DoubleMatrix(rows: 1, columns: vocabulary, floats: [Float](repeating: 0, count: vocabulary)),
        ])
        let workspace = Workspace(threads: 1)
        for _ in 0..<60 {
            let x = DoubleMatrix.random(rows: 1, columns: hidden, using: &random)
            #expect(logits(x, store, parameters, on: workspace).contenders == nil)
        }
    }

    @Test(arguments: 1...8)
    func aGreedySearchFindsTheSameTokensWhereNobodyAsksForProbabilities(seed: Int) {
        let network = RandomNetworks.network(seed, letters: 1_500, bound: 2)
        let (told, untold) = (Workspace(threads: 1), Workspace(threads: 2))
        var options = SearchOptions(minimumLength: seed % 4, bansUnknown: seed % 2 == 0)
        for source in RandomNetworks.sources(40, letters: 1_500, seed: UInt64(seed)) {
            let query = SearchQuery(source, maximumLength: 9)
            options.tellsProbabilities = true
            let expected = BeamSearch(options).search([query], with: network, on: told)[0]
            options.tellsProbabilities = false
            let found = BeamSearch(options).search([query], with: network, on: untold)[0]
            #expect(found.map(\.tokens) == expected.map(\.tokens))
            #expect(found.map(\.isFinished) == expected.map(\.isFinished))
            #expect(found.map(\.alignment) == expected.map(\.alignment))
            #expect(found[0].logProbability.isNaN && !expected[0].logProbability.isNaN)
        }
        #expect(untold.rowsByContenders > 0 && told.rowsByContenders == 0)
    }
}
