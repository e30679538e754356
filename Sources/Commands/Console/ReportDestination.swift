import Foundation
import Seq2Seq
import Seq2SeqFiles

/// Where a page will be written, checked before time is spent on what it shows.
enum ReportDestination {
    private static let beginning = 1 << 12

    /// - Parameters:
    ///   - generator: the command that writes the page.
    ///   - replacesEarlier: whether an earlier page of the command may be replaced.
    ///   - replacesOthers: whether any other file may be, but what a training has learned; nil if the command has no
    ///     option to say so.
    /// - Throws: `SystemError`, `ReportDestinationError`, `ModelDestinationError`.
    static func check(_ path: String, generator: String, replacesEarlier: Bool, replacesOthers: Bool?) throws {
        try ModelDestination.protect(fromResults: path)
        if let status = FileStatus(path), status.kind == .regular, status.byteCount > 0 {
            let text = String(decoding: try ByteReader(path).data(beginning), as: UTF8.self)
            if !isPage(text, of: generator) {
                if replacesOthers != true {
                    throw ReportDestinationError.holdsAnother(path, canReplace: replacesOthers != nil)
                }
            } else if !replacesEarlier {
                throw ReportDestinationError.holdsEarlier(path)
            }
        }
        // Makes a new file beside it and takes it away again.
        _ = try AtomicFile(replacing: path)
    }

    /// Finds out whether a picture can be written.
    ///
    /// - Throws: `SystemError`, `ReportDestinationError` if there is anything but a picture, `ModelDestinationError`.
    static func checkPicture(_ path: String) throws {
        try ModelDestination.protect(fromResults: path)
        if let status = FileStatus(path), status.kind == .regular, status.byteCount > 0 {
            let text = String(decoding: try ByteReader(path).data(beginning), as: UTF8.self)
            if !text.hasPrefix("<svg") && !text.hasPrefix("<?xml") { throw ReportDestinationError.holdsNoPicture(path) }
        }
        // Makes a new file beside it and takes it away again.
        _ = try AtomicFile(replacing: path)
    }

    private static func isPage(_ beginning: String, of generator: String) -> Bool {
        beginning.hasPrefix("<!DOCTYPE html>") && beginning.contains("name=\"generator\" content=\"\(generator)\"")
    }
}

/// Why a report or events cannot be written.
enum ReportDestinationError: Error, Equatable, Sendable {
    /// What no such command has put there, and whether the user can say that it goes.
    case holdsAnother(String, canReplace: Bool)
    /// What is no picture.
    case holdsNoPicture(String)
    /// The report of an earlier training.
    case holdsEarlier(String)
    /// A directory with what another program tells of a training.
    case holdsOtherEvents(String, name: String)
    /// A directory with what an earlier training has told.
    case holdsEarlierEvents(String)
    /// A directory that another training writes to.
    case eventsInUse(String)
}

extension ReportDestinationError: ExitCodeProviding {
    var exitCode: ExitCode { .cannotWrite }

    var description: String {
        switch self {
        case .holdsAnother(let path, let canReplace):
            "\(path) is no report of this command, so it is not replaced. Name another file for the report"
                + (canReplace ? ", or give --overwrite." : ", or move this one away.")
        case .holdsNoPicture(let path):
            "\(path) is no picture, so it is not replaced. Name another file for the picture, or move this one away."
        case .holdsEarlier(let path):
            "\(path) is the report of an earlier training. Name another file, or give --overwrite to replace it, or"
                + " --resume to go on with that training."
        case .holdsOtherEvents(let path, let name):
            "\(path) holds \(name) of another program, and TensorBoard would show both as one training. Name another"
                + " directory."
        case .holdsEarlierEvents(let path):
            "\(path) holds the events of an earlier training. Name another directory, or give --overwrite to replace"
                + " them, or --resume to go on with them."
        case .eventsInUse(let path):
            "\(path) holds the events of a training that is still running. Wait until it has ended, or name another"
                + " directory."
        }
    }
}
