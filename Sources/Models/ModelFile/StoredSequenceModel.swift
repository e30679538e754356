import Foundation
import Seq2SeqLayers

/// A sequence model that has a file: its weights in safetensors, with PyTorch's names and shapes, and what is needed to
/// make it anew.
///
/// `Sequential`, `BranchedModel` and `ContinuousEncoderDecoder` are those there are.
///
/// ```swift
/// try model.write(to: path)
/// let read = try Sequential(contentsOf: path, customLayers: [Highway.self, AttentionPooling.self])
/// ```
public protocol StoredSequenceModel: SequenceModel {
    /// How the model stands in a file. Only models of this package can say that.
    static var storage: SequenceStorage<Self> { get }
}

extension StoredSequenceModel {
    /// Reads a model file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - customLayers: the types of the layers of one's own that it has: it holds their settings and weights, but not
    ///     what they do.
    /// - Throws: what is wrong with a file that is not there, cut short, altered, of another format or of a later
    ///   version, or that has a layer of another kind. No file makes it trap.
    public init(contentsOf path: String, customLayers: [any CustomLayer.Type] = []) throws(ModelFileError) {
        self = try Self.storage.read(.path(path), customLayers)
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
        self = try Self.storage.read(.data(data), customLayers)
    }

    /// Writes a model file. Equal models give equal bytes, and a crash at any moment leaves the old file whole.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to path: String) throws(ModelFileError) { try Self.storage.write(self, to: path) }

    /// Writes a model file, as to a path.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to url: URL) throws(ModelFileError) { try write(to: url.filePath()) }

    /// The bytes of a model file; equal models give equal ones.
    ///
    /// - Throws: `ModelFileError` if the model holds what has no place in a file.
    public func data() throws(ModelFileError) -> Data { try Self.storage.data(of: self) }
}
