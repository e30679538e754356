import CSeq2SeqKernels
import Foundation
import Seq2SeqSettings

/// The kernels of one instruction set. Every set gives the same bits.
///
/// This file and its aspects, `Kernels+….swift`, are the only ones that know of the C target.
package struct Kernels: @unchecked Sendable {
    let table: UnsafePointer<seq2seq_kernels>

    /// Columns of a packed panel.
    package static let panelColumns = Int(SEQ2SEQ_PANEL_COLUMNS)
    /// Rows of a weight gradient that one call of `productTransposed` computes at most.
    package static let gradientRows = Int(SEQ2SEQ_GRADIENT_ROWS)
    /// The environment variable that forces an instruction set, for tests and measurements.
    package static let environmentVariable = "SEQ2SEQ_INSTRUCTIONS"

    /// The kernels named by the environment, or the fastest ones of this machine.
    package init() {
        let forced = ProcessInfo.processInfo.environment[Self.environmentVariable]
        if let forced, !forced.isEmpty {
            guard let table = seq2seq_kernels_named(forced) else {
                let available = Self.available.joined(separator: ", ")
                fail("\(Self.environmentVariable) is '\(forced)', but this machine has \(available)")
            }
            self.table = table
        } else {
            table = seq2seq_kernels_fastest()
        }
    }

    /// The kernels of an instruction set, or nil where this machine lacks it.
    package init?(named name: String) {
        guard let table = seq2seq_kernels_named(name) else { return nil }
        self.table = table
    }

    /// The instruction sets of this machine, the fastest first.
    package static var available: [String] {
        (0..<Int(SEQ2SEQ_INSTRUCTION_SETS)).compactMap { index in
            guard let name = seq2seq_instruction_set(index), seq2seq_kernels_named(name) != nil else { return nil }
            return String(cString: name)
        }
    }

    package var name: String { String(cString: table.pointee.name) }
}

extension seq2seq_matrix {
    /// The matrix as the kernels take it; none of nil.
    init(_ matrix: Matrix?) {
        self.init(base: matrix?.base, stride: matrix?.stride ?? 0)
    }
}

/// Tells the processor that this loop waits for another core.
func relax() {
    seq2seq_relax()
}

// MARK: Checksums

extension Kernels {
    /// Goes on with the register of a CRC-32 over the first bytes, by the processor's own instructions.
    ///
    /// - Returns: how many bytes it has taken: none where there are no such instructions.
    package static func addCRC32(_ bytes: UnsafeRawBufferPointer, to register: inout UInt32) -> Int {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return 0 }
        return seq2seq_crc32(&register, base, bytes.count)
    }
}

// MARK: Products

extension Kernels {
    /// A panel of a matrix `[depth, columns]`, at most a panel's columns.
    func packPanel(_ panel: UnsafeMutablePointer<Float>, from source: Matrix) {
        table.pointee.pack_panel(panel, .init(source), source.rows, source.columns)
    }

    /// A panel of the transpose of a matrix `[columns, depth]`.
    func packPanel(_ panel: UnsafeMutablePointer<Float>, fromTransposed source: Matrix) {
        table.pointee.pack_panel_transposed(panel, .init(source), source.columns, source.rows)
    }

    /// Row `k` of the panel is row `index[k]` of `source`, or row `-1 - index[k]` of `others` where that is negative.
    func packPanel(
        _ panel: UnsafeMutablePointer<Float>, gathering index: UnsafePointer<Int32>, from source: Matrix,
        or others: Matrix?, depth: Int
    ) {
        table.pointee.pack_panel_gathered(
            panel, .init(source), .init(others), index, depth, source.columns)
    }

    /// `result = start + left * panel` for the result's rows and columns, at most one panel wide.
    func product(_ result: Matrix, start: Matrix?, left: Matrix, panel: UnsafePointer<Float>) {
        table.pointee.product(
            .init(result), .init(start), .init(left), panel, result.rows, left.columns, result.columns)
    }

    /// `result += left^T * panels`, at most `gradientRows` rows.
    func productTransposed(_ result: Matrix, left: Matrix, panels: UnsafePointer<Float>) {
        table.pointee.product_transposed(
            .init(result), .init(left), panels, result.rows, left.rows, result.columns)
    }
}

// MARK: Rows

extension Kernels {
    /// Cross-entropy in nats of each row; the logits become its gradient.
    func crossEntropy(
        _ losses: UnsafeMutablePointer<Float>, logits: Matrix, targets: UnsafePointer<Int32>, smoothing: Float
    ) {
        table.pointee.cross_entropy(losses, .init(logits), targets, smoothing, logits.rows, logits.columns)
    }

    func logSoftmax(_ logits: Matrix) {
        table.pointee.log_softmax(.init(logits), logits.rows, logits.columns)
    }

    func gather(_ rows: Matrix, from tableOfRows: Matrix, ids: UnsafePointer<Int32>) {
        table.pointee.gather(.init(rows), .init(tableOfRows), ids, rows.rows, rows.columns)
    }

    func scatterAdd(_ tableOfRows: Matrix, rows: Matrix, ids: UnsafePointer<Int32>) {
        table.pointee.scatter_add(.init(tableOfRows), .init(rows), ids, rows.rows, rows.columns)
    }

    func columnSums(_ sums: UnsafeMutablePointer<Float>, of matrix: Matrix) {
        table.pointee.column_sums(sums, .init(matrix), matrix.rows, matrix.columns)
    }

    func columnMagnitudes(_ sums: UnsafeMutablePointer<Float>, of matrix: Matrix) {
        table.pointee.column_magnitudes(sums, .init(matrix), matrix.rows, matrix.columns)
    }

    func add(_ result: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
        table.pointee.add(result, x, count)
    }
}

