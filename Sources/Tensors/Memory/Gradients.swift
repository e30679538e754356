import Seq2SeqSettings

/// The gradient of a loss with respect to every weight of a store, with the number of tokens that the loss sums over.
///
/// It is the gradient of the *sum*; an optimiser divides by `divisor`, so gradients of several batches may be added.
public struct Gradients: Sendable {
    package let entries: [ParameterStore.Entry]
    package private(set) var storage: FloatStorage

    /// Over how many the loss sums: target tokens, end tokens included, or of other models the vectors or steps that
    /// are there.
    public package(set) var tokenCount: Int

    /// The sum of the weights of those, if they have any; nil if each counts once.
    package var weight: Double?

    /// What an optimiser divides by: the weights' sum, or the number of tokens.
    package var divisor: Double { weight ?? Double(tokenCount) }

    package init(of parameters: ParameterStore, storage: FloatStorage, tokenCount: Int) {
        parameters.checkValues()
        require(storage.count == parameters.bufferCount, "Gradients need a buffer of the parameters' size")
        entries = parameters.entries
        self.storage = storage
        self.tokenCount = tokenCount
    }

    /// The elements of a weight's gradient in row-major order.
    public subscript(parameter: Parameter) -> [Float] {
        let entry = entries[parameter.index]
        return Array(UnsafeBufferPointer(start: storage.base + entry.offset, count: entry.count))
    }

    /// A view of a weight's gradient, valid while this value is.
    package func matrix(_ parameter: Parameter) -> Matrix {
        entries[parameter.index].matrix(in: storage)
    }

    /// Makes the gradients of weights zero, in the buffer that the workspace lends.
    package func clear(_ cleared: [ParameterStore.Entry]) {
        for entry in cleared { entry.elements(in: storage).update(repeating: 0) }
    }

    /// Adds the gradient of another batch.
    public mutating func add(_ other: Gradients) {
        require(entries == other.entries, "Gradients of different models cannot be added")
        if !isKnownUniquelyReferenced(&storage) { storage = FloatStorage(copying: storage) }
        for index in 0..<storage.count { storage.base[index] += other.storage.base[index] }
        if weight != nil || other.weight != nil { weight = divisor + other.divisor }
        tokenCount += other.tokenCount
    }
}
