import Seq2SeqLayers
import Seq2SeqTensors

// A stack of layers in one safetensors file, with PyTorch's names and shapes of weights.

extension Sequential {
    private static let format = "seq2seq-sequential"

    private struct Configuration: Codable {
        let input: LayerShape
        let layers: [Layer]
    }

    /// Reads a model file.
    ///
    /// - Throws: what is wrong with a file that is not there, cut short, altered, of another format or of a later
    ///   version. No file makes it trap.
    public init(contentsOf path: String) throws(ModelFileError) {
        self = try SequenceModelFile.read(path, format: Self.format, Configuration.self) {
            configuration throws(ModelFileError.Problem) in
            do throws(SequentialError) {
                return try Sequential(declaring: configuration.layers, input: configuration.input)
            } catch {
                throw .invalidMetadata(
                    key: ModelFileKey.configuration, reason: "describes an impossible stack. \(error)")
            }
        }
    }

    /// Writes a model file. Equal models give equal bytes, and a crash at any moment leaves the old file whole.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to path: String) throws(ModelFileError) {
        try SequenceModelFile.write(
            parameters, configuration: Configuration(input: inputShape, layers: layers), format: Self.format, to: path)
    }
}
