import Seq2SeqSettings

/// Inputs, targets or predictions: a vector, a sequence of vectors, ids or a class for each example.
///
/// ```swift
/// let x = Examples.sequences([[[1], [2], [3]], [[4]]])
/// let y = Examples.vectors([[6], [4]])
/// ```
public struct Examples: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        case vectors([[Float]])
        case sequences(PaddedBatch)
        case tokens(PaddedTokens)
        case classes([Int32])
        /// One for each input or output of a model.
        indirect case several([Examples])
    }

    package let content: Content
    /// What each recurrent layer begins with; zeros if nil.
    package let states: [RecurrentState]?
    /// How much each counts in a loss; nil if each counts once.
    package let weights: ExampleWeights?
    /// Whether each sequence was given with steps of its own, and padded here.
    package let isRagged: Bool
    /// Why these are no examples; nil if they are.
    let problem: SequentialError?

    package init(
        _ content: Content, states: [RecurrentState]? = nil, weights: ExampleWeights? = nil, isRagged: Bool = false,
        problem: SequentialError? = nil
    ) {
        self.content = content
        self.states = states
        self.weights = weights
        self.isRagged = isRagged
        self.problem = problem
    }

    /// A vector for each example, all of one size. `[batch, features]`
    public static func vectors(_ vectors: [[Float]]) -> Examples {
        Examples(.vectors(vectors), problem: unequalFeatures(vectors.map { [$0] }))
    }

    /// A sequence of vectors for each example, of unequal lengths, the vectors all of one size.
    /// `[batch, time, features]`
    public static func sequences(_ sequences: [[[Float]]]) -> Examples {
        if let problem = unequalFeatures(sequences) {
            return Examples(.sequences(PaddedBatch(sequences.map { _ in [] })), problem: problem)
        }
        return Examples(.sequences(PaddedBatch(sequences)), isRagged: true)
    }

    private static func unequalFeatures(_ sequences: [[[Float]]]) -> SequentialError? {
        let features = sequences.joined().first?.count ?? 0
        for (example, sequence) in sequences.enumerated() {
            if let odd = sequence.first(where: { $0.count != features }) {
                return .unequalFeatures(example: example, expected: features, found: odd.count)
            }
        }
        return nil
    }

    /// Sequences of vectors with a mask. `[batch, time, features]`
    public static func sequences(_ batch: PaddedBatch) -> Examples { Examples(.sequences(batch)) }

    /// A sequence of ids for each example, of unequal lengths. `[batch, time]`
    public static func tokens(_ sequences: [[Int32]]) -> Examples {
        Examples(.tokens(PaddedTokens(sequences)), isRagged: true)
    }

    /// Sequences of ids with a mask. `[batch, time]`
    public static func tokens(_ batch: PaddedTokens) -> Examples { Examples(.tokens(batch)) }

    /// A class for each example. `[batch]`
    public static func classes(_ classes: [Int32]) -> Examples { Examples(.classes(classes)) }

    /// What the inputs of a ``BranchedModel`` read, or the targets of its outputs: one for each, of equally many
    /// examples.
    ///
    /// ```swift
    /// let x = Examples.several([.sequences(series), .vectors(shops)])
    /// ```
    public static func several(_ parts: [Examples]) -> Examples { Examples(.several(parts)) }

    /// One for each input or output; of what has but one, that.
    public var parts: [Examples] {
        if case .several(let parts) = content { parts } else { [self] }
    }

    /// These inputs with the state that each recurrent layer of a `Sequential` begins with instead of zeros, in the
    /// order of the layers: Keras's `initial_state`. `fit`, `evaluate` and `predict` read them, and every batch has its
    /// own rows.
    ///
    /// - Parameter states: `[batch, units]` for each recurrent layer, of a bidirectional one `[batch, 2 units]`.
    public func starting(from states: [RecurrentState]) -> Examples {
        Examples(content, states: states, weights: weights, isRagged: isRagged, problem: problem)
    }

    /// How many steps each sequence was given with; nil of what is no sequence.
    package var givenSteps: [Int]? {
        switch content {
        case .sequences(let batch): isRagged ? batch.lengths : Array(repeating: batch.time, count: batch.batch)
        case .tokens(let tokens): isRagged ? tokens.lengths : Array(repeating: tokens.time, count: tokens.batch)
        case .vectors, .classes, .several: nil
        }
    }

    /// Refuses vectors of unequal sizes, and states that have not one row for each example.
    package func check() throws(SequentialError) {
        if let problem { throw problem }
        for vectors in states?.flatMap(\.vectors) ?? [] where vectors.count != count {
            throw .states(expected: "a row for each of \(count) examples", found: "\(vectors.count)")
        }
        try checkWeights()
        guard case .several(let parts) = content else { return }
        for part in parts {
            guard part.count == count else { throw .inputCounts(expected: count, found: part.count) }
            try part.check()
        }
    }

    /// How many examples there are.
    public var count: Int {
        switch content {
        case .vectors(let vectors): vectors.count
        case .sequences(let batch): batch.batch
        case .tokens(let tokens): tokens.batch
        case .classes(let classes): classes.count
        case .several(let parts): parts.first?.count ?? 0
        }
    }

    /// The vector of each example; of a sequence its last step that is there, of several outputs the first one's.
    public var vectors: [[Float]] {
        switch content {
        case .vectors(let vectors): vectors
        case .sequences(let batch): batch.sequences.map { $0.last ?? [] }
        case .tokens(let tokens): tokens.sequences.map { $0.last.map { [Float($0)] } ?? [] }
        case .classes(let classes): classes.map { [Float($0)] }
        case .several(let parts): parts.first?.vectors ?? []
        }
    }

    /// The sequence of each example, without masked steps; of a vector the sequence of it alone, of several outputs the
    /// first one's.
    public var sequences: [[[Float]]] {
        switch content {
        case .sequences(let batch): batch.sequences
        case .tokens(let tokens): tokens.sequences.map { $0.map { [Float($0)] } }
        case .vectors, .classes: vectors.map { [$0] }
        case .several(let parts): parts.first?.sequences ?? []
        }
    }

    /// The sequences with their mask; nil if these are not sequences of vectors.
    public var padded: PaddedBatch? {
        if case .sequences(let batch) = content { batch } else { nil }
    }

    /// The index of the largest number in each step's vector: the most probable class or id. `[batch, time]`
    public var argmax: [[Int32]] {
        sequences.map { sequence in
            sequence.map { step in
                step.indices.reduce(Int32(0)) { step[$1] > step[Int($0)] ? Int32($1) : $0 }
            }
        }
    }

    /// Some of the examples, in any order and as often as wanted.
    ///
    /// - Parameter rows: each in `0..<count`.
    public func selecting(_ rows: [Int]) -> Examples {
        if let row = rows.first(where: { !(0..<count).contains($0) }) {
            fail("There are \(count) examples, so there is none at \(row)")
        }
        let selected: Content =
            switch content {
            case .vectors(let vectors): .vectors(rows.map { vectors[$0] })
            case .sequences(let batch): .sequences(batch.selecting(rows))
            case .tokens(let tokens): .tokens(tokens.selecting(rows))
            case .classes(let classes): .classes(rows.map { classes[$0] })
            case .several(let parts): .several(parts.map { $0.selecting(rows) })
            }
        return Examples(
            selected, states: states?.map { $0.selecting(rows) }, weights: weights?.selecting(rows), isRagged: isRagged,
            problem: problem)
    }

    /// The examples of both, the others after these; they must be of the same kind and shape.
    package func appending(_ other: Examples) -> Examples {
        switch (content, other.content) {
        case (.vectors(let first), .vectors(let second)): return .vectors(first + second)
        case (.sequences(let first), .sequences(let second)):
            require(
                first.time == second.time && first.features == second.features,
                "\(other.shape) cannot be appended to \(shape)")
            let mask = Mask(
                batch: first.batch + second.batch, time: first.time,
                elements: first.mask.elements + second.mask.elements)
            return .sequences(PaddedBatch(values: first.values + second.values, features: first.features, mask: mask))
        case (.several(let first), .several(let second)):
            return .several(zip(first, second).map { $0.appending($1) })
        default: fail("\(other.shape) cannot be appended to \(shape)")
        }
    }

    /// What these are, with their shape.
    package var shape: String {
        switch content {
        case .vectors(let vectors): "vectors [\(vectors.count), \(vectors.first?.count ?? 0)]"
        case .sequences(let batch): "sequences [\(batch.batch), \(batch.time), \(batch.features)]"
        case .tokens(let tokens): "tokens [\(tokens.batch), \(tokens.time)]"
        case .classes(let classes): "classes [\(classes.count)]"
        case .several(let parts): "\(parts.count) of them (\(parts.map(\.shape).joined(separator: ", ")))"
        }
    }
}
