extension Examples {
    /// Refuses numbers that are not finite, but for those of steps that are not there, or are gaps.
    ///
    /// - Parameter name: what these are, for the error.
    package func checkFinite(_ name: String) throws(SequentialError) {
        switch content {
        case .vectors(let vectors):
            for (row, vector) in vectors.enumerated() where !vector.allSatisfy(\.isFinite) {
                guard weight(ofRow: row) == 0 else { throw .notFinite(of: name, example: row, step: nil) }
            }
        case .sequences(let batch):
            for (row, steps) in batch.mask.steps.enumerated() {
                for (index, step) in steps.enumerated() where !batch[row, step].allSatisfy(\.isFinite) {
                    guard weight(ofRow: row, step: step, index: index) == 0 else {
                        throw .notFinite(of: name, example: row, step: step)
                    }
                }
            }
        case .tokens, .classes: break
        case .several(let parts): for part in parts { try part.checkFinite(name) }
        }
        for vectors in states?.flatMap(\.vectors) ?? [] {
            if let row = vectors.firstIndex(where: { !$0.allSatisfy(\.isFinite) }) {
                throw .notFinite(of: "the states to start from", example: row, step: nil)
            }
        }
    }
}
