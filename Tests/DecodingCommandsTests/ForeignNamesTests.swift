import Seq2SeqBench
import Testing

/// What other toolkits call options and values leads to ours.
@Suite("Names of other toolkits")
struct ForeignNamesTests {
    @Test(arguments: [
        ("--lr 0.1", "--learning-rate"), ("--num-layers 2", "--layers"), ("--num_layers=2", "--layers"),
        ("--dim 8", "--hidden"), ("--bpe", "--tokens subwords"), ("--hidden-size 8", "--hidden"),
        ("--embedding-size 8", "--embedding"), ("--lang de", "--source"), ("--Batch_Size 4", "--batch-size"),
        ("--wd 0.1", "--weight-decay"), ("--early-stopping", "--patience"), ("--dropout-rate 0.1", "--dropout"),
        ("--emb-dim 8", "--embedding"), ("--model-dir m", "--model"), ("--beam-size 5", "seq2seq-decode --beam"),
    ])
    func anOptionOfTraining(words: String, own: String) throws {
        let run = try Bench().run("seq2seq-train", words.split(separator: " ").map(String.init))
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("Did you mean '\(own)'?"), "\(run.messages)")
    }

    @Test(arguments: [
        ("--beam-size 5", "--beam"), ("--nbest 5", "--n-best"), ("--lenpen 1", "--length-penalty"), ("-i x", "--input"),
        ("-o x", "--output"), ("--no-repeat-ngram-size 3", "--block-ngrams"),
    ])
    func anOptionOfDecoding(words: String, own: String) throws {
        let run = try Bench().run("seq2seq-decode", words.split(separator: " ").map(String.init))
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("Did you mean '\(own)'?"), "\(run.messages)")
    }

    @Test(arguments: [
        ("--tokens bpe", "subwords"), ("--tokens chars", "characters"), ("--tokens word", "words"),
        ("--attention bahdanau", "additive"), ("--optimizer ADAM", "adam"), ("--schedule noam", "inverse-sqrt"),
        ("--initializer xavier", "glorot"),
    ])
    func aValue(words: String, own: String) throws {
        let run = try Bench().run("seq2seq-train", words.split(separator: " ").map(String.init))
        #expect(run.exitCode == 64)
        #expect(run.messages.contains("Did you mean '\(own)'?"), "\(run.messages)")
    }

    /// An option of another command is no help.
    @Test func onlyWhatTheCommandHasIsSuggested() throws {
        let run = try Bench().run("seq2seq-corpus", ["copy", "--beam-size", "3"])
        #expect(run.exitCode == 64)
        #expect(!run.messages.contains("--beam'"), "\(run.messages)")
    }
}
