import Foundation
import Seq2Seq

/// Whether a training fits into this machine, asked before any memory is taken.
enum MachineMemory {
    /// - Throws: `MachineMemoryError` if it surely does not.
    static func check(_ estimate: MemoryEstimate) throws {
        let available = ProcessInfo.processInfo.physicalMemory
        if UInt64(estimate.bytes) > available {
            throw MachineMemoryError.tooLarge(needed: estimate.bytes, available: Int(clamping: available))
        }
    }
}

/// Why a training cannot start on this machine. Sizes are bytes.
enum MachineMemoryError: Error, Equatable, Sendable {
    case tooLarge(needed: Int, available: Int)
}

extension MachineMemoryError: ExitCodeProviding {
    var exitCode: ExitCode { .failed }

    var description: String {
        switch self {
        case .tooLarge(let needed, let available):
            "This training needs about \(Figures.size(bytes: needed)), but the machine has"
                + " \(Figures.size(bytes: available)). Try a smaller --hidden, --batch-size or --max-length."
        }
    }
}
