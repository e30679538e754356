import Foundation
import Seq2SeqFiles
import Seq2SeqTraining

/// A directory with the events of one training, in a file for each time that it was begun or gone on with.
package struct EventDirectory {
    package let path: String

    /// Every file of events has this in its name.
    private static let mark = ".tfevents."
    /// Ours have this too.
    private static let ownMark = ".seq2seq."

    package init(_ path: String) { self.path = path }

    /// Files of events that this toolkit has written, the oldest first; and of others.
    package func files() -> (own: [String], others: [String]) {
        // What does not exist holds nothing; what else stands in the way is told when a file is made.
        var names: [String] = []
        if let found = FileManager.default.enumerator(atPath: path) {
            for case let name as String in found {
                found.skipDescendants()
                names.append(name)
            }
        }
        let events = names.filter { $0.contains(Self.mark) }.sorted()
        return (events.filter { $0.contains(Self.ownMark) }, events.filter { !$0.contains(Self.ownMark) })
    }

    /// Whether another training is writing to one of the files.
    package func isInUse() throws(SystemError) -> Bool {
        for name in files().own {
            if !(try ByteWriter(appendingTo: place(of: name)).lock()) { return true }
        }
        return false
    }

    private func place(of name: String) -> String { path + "/" + name }

    /// Makes the directory unless it is there.
    func create() throws(SystemError) {
        try Directory(path).create()
    }

    /// Takes away what our files tell of later steps and validations than a checkpoint knows of; without a checkpoint, the
    /// files. They are cut, which leaves a program that reads them where it is.
    func forget(after checkpoint: TrainingCheckpoint?) throws {
        for name in files().own {
            guard let checkpoint else {
                try FileManager.default.removeItem(atPath: place(of: name))
                continue
            }
            let records = EventRecord.positions(in: [UInt8](try ByteReader.contents(of: place(of: name))))
            let kept = records.prefix { record in
                let latest = record.position.isOfValidation ? checkpoint.lastValidatedStep : checkpoint.steps
                // A beginning tells the step after the one that it goes on from.
                return record.position.step <= (record.position.tag == nil ? checkpoint.steps + 1 : latest)
            }
            try ByteWriter(appendingTo: place(of: name)).truncate(to: kept.last?.end ?? 0)
        }
    }

    /// Takes away what our files tell after some epochs of a `fit`.
    ///
    /// - Returns: the last step that is still told.
    func forget(afterEpoch epoch: Int) throws -> Int {
        var (epochs, step) = (0, 0)
        for name in files().own {
            let records = EventRecord.positions(in: [UInt8](try ByteReader.contents(of: place(of: name))))
            var end = 0
            for record in records where epochs < epoch {
                (end, step) = (record.end, max(step, record.position.tag == nil ? 0 : record.position.step))
                if record.position.tag == EventTag.epochLoss { epochs += 1 }
            }
            try ByteWriter(appendingTo: place(of: name)).truncate(to: end)
        }
        return step
    }

    /// A new file, which is read after all that are there.
    func newFile() throws -> ByteWriter {
        // Files are read in the order of their names; this part of a name has as many digits for centuries.
        let latest =
            files().own.compactMap { name in
                name.components(separatedBy: Self.mark).last.flatMap { Int($0.prefix { $0.isNumber }) }
            }.max() ?? 0
        let time = max(Int(Date().timeIntervalSince1970), latest + 1)
        let name = "events.out\(Self.mark)\(time)\(Self.ownMark)\(ProcessInfo.processInfo.processIdentifier)"
        let file = try ByteWriter(appendingTo: place(of: name))
        // Nobody else knows the name yet.
        _ = file.lock()
        return file
    }
}

extension EventRecord.Position {
    /// Whether a validation has told it.
    fileprivate var isOfValidation: Bool {
        guard let tag else { return false }
        return tag.hasPrefix(EventTag.validation) || tag.contains("/") || tag == EventTag.samples
    }
}

/// What values are called; figures are called as in the log.
enum EventTag {
    /// Figures of validations begin with it.
    static let validation = "valid_"
    /// In front of the figures of a mean of several models, which is validated after the model itself.
    static let averaged = "averaged/"
    /// With what an epoch of a `fit` begins.
    static let epochLoss = "epoch_loss"
    /// Decoded samples.
    static let samples = "samples"
    /// What the samples attend to, with the number of the sample behind it.
    static let attention = "attention/"
}
