import Foundation
import Seq2SeqFiles

/// A log with a JSON object on each line, which one process at a time writes.
struct LineLog {
    private let file: ByteWriter
    private let encoder = JSONEncoder.ofLines

    /// What the lines tell of.
    enum Subject: String {
        case training, search
    }

    /// Opens a log, and cuts off what is not gone on with.
    ///
    /// - Parameter keptByteCount: how many bytes of those that are there stay.
    /// - Throws: `SystemError`, `LineLogError.inUse`.
    init(_ path: String, of subject: Subject, keeping keptByteCount: () throws -> Int) throws {
        file = try ByteWriter(appendingTo: path)
        if !file.lock() { throw LineLogError.inUse(path, subject) }
        if FileStatus(descriptor: file.descriptor)?.kind == .regular { try file.truncate(to: keptByteCount()) }
    }

    /// Adds a line, in one piece.
    func write(_ line: some Encodable) throws {
        try file.write(encoder.encode(line) + [UInt8(ascii: "\n")])
    }

    /// Finds out whether a log can be written, and changes nothing.
    ///
    /// - Parameters:
    ///   - isReplaced: whether an earlier log may be gone on with or replaced.
    ///   - isOurs: whether something like it has written a first line; what throws has not been written so.
    /// - Throws: `SystemError`, `LineLogError`.
    static func check(
        _ path: String, of subject: Subject, isReplaced: Bool, isOurs: (Data) throws -> Bool
    ) throws {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if let obstacle = FileStatus.writeObstacle(FileStatus(path) != nil ? path : parent) {
            throw SystemError(.write, path, code: obstacle.code)
        }
        guard let status = FileStatus(path), status.kind == .regular, status.byteCount > 0 else { return }
        let firstLine = try ByteReader(path).data(largestFirstLine).prefix { $0 != UInt8(ascii: "\n") }
        let isKnown: Bool
        do { isKnown = try isOurs(firstLine) } catch { isKnown = false }
        if !isKnown { throw LineLogError.holdsAnother(path, subject) }
        // Another may have it until this one has read its data, and then it is told in vain.
        if !(try ByteWriter(appendingTo: path).lock()) { throw LineLogError.inUse(path, subject) }
        if !isReplaced { throw LineLogError.holdsEarlier(path, subject) }
    }

    private static let largestFirstLine = 1 << 16
}

/// Why no log can be written to a path.
enum LineLogError: Error, Equatable, Sendable {
    /// What nothing of the kind has put there.
    case holdsAnother(String, LineLog.Subject)
    /// What an earlier one has put there.
    case holdsEarlier(String, LineLog.Subject)
    /// Another is writing it.
    case inUse(String, LineLog.Subject)
}

extension LineLogError: ExitCodeProviding {
    var exitCode: ExitCode { .cannotWrite }

    var description: String {
        switch self {
        case .holdsAnother(let path, let subject):
            "\(path) is no log of a \(subject), so it is not replaced. Name another file for the log, or move this one"
                + " away."
        case .holdsEarlier(let path, let subject):
            "\(path) is the log of an earlier \(subject). Give --resume to go on with it if it was stopped, --overwrite to"
                + " replace it, or name another file for the log."
        case .inUse(let path, let subject):
            "\(path) is the log of a \(subject) that is still running. Wait until it has ended, or name another file."
        }
    }
}
