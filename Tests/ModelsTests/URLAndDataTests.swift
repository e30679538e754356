import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Models by URL, and as bytes in memory.
@Suite("Models by URL and as data")
struct URLAndDataTests {
    private func sequential() throws -> Sequential {
        try Sequential(input: .sequences(2)) {
            LSTM(3)
            Dense(1)
        }
    }

    /// A name that a URL writes otherwise than a path does.
    private func withURL(_ body: (URL) throws -> Void) throws {
        try TinyModels.withDirectory { directory in
            try body(URL(filePath: directory).appending(path: "a model, 100 % é.safetensors"))
        }
    }

    @Test func aFileByURLIsThatByPath() throws {
        try withURL { url in
            let path = url.path(percentEncoded: false)
            let model = try TinyModels.make()
            try model.write(to: url)
            #expect(
                try TinyModels.weights(TranslationModel(contentsOf: url))
                    == TinyModels.weights(TranslationModel(contentsOf: path)))
            #expect(try Data(contentsOf: url) == model.data())
            let stack = try sequential()
            try stack.write(to: url)
            #expect(try Sequential(contentsOf: url).kerasWeights == Sequential(contentsOf: path).kerasWeights)
            #expect(try Data(contentsOf: url) == stack.data())
            let continuous = ContinuousEncoderDecoder(inputSize: 2, outputSize: 1, hidden: 3)
            try continuous.write(to: url)
            #expect(try ContinuousEncoderDecoder(contentsOf: url).kerasWeights == continuous.kerasWeights)
            #expect(try Data(contentsOf: url) == continuous.data())
        }
    }

    @Test func bytesComeBackAsTheyWent() throws {
        let model = try TinyModels.make()
        #expect(try TinyModels.weights(TranslationModel(data: model.data())) == TinyModels.weights(model))
        let stack = try sequential()
        // A slice does not begin at 0.
        let slice = (Data([1, 2, 3]) + (try stack.data())).dropFirst(3)
        #expect(try Sequential(data: slice).kerasWeights == stack.kerasWeights)
        let continuous = ContinuousEncoderDecoder(inputSize: 2, outputSize: 1, hidden: 3)
        #expect(try ContinuousEncoderDecoder(data: continuous.data()).kerasWeights == continuous.kerasWeights)
    }

    @Test func damagedBytesAreRefused() throws {
        var random = RandomSource(seed: 1)
        for whole in [try TinyModels.make().data(), try sequential().data()] {
            for turn in 0..<100 {
                var damaged = whole
                if turn % 4 == 0 {
                    damaged = whole.prefix(random.next(below: whole.count))
                } else {
                    damaged[random.next(below: whole.count)] ^= UInt8(1 << random.next(below: 8))
                }
                #expect(throws: ModelFileError.self) { try TranslationModel(data: damaged) }
                #expect(throws: ModelFileError.self) { try Sequential(data: damaged) }
            }
            let error = #expect(throws: ModelFileError.self) { try Sequential(data: whole + [0]) }
            #expect(
                error?.description
                    == "The data goes on after its end: it should have \(whole.count) bytes. Copy or train"
                    + " it again.")
        }
        let error = #expect(throws: ModelFileError.self) { try TranslationModel(data: Data()) }
        #expect(error?.problem == .cutShort(expected: 8, found: 0))
    }

    @Test func whatIsNoFileIsNotFound() throws {
        let url = try #require(URL(string: "https://example.org/model.safetensors"))
        let expected = ModelFileError(path: "https://example.org/model.safetensors", problem: .notFound)
        #expect(throws: expected) { try TranslationModel(contentsOf: url) }
        #expect(throws: expected) { try Sequential(contentsOf: url) }
        #expect(throws: expected) { try sequential().write(to: url) }
    }
}
