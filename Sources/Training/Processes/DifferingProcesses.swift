import Seq2SeqModels
import Seq2SeqText

/// Processes that should train one model together do not have the same.
package enum DifferingProcesses: Error, Sendable, Hashable {
    /// What a process has is not what the first one has.
    case differs(what: String, process: Int, found: String, first: String)
}

extension DifferingProcesses: CustomStringConvertible {
    package var description: String {
        switch self {
        case .differs(let what, let process, let found, let first):
            "Process \(process) has other \(what) than process 0: \(found), not \(first). All processes must read the"
                + " same files, and be the same program."
        }
    }

    /// Compares what each process has with what the first one has.
    static func check(_ facts: ProcessFacts, among processes: any Communicator) throws(DifferingProcesses) {
        let all = processes.gather([facts.values], of: processes.count)
        for (process, values) in all.enumerated() {
            for (index, name) in ProcessFacts.names.enumerated() where values[index] != all[0][index] {
                throw .differs(what: name, process: process, found: values[index], first: all[0][index])
            }
        }
    }
}

/// What must be the same in all processes, as text that tells one from another.
struct ProcessFacts {
    static let names = [
        "source vocabulary", "target vocabulary", "tag vocabulary", "pairs", "settings", "numbers of steps", "weights",
    ]

    /// In the order of the names.
    let values: [String]

    init(model: TranslationModel, dataFingerprint: UInt64, steps: Int) {
        func hash(_ texts: some Sequence<String>) -> String {
            String(Fingerprint.value(of: texts.flatMap { $0.utf8.map(UInt32.init) + [256] }), radix: 16)
        }
        func told(_ vocabulary: Vocabulary?) -> String {
            guard let vocabulary else { return "none" }
            return "\(vocabulary.count) tokens (hash \(hash(vocabulary.tokens)))"
        }
        let weights = model.network.parameters.storage.elements.lazy.map(\.bitPattern)
        values = [
            told(model.sourceVocabulary), told(model.targetVocabulary), told(model.tagVocabulary),
            "hash \(String(dataFingerprint, radix: 16))",
            "hash \(hash(model.trainingRecord.options.map { "\($0.name)=\($0.value)" }))", "\(steps)",
            "hash \(String(Fingerprint.value(of: weights), radix: 16))",
        ]
    }
}

/// A hash in the manner of FNV-1a (Fowler, Noll and Vo 1991) but over words of 32 bits.
enum Fingerprint {
    static func value(of words: some Sequence<UInt32>) -> UInt64 {
        words.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
