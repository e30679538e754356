import Seq2SeqTensors

/// What a layer of a `Sequential` can say of itself before it has weights.
package protocol LayerSpecification: Encodable {
    /// The kind's name in a model file and, with a number, in messages; Keras's name for it.
    static var kind: String { get }

    /// The shape of what it makes of an input.
    ///
    /// - Throws: what is wrong with the input or with the layer's own sizes.
    func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape

    /// The layer with weights of its own, for an input whose shape was accepted.
    ///
    /// - Throws: of a layer of one's own that does not say the same twice, what it says now.
    func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) throws(SequentialError) -> any DeclaredLayer
}

extension LayerSpecification {
    /// Sizes whose products cannot overflow.
    package static var possibleSizes: ClosedRange<Int> { 1...1 << 24 }

    package func check(_ size: Int, _ what: String, of layer: String) throws(SequentialError) {
        guard Self.possibleSizes.contains(size) else {
            throw .impossibleSize(layer: layer, of: what, found: "\(size)")
        }
    }

    package func check(rate: Double, of layer: String) throws(SequentialError) {
        // Masks are drawn with a float, which must not be rounded to 1.
        guard rate >= 0, Float(rate) < 1 else { throw .impossibleSize(layer: layer, of: "the rate", found: "\(rate)") }
    }

    /// The size of a sequence's vectors and its length.
    package func sequence(
        _ name: String, _ input: LayerShape
    ) throws(SequentialError) -> (features: Int, time: Int?) {
        guard case .sequences(let features, let time) = input else {
            throw .input(layer: name, expected: "[batch, time, features]", found: input)
        }
        return (features, time)
    }
}
