import Foundation
import Seq2Seq

/// The checkpoint that stands beside a model.
struct CheckpointFile {
    let path: String

    /// Nil for a model that goes to a device or a pipe: nothing can stand beside it.
    init?(besides modelPath: String) {
        guard ModelDestination.isReplaced(modelPath) else { return nil }
        path = modelPath + ".checkpoint"
    }

    /// The checkpoint; nil if there is none.
    ///
    /// - Throws: `CheckpointError` if the file is damaged.
    func read() throws -> TrainingCheckpoint? {
        FileManager.default.fileExists(atPath: path) ? try TrainingCheckpoint(contentsOf: path) : nil
    }
}
