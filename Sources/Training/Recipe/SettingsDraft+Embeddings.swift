import Seq2SeqModels
import Seq2SeqSettings

extension SettingsDraft {
    /// Makes embeddings as large as the vectors that they are to begin with, and what is tied to them too.
    ///
    /// - Parameters:
    ///   - dimension: how many numbers the vectors have.
    ///   - file: where they stand, for the reason.
    package mutating func fitEmbeddings(to dimension: Int, of file: String) {
        let names = EncoderDecoder.Configuration.settings
        settings.model.embedding = dimension
        origins[names[\.embedding]] = .chosen(because: "the vectors of \(file) have as many numbers")
        kept.insert(names[\.embedding])
        guard settings.model.tieEmbeddings, !origins.isGiven(names[\.hidden]) else { return }
        settings.model.hidden = dimension
        origins[names[\.hidden]] = .chosen(because: "tied embeddings are as large as the state")
        kept.insert(names[\.hidden])
    }
}
