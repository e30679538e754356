import Seq2SeqDecoding
import Seq2SeqModels
import Synchronization
import Seq2SeqTensors
import Testing
import Seq2SeqText

@Suite("Beam search")
struct BeamSearchTests {
    private let workspace = Workspace(threads: 1)

    static let options: [SearchOptions] = [
        SearchOptions(), SearchOptions(lengthPenalty: .average), SearchOptions(lengthPenalty: .gnmt(alpha: 0.8)),
        SearchOptions(coveragePenalty: 0.5), SearchOptions(minimumLength: 3, blockedNGramSize: 2, bansUnknown: true),
    ]

    @Test(arguments: options)
    func fewerHypothesesAreTheFirstOfMore(base: SearchOptions) {
        for seed in 0..<60 {
            let network = RandomNetworks.network(seed | 1, letters: 6, bound: 1.5)
            let queries = RandomNetworks.sources(8, letters: 6, seed: UInt64(seed)).map {
                SearchQuery($0, maximumLength: 8)
            }
            var options = base
            options.beamWidth = 5
            options.hypothesisCount = 5
            let most = BeamSearch(options).search(queries, with: network, on: workspace)
            for count in 1...4 {
                options.hypothesisCount = count
                let fewer = BeamSearch(options).search(queries, with: network, on: workspace)
                #expect(fewer == most.map { Array($0.prefix(count)) })
            }
        }
    }

    @Test(arguments: options)
    func hypothesesAreSortedAndNoTwoAreAlike(base: SearchOptions) {
        for seed in 0..<60 {
            var options = base
            options.beamWidth = 6
            options.hypothesisCount = 6
            let queries = RandomNetworks.sources(8, seed: UInt64(seed)).map { SearchQuery($0, maximumLength: 7) }
            let network = RandomNetworks.network(seed | 1)
            for hypotheses in BeamSearch(options).search(queries, with: network, on: workspace) {
                #expect(!hypotheses.isEmpty)
                #expect(Set(hypotheses.map(\.tokens)).count == hypotheses.count)
                for part in [hypotheses.filter(\.isFinished), hypotheses.filter { !$0.isFinished }] {
                    #expect(zip(part, part.dropFirst()).allSatisfy { $0.score >= $1.score })
                }
                // Those that were cut off come last.
                #expect(hypotheses.map(\.isFinished) == hypotheses.map(\.isFinished).sorted { $0 && !$1 })
            }
        }
    }

    @Test func whatEndsGivesItsPlaceToTheNextBest() {
        let live = Mutex([Int](repeating: 0, count: 8))
        let search = BeamSearch(SearchOptions(beamWidth: 3, hypothesisCount: 3, lengthPenalty: .average)) {
            step, values in
            live.withLock { $0[step.tokens.count] += 1 }
            // The end is the best of all, and still others go on.
            for token in values.indices { values[token] = token == Vocabulary.end ? -1 : -2 - Float(token) / 64 }
        }
        let found = search.search(
            [SearchQuery([4], maximumLength: 7)], with: RandomNetworks.network(0), on: workspace)[0]
        // After six steps nothing can be better than what has ended.
        #expect(live.withLock { $0 } == [1, 3, 3, 3, 3, 3, 0, 0])
        #expect(found.map(\.isFinished) == [true, true, true])
    }

    @Test(arguments: [LengthPenalty.none, .average, .gnmt(alpha: 0.6)])
    func everyBeamFindsWhatOneFindsThatGoesOnToTheEnd(penalty: LengthPenalty) {
        var endedBefore = 0
        for seed in 0..<80 {
            let network = RandomNetworks.network(seed, letters: 4, bound: 1.5)
            let sources = RandomNetworks.sources(3, letters: 4, seed: UInt64(seed))
            for width in [1, 2, 3, 5, 12] {
                let options = SearchOptions(
                    beamWidth: width, hypothesisCount: (width + 1) / 2, lengthPenalty: penalty)
                let found = BeamSearch(options).search(
                    sources.map { SearchQuery($0, maximumLength: 6) }, with: network, on: workspace)
                for (source, hypotheses) in zip(sources, found) {
                    let plain = PlainBeamSearch(width: width, count: options.hypothesisCount, penalty: penalty)
                        .search(source, cap: 6, in: network, on: workspace)
                    #expect(hypotheses.map(\.tokens) == plain.map(\.tokens))
                    #expect(hypotheses.map(\.logProbability) == plain.map(\.logProbability))
                    #expect(hypotheses.map(\.score) == plain.map(\.score))
                    #expect(hypotheses.map(\.isFinished) == plain.map(\.isFinished))
                    endedBefore += hypotheses.count { $0.isFinished && $0.tokens.count < 6 }
                }
            }
        }
        #expect(endedBefore > 500)
    }

    /// What a scripted model says at each step: the log probability of the end after so many tokens, and of going on.
    struct Script: Sendable, CustomTestStringConvertible {
        let penalty: LengthPenalty
        let firstEnd: Float
        let goingOn: Float
        /// The steps that are taken until nothing can beat the first end; 10 is all there are.
        let steps: Int
        var testDescription: String { "\(penalty), \(firstEnd), \(goingOn)" }
    }

