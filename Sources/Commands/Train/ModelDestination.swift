import Foundation
import Seq2Seq
import Seq2SeqFiles

/// Where a model will be saved, checked before time is spent on training it.
enum ModelDestination {
    /// - Throws: `ModelDestinationError` if nothing can be saved there.
    static func check(_ path: String) throws {
        let status = FileStatus(path)
        if status?.kind == .directory { throw ModelDestinationError.isDirectory(path) }
        if FileStatus.isBrokenLink(path) { throw ModelDestinationError.brokenLink(path) }
        if status?.isDevice ?? false { throw ModelDestinationError.isDevice(path) }
        // A pipe is written as it is; a file is replaced, so its directory must allow it.
        if !isReplaced(path) {
            return try checkWritable(path, for: path)
        }
        let parent = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
        guard FileStatus(parent)?.kind == .directory else { throw ModelDestinationError.noDirectory(parent, for: path) }
        try checkWritable(parent, for: path)
        // Permissions are not all: the place may be read-only, full, or no place for files.
        _ = try AtomicFile(replacing: path)
    }

    /// Keeps what an earlier training or somebody else has put there.
    ///
    /// - Parameters:
    ///   - checkpointFile: the checkpoint beside the model.
    ///   - resumes: whether the training goes on from the checkpoint.
    ///   - overwrites: whether a model and a checkpoint may be replaced by those of another training. Nothing else ever
    ///     is.
    /// - Throws: `ModelDestinationError`.
    static func protect(
        _ path: String, _ checkpointFile: CheckpointFile?, resumes: Bool, overwrites: Bool
    ) throws {
        guard let checkpointFile else { return }
        let hasModel = try holds(path, .translationModel)
        // Who reads a checkpoint says what is wrong with it.
        if resumes && FileStatus(checkpointFile.path) != nil { return }
        let hasCheckpoint = try holds(checkpointFile.path, .checkpoint)
        if overwrites { return }
        if hasModel { throw ModelDestinationError.holdsModel(path, hasCheckpoint: hasCheckpoint) }
        if hasCheckpoint { throw ModelDestinationError.holdsModel(checkpointFile.path, hasCheckpoint: true) }
    }

    /// Keeps what is in the place of a converted model, unless it is a model that may be replaced.
    ///
    /// - Throws: `ModelDestinationError.holdsAnother`, `ModelDestinationError.holdsConverted`.
    static func protect(fromConversion path: String, overwrites: Bool) throws {
        if try holds(path, .translationModel), !overwrites { throw ModelDestinationError.holdsConverted(path) }
    }

    /// Keeps other trainings from a model.
    ///
    /// - Throws: `ModelDestinationError.inUse`, `ModelDestinationError.notWritable`.
    static func lock(_ path: String) throws -> FileLock {
        let place = (FileStatus.resolved(path) ?? path) + ".lock"
        if let status = FileStatus(place), status.kind == .regular, status.byteCount > 0 {
            // A lock has the number of its process and nothing else.
            let content = status.byteCount <= 32 ? try ByteReader.contents(of: place) : Data()
            guard !content.isEmpty, content.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x0A }) else {
                throw ModelDestinationError.holdsNoLock(place)
            }
        }
        do throws(FileLock.Failure) {
            return try FileLock(path)
        } catch .held(let process) {
            throw ModelDestinationError.inUse(path, process: process)
        } catch .refused(let error) {
            throw ModelDestinationError.notWritable(error, for: path)
        }
    }

    /// Keeps results of decoding from the place of a model.
    ///
    /// - Throws: `ModelDestinationError.wouldHoldResults`, `ModelDestinationError.brokenLink`.
    static func protect(fromResults path: String) throws {
        if FileStatus.isBrokenLink(path) { throw ModelDestinationError.brokenLink(path) }
        guard let status = FileStatus(path), status.kind == .regular, status.byteCount > 0 else { return }
        let kind: ModelFileKind
        do {
            kind = try ModelFileKind(at: path)
        } catch {
            // Whoever writes a file that cannot be looked into says what stands in the way.
            return
        }
        if kind != .another { throw ModelDestinationError.wouldHoldResults(path) }
    }

    /// Whether there is a file of a kind. An empty one is no loss.
    private static func holds(_ path: String, _ kind: ModelFileKind) throws -> Bool {
        guard let status = FileStatus(path), status.byteCount > 0 else { return false }
        guard try ModelFileKind(at: path) == kind else {
            throw ModelDestinationError.holdsAnother(path, expected: kind)
        }
        return true
    }

    private static func checkWritable(_ place: String, for path: String) throws {
        guard let obstacle = FileStatus.writeObstacle(place) else { return }
        throw ModelDestinationError.notWritable(obstacle, for: path)
    }

    /// Whether a file will be put there, not content into a device or pipe.
    static func isReplaced(_ path: String) -> Bool {
        FileStatus(path).map { $0.kind == .regular } ?? true
    }
}

