import Seq2SeqSettings
import Seq2SeqText

extension TrainingData {
    /// How text becomes ids.
    public struct Options: Sendable, Hashable, Adjustable {
        /// Whether targets are learnt without sources: what comes of it is a language model (Mikolov et al. 2010). What
        /// pairs have as a source is not looked at.
        public var targetOnly = false
        /// Whether a side of a pair may be blank. A model of such pairs decodes blank sources too.
        public var allowsBlank = false
        /// What a token is, on a side that has no kind of its own.
        public var tokens = Tokenization.characters
        /// What a source token is; nil for `tokens`.
        package var ownSourceTokens: Tokenization?
        /// What a target token is; nil for `tokens`.
        package var ownTargetTokens: Tokenization?
        /// In which order targets are learnt and said; texts come out as they are read.
        public var targetOrder = TokenOrder.leftToRight
        /// Ids of each vocabulary, the four reserved ones included. Nil for no limit, but for subwords as many as
        /// `Tokenizer.subwordVocabularySize`, since it also decides how many merges are learned.
        public var vocabularySize: Int?
        /// How often a token must occur to get an id of its own.
        public var minimumCount = 1
        /// Whether letters are made lower-case, on both sides.
        public var lowercase = false
        /// The form that texts are put in, on both sides.
        public var normalization = Normalization.nfc
        /// Whether both sides have one vocabulary, and one list of merges; their tokens must be of one kind.
        public var shareVocabulary = false
        /// The probability that a merge of subwords is left out, anew in each epoch (Provilkov et al. 2020).
        public var subwordDropout = 0.0
        /// The probability that a letter of a source is changed, anew in each epoch (Belinkov and Bisk 2018).
        public var sourceNoise = 0.0
        /// The probability that a source token is read as unknown, anew in each epoch.
        public var sourceWordDropout = 0.0
        /// The probability that the decoder reads a target token as unknown, anew in each epoch (Bowman et al. 2016).
        public var targetWordDropout = 0.0
        /// What becomes of tokens that a model which is gone on from does not know.
        public var vocabularyGrowth = ParentModel.VocabularyGrowth.keep
        /// The most tokens of either side; longer pairs are left out. Nil for no limit.
        public var maximumLength: Int?
        /// Share of the training pairs that is set aside to validate with.
        public var validFraction = 0.0
        /// Decides which pairs are set aside.
        public var seed = TrainingOptions.standard.seed

        /// Every character is a token.
        public init() {}
    }
}

extension TrainingData.Options {
    /// What each property has if nothing is said.
    public static let standard = Self()

