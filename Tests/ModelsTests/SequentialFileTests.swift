import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Models without vocabularies in files.
@Suite("Files of Sequential and of the continuous encoder-decoder")
struct SequentialFileTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

    private func removing<Value>(_ body: () throws -> Value) throws -> Value {
        defer { unlink(path) }
        return try body()
    }

    private func everyLayer() throws -> Sequential {
        try Sequential(input: .tokens(time: 9), seed: 3) {
            Embedding(11, 4, maskZero: true)
            Masking(0.25)
            Dropout(0.125)
            Bidirectional(LSTM(3, returnSequences: true, dropout: 0.5), mergeMode: .sum)
            ZeroPadding(2)
            LastSteps(3)
            Bidirectional(GRU(4, returnSequences: true))
            Bidirectional(SimpleRNN(3, returnSequences: true), mergeMode: .sum)
            GRU(3, returnSequences: true, dropout: 0.25, recurrentDropout: 0.5)
            SimpleRNN(4, returnSequences: true)
            LSTM(5, goBackwards: true)
            RepeatVector(2)
            Dense(2, activation: .sigmoid)
        }
    }

    @Test func aStackComesBackAsItWent() throws {
        let model = try everyLayer()
        let read = try removing {
            try model.write(to: path)
            return try Sequential(contentsOf: path)
        }
        #expect(read.layers == model.layers && read.inputShape == model.inputShape)
        #expect(read.kerasWeights == model.kerasWeights)
        #expect(read.parameters.names == model.parameters.names)
    }

    @Test func layersOverStepsComeBackAsTheyWent() throws {
        let model = try Sequential(input: .sequences(3), seed: 4) {
            Conv1D(4, kernelSize: 3, strides: 2, padding: .causal, dilationRate: 2, activation: .relu)
            LayerNormalization(epsilon: 1e-4)
            MaxPooling1D(2, strides: 1, padding: .same)
            AveragePooling1D(3, padding: .causal)
            SelfAttention(.additive, isCausal: true)
            SelfAttention()
            CRF()
        }
        let read = try removing {
            try model.write(to: path)
            return try Sequential(contentsOf: path)
        }
        #expect(read.layers == model.layers && read.kerasWeights == model.kerasWeights)
        #expect(
            model.parameters.names == [
                "conv1d.weight", "conv1d.bias", "layer_normalization.weight", "layer_normalization.bias",
                "self_attention.energy.weight", "crf.start_transitions", "crf.end_transitions", "crf.transitions",
            ])
        for layer in [
            Layer.globalMaxPooling1D(GlobalMaxPooling1D()), .globalAveragePooling1D(GlobalAveragePooling1D()),
        ] {
            let pooled = try Sequential(input: .sequences(3)) { [layer] }
            try removing {
                try pooled.write(to: path)
                #expect(try Sequential(contentsOf: path).layers == [layer])
            }
        }
    }

    @Test func anEncoderDecoderComesBackAsItWent() throws {
        let model = ContinuousEncoderDecoder(inputSize: 2, outputSize: 3, hidden: 4, layers: 2)
        let read = try removing {
            try model.write(to: path)
            return try ContinuousEncoderDecoder(contentsOf: path)
        }
        #expect(read.kerasWeights == model.kerasWeights)
        #expect(
            try read.predict(.sequences([[[1, 2]]]), steps: 3) == model.predict(.sequences([[[1, 2]]]), steps: 3))
    }

    /// So that this version reads older files, and older versions read what they know of newer ones.
    @Test func layersAreDescribedAsTheyAlwaysWere() throws {
        let file = try removing {
            try everyLayer().write(to: path)
            return try EditableFile(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
        let configuration = try #require(file.metadata["configuration"])
        for layer in [
            #"{"kind":"bidirectional","layer":{"layer":{"dropout":0.5,"go_backwards":false,"return_sequences":true,"#
                + #""units":3},"merge_mode":"sum"}}"#,
            #"{"kind":"lstm","layer":{"dropout":0,"go_backwards":true,"return_sequences":false,"units":5}}"#,
        ] { #expect(configuration.contains(layer), "\(configuration)") }
    }

    /// What versions without options wrote, and read.
    @Test func aPlainEncoderDecoderIsDescribedAsItAlwaysWas() throws {
        let model = ContinuousEncoderDecoder(inputSize: 2, outputSize: 3, hidden: 4, layers: 2)
        let file = try EditableFile(model.data())
        #expect(
            file.metadata["configuration"] == #"{"hidden":4,"input_size":2,"layers":2,"output_size":3}"#)
        #expect(
            model.parameters.names == [
                "encoder.weight_ih_l0", "encoder.weight_hh_l0", "encoder.bias_ih_l0", "encoder.weight_ih_l1",
                "encoder.weight_hh_l1", "encoder.bias_ih_l1", "decoder.weight_ih_l0", "decoder.weight_hh_l0",
                "decoder.bias_ih_l0", "decoder.weight_ih_l1", "decoder.weight_hh_l1", "decoder.bias_ih_l1",
                "output.weight", "output.bias",
            ])
    }

    /// Without checksums, as another program may write it.
    @Test(arguments: [
        (#""hidden":12"#, #""hidden":0"#), (#""hidden":12"#, #""hidden":13"#), (#""layers":2"#, #""layers":-1"#),
        (#""distribution":"gaussian""#, #""distribution":"0.5,0.1""#), (#""attention":"dot""#, #""attention":"sum""#),
        (#""input_size":3,"#, ""), (#"/2.0""#, #"/0.0""#), (#""output_scales":""#, #""output_scales":"1/1 "#),
    ])
    func anImpossibleEncoderDecoderIsRefused(found: String, wrong: String) throws {
        var model = ContinuousEncoderDecoder(
            .init {
                ($0.inputSize, $0.hidden, $0.layers, $0.bidirectional) = (3, 12, 2, true)
                ($0.attention, $0.distribution) = (.dot, .gaussian)
            })
        try model.rememberScales(of: .sequences([[[1, 1, 1], [2, 2, 2]]]), .sequences([[[-1], [3]]]))
        var file = try EditableFile(model.data())
        file.dropChecksums()
        let configuration = try #require(file.metadata["configuration"])
        #expect(configuration.contains(found), "\(configuration)")
        file.metadata["configuration"] = configuration.replacingOccurrences(of: found, with: wrong)
        let bytes = try Data(file.bytes())
        #expect(throws: ModelFileError.self) { try ContinuousEncoderDecoder(data: bytes) }
    }

    @Test func equalModelsGiveEqualBytes() throws {
        func bytes() throws -> Data {
            try removing {
                try everyLayer().write(to: path)
                return try Data(contentsOf: URL(fileURLWithPath: path))
            }
        }
        #expect(try bytes() == bytes())
    }

    @Test func anotherKindOfModelIsRefused() throws {
        try removing {
            try everyLayer().write(to: path)
            #expect(
                throws: ModelFileError(
                    path: path,
                    problem: .foreignFormat(found: "seq2seq-sequential", expected: "seq2seq-continuous"))
            ) { try ContinuousEncoderDecoder(contentsOf: path) }
            #expect(
                throws: ModelFileError(
                    path: path, problem: .foreignFormat(found: "seq2seq-sequential", expected: "seq2seq"))
            ) { try TranslationModel(contentsOf: path) }
        }
    }

    /// A changed byte is found, wherever it is, and nothing traps.
    @Test func aDamagedFileIsRefused() throws {
        try removing {
            try everyLayer().write(to: path)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            var random = RandomSource(seed: 1)
            for turn in 0..<200 {
                var damaged = whole
                if turn % 4 == 0 {
                    damaged = whole.prefix(random.next(below: whole.count))
                } else {
                    damaged[random.next(below: whole.count)] ^= UInt8(1 << random.next(below: 8))
                }
                try damaged.write(to: URL(fileURLWithPath: path))
                #expect(throws: ModelFileError.self) { try Sequential(contentsOf: path) }
            }
        }
    }

    @Test func layersOfMoreWeightsThanCanBeCountedAreRefused() throws {
        let layer = Layer.bidirectional(Bidirectional(LSTM(1 << 24, returnSequences: true)))
        let layers = [Layer](repeating: layer, count: 1500)
        #expect(throws: SequentialError.self) {
            try Sequential(declaring: layers, input: .sequences(1))
        }
    }

    /// Without checksums, as another program may write it.
    @Test(arguments: [
        (#""units":5"#, #""units":0"#), (#""units":5"#, #""units":999999999999"#), (#""units":5"#, #""units":-7"#),
        (#""kind":"lstm""#, #""kind":"convolution""#), (#""kind":"gru""#, #""kind":"lstm""#),
        (#""time":9"#, #""time":0"#), (#""rate":0.125"#, #""rate":2"#),
        (#""merge_mode":"sum""#, #""merge_mode":"max""#), (#""kind":"tokens""#, #""kind":"vectors""#),
    ])
    func anImpossibleStackIsRefused(found: String, wrong: String) throws {
        try removing {
            try everyLayer().write(to: path)
            var file = try EditableFile(try Data(contentsOf: URL(fileURLWithPath: path)))
            file.dropChecksums()
            let configuration = try #require(file.metadata["configuration"])
            #expect(configuration.contains(found))
            file.metadata["configuration"] = configuration.replacingOccurrences(of: found, with: wrong)
            try file.bytes().write(to: URL(fileURLWithPath: path))
            #expect(throws: ModelFileError.self) { try Sequential(contentsOf: path) }
        }
    }
}