/// Why no model can be saved at a path.
enum ModelDestinationError: Error, Equatable, Sendable {
    case isDirectory(String)
    case isDevice(String)
    case brokenLink(String)
    case noDirectory(String, for: String)
    /// What stands in the way: a file or a directory that may not be changed.
    case notWritable(SystemError, for: String)
    /// What an earlier training has left, and whether it can be gone on with.
    case holdsModel(String, hasCheckpoint: Bool)
    /// A model, where a converted one should go.
    case holdsConverted(String)
    /// What no training of this kind has put there.
    case holdsAnother(String, expected: ModelFileKind)
    /// What is no lock, where the lock would be.
    case holdsNoLock(String)
    /// What a training has left, where results of decoding should go.
    case wouldHoldResults(String)
    /// A process, if it is known which, writes to the same place.
    case inUse(String, process: Int?)
}

extension ModelDestinationError: ExitCodeProviding {
    var exitCode: ExitCode { .cannotWrite }

    var description: String {
        switch self {
        case .isDirectory(let path):
            "\(path) is a directory. Name a file for the model, such as \(path)/model.safetensors."
        case .isDevice(let path):
            "\(path) is a device. Name a file for the model, such as model.safetensors."
        case .brokenLink(let path):
            "\(path) is a link that leads to no file. Name the file, or make the link lead to one."
        case .noDirectory(let directory, let path):
            "\(path) cannot be written: there is no directory \(directory). Create it first."
        case .holdsModel(let path, let hasCheckpoint):
            "\(path) holds what an earlier training has learned. "
                + (hasCheckpoint
                    ? "Give --resume to go on with it" : "There is no checkpoint to go on from. Give another --model")
                + ", or --overwrite to replace it."
        case .holdsConverted(let path):
            "\(path) holds a model. Give another --output, or --overwrite to replace it."
        case .holdsAnother(let path, let expected):
            "\(path) is no \(expected == .checkpoint ? "checkpoint" : "model") of this command, so it is not replaced. Name"
                + " another file for the model, or move this one away."
        case .holdsNoLock(let path):
            "\(path) is where the lock of the model would be, but it is no lock. Move it away, or name another file for the"
                + " model."
        case .wouldHoldResults(let path):
            "\(path) holds what a training has learned, so results do not take its place. Name another file for them."
        case .inUse(let path, let process):
            "\(path) is being written by \(process.map { "process \($0)" } ?? "another process"). Wait until it has ended, or"
                + " name another file."
        case .notWritable(let obstacle, let path):
            obstacle.reason == .permissionDenied
                ? "\(path) cannot be written: the permissions of \(obstacle.path) do not allow it."
                : SystemError(.write, path, code: obstacle.code).description
        }
    }
}

/// The checkpoint that stands beside a model.
struct CheckpointFile {
    let path: String

    /// Nil for a model that goes to a device or a pipe: nothing can stand beside it.
    init?(besides modelPath: String) {
        guard ModelDestination.isReplaced(modelPath) else { return nil }
        path = modelPath + ".checkpoint"
    }

    /// The checkpoint; nil if there is none.
    ///
    /// - Throws: `CheckpointError` if the file is damaged.
    func read() throws -> TrainingCheckpoint? {
        guard FileStatus(path) != nil else { return nil }
        let checkpoint = try TrainingCheckpoint(contentsOf: path)
        if checkpoint.model.readsVectors { throw ForeignModel.readsVectors(path: path) }
        return checkpoint
    }

    /// Removes the checkpoint, if there is one.
    func remove() { unlink(path) }
}
