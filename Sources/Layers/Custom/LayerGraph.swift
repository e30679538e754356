import Seq2SeqTensors

/// What a layer of one's own is made of, while it is being built.
final class LayerGraph {
    /// What a tensor is computed by, from those before it.
    typealias Node =
        @Sendable (_ run: inout LayerRun, _ pass: inout SequentialPass, _ tape: inout Tape) -> Signal

    /// The layer's name.
    let name: String
    private(set) var parameters: ParameterStore
    private(set) var nodes: [Node] = []
    /// The states of recurrent layers within, in their order.
    private(set) var stateShapes: [StateShape] = []
    /// Ids of the input must be below it.
    private(set) var idLimit: Int?
    private var names: [String] = []
    private var stepsCount = 1

    /// Which steps the input has, if it has any.
    static let stepsOfInput = 0

    init(_ name: String, _ parameters: ParameterStore) {
        self.name = name
        self.parameters = parameters
    }

    /// The tensor that stands for the layer's input.
    func input(_ shape: LayerShape) -> SymbolicTensor {
        SymbolicTensor(graph: self, index: 0, shape: shape, steps: shape.hasSteps ? Self.stepsOfInput : nil)
    }

    /// A tensor that a node computes.
    func add(_ shape: LayerShape, steps: Int?, _ node: @escaping Node) -> SymbolicTensor {
        nodes.append(node)
        return SymbolicTensor(graph: self, index: nodes.count, shape: shape, steps: steps)
    }

    /// Steps that no other tensor has.
    func newSteps() -> Int {
        defer { stepsCount += 1 }
        return stepsCount
    }

    func problem(_ text: String) -> SequentialError { .customLayer(layer: name, problem: text) }

    /// The name of a part of the layer as weights have it.
    ///
    /// - Throws: if it has a dot, or another part has it already.
    func take(_ part: String) throws(SequentialError) -> String {
        guard !part.isEmpty, !part.contains(".") else {
            throw problem("the name '\(part)' of a part is empty or has a dot in it")
        }
        guard !names.contains(part) else { throw problem("two parts have the name '\(part)'") }
        names.append(part)
        return "\(name).\(part)"
    }

    /// A weight of this full name.
    func declare(_ name: String, _ shape: [Int], _ initializer: Initializer) throws(SequentialError) -> Parameter {
        guard (1...2).contains(shape.count), shape.allSatisfy(Dense.possibleSizes.contains) else {
            throw problem("a weight cannot have the shape \(shape)")
        }
        return parameters.declare(name, shape: shape, initializer: initializer)
    }

    /// A layer with weights of its own that reads a tensor.
    func apply(
        _ layer: Layer, named name: String, to tensor: SymbolicTensor
    ) throws(SequentialError) -> SymbolicTensor {
        let shape = try layer.specification.outputShape(name, of: tensor.shape)
        let declared = try layer.specification.declared(name, input: tensor.shape, in: &parameters)
        stateShapes += declared.stateShapes
        if let limit = declared.idLimit { idLimit = min(limit, idLimit ?? limit) }
        let steps = !shape.hasSteps ? nil : declared.keepsSteps && tensor.steps != nil ? tensor.steps : newSteps()
        let index = tensor.index
        return add(shape, steps: steps) { run, pass, tape in
            let input = run.input(index, on: &tape)
            return declared(input, &pass, on: &tape)
        }
    }
}

/// What the tensors of a layer of one's own are on one way through it.
struct LayerRun {
    /// The layer's input, then what each node gave.
    private(set) var signals: [Signal]
    /// Those after their activations that were asked for.
    private var values: [Variable?] = [nil]

    init(_ input: Signal) { signals = [input] }

    mutating func append(_ signal: Signal) {
        signals.append(signal)
        values.append(nil)
    }

    /// A tensor after its activation, which is computed once.
    mutating func value(_ index: Int, on tape: inout Tape) -> Variable {
        if let value = values[index] { return value }
        let value = signals[index].value(on: &tape)
        values[index] = value
        return value
    }

    /// A tensor as a layer reads it.
    mutating func input(_ index: Int, on tape: inout Tape) -> Signal {
        signals[index].isIds ? signals[index] : Signal(value(index, on: &tape), signals[index].rows)
    }

    func layout(_ index: Int) -> SequenceLayout { signals[index].layout }
}
