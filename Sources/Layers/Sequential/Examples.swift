/// Inputs, targets or predictions: a vector, a sequence of vectors, ids or a class for each example.
public struct Examples: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        case vectors([[Float]])
        case sequences(PaddedBatch)
        case tokens(PaddedTokens)
        case classes([Int32])
    }

    package let content: Content
    /// What each recurrent layer begins with; zeros if nil.
    package let states: [RecurrentState]?

    package init(_ content: Content, states: [RecurrentState]? = nil) {
        self.content = content
        self.states = states
    }

    /// A vector for each example. `[batch, features]`
    public static func vectors(_ vectors: [[Float]]) -> Examples { Examples(.vectors(vectors)) }

    /// A sequence of vectors for each example, of unequal lengths. `[batch, time, features]`
    public static func sequences(_ sequences: [[[Float]]]) -> Examples { Examples(.sequences(PaddedBatch(sequences))) }

    /// Sequences of vectors with a mask. `[batch, time, features]`
    public static func sequences(_ batch: PaddedBatch) -> Examples { Examples(.sequences(batch)) }

    /// A sequence of ids for each example, of unequal lengths. `[batch, time]`
    public static func tokens(_ sequences: [[Int32]]) -> Examples { Examples(.tokens(PaddedTokens(sequences))) }

    /// Sequences of ids with a mask. `[batch, time]`
    public static func tokens(_ batch: PaddedTokens) -> Examples { Examples(.tokens(batch)) }

    /// A class for each example. `[batch]`
    public static func classes(_ classes: [Int32]) -> Examples { Examples(.classes(classes)) }

    /// These inputs with the state that each recurrent layer of a `Sequential` begins with instead of zeros, in the order
    /// of the layers: Keras's `initial_state`. `fit`, `evaluate` and `predict` read them, and every batch has its own rows.
    ///
    /// - Parameter states: `[batch, units]` for each recurrent layer, of a bidirectional one `[batch, 2 units]`.
    public func starting(from states: [RecurrentState]) -> Examples { Examples(content, states: states) }

    /// Refuses states that have not one row for each example.
    package func checkStates() throws(SequentialError) {
        for vectors in states?.flatMap(\.vectors) ?? [] where vectors.count != count {
            throw .states(expected: "a row for each of \(count) examples", found: "\(vectors.count)")
        }
    }

    /// How many examples there are.
    public var count: Int {
        switch content {
        case .vectors(let vectors): vectors.count
        case .sequences(let batch): batch.batch
        case .tokens(let tokens): tokens.batch
        case .classes(let classes): classes.count
        }
    }

    /// The vector of each example; of a sequence its last step that is there.
    public var vectors: [[Float]] {
        switch content {
        case .vectors(let vectors): vectors
        case .sequences(let batch): batch.sequences.map { $0.last ?? [] }
        case .tokens(let tokens): tokens.sequences.map { $0.last.map { [Float($0)] } ?? [] }
        case .classes(let classes): classes.map { [Float($0)] }
        }
    }

    /// The sequence of each example, without masked steps; of a vector the sequence of it alone.
    public var sequences: [[[Float]]] {
        switch content {
        case .sequences(let batch): batch.sequences
        case .tokens(let tokens): tokens.sequences.map { $0.map { [Float($0)] } }
        case .vectors, .classes: vectors.map { [$0] }
        }
    }

    /// The sequences with their mask; nil if these are not sequences of vectors.
    public var padded: PaddedBatch? {
        if case .sequences(let batch) = content { batch } else { nil }
    }

    /// The place of the largest number in each step's vector.
    public var argmax: [[Int32]] {
        sequences.map { sequence in
            sequence.map { step in
                step.indices.reduce(Int32(0)) { step[$1] > step[Int($0)] ? Int32($1) : $0 }
            }
        }
    }

    /// Some of the examples, in any order and as often as wanted.
    public func selecting(_ rows: [Int]) -> Examples {
        let selected: Content =
            switch content {
            case .vectors(let vectors): .vectors(rows.map { vectors[$0] })
            case .sequences(let batch): .sequences(batch.selecting(rows))
            case .tokens(let tokens): .tokens(tokens.selecting(rows))
            case .classes(let classes): .classes(rows.map { classes[$0] })
            }
        return Examples(selected, states: states?.map { $0.selecting(rows) })
    }

    /// The examples of both, the others after these; they must be of the same kind and shape.
    package func appending(_ other: Examples) -> Examples {
        switch (content, other.content) {
        case (.vectors(let first), .vectors(let second)): return .vectors(first + second)
        case (.sequences(let first), .sequences(let second)):
            precondition(
                first.time == second.time && first.features == second.features,
                "\(other.shape) cannot be appended to \(shape)")
            let mask = Mask(
                batch: first.batch + second.batch, time: first.time,
                elements: first.mask.elements + second.mask.elements)
            return .sequences(PaddedBatch(values: first.values + second.values, features: first.features, mask: mask))
        default: preconditionFailure("\(other.shape) cannot be appended to \(shape)")
        }
    }

    /// What these are, with their shape.
    package var shape: String {
        switch content {
        case .vectors(let vectors): "vectors [\(vectors.count), \(vectors.first?.count ?? 0)]"
        case .sequences(let batch): "sequences [\(batch.batch), \(batch.time), \(batch.features)]"
        case .tokens(let tokens): "tokens [\(tokens.batch), \(tokens.time)]"
        case .classes(let classes): "classes [\(classes.count)]"
        }
    }
}
