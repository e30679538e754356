import Seq2SeqRandomness
import Seq2SeqTensors

/// A model of several inputs, of several outputs, or of both: branches that are joined, and heads that read what was
/// joined.
///
/// `fit`, `evaluate` and `predict` take and give one of `Examples.several` for each input and output. Shapes are known
/// when it is built, and an impossible model is refused there. It is a value: a copy is a snapshot of the weights.
///
/// ```swift
/// var model = try BranchedModel {
///     Branch(input: .sequences(1)) { LSTM(8) }
///     Branch(input: .vectors(2)) { Dense(4, activation: .tanh) }
///     Concatenate { Dense(8, activation: .tanh) }
///     Head { Dense(1) }
///     Head { Dense(3, activation: .softmax) }
/// }
/// ```
public struct BranchedModel: Sendable {
    /// How branches become one.
    public enum Join: String, Sendable, Hashable, Codable, CaseIterable {
        /// Their features side by side.
        case concatenate
        /// Their sum.
        case add
    }

    /// What the model is made of.
    package struct Configuration: Sendable, Hashable, Codable {
        var branches: [Branch] = []
        var join: Join?
        /// The layers after the join.
        var layers: [Layer] = []
        var heads: [Head] = []
    }

    package let configuration: Configuration
    /// The shape of each output.
    public let outputShapes: [LayerShape]
    /// Every weight.
    public var parameters: ParameterStore

    private let nodes: [LayerGraph.Node]
    private let outputs: [Int]
    private let idLimits: [Int?]

    /// The shape of each input.
    public var inputShapes: [LayerShape] { configuration.branches.map(\.input) }

    /// A model with random weights.
    ///
    /// First come the branches, one for each input; then, if there are several, how they are joined; then the heads,
    /// one for each output. Joined are vectors, or vectors with one sequence, which then meet each of its steps.
    ///
    /// - Parameters:
    ///   - seed: what the weights are drawn from.
    ///   - parts: branches, a join, heads.
    /// - Throws: the first part or layer that cannot read what comes before it.
    public init(seed: UInt64 = 1, @BranchBuilder _ parts: () -> [BranchBuilder.Part]) throws(SequentialError) {
        var configuration = Configuration()
        for part in parts() {
            let (isJoined, hasHeads) = (configuration.join != nil, !configuration.heads.isEmpty)
            let isLate: Bool
            switch part {
            case .branch(let branch):
                isLate = isJoined || hasHeads
                configuration.branches.append(branch)
            case .join(let join, let layers):
                isLate = isJoined || hasHeads
                (configuration.join, configuration.layers) = (join, layers)
            case .head(let head):
                isLate = false
                configuration.heads.append(head)
            }
            if isLate {
                throw Self.problem("its parts are branches, then one join if there are several, then heads")
            }
        }
        try self.init(declaring: configuration)
        var random = RandomSource(seed: seed)
        parameters.start(using: &random)
    }

    /// A model that has the shapes of its weights but neither values nor memory for them.
    package init(declaring configuration: Configuration) throws(SequentialError) {
        let (branches, heads) = (configuration.branches, configuration.heads)
        guard !branches.isEmpty, !heads.isEmpty else { throw Self.problem("it needs a branch and a head") }
        guard branches.count == 1 || configuration.join != nil else {
            throw Self.problem("\(branches.count) branches need a Concatenate or an Add")
        }
        try Self.checkLayers(of: configuration)
        let graph = LayerGraph(of: "model", ParameterStore(), inputs: branches.count)
        var ends: [SymbolicTensor] = []
        for (index, branch) in branches.enumerated() {
            try branch.input.checkSizes()
            let prefix = Self.name("branch", index)
            ends.append(try graph.apply(branch.layers, after: prefix, to: graph.input(branch.input, index)))
        }
        let joined = try Self.joined(ends, configuration.join ?? .concatenate)
        let shared = try graph.apply(configuration.layers, after: "", to: joined)
        var outputs: [SymbolicTensor] = []
        for (index, head) in heads.enumerated() {
            let output = try graph.apply(head.layers, after: Self.name("head", index), to: shared)
            if case .tokens = output.shape { throw Self.problem("a head gives ids, and not vectors") }
            outputs.append(output)
        }
        self.configuration = configuration
        outputShapes = outputs.map(\.shape)
        parameters = graph.parameters
        nodes = graph.nodes
        self.outputs = outputs.map(\.index)
        idLimits = graph.idLimits
    }

