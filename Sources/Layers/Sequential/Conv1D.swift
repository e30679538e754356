import Seq2SeqTensors

/// A convolution over time: each window of steps becomes a vector, by the same weights everywhere. Of
/// `[batch, time, in]` it makes `[batch, time, filters]`.
///
/// A window reaches over a row's own steps, and over zeros where it hangs over the row's ends. So a masked step is not
/// there, and padding never counts.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     Conv1D(16, kernelSize: 3, padding: .causal, dilationRate: 2, activation: .relu)
///     GlobalMaxPooling1D()
///     Dense(1)
/// }
/// ```
public struct Conv1D: Sendable, Hashable, Codable {
    /// Size of the output's vectors.
    public var filters: Int
    /// Steps of a window.
    public var kernelSize: Int
    /// Steps between the starts of two windows.
    public var strides: Int
    /// Where windows stand at the ends of a row.
    public var padding: StepPadding
    /// Steps between two of a window; with 1 they follow each other.
    public var dilationRate: Int
    /// The function that is applied to the sums.
    public var activation: Activation

    /// A layer with this number of filters over windows of this size.
    public init(
        _ filters: Int, kernelSize: Int, strides: Int = 1, padding: StepPadding = .valid, dilationRate: Int = 1,
        activation: Activation = .linear
    ) {
        self.filters = filters
        self.kernelSize = kernelSize
        self.strides = strides
        self.padding = padding
        self.dilationRate = dilationRate
        self.activation = activation
    }
}

extension Conv1D: LayerSpecification {
    package static var kind: String { "conv1d" }

    private var windows: StepWindows {
        StepWindows(size: kernelSize, strides: strides, dilation: dilationRate, padding: padding)
    }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        let (features, time) = try sequence(name, input)
        try check(filters, "a number of filters of", of: name)
        try check(kernelSize, "a kernel size of", of: name)
        try check(strides, "strides of", of: name)
        try check(dilationRate, "a dilation rate of", of: name)
        try check(kernelSize * features, "a kernel size times features of", of: name)
        return try windows.outputShape(name, of: input, time: time, features: filters)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer {
        // As Keras's, whose windows count on both sides of Glorot and Bengio 2010, eq. 16.
        let bound = (6 / Float(kernelSize * (input.features + filters))).squareRoot()
        let weight = parameters.declare(
            "\(name).weight", shape: [filters, kernelSize * input.features], initializer: .uniform(bound))
        let bias = parameters.declare("\(name).bias", shape: [filters], initializer: .zeros)
        return DeclaredConvolution(windows: windows, weight: weight, bias: bias, activation: activation)
    }
}

private struct DeclaredConvolution: DeclaredLayer {
    let windows: StepWindows
    /// `[filters, window * in]`: the weights of a window's first step, then those of its second, …
    let weight: Parameter
    let bias: Parameter
    let activation: Activation

    var keepsSteps: Bool { windows.isForEachStep }

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let (rows, layout) = windows.whole(over: input.layout)
        let x = input.value(on: &tape)
        let read = windows.size == 1 && windows.strides == 1 ? x : tape.windows(rows, size: windows.size, of: x)
        return Signal(
            tape.linear(read, weight: weight, bias: bias), .sequences(layout), activation: activation)
    }
}
