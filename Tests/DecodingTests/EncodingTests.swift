import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Testing

@Suite("Lines as vectors")
struct EncodingTests {
    private static let texts = TinyTranslation.texts(60, seed: 5, letters: TinyTranslation.letters + ["x"]) + ["", " "]

    @Test(arguments: [false, true], [1, 2])
    func aVectorDependsOnItsOwnTextAlone(bidirectional: Bool, layers: Int) throws {
        let model = try TinyTranslation.model(bidirectional: bidirectional, layers: layers, attention: .general)
        for model in [model, model.quantized()] {
            let alone = Self.texts.map { model.encoding(of: $0) }
            #expect(model.encodings(of: Self.texts, threads: 2) == alone)
            #expect(model.encodings(of: Self.texts.reversed(), threads: 1) == alone.reversed())
            #expect(Translator(model, threads: 2).encodings(of: Self.texts) == alone)
            #expect(alone.allSatisfy { $0.count == 20 })
            #expect(alone.suffix(2).allSatisfy { $0.allSatisfy { $0 == 0 } })
            #expect(Set(alone).count > 50)
        }
    }

    @Test(arguments: Kernels.available)
    func everyInstructionSetGivesTheSameBits(name: String) throws {
        let model = try TinyTranslation.model(bidirectional: true)
        let sources = Self.texts.map(model.encodedSource(of:)).filter { !$0.isEmpty }
        let found = [try #require(Kernels(named: name)), try #require(Kernels(named: "plain"))].map { kernels in
            model.network.encodings(of: sources, on: Workspace(threads: 1, kernels: kernels))
        }
        #expect(found[0] == found[1])
    }

    /// The decoder's first step reads the state that the encoder left; a model whose gates pass it on shows it.
    @Test func itIsTheStateThatTheLastTokenLeaves() throws {
        let model = try TinyTranslation.model()
        let workspace = Workspace(threads: 1)
        let (network, source) = (model.network, model.encodedSource(of: "abca"))
        // Without a bridge the decoder starts from it: a decoder with the encoder's weights that reads one token more
        // is an encoder that has read one token more.
        var copy = network
        for suffix in ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0"] {
            let from = try #require(copy.parameters.parameter(named: "encoder." + suffix))
            let to = try #require(copy.parameters.parameter(named: "decoder." + suffix))
            copy.parameters[to] = copy.parameters[from]
        }
        let embeddings = ["source_embedding.weight", "target_embedding.weight"].compactMap(
            copy.parameters.parameter(named:))
        copy.parameters[embeddings[1]] = copy.parameters[embeddings[0]]
        let output = try #require(copy.parameters.parameter(named: "output.weight"))
        let longer = network.encodings(of: [source + [5]], on: workspace)[0]
        let step = copy.step([5], from: copy.encode([source], on: workspace), on: workspace)
        // What the output layer makes of the one is what it makes of the other.
        let weight = copy.parameters[output]
        let bias = copy.parameters[try #require(copy.parameters.parameter(named: "output.bias"))]
        let logits = bias.indices.map { row in
            longer.indices.reduce(Double(bias[row])) {
                $0 + Double(weight[row * longer.count + $1]) * Double(longer[$1])
            }
        }
        let found = step.logProbabilities[0].map(Double.init)
        for index in logits.indices {
            #expect(abs((logits[index] - logits[0]) - (found[index] - found[0])) < 1e-4)
        }
    }
}