// MARK: Attention

extension Kernels {
    /// Rows of a matrix that one query attends to.
    struct AttendedRows {
        let matrix: Matrix
        let positions: UnsafePointer<Int32>
        let count: Int
    }

    func softmax(_ x: UnsafeMutablePointer<Float>, count: Int) {
        table.pointee.softmax(x, count)
    }

    /// The gradient of `y = softmax(x)` becomes that of `x`.
    func softmaxBackward(_ gradient: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, count: Int) {
        table.pointee.softmax_backward(gradient, y, count)
    }

    /// `result[k] = query * rows[k]`
    func attentionDots(_ result: UnsafeMutablePointer<Float>, query: UnsafePointer<Float>, rows: AttendedRows) {
        table.pointee.attention_dots(
            result, query, .init(rows.matrix), rows.positions, rows.count, rows.matrix.columns)
    }

    /// `result += factors[k] * rows[k]`, summed over `k`.
    func attentionSum(_ result: UnsafeMutablePointer<Float>, factors: UnsafePointer<Float>, rows: AttendedRows) {
        table.pointee.attention_sum(
            result, factors, .init(rows.matrix), rows.positions, rows.count, rows.matrix.columns)
    }

    /// `rows[k] += factors[k] * x`
    func attentionSpread(_ rows: AttendedRows, factors: UnsafePointer<Float>, x: UnsafePointer<Float>) {
        table.pointee.attention_spread(
            .init(rows.matrix), rows.positions, factors, x, rows.count, rows.matrix.columns)
    }

    /// `result[k] = energy * tanh(query + rows[k])`
    func attentionEnergies(
        _ result: UnsafeMutablePointer<Float>, query: UnsafePointer<Float>, rows: AttendedRows,
        energy: UnsafePointer<Float>
    ) {
        table.pointee.attention_energies(
            result, query, .init(rows.matrix), rows.positions, energy, rows.count, rows.matrix.columns)
    }

    /// Adds to the gradients of the query, of the rows and of the energy from that of the result.
    func attentionEnergiesBackward(
        queryGradient: UnsafeMutablePointer<Float>, rowsGradient: Matrix, energyGradient: UnsafeMutablePointer<Float>,
        gradient: UnsafePointer<Float>, query: UnsafePointer<Float>, rows: AttendedRows, energy: UnsafePointer<Float>
    ) {
        table.pointee.attention_energies_backward(
            queryGradient, .init(rowsGradient), energyGradient, gradient, query, .init(rows.matrix), rows.positions,
            energy, rows.count, rows.matrix.columns)
    }
}

// MARK: Dropout

extension Kernels {
    /// How an element is dropped or scaled.
    struct DropoutRule {
        let threshold: UInt32
        let scale: Float
    }

    func dropout(
        _ result: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, key: UInt64, rule: DropoutRule, count: Int
    ) {
        table.pointee.dropout(result, x, key, rule.threshold, rule.scale, count)
    }

    func dropoutBackward(
        _ gradientOfX: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, key: UInt64, rule: DropoutRule,
        count: Int
    ) {
        table.pointee.dropout_backward(gradientOfX, gradient, key, rule.threshold, rule.scale, count)
    }
}

// MARK: Elementwise

extension Kernels {
    /// A function of one float, applied to each of a run of them.
    package enum Function: CaseIterable, Sendable {
        case exp, log, sigmoid, tanh
    }

    package func apply(
        _ function: Function, _ result: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int
    ) {
        switch function {
        case .exp: table.pointee.exp(result, x, count)
        case .log: table.pointee.log(result, x, count)
        case .sigmoid: table.pointee.sigmoid(result, x, count)
        case .tanh: table.pointee.tanh(result, x, count)
        }
    }

    /// `gradientOfX += gradient * (1 - y * y)`, with `y = tanh(x)`.
    func tanhBackward(
        _ gradientOfX: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, gradient: UnsafePointer<Float>, count: Int
    ) {
        table.pointee.tanh_backward(gradientOfX, y, gradient, count)
    }
}

// MARK: Optimisers

extension Kernels {
    /// What Adam does to every parameter of a step.
    package struct AdamStep: Sendable {
        package var gradientScale: Float
        package var beta1: Double
        package var beta2: Double
        package var epsilon: Float
        /// The learning rate over `1 - beta1^t`.
        package var stepSize: Float
        /// One over the square root of `1 - beta2^t`.
        package var secondMomentScale: Float
        /// The learning rate times the weight decay.
        package var decay: Float

        package init(
            gradientScale: Float, beta1: Double, beta2: Double, epsilon: Float, stepSize: Float,
            secondMomentScale: Float, decay: Float
        ) {
            self.gradientScale = gradientScale
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.stepSize = stepSize
            self.secondMomentScale = secondMomentScale
            self.decay = decay
        }
    }

    func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Float {
        table.pointee.sum_of_squares(x, count)
    }

    func sgdStep(
        _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>, stepSize: Float, count: Int
    ) {
        table.pointee.sgd_step(parameters, gradients, stepSize, count)
    }

    func adamStep(
        _ parameters: UnsafeMutablePointer<Float>, firstMoment: UnsafeMutablePointer<Float>,
        secondMoment: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, step: AdamStep, count: Int
    ) {
        var adam = seq2seq_adam(
            gradient_scale: step.gradientScale, rest1: Float(1 - step.beta1), beta2: Float(step.beta2),
            rest2: Float(1 - step.beta2), epsilon: step.epsilon, step_size: step.stepSize,
            second_moment_scale: step.secondMomentScale, decay: step.decay)
        table.pointee.adam_step(parameters, firstMoment, secondMoment, gradients, &adam, count)
    }
}
