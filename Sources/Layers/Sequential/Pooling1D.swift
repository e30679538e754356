import Seq2SeqTensors

/// What `MaxPooling1D` and `AveragePooling1D` share: windows over a row's own steps, each of which becomes one vector.
package protocol Pooling1D: LayerSpecification, DeclaredLayer {
    /// Steps of a window.
    var poolSize: Int { get }
    /// Steps between the starts of two windows.
    var strides: Int { get }
    /// Where windows stand at the ends of a row.
    var padding: StepPadding { get }
    /// How the steps of a window become one.
    static var pooling: Tape.Pooling { get }
}

extension Pooling1D {
    private var windows: StepWindows {
        StepWindows(size: poolSize, strides: strides, dilation: 1, padding: padding)
    }

    package var keepsSteps: Bool { windows.isForEachStep }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        let (features, time) = try sequence(name, input)
        try check(poolSize, "a pool size of", of: name)
        try check(strides, "strides of", of: name)
        return try windows.outputShape(name, of: input, time: time, features: features)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer { self }

    package func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let (rows, layout) = windows.filled(over: input.layout)
        let x = input.value(on: &tape)
        return Signal(tape.pool(Self.pooling, over: rows, of: x), .sequences(layout))
    }
}

/// What `GlobalMaxPooling1D` and `GlobalAveragePooling1D` share: a row's own steps become one vector.
package protocol GlobalPooling1D: LayerSpecification, DeclaredLayer {
    /// How the steps become one.
    static var pooling: Tape.Pooling { get }
}

extension GlobalPooling1D {
    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        .vectors(try sequence(name, input).features)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer { self }

    package func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let layout = input.layout
        let x = input.value(on: &tape)
        return Signal(tape.pool(Self.pooling, over: layout.packedSequences, of: x), .vectors)
    }
}
