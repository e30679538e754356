import Seq2Seq
import Seq2SeqSettings

extension TrainArguments {
    /// What was made elsewhere of how texts become ids.
    static let tokens = SettingTable<TrainArguments>(
        [
            SettingGroup(
                "Tokens",
                [
                    Setting(
                        "source_subwords", \.sourceSubwords, .path(),
                        "Cut sources into the subwords of this file: merges of subword-nmt, or a .model of SentencePiece."
                    ),
                    Setting("target_subwords", \.targetSubwords, .path(), "The same for targets."),
                    Setting(
                        "source_vocabulary", \.sourceVocabulary, .path(),
                        "Take the source's vocabulary from this file, a token a line, instead of from the pairs."),
                    Setting("target_vocabulary", \.targetVocabulary, .path(), "The same for the target."),
                ])
        ])
}
