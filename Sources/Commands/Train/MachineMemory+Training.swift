import Seq2Seq

extension MachineMemory {
    /// Whether a training fits into this machine, asked before memory is taken.
    ///
    /// - Throws: `MachineMemoryError` if it most likely does not.
    static func check(_ estimate: MemoryEstimate) throws {
        let available = availableBytes
        if estimate.bytes > available { throw MachineMemoryError.tooLarge(estimate, available: available) }
    }
}

/// Why a training cannot start, or go on, on this machine. Sizes are bytes.
enum MachineMemoryError: Error, Equatable, Sendable {
    case tooLarge(MemoryEstimate, available: Int)
}

extension MachineMemoryError: ExitCodeProviding {
    var exitCode: ExitCode { .failed }

    var description: String {
        switch self {
        case .tooLarge(let estimate, let available):
            "This training needs about \(Figures.size(bytes: estimate.bytes))"
                + " (\(Figures.size(bytes: estimate.activationBytes)) of it for the largest batch of training or"
                + " validation), but \(Figures.size(bytes: available)) are available. "
                + (estimate.activationBytes > estimate.weightBytes
                    ? "Leave the longest pairs out (--max-length, for those to train on), or try a smaller"
                        + " --batch-size or --batch-tokens; --accumulate can make up for smaller batches."
                    : "Try a smaller --hidden, --embedding, --layers or --vocabulary-size.")
        }
    }
}
