/// Makes a list of layers out of the statements in the braces of ``Sequential``.
@resultBuilder
public enum LayerBuilder {
    /// A dense layer.
    public static func buildExpression(_ layer: Dense) -> [Layer] { [.dense(layer)] }
    /// An LSTM.
    public static func buildExpression(_ layer: LSTM) -> [Layer] { [.lstm(layer)] }
    /// A GRU.
    public static func buildExpression(_ layer: GRU) -> [Layer] { [.gru(layer)] }
    /// A simple recurrent layer.
    public static func buildExpression(_ layer: SimpleRNN) -> [Layer] { [.simpleRNN(layer)] }
    /// A recurrent layer in both directions.
    public static func buildExpression(_ layer: Bidirectional) -> [Layer] { [.bidirectional(layer)] }
    /// A table of vectors.
    public static func buildExpression(_ layer: Embedding) -> [Layer] { [.embedding(layer)] }
    /// Copies of a vector.
    public static func buildExpression(_ layer: RepeatVector) -> [Layer] { [.repeatVector(layer)] }
    /// The last steps.
    public static func buildExpression(_ layer: LastSteps) -> [Layer] { [.lastSteps(layer)] }
    /// Zero vectors at the end.
    public static func buildExpression(_ layer: ZeroPadding) -> [Layer] { [.zeroPadding(layer)] }
    /// A mask from a value.
    public static func buildExpression(_ layer: Masking) -> [Layer] { [.masking(layer)] }
    /// Dropout.
    public static func buildExpression(_ layer: Dropout) -> [Layer] { [.dropout(layer)] }
    /// A convolution.
    public static func buildExpression(_ layer: Conv1D) -> [Layer] { [.conv1D(layer)] }
    /// Layer normalisation.
    public static func buildExpression(_ layer: LayerNormalization) -> [Layer] { [.layerNormalization(layer)] }
    /// The largest in windows.
    public static func buildExpression(_ layer: MaxPooling1D) -> [Layer] { [.maxPooling1D(layer)] }
    /// The mean of windows.
    public static func buildExpression(_ layer: AveragePooling1D) -> [Layer] { [.averagePooling1D(layer)] }
    /// The largest of all steps.
    public static func buildExpression(_ layer: GlobalMaxPooling1D) -> [Layer] { [.globalMaxPooling1D(layer)] }
    /// The mean of all steps.
    public static func buildExpression(_ layer: GlobalAveragePooling1D) -> [Layer] { [.globalAveragePooling1D(layer)] }
    /// Attention of a row to itself.
    public static func buildExpression(_ layer: SelfAttention) -> [Layer] { [.selfAttention(layer)] }
    /// A conditional random field.
    public static func buildExpression(_ layer: CRF) -> [Layer] { [.crf(layer)] }
    /// A layer of one's own.
    public static func buildExpression(_ layer: some CustomLayer) -> [Layer] { [.custom(AnyCustomLayer(layer))] }
    /// A layer or list of layers from elsewhere.
    public static func buildExpression(_ layers: [Layer]) -> [Layer] { layers }

    /// One after another.
    public static func buildBlock(_ layers: [Layer]...) -> [Layer] { layers.flatMap { $0 } }
    /// Those of every turn of a loop.
    public static func buildArray(_ layers: [[Layer]]) -> [Layer] { layers.flatMap { $0 } }
    /// Those of an `if` without `else`.
    public static func buildOptional(_ layers: [Layer]?) -> [Layer] { layers ?? [] }
    /// The layers of an `if`.
    public static func buildEither(first layers: [Layer]) -> [Layer] { layers }
    /// The layers of an `else`.
    public static func buildEither(second layers: [Layer]) -> [Layer] { layers }
}
