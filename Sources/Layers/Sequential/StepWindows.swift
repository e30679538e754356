/// Where the windows of a convolution or of a pooling layer stand at the ends of a row.
public enum StepPadding: String, Sendable, Hashable, Codable, CaseIterable {
    /// Within the row: a row that is shorter than a window has none.
    case valid
    /// Centred, so that there is a window for each step (with `strides`, for each so many); what hangs over is empty.
    case same
    /// Ending with their step, so that none sees a later one; what hangs over at the front is empty.
    case causal
}

/// The windows over the steps of a row.
///
/// They are counted in the row's own steps, those that are there, so neither padding nor other rows move them.
package struct StepWindows: Sendable, Hashable {
    /// Steps of a window.
    let size: Int
    /// Steps between the starts of two windows.
    let strides: Int
    /// Steps between two of a window.
    let dilation: Int
    let padding: StepPadding

    /// Whether there is a window for each step of a row.
    var isForEachStep: Bool { strides == 1 && (padding != .valid || span == 1) }

    /// Steps from the first to the last of a window.
    var span: Int { (size - 1) * dilation + 1 }

    /// How many windows a row of so many steps has.
    func count(of steps: Int) -> Int {
        switch padding {
        case .valid: steps < span ? 0 : (steps - span) / strides + 1
        case .same, .causal: (steps + strides - 1) / strides
        }
    }

    /// Where each window starts; before the row's first step if it hangs over.
    private func starts(of steps: Int) -> [Int] {
        let count = count(of: steps)
        let first =
            switch padding {
            case .valid: 0
            case .causal: 1 - span
            case .same: -(max(0, (count - 1) * strides + span - steps) / 2)
            }
        return (0..<count).map { first + $0 * strides }
    }

    /// For each packed window of a batch its packed rows, nil for what hangs over, and the layout of what they become.
    func whole(over old: SequenceLayout) -> (windows: [[Int?]], layout: SequenceLayout) {
        placed(over: old) { row, steps, start in
            (0..<size).map { place in
                let step = start + place * dilation
                return (0..<steps).contains(step) ? old.packedRow(row, step) : nil
            }
        }
    }

    /// For each packed window of a batch the packed rows that it has, and the layout of what they become. Windows have
    /// no gaps.
    func filled(over old: SequenceLayout) -> (windows: [[Int]], layout: SequenceLayout) {
        placed(over: old) { row, steps, start in
            (max(0, start)..<min(steps, start + size)).map { old.packedRow(row, $0) }
        }
    }

    /// Where there is a window for each step, it stands at its step; otherwise windows stand at the front.
    ///
    /// - Parameter window: what a window of a row with so many steps is that starts at a step.
    private func placed<Window>(
        over old: SequenceLayout, _ window: (_ row: Int, _ steps: Int, _ start: Int) -> Window
    ) -> (windows: [Window], layout: SequenceLayout) {
        let starts = old.positions.map { self.starts(of: $0.count) }
        let layout =
            isForEachStep
            ? old
            : SequenceLayout(positions: starts.map { Array($0.indices) }, time: count(of: old.time))
        let windows = layout.steps.map { step in
            window(step.row, old.positions[step.row].count, starts[step.row][step.index])
        }
        return (windows, layout)
    }

    /// The shape of what the windows over a shape become.
    ///
    /// - Parameter features: the size of each window's vector.
    /// - Throws: `tooFewSteps` if no row can have a window.
    func outputShape(_ name: String, of input: LayerShape, time: Int?, features: Int) throws(SequentialError)
        -> LayerShape
    {
        if let time, count(of: time) == 0 { throw .tooFewSteps(layer: name, asked: span, found: input) }
        return .sequences(features, time: time.map(count))
    }
}
