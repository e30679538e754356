import Foundation
import Seq2SeqLayers
import Seq2SeqTensors

// A model of branches in one safetensors file, with PyTorch's names and shapes of weights.

extension BranchedModel {
    private static let format = "seq2seq-branched"

    /// Reads a model file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - customLayers: the types of the layers of one's own that it has: it holds their settings and weights, but not
    ///     what they do.
    /// - Throws: what is wrong with a file that is not there, cut short, altered, of another format or of a later
    ///   version, or that has a layer of another kind. No file makes it trap.
    public init(contentsOf path: String, customLayers: [any CustomLayer.Type] = []) throws(ModelFileError) {
        try self.init(from: .path(path), customLayers)
    }

    /// Reads a model file, such as one of an app's bundle.
    ///
    /// - Throws: what is wrong with it, as with a path.
    public init(contentsOf url: URL, customLayers: [any CustomLayer.Type] = []) throws(ModelFileError) {
        try self.init(contentsOf: url.filePath(), customLayers: customLayers)
    }

    /// Reads the bytes of a model file.
    ///
    /// - Throws: what is wrong with them, as with a path. No bytes make it trap.
    public init(data: Data, customLayers: [any CustomLayer.Type] = []) throws(ModelFileError) {
        try self.init(from: .data(data), customLayers)
    }

    private init(
        from source: ModelFileSource, _ customLayers: [any CustomLayer.Type]
    ) throws(ModelFileError) {
        self = try SequenceModelFile.read(
            source, format: Self.format, Configuration.self, customLayers: customLayers
        ) {
            configuration throws(ModelFileError.Problem) in
            do throws(SequentialError) {
                return try BranchedModel(declaring: configuration)
            } catch {
                throw .invalidMetadata(
                    key: ModelFileKey.configuration, reason: "describes an impossible model. \(error)")
            }
        }
    }

    /// Writes a model file. Equal models give equal bytes, and a crash at any moment leaves the old file whole.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to path: String) throws(ModelFileError) {
        try SequenceModelFile.write(
            parameters, configuration: configuration, format: Self.format, to: path)
    }

    /// Writes a model file, as to a path.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to url: URL) throws(ModelFileError) { try write(to: url.filePath()) }

    /// The bytes of a model file; equal models give equal ones.
    ///
    /// - Throws: `ModelFileError` if the model holds what has no place in a file.
    public func data() throws(ModelFileError) -> Data {
        try SequenceModelFile.data(
            parameters, configuration: configuration, format: Self.format)
    }
}
