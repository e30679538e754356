import Seq2SeqTensors

extension Workspace {
    /// A workspace for each instruction set of this machine, with one, two and three threads.
    package static var everyKind: [Workspace] {
        Kernels.available.compactMap { Kernels(named: $0) }.flatMap { kernels in
            (1...3).map { Workspace(threads: $0, kernels: kernels) }
        }
    }

    /// What tells it from the others, for a failed test's message.
    package var kind: String { "\(instructionSet) with \(threadCount) threads" }
}
