import Seq2SeqTensors

extension TranslationModel {
    /// How the weights are held, and so the precision that decoding has if no other is asked for.
    public var precision: Precision { network.parameters.isInt8 ? .int8 : .float32 }

    /// The same model with weights in 8 bits: a quarter of the size, in memory and in a file.
    ///
    /// What it gives in the precision `int8` is what this model gives in it, to the last bit. Biases stay floats, and
    /// so do the target's embeddings with input feeding and copying, since they are rounded together with other
    /// vectors. In the precision `float32` it computes with the floats that the integers stand for.
    ///
    /// ```swift
    /// let model = try TranslationModel(contentsOf: path)
    /// try model.quantized().write(to: small)
    /// print(Translator(try TranslationModel(contentsOf: small)).translate("535+61"))
    /// ```
    ///
    /// - Parameter threads: how many threads share the work, or nil for one a core.
    public func quantized(threads: Int? = nil) -> TranslationModel {
        var model = self
        model.network.parameters = network.parameters.quantized(
            network.weightUses, on: Workspace(threads: threads))
        return model
    }
}
