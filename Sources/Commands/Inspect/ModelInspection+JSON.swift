import Seq2Seq
import Seq2SeqSettings

// For programs.

extension ModelInspection {
    /// One object.
    var json: JSONText {
        let total = contents.model.network.parameters.count
        let shortlist = contents.model.shortlist.map { [("shortlist", $0.json)] } ?? []
        return .object(
            [
                ("file", .text(contents.path)), ("kind", .text(contents.kind.name)),
                ("bytes", .integer(contents.byteCount)),
                ("format_version", .text(contents.formatVersion)),
                ("checksum", contents.checksum.map(JSONText.text) ?? .null),
                ("checksum_verified", .flag(contents.checksum != nil)),
                ("parameters", .object([("total", .integer(total))] + parts.map { ($0.name, .integer($0.count)) })),
                ("training", standing.map(Self.object) ?? .null),
                (
                    "settings",
                    .object(
                        settings.map { setting in
                            let value = setting.value.map(JSONText.init) ?? .null
                            return (setting.name, .object([("value", value), ("origin", .text(setting.origin))]))
                        })
                ),
                (
                    "vocabularies",
                    .object(
                        [("source", source.json), ("target", target.json)] + (tags.map { [("tags", $0.json)] } ?? []))
                ),
                ("tensors", .list(contents.tensors.map(Self.object))),
            ] + shortlist)
    }

    private static func object(of standing: TrainingCheckpoint.Standing) -> JSONText {
        .object([
            ("steps", .integer(standing.steps)), ("epoch", .integer(standing.epoch)),
            ("target_tokens", .integer(standing.targetTokens)), ("seconds", .real(standing.seconds)),
            ("learning_rate", .real(standing.learningRate)),
            ("validations_since_best", .integer(standing.validationsSinceBest)),
            (
                "best",
                standing.best.map { best in
                    .object([
                        ("step", .integer(best.step)), ("valid_loss", .real(best.lossPerToken)),
                        ("valid_token_accuracy", .real(best.tokenAccuracy)),
                        ("valid_exact", best.measuredExactMatch.map(JSONText.real) ?? .null),
                        ("valid_bleu", best.bleu.map(JSONText.real) ?? .null),
                        ("valid_chrf", best.chrf.map(JSONText.real) ?? .null),
                    ])
                } ?? .null
            ),
        ])
    }

    private static func object(of tensor: ModelFileContents.Tensor) -> JSONText {
        let statistics = tensor.statistics
        return .object(
            [
                ("name", .text(tensor.name)), ("shape", .list(tensor.shape.map(JSONText.integer))),
            ] + (tensor.isInt8 ? [("type", .text("I8"))] : []) + [
                ("norm", .real(statistics.norm)),
                ("minimum", statistics.range.map { .real(Double($0.lowerBound)) } ?? .null),
                ("maximum", statistics.range.map { .real(Double($0.upperBound)) } ?? .null),
                ("nan", .integer(statistics.nanCount)), ("infinite", .integer(statistics.infiniteCount)),
            ])
    }
}

extension InspectedVocabulary {
    fileprivate var json: JSONText {
        func list(_ tokens: [Token]) -> JSONText {
            .list(
                tokens.map { token in
                    .object([
                        ("id", .integer(Int(token.id))), ("token", .text(token.text)),
                        ("count", token.count.map(JSONText.integer) ?? .null),
                    ])
                })
        }
        return .object([
            ("size", .integer(size)), ("tokens", .text(tokenization.rawValue)),
            ("merges", mergeCount.map(JSONText.integer) ?? .null), ("first", list(first)), ("rarest", list(rarest)),
            ("unknown_count", unknownCount.map(JSONText.integer) ?? .null),
        ])
    }
}

extension JSONText {
    /// A setting's value.
    init(_ value: StoredValue) {
        self =
            switch value {
            case .flag(let value): .flag(value)
            case .integer(let value): .integer(value)
            case .large(let value): .real(Double(value))
            case .real(let value): .real(value)
            case .text(let value): .text(value)
            }
    }
}
