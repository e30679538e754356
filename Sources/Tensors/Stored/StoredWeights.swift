import Synchronization

/// Weights that are held one by one, each in the form in which computing reads it, as they come from a model file. They
/// never change; whoever changes weights takes a buffer of floats.
package final class StoredWeights: Sendable {
    /// In the order of declaration.
    package let weights: [StoredWeight]
    /// All of them as floats, once somebody has asked for that.
    private let buffer = Mutex<FloatStorage?>(nil)

    package init(_ weights: [StoredWeight]) { self.weights = weights }

    package subscript(parameter: Parameter) -> StoredWeight { weights[parameter.index] }

    /// All of them as floats, laid out like a store.
    func floats(of entries: [ParameterStore.Entry], count: Int) -> FloatStorage {
        buffer.withLock { known in
            if let known { return known }
            let made = FloatStorage(count: count)
            for (entry, weight) in zip(entries, weights) {
                for row in 0..<entry.rows {
                    weight.copyRow(
                        row,
                        to: .init(start: made.base + entry.offset + row * entry.columns, count: entry.columns))
                }
            }
            known = made
            return made
        }
    }
}

extension ParameterStore {
    /// Whether any weight is held in 8 bits.
    package var isInt8: Bool { stored?.weights.contains(where: \.isInt8) ?? false }

    /// The same weights in one buffer of floats.
    package var inFloats: ParameterStore {
        var floats = self
        if stored != nil { floats.replaceValues(by: storage) }
        return floats
    }

    /// The same weights, those in 8 bits that are read so that this does not show in products of 8 bits.
    ///
    /// - Parameter uses: how each weight is read, in the order of declaration.
    package func quantized(_ uses: [WeightUse], on workspace: Workspace) -> ParameterStore {
        precondition(uses.count == entries.count, "\(uses.count) uses do not say how \(entries.count) weights are read")
        checkValues()
        var quantized = self
        quantized.take(
            zip(entries, uses).enumerated().map { index, weight in
                let (entry, use) = weight
                let matrix = matrix(Parameter(index: index))
                guard use.allowsInt8 else {
                    let values = FloatStorage(count: entry.count)
                    values.base.update(from: matrix.base, count: entry.count)
                    return .values(values)
                }
                let panels = Int8Weight(matrix, version: 0, with: workspace.kernels, on: workspace.pool)
                if case .table = use { return .int8Table(panels.table) }
                return .int8(panels)
            })
        return quantized
    }
}
