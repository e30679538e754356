#if os(Linux)
    import Foundation
    import Seq2SeqDecoding
    import Seq2SeqTensors
    import Seq2SeqText
    import Seq2SeqTraining
    import Testing

    /// Memory that is touched for the first time costs as much as computing with it.
    struct WarmedUpStepTests {
        /// How many pages this thread has touched for the first time so far.
        private var pageFaults: Int {
            var usage = rusage()
            // Of the calling thread alone (RUSAGE_THREAD), since tests run beside each other.
            getrusage(__rusage_who_t(1), &usage)
            return usage.ru_minflt
        }

        /// Words that are equally long, so that no batch is larger than those before it.
        private let pairs = (0..<64).map { number in
            let word = String((0..<6).map { number >> $0 & 1 == 0 ? "a" as Character : "b" })
            return TextPair(source: word, target: word)
        }

        @Test func aTrainingStepFaultsOnNoPage() throws {
            let data = try TrainingData(training: pairs, validation: [])
            var options = TrainingOptions()
            (options.epochs, options.steps, options.batchSize) = (nil, 100, 16)
            var trainer = TinyTraining.trainer(data, options, hidden: 200)
            var faults = 0
            trainer.run { event in
                if case .step(let step) = event {
                    if step.step == 60 { faults = pageFaults }
                    if step.step == 100 { faults = pageFaults - faults }
                }
                return .proceed
            }
            // A step takes some megabytes, so one that asked for them anew would fault on hundreds of pages.
            #expect(faults < 40, "\(faults) in 40 steps")
        }

        @Test func decodingFaultsOnNoPage() throws {
            let data = try TrainingData(training: pairs, validation: [])
            let model = data.model(TinyTraining.configuration(hidden: 200), seed: 1)
            let workspace = Workspace(threads: 1)
            let queries = pairs.map { SearchQuery(model.encodedSource(of: $0.source), maximumLength: 10) }
            func decode() {
                _ = BeamSearch(SearchOptions(beamWidth: 4)).search(queries, with: model.network, on: workspace)
            }
            for _ in 0..<10 { decode() }
            let before = pageFaults
            for _ in 0..<10 { decode() }
            #expect(pageFaults - before < 100, "\(pageFaults - before) in 100 steps")
        }
    }
#endif
