import Seq2Seq

/// A model that a command can do nothing with, as commands read texts.
enum ForeignModel: ExitCodeProviding {
    case readsVectors(path: String)

    var exitCode: ExitCode { .badData }

    var description: String {
        switch self {
        case .readsVectors(let path):
            "\(path) reads vectors, not texts: it is for Swift programs. Give a model that seq2seq-train has made."
        }
    }
}

extension TranslationModel {
    /// Reads the file of a model of texts.
    init(ofTextsAt path: String, threads: Int? = nil) throws {
        self = try TranslationModel(contentsOf: path, threads: threads)
        if readsVectors { throw ForeignModel.readsVectors(path: path) }
    }
}
