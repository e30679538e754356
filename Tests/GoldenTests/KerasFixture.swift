import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqTraining

/// A model, a batch and what Keras computed from them: one file of `make_keras_fixtures.py`.
struct KerasFixture {
    let loss: SequenceLoss
    private let file: FixtureFile

    /// What masked steps are made of.
    private static let masked: Float = -9

    static let stacks =
        [
            "one_to_one", "one_to_one_classes", "one_to_many", "many_to_one", "many_to_one_l1",
            "many_to_one_bidirectional", "many_to_one_tokens", "many_to_many", "many_to_many_tokens",
            "many_to_many_binary", "last_steps", "zero_padded", "one_to_many_gru", "many_to_one_gru",
            "many_to_many_gru", "many_to_many_tokens_gru", "many_to_one_simple_rnn", "many_to_many_simple_rnn",
            "last_steps_gru",
        ] + stacksOfRows + stacksFromStates

    /// Stacks that Keras computed row by row, since its layers read padding.
    private static let stacksOfRows = [
        "convolution_valid", "convolution_same", "convolution_causal", "convolution_strides", "convolution_tokens",
        "global_average", "pooling_max", "pooling_max_same", "pooling_average", "pooling_average_same",
        "normalization", "attention", "attention_causal", "attention_additive",
    ]

    /// Stacks whose recurrent layers start from states.
    static let stacksFromStates = ["many_to_one_from_states", "many_to_many_from_states", "one_to_many_from_states"]

    init(named name: String, by tool: String = "keras") throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        file = try FixtureFile(at: directory.appending(path: "Golden/\(tool)_\(name).safetensors"))
        loss = try file.decode(SequenceLoss.self, from: "loss")
    }

    /// The stack that Keras ran, with its weights.
    func sequential() throws -> Sequential {
        let layers = try file.decode([Layer].self, from: "layers", keys: .convertFromSnakeCase)
        var model = try Sequential(input: try file.decode(LayerShape.self, from: "input")) { layers }
        try model.setKerasWeights(weights)
        return model
    }

    var weights: [[Float]] {
        get throws {
            try (0...).lazy.map { "weight.\($0)" }.prefix { file.shape(of: $0) != nil }
                .map { try file.values(of: $0, shape: nil) }
        }
    }

    /// The inputs as the rectangle that Keras read: the model's own layers have to find the masked steps.
    var x: Examples {
        get throws {
            let states = try states()
            return states.isEmpty ? try inputs : try inputs.starting(from: states)
        }
    }

    /// The state of each recurrent layer; none if they start from zeros.
    func states(_ prefix: String = "") throws -> [RecurrentState] {
        func vectors(_ name: String) throws -> [[Float]]? {
            guard let shape = file.shape(of: name) else { return nil }
            return rows(try file.values(of: name, shape: nil), shape[1])
        }
        var states: [RecurrentState] = []
        while let hidden = try vectors("\(prefix)state.\(states.count).hidden") {
            let cell = try vectors("\(prefix)state.\(states.count).cell")
            states.append(RecurrentState(hidden: hidden, cell: cell ?? []))
        }
        return states
    }

    private var inputs: Examples {
        get throws {
            let kind = try file.decode(LayerShape.self, from: "input")
            let shape = file.shape(of: "x") ?? []
            let values = try file.values(of: "x", shape: nil)
            switch kind {
            case .vectors: return .vectors(rows(values, shape[1]))
            case .sequences: return .sequences(rectangle(values, shape))
            case .tokens:
                return .tokens(
                    PaddedTokens(ids: values.map { Int32($0) }, mask: full(shape[0], shape[1])))
            }
        }
    }

    /// The inputs of the encoder-decoder, which has no layer that masks.
    var maskedX: PaddedBatch {
        get throws {
            let rectangle = rectangle(try file.values(of: "x", shape: nil), file.shape(of: "x") ?? [])
            let mask = Mask(values: rectangle.sequences, padding: Self.masked)
            return PaddedBatch(values: rectangle.values, features: rectangle.features, mask: mask)
        }
    }

    /// The targets as the rectangle that Keras read; those of masked steps are random.
    var y: Examples {
        get throws {
            let shape = file.shape(of: "y") ?? []
            let values = try file.values(of: "y", shape: nil)
            switch (loss, shape.count) {
            case (.categoricalCrossEntropy, 1): return .classes(values.map { Int32($0) })
            case (.categoricalCrossEntropy, _), (.conditionalRandomField, _):
                return .tokens(PaddedTokens(ids: values.map { Int32($0) }, mask: full(shape[0], shape[1])))
            case (_, 2): return .vectors(rows(values, shape[1]))
            default: return .sequences(rectangle(values, shape))
            }
        }
    }

    /// The targets of the encoder-decoder, whose mask says how much it writes.
    var maskedY: PaddedBatch {
        get throws {
            let rectangle = rectangle(try file.values(of: "y", shape: nil), file.shape(of: "y") ?? [])
            guard let mask = try mask else { return rectangle }
            return PaddedBatch(values: rectangle.values, features: rectangle.features, mask: mask)
        }
    }

    /// Which steps of the outputs are there; nil for vectors.
    var mask: Mask? {
        get throws {
            guard let shape = file.shape(of: "expected.mask") else { return nil }
            let elements = try file.values(of: "expected.mask", shape: nil).map { $0 == 1 }
            return Mask(batch: shape[0], time: shape[1], elements: elements)
        }
    }

    /// What Keras computed under the name, in double precision and rounded once.
    func expected(_ name: String) throws -> [Double] {
        try file.values(of: "expected.\(name)", shape: nil).map(Double.init)
    }

    /// The outputs of the steps that are there, row by row.
    func expectedOutputs(_ name: String = "outputs") throws -> [Double] {
        let shape = file.shape(of: "expected.\(name)") ?? []
        let values = try expected(name)
        guard shape.count == 3, name == "outputs", let mask = try mask else { return values }
        return values.indices.filter { mask.elements[$0 / shape[2]] }.map { values[$0] }
    }

    private func rows(_ values: [Float], _ columns: Int) -> [[Float]] {
        stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<$0 + columns]) }
    }

    private func full(_ batch: Int, _ time: Int) -> Mask {
        Mask(batch: batch, time: time, elements: [Bool](repeating: true, count: batch * time))
    }

    private func rectangle(_ values: [Float], _ shape: [Int]) -> PaddedBatch {
        PaddedBatch(values: values, features: shape[2], mask: full(shape[0], shape[1]))
    }
}
