import Seq2SeqRandomness
import Seq2SeqTensors

/// A stack of layers, each of which reads what the one before it gives.
///
/// Shapes are known when it is built, and an impossible stack is refused there. It is a value: a copy is a snapshot of
/// the weights.
///
/// ```swift
/// var model = try Sequential(input: .sequences(1)) {
///     LSTM(16)
///     Dense(1)
/// }
/// ```
public struct Sequential: Sendable {
    /// The shape of the inputs.
    public let inputShape: LayerShape
    /// The layers, in the order in which data passes them.
    public let layers: [Layer]
    /// Each layer's name: its kind, with a number from the second of a kind on. Weights are named after it.
    public let names: [String]
    /// The shape of what each layer gives.
    public let outputShapes: [LayerShape]
    /// Every weight.
    public var parameters: ParameterStore

    let declared: [any DeclaredLayer]

    /// A model with random weights.
    ///
    /// - Parameters:
    ///   - input: the shape of the inputs.
    ///   - seed: what the weights are drawn from.
    ///   - layers: the layers, in the order in which data passes them.
    /// - Throws: the first layer that cannot read what comes before it, with both shapes.
    public init(
        input: LayerShape, seed: UInt64 = 1, @LayerBuilder _ layers: () -> [Layer]
    ) throws(SequentialError) {
        try self.init(declaring: layers(), input: input)
        var random = RandomSource(seed: seed)
        parameters.start(using: &random)
    }

    /// A model that has the shapes of its weights but neither values nor memory for them.
    package init(declaring layers: [Layer], input: LayerShape) throws(SequentialError) {
        guard !layers.isEmpty else { throw .noLayers }
        try input.checkSizes()
        let names = Self.names(of: layers)
        if let place = layers.dropLast().firstIndex(where: { $0.kind == CRF.kind }) {
            throw .notLast(layer: names[place])
        }
        try Self.checkKinds(of: layers)
        var shapes: [LayerShape] = []
        for (layer, name) in zip(layers, names) {
            shapes.append(try layer.specification.outputShape(name, of: shapes.last ?? input))
        }
        var parameters = ParameterStore()
        var declared: [any DeclaredLayer] = []
        for (index, layer) in layers.enumerated() {
            declared.append(
                try layer.specification.declared(
                    names[index], input: index == 0 ? input : shapes[index - 1], in: &parameters))
            try declared[index].check(shapes[index], names[index])
            guard !parameters.isTooLarge else {
                throw .impossibleSize(
                    layer: names[index], of: "with those before it", found: "more weights than can be counted")
            }
        }
        inputShape = input
        self.layers = layers
        self.names = names
        outputShapes = shapes
        self.declared = declared
        self.parameters = parameters
    }

    /// Refuses two types of one's own with one kind, which a file could not tell apart.
    static func checkKinds(of layers: [Layer]) throws(SequentialError) {
        var known: [(kind: String, type: ObjectIdentifier)] = []
        for case .custom(let own) in layers {
            let (kind, type) = (type(of: own.layer).kind, ObjectIdentifier(type(of: own.layer)))
            guard !known.contains(where: { $0.kind == kind && $0.type != type }) else {
                throw .construction(
                    of: "layer '\(kind)'", problem: "two types have the kind '\(kind)'")
            }
            known.append((kind, type))
        }
    }

    static func names(of layers: [Layer]) -> [String] {
        layers.indices.map { index in
            let kind = layers[index].kind
            let earlier = layers[..<index].count { $0.kind == kind }
            return earlier == 0 ? kind : "\(kind)_\(earlier)"
        }
    }

    /// The shape of the outputs.
    public var outputShape: LayerShape { outputShapes[outputShapes.count - 1] }

    /// What the layers make of inputs.
    package func callAsFunction(
        _ x: Examples, _ pass: inout SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Signal {
        if let states = x.states { try check(states, examples: x.count) }
        pass.initial = x.states
        var signal = try Signal(x, as: inputShape, idLimit: declared[0].idLimit, on: tape)
        for layer in declared { signal = layer(signal, &pass, on: &tape) }
        return signal
    }
}

extension Sequential {
    /// How many trainable parameters a layer has.
    public func parameterCount(ofLayer index: Int) -> Int {
        parameters.names.filter { $0.hasPrefix(names[index] + ".") }
            .compactMap { parameters.parameter(named: $0) }
            .reduce(0) { $0 + parameters.shape(of: $1).reduce(1, *) }
    }

    /// A table of layers, output shapes and parameter counts.
    public func summary() -> String {
        var rows = [["layer", "output shape", "parameters"], ["input", "\(inputShape)", "0"]]
        for index in layers.indices {
            rows.append([names[index], "\(outputShapes[index])", "\(parameterCount(ofLayer: index))"])
        }
        rows.append(["total", "", "\(parameters.count)"])
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column == 2 ? space + cell : cell + space
            }
            return cells.joined(separator: "  ")
        }
        let rule = String(repeating: "-", count: widths.reduce(4, +))
        return ([lines[0], rule] + lines[1..<lines.count - 1] + [rule, lines[lines.count - 1]])
            .joined(separator: "\n")
    }
}
