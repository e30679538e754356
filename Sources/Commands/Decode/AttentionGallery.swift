import Foundation
import Seq2Seq
import Seq2SeqFiles

/// The pictures of attention of the lines that were decoded, which go into one file.
struct AttentionGallery {
    private let path: String
    private var pictures: [AttentionPicture] = []
    /// Lines that were decoded.
    private var lineCount = 0

    /// Pictures at most: nobody looks at more, and nothing shows a file of more.
    static let capacity = 1000

    init(path: String) { self.path = path }

    /// Adds the picture of a line; one that is blank, or could not be decoded, has its title alone.
    mutating func add(_ line: SourceLine, _ translation: Translation) {
        lineCount += 1
        guard pictures.count < Self.capacity else { return }
        let isDecoded = line.problem == nil && !line.text.isBlank
        let number = "line \(Figures.grouped(line.number))"
        let title = number + (isDecoded ? "" : line.problem == nil ? ": blank" : ": not decoded")
        pictures.append(
            isDecoded
                ? AttentionPicture(translation, title: title)
                : AttentionPicture(sourceTokens: [], targetTokens: [], weights: [], title: title))
    }

    /// What is to be said if not every line has a picture; nil if each has.
    var notice: String? {
        guard lineCount > Self.capacity else { return nil }
        return "\(path) has the pictures of the first \(Figures.grouped(Self.capacity)) lines, not of all"
            + " \(Figures.grouped(lineCount))."
    }

    /// Writes the file.
    ///
    /// - Throws: `SystemError`.
    func write() throws(SystemError) {
        try AtomicFile.write(Data(AttentionPicture.svg(of: pictures).utf8), to: path)
    }
}
