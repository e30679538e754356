import Foundation

/// Where the bytes of a model file are.
enum ModelFileSource {
    case path(String)
    case data(Data)

    /// What stands for it in a message.
    var name: String {
        switch self {
        case .path(let path): path
        case .data: "The data"
        }
    }

    /// Reads all of it.
    func file() throws(ModelFileError.Problem) -> SafetensorsFile {
        switch self {
        case .path(let path): try SafetensorsFile(contentsOf: path)
        case .data(let data): try SafetensorsFile(bytes: data)
        }
    }
}

extension URL {
    /// The path of a file.
    ///
    /// - Throws: `ModelFileError` if it leads elsewhere.
    func filePath() throws(ModelFileError) -> String {
        guard isFileURL else { throw ModelFileError(path: absoluteString, problem: .notFound) }
        return path(percentEncoded: false)
    }
}
