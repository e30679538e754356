import Seq2SeqTensors

/// A layer of one's own, as a stack sees it before it has weights.
struct CustomSpecification<Own: CustomLayer>: LayerSpecification {
    let layer: Own

    static var kind: String { Own.kind }

    func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        var scratch = ParameterStore()
        return try built(name, input: input, in: &scratch).shape
    }

    func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) throws(SequentialError) -> any DeclaredLayer {
        try built(name, input: input, in: &parameters).layer
    }

    private func built(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) throws(SequentialError) -> (layer: DeclaredCustom, shape: LayerShape) {
        let kind = Own.kind
        guard !kind.isEmpty, kind.utf8.allSatisfy(Self.isOfNames), !Layer.kinds.contains(kind) else {
            throw .construction(
                of: "layer '\(name)'",
                problem: "its kind '\(kind)' must be letters, digits and underscores, and no other layer's")
        }
        let graph = LayerGraph(of: "layer '\(name)'", prefix: name + ".", parameters)
        let output = try layer(graph.input(input))
        guard output.graph === graph else {
            throw graph.problem("what it gives was made of another layer's input")
        }
        if case .tokens = output.shape { throw graph.problem("it gives ids, and not vectors") }
        parameters = graph.parameters
        return (
            DeclaredCustom(
                nodes: graph.nodes, output: output.index, keepsSteps: output.steps == LayerGraph.stepsOfInput,
                stateShapes: graph.stateShapes, idLimit: graph.idLimits[0],
                shape: output.shape),
            output.shape
        )
    }

    private static func isOfNames(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    func encode(to encoder: any Encoder) throws { try layer.encode(to: encoder) }
}

/// A layer of one's own with its weights: the operations that its graph came to.
private struct DeclaredCustom: DeclaredLayer {
    let nodes: [LayerGraph.Node]
    let output: Int
    let keepsSteps: Bool
    let stateShapes: [StateShape]
    let idLimit: Int?
    let shape: LayerShape?

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        var run = LayerRun([input])
        for node in nodes { run.append(node(&run, &pass, &tape)) }
        return run.signals[output]
    }
}
