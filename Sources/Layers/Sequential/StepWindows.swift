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

    /// Steps from the first to the last of a window.
    var span: Int { (size - 1) * dilation + 1 }

    /// How many windows a row of so many steps has.
    func count(of steps: Int) -> Int {
        switch padding {
        case .valid: steps < span ? 0 : (steps - span) / strides + 1
        case .same, .causal: (steps + strides - 1) / strides
        }
    }

    /// For each window its steps; nil for what hangs over.
    func windows(of steps: Int) -> [[Int?]] {
        let count = count(of: steps)
        let first =
            switch padding {
            case .valid: 0
            case .causal: 1 - span
            case .same: -(max(0, (count - 1) * strides + span - steps) / 2)
            }
        return (0..<count).map { window in
            (0..<size).map { place in
                let step = first + window * strides + place * dilation
                return (0..<steps).contains(step) ? step : nil
            }
        }
    }

    /// The windows of every row: for each packed one its packed rows, and the layout of what they become.
    ///
    /// Where there is a window for each step, it stands at its step; otherwise windows stand at the front.
    func placed(over old: SequenceLayout) -> (windows: [[Int?]], layout: SequenceLayout) {
        let windows = old.positions.map { self.windows(of: $0.count) }
        let isForEachStep = strides == 1 && (padding != .valid || span == 1)
        let layout =
            isForEachStep
            ? old : SequenceLayout(positions: windows.map { Array($0.indices) }, time: count(of: old.time))
        let rows = layout.steps.map { step in
            windows[step.row][step.index].map { $0.map { old.packedRow(step.row, $0) } }
        }
        return (rows, layout)
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
