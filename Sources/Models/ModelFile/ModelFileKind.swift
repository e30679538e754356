import Seq2SeqFiles

/// What a file calls itself, told by its beginning.
package enum ModelFileKind: Sendable {
    /// A model that leads from text to text.
    case translationModel
    /// Such a model and what it takes to go on with its training.
    case checkpoint
    /// Anything else.
    case another

    /// Looks at a file.
    ///
    /// - Throws: `ModelFileError` if it is not there or may not be read.
    package init(at path: String) throws(ModelFileError) {
        do throws(ModelFileError.Problem) {
            let header = try SafetensorsFile.header(of: try ByteReader.opening(path)).header
            self =
                switch header.metadata[ModelFileKey.format] {
                case TranslationModel.format: .translationModel
                case ModelFileAddition.format: .checkpoint
                default: .another
                }
        } catch .notSafetensors, .cutShort {
            self = .another
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }
}
