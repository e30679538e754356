import Foundation
import Seq2SeqLayers
import Seq2SeqReports
import Seq2SeqTraining
import Testing

@Suite("Files of TensorBoard's")
struct TensorBoardTests {
    /// What `make_tensorboard_fixture.py` makes of the same by TensorBoard's own code.
    private func golden() throws -> [UInt8] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: tests.appending(path: "Golden/tensorboard_events.bin")))
    }

    private let records = [
        EventRecord(time: 1_700_000_000.25, step: 0, .fileVersion),
        EventRecord(time: 1_700_000_001.5, step: 301, .start),
        EventRecord(
            time: 1_700_000_002, step: 70_000,
            .values([
                .init("loss", .scalar(2.125)), .init("valid_exact", .scalar(0)),
                .init("samples", .table([["source", "output"], ["535+61", "5\u{301}\u{5D0}"]])),
                .init(
                    "attention/1",
                    .image(GreyImage(width: 10, height: 8, pixels: (0..<80).map { UInt8(3 * $0) }))),
            ])),
    ]

    @Test func recordsAreThoseOfTensorBoard() throws {
        #expect(records.flatMap(\.bytes) == (try golden()))
    }

    @Test func aFileIsReadUpToWhereItIsDamaged() throws {
        let file = try golden()
        let ends = EventRecord.positions(in: file)
        #expect(ends.map(\.end) == [records[0].bytes.count, (records[0].bytes + records[1].bytes).count, file.count])
        #expect(ends.map(\.position.step) == [0, 301, 70_000])
        #expect(ends.map(\.position.tag) == [nil, nil, "loss"])
        for count in file.indices {
            let whole = ends.prefix { $0.end <= count }
            #expect(EventRecord.positions(in: Array(file[..<count])).map(\.end) == whole.map(\.end))
            var flipped = file
            flipped[count] ^= 1
            #expect(EventRecord.positions(in: flipped).map(\.end) == whole.map(\.end))
        }
    }

    /// A `fit` that is gone on with tells what one tells that was never stopped, and nothing twice.
    @Test(arguments: [0, 5])
    func aFitThatGoesOnTellsOnceOfEachStep(epochsBefore: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let x = Examples.vectors((0..<40).map { [Float($0) / 40] })
        func train(_ name: String, epochs: Int, stoppingAt last: (epoch: Int, step: Int)? = nil) throws -> [String] {
            let (directory, checkpoint) = ("\(folder)/\(name)", "\(folder)/\(name).checkpoint")
            var model = try Sequential(input: .vectors(1)) { Dense(1) }
            // The optimiser may have been used before: the directory knows nothing of that.
            var optimizer = Optimizer(.adam, learningRate: 0.01)
            if epochsBefore > 0 {
                var other = model
                try other.fit(x, x, optimizer: &optimizer, options: FitOptions { $0.epochs = epochsBefore })
            }
            let options = FitOptions {
                ($0.epochs, $0.batchSize, $0.validationShare, $0.checkpoint) = (epochs, 8, 0.25, checkpoint)
            }
            var board = try TensorBoardLog(at: directory, ofFitWithCheckpoint: checkpoint)
            try model.fit(x, x, optimizer: &optimizer, options: options) { report, _ in
                do { try board.receive(report) } catch { return .stop }
                return .proceed
            } steps: { step in
                do { try board.receive(step) } catch { return .stop }
                let isLast = last.map { step.epoch == epochsBefore + $0.epoch && step.step == $0.step } ?? false
                return isLast ? .stop : .proceed
            }
            var told: [String] = []
            for file in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() {
                let bytes = try Data(contentsOf: URL(filePath: "\(directory)/\(file)"))
                for (_, position) in EventRecord.positions(in: [UInt8](bytes)) {
                    if let tag = position.tag { told.append("\(position.step) \(tag)") }
                }
            }
            return told
        }
        let whole = try train("whole", epochs: 4)
        #expect(whole.count == 20 && whole.last == "\(4 * (epochsBefore + 4)) epoch_loss")
        #expect(try train("parts", epochs: 2).count == 10)
        #expect(try train("parts", epochs: 4, stoppingAt: (3, 2)).last == "\(4 * epochsBefore + 10) loss")
        #expect(try train("parts", epochs: 4) == whole)
        // Without a checkpoint it begins anew.
        try FileManager.default.removeItem(atPath: "\(folder)/parts.checkpoint")
        #expect(try train("parts", epochs: 1) == Array(whole.prefix(5)))
    }

    @Test func attentionIsDarkWhereItIsStrong() throws {
        let picture = AttentionPicture(
            sourceTokens: ["a", "b"], targetTokens: ["x"], weights: [[1, 0.2]])
        let image = try #require(picture.greyImage)
        #expect(image.width == 20 && image.height == 10)
        #expect(image.pixels == (0..<10).flatMap { _ in (0..<20).map { $0 < 10 ? 0 : 204 } })
        let turned = AttentionPicture(sourceTokens: ["א", "ב"], targetTokens: ["x"], weights: [[1, .nan]])
        #expect(try #require(turned.greyImage).pixels.prefix(20) == (0..<20).map { $0 < 10 ? 255 : 0 }[...])
        #expect(AttentionPicture(sourceTokens: [], targetTokens: [], weights: []).greyImage == nil)
        // A picture larger than a block of zlib's.
        let tokens = (0..<90).map { String($0) }
        let large = AttentionPicture(
            sourceTokens: tokens, targetTokens: tokens, weights: tokens.map { _ in tokens.map { _ in 0.5 } })
        let png = try #require(large.greyImage).png
        #expect(png.count > 900 * 901 && png.count < 900 * 901 + 200)
    }
}
