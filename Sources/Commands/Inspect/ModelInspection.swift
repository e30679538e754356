import Seq2Seq
import Seq2SeqSettings

/// What `seq2seq-inspect` tells of a file.
struct ModelInspection {
    let contents: ModelFileContents
    let settings: [InspectedSetting]
    /// Trainable parameters of each part of the network, in the order of the file.
    let parts: [(name: String, count: Int)]
    let source: InspectedVocabulary
    let target: InspectedVocabulary
    /// Nil for a model that reads no tags.
    let tags: InspectedVocabulary?
    /// Where the training stood; nil in a model file.
    let standing: TrainingCheckpoint.Standing?

    /// - Parameters:
    ///   - pairs: what tokens are counted in; nil if they are not.
    ///   - tokenCount: how many tokens of each end of a vocabulary are told.
    init(_ contents: ModelFileContents, counting pairs: [TextPair]?, tokenCount: Int) throws {
        self.contents = contents
        let model = contents.model
        settings = InspectedSetting.all(of: contents)
        parts = model.network.parameters.entries.reduce(into: []) { parts, entry in
            let name = String(entry.name.prefix { $0 != "." })
            if parts.last?.name != name { parts.append((name, 0)) }
            parts[parts.count - 1].count += entry.count
        }
        let encoded = pairs.map(model.encodedPairs)
        source = InspectedVocabulary(
            model.sourceVocabulary, model.sourceTokenizer, occurring: encoded?.map(\.source), tokenCount: tokenCount)
        target = InspectedVocabulary(
            model.targetVocabulary, model.targetTokenizer,
            // What a source adds to the vocabulary is unknown to it.
            occurring: encoded?.map { pair in
                pair.target.map { Int($0) < model.targetVocabulary.count ? $0 : Vocabulary.unknown }
            }, tokenCount: tokenCount)
        tags = model.tagVocabulary.map {
            InspectedVocabulary($0, model.sourceTokenizer, occurring: nil, tokenCount: tokenCount)
        }
        standing = try contents.addition.map { try TrainingCheckpoint.standing(from: $0, path: contents.path) }
    }
}

/// A setting that a model file can hold.
struct InspectedSetting {
    /// In snake_case.
    let name: String
    /// The group of the help of `seq2seq-train`.
    let group: String
    /// As the command line would give it; nil for none.
    let text: String?
    let value: StoredValue?
    /// As far as the file tells it.
    let origin: String

    /// The settings of a model in the order of the help, then those that no option stands for.
    static func all(of contents: ModelFileContents) -> [InspectedSetting] {
        let stored = contents.model.settings
        let table = TrainArguments.command.settings
        let standard = TrainArguments()
        let values: TrainArguments
        do {
            values = try table.restored(from: stored)
        } catch {
            // What this version does not take is told as it stands.
            values = standard
        }
        var settings: [InspectedSetting] = []
        for group in table.groups {
            for setting in group.settings {
                let recorded = contents.model.trainingRecord.choices.first { $0.name == setting.name.stored }
                guard recorded != nil || isTold(setting, in: stored) else { continue }
                let isHeld = stored[setting.name.stored] != nil || recorded == nil
                let text = isHeld ? setting.text(values) : recorded?.value
                // What the training came to may be another value than the one that was asked for.
                let known = recorded?.value == text ? recorded : nil
                settings.append(
                    InspectedSetting(
                        name: setting.name.stored, group: group.title, text: text,
                        value: stored[setting.name.stored]
                            ?? (isHeld ? setting.stored(values) : text.map(StoredValue.text)),
                        origin: known.map { "\($0.origin)" } ?? (text == setting.text(standard) ? "default" : "given")))
            }
        }
        let known = settings.map(\.name)
        for name in stored.names where !known.contains(name) {
            settings.append(
                InspectedSetting(
                    name: name, group: "Other", text: stored[name].map { "\($0)" }, value: stored[name],
                    origin: name == "parent_checksum"
                        ? "chosen: that of the model gone on from" : "chosen: counted in the training pairs"))
        }
        return settings
    }

    /// Whether a setting is one of a model, not of the run that made it.
    private static func isTold(_ setting: Setting<TrainArguments>, in stored: StoredSettings) -> Bool {
        let name = setting.name.stored
        if stored[name] != nil || TranslationModel.settingNames.contains(name) { return true }
        let tables = TrainingData.Options.settings.storedNames + TrainingOptions.settings.storedNames
        return setting.isStorable && tables.contains(name)
    }
}

/// What is told of a vocabulary.
struct InspectedVocabulary {
    let size: Int
    let tokenization: Tokenization
    /// Merges of subwords; nil if tokens are something else.
    let mergeCount: Int?
    /// The first tokens after the reserved ones: the most frequent.
    let first: [Token]
    /// The last ones, from the end: the rarest.
    let rarest: [Token]
    /// How often tokens of the counted texts are in no vocabulary; nil if nothing was counted.
    let unknownCount: Int?

    struct Token {
        let id: Int32
        let text: String
        /// How often it occurs; nil if nothing was counted.
        let count: Int?
    }

    init(_ vocabulary: Vocabulary, _ tokenizer: Tokenizer, occurring ids: [[Int32]]?, tokenCount: Int) {
        var counts = [Int](repeating: 0, count: vocabulary.count)
        for sequence in ids ?? [] {
            for id in sequence { counts[Int(id)] += 1 }
        }
        let isCounted = ids != nil
        func token(_ id: Int) -> Token {
            Token(id: Int32(id), text: vocabulary[Int32(id)], count: isCounted ? counts[id] : nil)
        }
        let own = Vocabulary.reservedTokens.count..<vocabulary.count
        size = vocabulary.count
        tokenization = tokenizer.tokenization
        if case .subwords(let encoding) = tokenizer.method {
            mergeCount = encoding.merges.count
        } else {
            mergeCount = nil
        }
        first = own.prefix(tokenCount).map(token)
        rarest = own.dropFirst(tokenCount).suffix(tokenCount).reversed().map(token)
        unknownCount = isCounted ? counts[Int(Vocabulary.unknown)] : nil
    }
}
