import Seq2SeqTensors

/// What a layer of one's own, or a model of branches, is made of while it is being built.
final class LayerGraph {
    /// What a tensor is computed by, from those before it.
    typealias Node =
        @Sendable (_ run: inout LayerRun, _ pass: inout SequentialPass, _ tape: inout Tape) -> Signal

    /// What is being built, as an error names it.
    private let part: String
    /// What the names of weights begin with.
    private let prefix: String
    private(set) var parameters: ParameterStore
    private(set) var nodes: [Node] = []
    /// The states of recurrent layers within, in their order.
    private(set) var stateShapes: [StateShape] = []
    /// Ids of each input must be below it.
    private(set) var idLimits: [Int?]
    private var names: [String] = []
    private var stepsCount: Int

    /// Which steps the first input has, if it has any.
    static let stepsOfInput = 0

    /// - Parameters:
    ///   - part: what is being built, as an error names it.
    ///   - prefix: what the names of its weights begin with.
    init(of part: String, prefix: String = "", _ parameters: ParameterStore, inputs: Int = 1) {
        self.part = part
        self.prefix = prefix
        self.parameters = parameters
        idLimits = [Int?](repeating: nil, count: inputs)
        stepsCount = inputs
    }

    /// The tensor that stands for an input.
    func input(_ shape: LayerShape, _ index: Int = 0) -> SymbolicTensor {
        SymbolicTensor(graph: self, index: index, shape: shape, steps: shape.hasSteps ? index : nil)
    }

    /// A tensor that a node computes.
    func add(_ shape: LayerShape, steps: Int?, _ node: @escaping Node) -> SymbolicTensor {
        nodes.append(node)
        return SymbolicTensor(
            graph: self, index: idLimits.count + nodes.count - 1, shape: shape, steps: steps)
    }

    /// Steps that no other tensor has.
    func newSteps() -> Int {
        defer { stepsCount += 1 }
        return stepsCount
    }

    func problem(_ text: String) -> SequentialError { .construction(of: part, problem: text) }

    /// The name of a part of the layer as weights have it.
    ///
    /// - Throws: if it has a dot, or another part has it already.
    func take(_ part: String) throws(SequentialError) -> String {
        guard !part.isEmpty, !part.contains(".") else {
            throw problem("the name '\(part)' of a part is empty or has a dot in it")
        }
        guard !names.contains(part) else { throw problem("two parts have the name '\(part)'") }
        names.append(part)
        return prefix + part
    }

    /// A weight of this full name.
    func declare(_ name: String, _ shape: [Int], _ initializer: Initializer) throws(SequentialError) -> Parameter {
        guard (1...2).contains(shape.count), shape.allSatisfy(Dense.possibleSizes.contains) else {
            throw problem("a weight cannot have the shape \(shape)")
        }
        return parameters.declare(name, shape: shape, initializer: initializer)
    }

    /// Layers one after another, whose names follow a prefix.
    func apply(
        _ layers: [Layer], after prefix: String, to tensor: SymbolicTensor
    ) throws(SequentialError) -> SymbolicTensor {
        var tensor = tensor
        for (layer, own) in zip(layers, Sequential.names(of: layers)) {
            guard !parameters.isTooLarge else {
                throw .impossibleSize(
                    layer: prefix + own, of: "with those before it", found: "more weights than can be counted")
            }
            tensor = try apply(layer, named: prefix + own, to: tensor)
        }
        return tensor
    }

    /// A layer with weights of its own that reads a tensor.
    func apply(
        _ layer: Layer, named name: String, to tensor: SymbolicTensor
    ) throws(SequentialError) -> SymbolicTensor {
        let shape = try layer.specification.outputShape(name, of: tensor.shape)
        let declared = try layer.specification.declared(name, input: tensor.shape, in: &parameters)
        try declared.check(shape, name)
        stateShapes += declared.stateShapes
        if let limit = declared.idLimit, tensor.index < idLimits.count {
            idLimits[tensor.index] = min(limit, idLimits[tensor.index] ?? limit)
        }
        let steps = !shape.hasSteps ? nil : declared.keepsSteps && tensor.steps != nil ? tensor.steps : newSteps()
        let index = tensor.index
        return add(shape, steps: steps) { run, pass, tape in
            let input = run.input(index, on: &tape)
            return declared(input, &pass, on: &tape)
        }
    }
}

/// What the tensors of a graph are on one way through it.
struct LayerRun {
    /// The inputs, then what each node gave.
    private(set) var signals: [Signal]
    /// Those after their activations that were asked for.
    private var values: [Variable?]

    init(_ inputs: [Signal]) {
        signals = inputs
        values = inputs.map { _ in nil }
    }

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
