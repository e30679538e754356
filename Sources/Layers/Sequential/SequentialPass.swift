import Seq2SeqTensors

/// What layers share on one way through a model.
package struct SequentialPass {
    /// The state that each recurrent layer begins with; zeros if there is none.
    var initial: [RecurrentState]?
    /// Whether the final states are wanted.
    package var wantsFinalStates = false
    /// The final state of each recurrent layer so far.
    package var final: [RecurrentState] = []
    /// In training, what decides which elements are dropped; the layers have their own rates.
    package let draw: (seed: UInt64, step: Int)?
    /// What each row of the batch is known by in every batch, so that dropout does not depend on its companions.
    package let ids: [Int]
    private var places = 0
    private var recurrentLayers = 0

    /// A way that drops nothing.
    package init() {
        draw = nil
        ids = []
    }

    /// A way of a training step.
    ///
    /// - Parameters:
    ///   - seed: what dropout is drawn from.
    ///   - step: the training step, which changes what is dropped.
    ///   - ids: what each row of the batch is known by in every batch.
    package init(seed: UInt64, step: Int, ids: [Int]) {
        draw = (seed, step)
        self.ids = ids
    }

    /// The initial state of the next recurrent layer.
    package mutating func nextInitial() -> RecurrentState? {
        defer { recurrentLayers += 1 }
        return initial?[recurrentLayers]
    }

    /// Dropout at the next place of the model.
    ///
    /// - Parameter isShared: whether all steps of a row lose the same features (Gal and Ghahramani 2016, section 4).
    package mutating func dropout(rate: Double, for rows: Signal.Rows, isShared: Bool) -> RowDropout? {
        defer { places += 1 }
        guard let dropout = dropout(rate: rate) else { return nil }
        let steps: [(pair: Int, time: Int)]
        switch rows {
        case .vectors: steps = ids.map { ($0, 0) }
        case .sequences(let layout): steps = layout.steps.map { (ids[$0.row], isShared ? 0 : $0.index) }
        }
        return RowDropout(dropout, place: places, rows: steps)
    }

    /// Dropout of the state of one direction, at the next place of the model: a row for each row of the batch that has
    /// a step. A layer without it takes no place.
    mutating func recurrentDropout(rate: Double, for layout: SequenceLayout) -> RowDropout? {
        guard rate > 0 else { return nil }
        defer { places += 1 }
        guard let dropout = dropout(rate: rate) else { return nil }
        return RowDropout(dropout, place: places, rows: layout.order.map { (ids[$0], 0) })
    }

    package func dropout(rate: Double) -> StepDropout? {
        guard let draw, rate > 0 else { return nil }
        return StepDropout(rate: Float(rate), seed: draw.seed, step: draw.step)
    }
}