    /// The settings, in the order of the help. The model's file has what becomes of texts from the tokenizers.
    package static let settings = SettingTable<Self>(
        [
            SettingGroup(
                "Data",
                [
                    Setting(
                        "target_only", \.targetOnly, stored: .never,
                        "Learn targets without sources: a language model, of a text with one target a line or of the targets of"
                            + " pairs."),
                    Setting(
                        "allow_blank", \.allowsBlank, property: "allowsBlank", stored: .never,
                        "Let a side of a pair be blank, also of a line to decode: the model reads nothing, or says nothing."
                    ),
                    Setting(
                        "valid_fraction", \.validFraction, .real(.from(0, below: 1), "P"), stored: .never,
                        "Keep this share of the training pairs to measure progress with; 0 for none."),
                    Setting(
                        "max_length", \.maximumLength, property: "maximumLength", .integer(atLeast: 1), stored: .never,
                        "Leave out and count pairs with a side of more than N tokens."),
                ]),
            SettingGroup(
                "Tokens",
                [
                    Setting("tokens", \.tokens, .choice(), stored: .never, "What a token is."),
                    Setting(
                        "source_tokens", \.ownSourceTokens, .choice(), stored: .never,
                        "The same for the source alone."),
                    Setting(
                        "target_tokens", \.ownTargetTokens, .choice(), stored: .never,
                        "The same for the target alone."),
                    Setting(
                        "target_order", \.targetOrder, .choice(), stored: .never,
                        "Whether targets are learnt and said from their first token or from their last; outputs are turned"
                            + " round again."),
                    Setting(
                        "vocabulary_size", \.vocabularySize, .integer(atLeast: 5), none: 0,
                        "Ids of each side at most, the four reserved ones included; the most frequent tokens are kept."
                            + " 0 for no limit, but \(Tokenizer.subwordVocabularySize) for subwords."),
                    Setting(
                        "vocabulary", \.vocabularyGrowth, .choice(),
                        "Whether tokens that the model of --from does not know stay unknown or get ids of their own."),
                    Setting(
                        "minimum_count", \.minimumCount, .integer(atLeast: 1), stored: .always,
                        "Keep the tokens that occur at least N times in training."),
                    Setting(
                        "share_vocabulary", \.shareVocabulary, stored: .always,
                        "Give source and target one vocabulary, of the tokens of both; --no-share-vocabulary for two."),
                    Setting(
                        "subword_dropout", \.subwordDropout, .real(.from(0, below: 1), "P"), stored: .always,
                        "Leave out merges of subwords with this probability, anew in each epoch; 0.1 is usual."),
                    Setting(
                        "source_noise", \.sourceNoise, .real(.from(0, below: 1), "P"),
                        "Leave out, double, exchange or replace characters of the sources with this probability, anew in each"
                            + " epoch."),
                    Setting(
                        "source_word_dropout", \.sourceWordDropout, .real(.from(0, below: 1), "P"),
                        "Read source tokens as unknown with this probability, anew in each epoch."),
                    Setting(
                        "target_word_dropout", \.targetWordDropout, .real(.from(0, below: 1), "P"),
                        "Let the decoder read target tokens as unknown with this probability, anew in each epoch."),
                    Setting(
                        "lowercase", \.lowercase, stored: .never,
                        "Make all letters lower-case, also those of texts to decode."),
                    Setting(
                        "normalization", \.normalization, .choice(), stored: .never,
                        "The Unicode form that texts are put in, also those to decode; nfkc and nfkd take ligatures"
                            + " apart, nfd and nfkd letters and accents."),
                ]),
        ],
        rules: { name in
            [
                .impossible { options in
                    let given = [
                        (name[\.shareVocabulary], options.shareVocabulary),
                        (name[\.sourceNoise], options.sourceNoise > 0),
                        (name[\.sourceWordDropout], options.sourceWordDropout > 0),
                    ]
                    guard options.targetOnly, let other = given.first(where: \.1)?.0 else { return nil }
                    return "\(other) needs sources, but with \(name[\.targetOnly]) there are none"
                },
                .impossible { options in
                    guard options.targetOnly && options.allowsBlank else { return nil }
                    return "\(name[\.allowsBlank]) is for pairs, but with \(name[\.targetOnly]) there are none"
                },
                .impossible { options in
                    guard options.shareVocabulary && options.sourceTokens != options.targetTokens else { return nil }
                    return """
                        Source tokens are \(options.sourceTokens) and target tokens are \(options.targetTokens), but \
                        they must be of one kind with \(name[\.shareVocabulary])
                        """
                },
                .idle { options in
                    let hasSubwords = options.sourceTokens == .subwords || options.targetTokens == .subwords
                    guard options.subwordDropout > 0 && !hasSubwords else { return nil }
                    return "\(name[\.subwordDropout]) also needs \(name[\.tokens], [Tokenization.subwords])"
                },
            ]
        })

    /// What a source token is.
    public var sourceTokens: Tokenization {
        get { ownSourceTokens ?? tokens }
        set { ownSourceTokens = newValue }
    }

    /// What a target token is.
    public var targetTokens: Tokenization {
        get { ownTargetTokens ?? tokens }
        set { ownTargetTokens = newValue }
    }

    /// Options that say how text becomes ids. Those that have no parameter here are changed as properties.
    public init(
        sourceTokens: Tokenization? = nil, targetTokens: Tokenization? = nil,
        vocabularySize: Int? = standard.vocabularySize, minimumCount: Int = standard.minimumCount,
        lowercase: Bool = standard.lowercase, normalization: Normalization = standard.normalization,
        shareVocabulary: Bool = standard.shareVocabulary, subwordDropout: Double = standard.subwordDropout,
        maximumLength: Int? = standard.maximumLength, validFraction: Double = standard.validFraction,
        seed: UInt64 = standard.seed
    ) {
        ownSourceTokens = sourceTokens
        ownTargetTokens = targetTokens
        self.vocabularySize = vocabularySize
        self.minimumCount = minimumCount
        self.lowercase = lowercase
        self.normalization = normalization
        self.shareVocabulary = shareVocabulary
        self.subwordDropout = subwordDropout
        self.maximumLength = maximumLength
        self.validFraction = validFraction
        self.seed = seed
    }
}