    /// The cap is 9 tokens, so `n` is at most 10; the first target ends with `n = 1`.
    @Test(arguments: [
        // -0.5 and -1 after one and two steps: an equal score does not beat it.
        Script(penalty: .none, firstEnd: -1, goingOn: -0.5, steps: 2),
        Script(penalty: .none, firstEnd: -1, goingOn: -0.375, steps: 3),
        // -k/2 / 10 must not be above -0.25: after the fifth step.
        Script(penalty: .average, firstEnd: -0.25, goingOn: -0.5, steps: 5),
        Script(penalty: .average, firstEnd: -1, goingOn: -0.5, steps: 10),
        // The greatest divisor is (5 + 10) / 6 = 2.5, or its square.
        Script(penalty: .gnmt(alpha: 1), firstEnd: -0.3, goingOn: -0.5, steps: 2),
        Script(penalty: .gnmt(alpha: 1), firstEnd: -0.45, goingOn: -0.5, steps: 3),
        Script(penalty: .gnmt(alpha: 2), firstEnd: -0.3, goingOn: -0.5, steps: 4),
        // Below zero the least n counts: -k/2 * (5 + n) / 6 with n = k + 1, -0.583 and -1.33 for k = 1 and 2.
        Script(penalty: .gnmt(alpha: -1), firstEnd: -0.6, goingOn: -0.5, steps: 2),
        Script(penalty: .gnmt(alpha: -1), firstEnd: -0.58, goingOn: -0.5, steps: 1),
    ])
    func theSearchStopsWhenNothingCanBeatWhatIsFound(script: Script) {
        let longest = Mutex(0)
        let search = BeamSearch(SearchOptions(beamWidth: 2, lengthPenalty: script.penalty)) { step, values in
            longest.withLock { $0 = max($0, step.tokens.count) }
            for token in values.indices { values[token] = -100 }
            values[Int(Vocabulary.end)] = step.tokens.isEmpty ? script.firstEnd : -50
            values[4] = script.goingOn
        }
        let found = search.search(
            [SearchQuery([4], maximumLength: 9)], with: RandomNetworks.network(0), on: workspace)[0]
        #expect(found[0].tokens == [])
        #expect(longest.withLock { $0 } + 1 == script.steps)
    }

    @Test func aHypothesisAtItsCapIsCutOffUnlessItsEndIsAmongTheBest() {
        // The end is never among the best two.
        let search = BeamSearch(SearchOptions(beamWidth: 2, hypothesisCount: 2)) { _, values in
            for token in values.indices { values[token] = token < 4 ? -9 : Float(-token) }
        }
        let network = RandomNetworks.network(0, letters: 3)
        let found = search.search([SearchQuery([4], maximumLength: 2)], with: network, on: workspace)[0]
        #expect(found.map(\.isFinished) == [false, false])
        #expect(found.map(\.tokens) == [[4, 4], [4, 5]])
        #expect(found.map(\.logProbability) == [-8, -9])
        let none = search.search([SearchQuery([4], maximumLength: 0)], with: network, on: workspace)[0]
        #expect(none.map(\.tokens) == [[]])
    }

    @Test func whatNothingMayFollowIsCutOff() {
        let search = BeamSearch(SearchOptions(beamWidth: 3, hypothesisCount: 3, lengthPenalty: .average)) {
            step, values in
            for token in values.indices where step.tokens.count == 1 { values[token] = token < 5 ? .nan : -.infinity }
        }
        let found = search.search(
            [SearchQuery([4], maximumLength: 5)], with: RandomNetworks.network(0, bound: 0.5), on: workspace)[0]
        #expect(found.map(\.tokens.count).sorted() == [0, 1, 1])
        #expect(found.map(\.isFinished) == [true, false, false])
    }

    @Test func aMinimumLengthAboveTheCapIsTheCap() {
        let network = RandomNetworks.network(2, bound: 0.2)
        let found = BeamSearch(SearchOptions(beamWidth: 200, minimumLength: 9)).search(
            [SearchQuery([4, 5], maximumLength: 3)], with: network, on: workspace)[0]
        #expect(found[0].tokens.count == 3 && found[0].isFinished)
    }

    @Test func aPrefixLongerThanTheCapIsNotCut() {
        let prefix: [Int32] = [4, 5, 4, 5, 3]
        let found = BeamSearch(SearchOptions(beamWidth: 3)).search(
            [SearchQuery([4], maximumLength: 2, prefix: prefix)], with: RandomNetworks.network(1), on: workspace)[0]
        #expect(found[0].tokens == prefix)
    }

    @Test func attentionIsThatOfTheSteps() throws {
        let network = RandomNetworks.network(1, letters: 6, bound: 1)
        let source: [Int32] = [4, 5, 6, 7]
        let found = BeamSearch(SearchOptions(beamWidth: 4, hypothesisCount: 4, keepsAttention: true)).search(
            [SearchQuery(source, maximumLength: 6)], with: network, on: workspace)[0]
        for hypothesis in found {
            var state = network.encode([source], on: workspace)
            var expected: [[Float]] = []
            for token in [Vocabulary.begin] + hypothesis.tokens {
                let step = network.step([token], from: state, on: workspace)
                expected.append(step.attention[0])
                state = step.state
            }
            #expect(hypothesis.attention == Array(expected.prefix(hypothesis.tokens.count)))
            #expect(hypothesis.alignment == hypothesis.attention.map { $0.firstIndex(of: $0.max() ?? 0) ?? -1 })
        }
    }

    @Test func aHookMayForbidAToken() {
        let network = RandomNetworks.network(1, letters: 6, bound: 1)
        let queries = RandomNetworks.sources(10, letters: 6).map { SearchQuery($0, maximumLength: 6) }
        let free = BeamSearch(SearchOptions(beamWidth: 3)).search(queries, with: network, on: workspace)
        let used = Set(free.flatMap { $0[0].tokens })
        #expect(!used.isEmpty)
        for token in used {
            let search = BeamSearch(SearchOptions(beamWidth: 3)) { _, values in values[Int(token)] = -.infinity }
            let bound = search.search(queries, with: network, on: workspace)
            #expect(!bound.contains { $0[0].tokens.contains(token) })
        }
    }
}
