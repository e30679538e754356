import Foundation
import Seq2SeqSettings
import Seq2SeqText

/// The JSON object that a model file keeps under `configuration`: the settings of the network, of its texts and of its
/// training, under their names in snake_case.
struct StoredConfiguration {
    /// Every setting, also those that this version does not know.
    let settings: StoredSettings

    init(of model: TranslationModel) {
        settings = model.trainingRecord.settings
            .merging(StoredTexts.settings.stored(StoredTexts(of: model)))
            .merging(EncoderDecoder.Configuration.settings.stored(model.network.configuration))
    }

    init(json: String) throws {
        settings = try JSONDecoder().decode(StoredSettings.self, from: Data(json.utf8))
    }

    /// The object as JSON text, its keys sorted.
    func json() throws -> String {
        String(decoding: try JSONEncoder.ofConfiguration.encode(settings), as: UTF8.self)
    }

    /// What the network is made of, with vocabularies of these sizes.
    func network(
        sourceVocabularySize: Int, targetVocabularySize: Int, tagVocabularySize: Int, texts: StoredTexts
    ) throws(ModelFileError.Problem) -> EncoderDecoder.Configuration {
        var configuration = try restored(EncoderDecoder.Configuration.settings)
        configuration.sourceVocabularySize = sourceVocabularySize
        configuration.targetVocabularySize = targetVocabularySize
        configuration.tagVocabularySize = tagVocabularySize
        configuration.readsSecondSource = texts.readsSecondSource
        configuration.sourceFeatures = texts.sourceFeatures
        if texts.sourceFeatures > 0 {
            let hasTokens = sourceVocabularySize != Vocabulary.reservedTokens.count
            guard !texts.targetOnly, !configuration.copy, !texts.readsSecondSource, !hasTokens else {
                throw .invalidMetadata(
                    key: ModelFileKey.configuration,
                    reason: "is impossible: a model that reads vectors has no source tokens, but parts that need them")
            }
        }
        return configuration
    }

    /// What becomes of texts.
    func texts() throws(ModelFileError.Problem) -> StoredTexts { try restored(StoredTexts.settings) }

    /// How the model was trained.
    var trainingRecord: TrainingRecord {
        TrainingRecord(
            settings.without(EncoderDecoder.Configuration.settings.storedNames + StoredTexts.settings.storedNames))
    }

    private func restored<Owner>(_ table: SettingTable<Owner>) throws(ModelFileError.Problem) -> Owner {
        do throws(SettingFault) {
            return try table.restored(from: settings)
        } catch .value(let name, let value, .noSuchChoice) {
            throw .unknownPart(option: name.stored, value: value)
        } catch {
            throw .invalidMetadata(
                key: ModelFileKey.configuration, reason: "is impossible: \(error.text(for: .modelFiles))")
        }
    }
}

/// What a model does with texts, as its file holds it.
struct StoredTexts: Adjustable {
    var sourceTokens = Tokenization.characters
    var targetTokens = Tokenization.characters
    var lowercase = false
    var normalization = Normalization.nfc
    var lengthRatio = 1.0
    var targetOnly = false
    var targetOrder = TokenOrder.leftToRight
    var allowsBlank = false
    var readsSecondSource = false
    var sourceFeatures = 0

    init() {}

    init(of model: TranslationModel) {
        sourceTokens = model.sourceTokenizer.tokenization
        targetTokens = model.targetTokenizer.tokenization
        lowercase = model.sourceTokenizer.makesLowercase
        normalization = model.sourceTokenizer.normalization
        lengthRatio = model.lengthRatio
        targetOnly = model.isLanguageModel
        targetOrder = model.targetTokenizer.order
        allowsBlank = model.allowsBlank
        readsSecondSource = model.readsSecondSource
        sourceFeatures = model.network.configuration.sourceFeatures
    }

    static let settings = SettingTable<StoredTexts>([
        SettingGroup(
            "Texts",
            [
                Setting("source_tokens", \.sourceTokens, .choice(), stored: .required, "What a source token is."),
                Setting("target_tokens", \.targetTokens, .choice(), stored: .required, "What a target token is."),
                Setting("lowercase", \.lowercase, stored: .always, "Whether letters are made lower-case."),
                Setting("normalization", \.normalization, .choice(), "The form that texts are put in."),
                // No longer text could be counted; the limit keeps products from overflowing.
                Setting(
                    "length_ratio", \.lengthRatio, .real(.within(0...0x1p32)), stored: .required,
                    "The most target tokens per source token that the training pairs had."),
                Setting("target_order", \.targetOrder, .choice(), "In which order targets are said."),
                Setting(
                    "allow_blank", \.allowsBlank, property: "allowsBlank", "Whether a side of a pair may be blank."),
                Setting("target_only", \.targetOnly, "Whether it is a language model, which reads no source."),
                Setting(
                    "reads_second_source", \.readsSecondSource, property: "readsSecondSource",
                    "Whether a second source is read beside the source."),
                Setting(
                    "source_features", \.sourceFeatures, property: "sourceFeatures",
                    .integer(in: EncoderDecoder.Configuration.possibleSourceFeatures),
                    "Size of the vectors that a source is made of; 0 for a text."),
            ])
    ])
}

extension JSONEncoder {
    /// Writes the configuration of a model file: keys in snake_case and sorted, so that equal ones give equal text.
    static var ofConfiguration: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }
}

extension JSONDecoder {
    /// Reads the configuration of a model file.
    static var ofConfiguration: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}
