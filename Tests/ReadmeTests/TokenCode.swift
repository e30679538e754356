import Foundation
import Seq2Seq

// Code of the page on what was made elsewhere, and of the types that it is about. It is compiled, and compared with
// them, but not run: the files are the user's.

func aModelOfSentencePiece(at url: URL) throws {
    let model = try SentencePieceModel(serialized: Array(Data(contentsOf: url)))
    let pieces = model.pieces(of: "Hello world.")
    print(pieces, model.text(of: pieces))
}

func subwordsOfAFile() throws {
    let subwords = try Subwords(contentsOf: "bpe.codes")
    print(Tokenizer(subwords).tokens(of: "a cat"))
}

func aVocabularyOfAFile() throws {
    let file = try VocabularyFile(contentsOf: "dict.txt")
    print(file.vocabulary.count, file.leftOut)
}

func aTrainingWithTokensThatAreGiven(pairs: [TextPair]) throws {
    var given = GivenTokens()
    given.source.subwords = try Subwords(contentsOf: "german.model")
    given.target.vocabulary = try VocabularyFile(contentsOf: "english.txt").vocabulary
    let plan = try TrainingPlan(training: pairs, givenTokens: given)
    print(plan.data.sourceVocabulary.count)
}

func aCorpusWithTokensThatAreGiven(corpus: ParallelCorpus) throws {
    var given = GivenTokens()
    given.source.subwords = try Subwords(contentsOf: "german.model")
    given.target.vocabulary = try VocabularyFile(contentsOf: "english.txt").vocabulary
    let plan = try TrainingPlan(training: corpus.pairs, givenTokens: given)
    print(plan.data.targetVocabulary.count)
}
