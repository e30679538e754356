import Foundation
import Seq2SeqLayers
import Seq2SeqTensors

// An encoder-decoder on real vectors in one safetensors file, with PyTorch's names and shapes of weights.

extension ContinuousEncoderDecoder {
    private static let format = "seq2seq-continuous"

    private struct Configuration: Codable {
        let inputSize: Int
        let outputSize: Int
        let hidden: Int
        let layers: Int
    }

    /// Reads a model file.
    ///
    /// - Throws: what is wrong with a file that is not there, cut short, altered, of another format or of a later
    ///   version. No file makes it trap.
    public init(contentsOf path: String) throws(ModelFileError) { try self.init(from: .path(path)) }

    /// Reads a model file, such as one of an app's bundle.
    ///
    /// - Throws: what is wrong with it, as with a path.
    public init(contentsOf url: URL) throws(ModelFileError) { try self.init(contentsOf: url.filePath()) }

    /// Reads the bytes of a model file.
    ///
    /// - Throws: what is wrong with them. No bytes make it trap.
    public init(data: Data) throws(ModelFileError) { try self.init(from: .data(data)) }

    private init(from source: ModelFileSource) throws(ModelFileError) {
        self = try SequenceModelFile.read(source, format: Self.format, Configuration.self) {
            configuration throws(ModelFileError.Problem) in
            let sizes = [configuration.inputSize, configuration.outputSize, configuration.hidden]
            guard sizes.allSatisfy(Dense.possibleSizes.contains), (1...1000).contains(configuration.layers) else {
                throw .invalidMetadata(key: ModelFileKey.configuration, reason: "has an impossible size")
            }
            return ContinuousEncoderDecoder(
                declaringInputSize: configuration.inputSize, outputSize: configuration.outputSize,
                hidden: configuration.hidden, layers: configuration.layers)
        }
    }

    /// Writes a model file. Equal models give equal bytes, and a crash at any moment leaves the old file whole.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to path: String) throws(ModelFileError) {
        try SequenceModelFile.write(parameters, configuration: configuration, format: Self.format, to: path)
    }

    /// Writes a model file, as to a path.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to url: URL) throws(ModelFileError) { try write(to: url.filePath()) }

    /// The bytes of a model file; equal models give equal ones.
    ///
    /// - Throws: `ModelFileError` if the model holds what has no place in a file.
    public func data() throws(ModelFileError) -> Data {
        try SequenceModelFile.data(parameters, configuration: configuration, format: Self.format)
    }

    private var configuration: Configuration {
        Configuration(inputSize: inputSize, outputSize: outputSize, hidden: hidden, layers: layers)
    }
}