    private static func problem(_ text: String) -> SequentialError { .construction(of: "model", problem: text) }

    private static func name(_ part: String, _ index: Int) -> String { index == 0 ? "\(part)." : "\(part)_\(index)." }

    /// A conditional random field is the last layer of a head; and two types of layers with one kind are refused.
    private static func checkLayers(of configuration: Configuration) throws(SequentialError) {
        let (branches, heads) = (configuration.branches, configuration.heads)
        let within = branches.flatMap(\.layers) + configuration.layers + heads.flatMap { $0.layers.dropLast() }
        if within.contains(where: { $0.kind == CRF.kind }) { throw .notLast(layer: CRF.kind) }
        try Sequential.checkKinds(of: within + heads.compactMap(\.layers.last))
    }

    /// What the branches become; vectors meet every step of a sequence.
    private static func joined(_ ends: [SymbolicTensor], _ join: Join) throws(SequentialError) -> SymbolicTensor {
        guard ends.count > 1 else { return ends[0] }
        var parts: [SymbolicTensor] = []
        let sequence = ends.first { $0.shape.hasSteps }
        for end in ends {
            if let sequence, !end.shape.hasSteps {
                parts.append(try end.repeated(over: sequence))
            } else {
                parts.append(end)
            }
        }
        if join == .concatenate { return try SymbolicTensor.concatenated(parts) }
        var sum = parts[0]
        for part in parts.dropFirst() {
            guard part.features == sum.features else {
                throw problem("\(sum.shape) and \(part.shape) cannot be added: they have not equally many features")
            }
            sum = try sum + part
        }
        return sum
    }
}

extension BranchedModel: SequenceModel {
    /// How `fit` asks for the outputs, which does not read the targets.
    public var forward: SequenceForward {
        SequenceForward { x, _, pass, tape throws(SequentialError) in try self(x, &pass, on: &tape) }
    }

    /// Notes nothing.
    public mutating func willFit() {}

    /// What the heads make of inputs: the first one's signal, with those of the others.
    private func callAsFunction(
        _ x: Examples, _ pass: inout SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Signal {
        try x.check()
        guard x.parts.count == inputShapes.count else {
            throw .data(expected: inputShapes.map { "\($0)" }.joined(separator: ", "), found: x.shape)
        }
        guard x.parts.allSatisfy({ $0.states == nil }) else {
            throw .states(expected: "none in a model of branches", found: "some")
        }
        var inputs: [Signal] = []
        for (index, part) in x.parts.enumerated() {
            inputs.append(try Signal(part, as: inputShapes[index], idLimit: idLimits[index], on: tape))
        }
        var run = LayerRun(inputs)
        for node in nodes { run.append(node(&run, &pass, &tape)) }
        var signal = run.signals[outputs[0]]
        signal.others = outputs.dropFirst().map { run.signals[$0] }
        return signal
    }

    /// What the model makes of inputs: `Examples.several` of its outputs, or of one output that; sequences keep their
    /// mask.
    ///
    /// - Throws: how the inputs differ from the model's input shapes.
    public func predict(_ x: Examples, on workspace: Workspace = Workspace()) throws(SequentialError) -> Examples {
        var outputs: Examples?
        try x.check()
        for start in stride(from: 0, to: max(x.count, 1), by: Sequential.rowsAtOnce) {
            let rows = Array(start..<min(start + Sequential.rowsAtOnce, x.count))
            var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
            var pass = SequentialPass()
            let signal = try self(x.selecting(rows), &pass, on: &tape)
            var parts: [Examples] = []
            for output in [signal] + signal.others { parts.append(output.examples(on: &tape)) }
            let result = parts.count == 1 ? parts[0] : .several(parts)
            outputs = outputs?.appending(result) ?? result
        }
        guard let outputs else { throw .noExamples }
        return outputs
    }
}

extension Signal {
    /// The values as they are shown, after the activation.
    func examples(on tape: inout Tape) -> Examples {
        let value = value(on: &tape).value
        switch rows {
        case .vectors: return .vectors(value.rowArrays)
        case .sequences(let layout): return .sequences(layout.pad(value.rowArrays, features: value.columns))
        }
    }
}
