import Foundation

/// Cuts a stream of bytes, which may arrive in pieces of any size, into lines of validated text.
///
/// Only `\n` ends a line, so U+2028, a form feed or a lone `\r` within a line are text. A `\r` at the end of a line and
/// a byte order mark at the start of the stream are dropped and noted. A last line needs no `\n`; a `\n` at the end of
/// the stream begins no further line.
package struct LineReader: Sendable {
    /// The number of the last line that has been completed: how many there were, if the stream began with line 1.
    package private(set) var lineCount = 0

    /// How many lines ended in `\r`, which was dropped.
    package private(set) var carriageReturnCount = 0

    /// Whether the stream began with a byte order mark, which was dropped.
    package private(set) var hasByteOrderMark = false

    /// The bytes of a line whose end has not arrived yet.
    private var unfinished: [UInt8] = []

    /// The most bytes that a line may have.
    private let maximumLineLength: Int

    /// How many bytes have arrived of a line whose end has not. Those above the limit are not kept.
    package private(set) var unfinishedLength = 0

    /// Whether the line whose end has not arrived yet has too many bytes already.
    package var isWithinLongLine: Bool { unfinishedLength > maximumLineLength }

    /// A reader at the start of a stream.
    ///
    /// - Parameters:
    ///   - maximumLineLength: a line with more bytes is an error, and its bytes are not kept.
    ///   - linesBefore: how many lines of the text are not in the stream, but stand before it. Within a text a byte
    ///     order mark is a character like others.
    package init(maximumLineLength: Int = .max, linesBefore: Int = 0) {
        self.maximumLineLength = maximumLineLength
        lineCount = linesBefore
    }

    /// Takes the stream's next bytes and returns the lines they complete, in order.
    package mutating func lines(adding bytes: UnsafeBufferPointer<UInt8>) -> [Result<String, LineError>] {
        var lines: [Result<String, LineError>] = []
        var rest = bytes
        while let end = rest.offset(of: Self.lineFeed) {
            let part = UnsafeBufferPointer(rebasing: rest[..<end])
            if unfinished.isEmpty && part.count <= maximumLineLength {
                lines.append(finishedLine(part))
            } else {
                keep(part)
                lines.append(takeUnfinishedLine())
            }
            rest = UnsafeBufferPointer(rebasing: rest[(end + 1)...])
        }
        keep(rest)
        return lines
    }

    /// Takes the stream's next bytes and returns the lines they complete, in order.
    package mutating func lines(adding bytes: [UInt8]) -> [Result<String, LineError>] {
        bytes.withUnsafeBufferPointer { lines(adding: $0) }
    }

    /// The last line, if the stream ended without `\n`. To be called once, at the end of the stream.
    package mutating func lastLine() -> Result<String, LineError>? {
        if unfinished.isEmpty { return nil }
        if lineCount == 0 && unfinished == Self.byteOrderMark {
            hasByteOrderMark = true
            unfinished = []
            return nil
        }
        return takeUnfinishedLine()
    }

    /// Adds to the unfinished line. Of one that is too long the beginning is kept.
    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
        unfinishedLength += bytes.count
        unfinished.append(contentsOf: bytes.prefix(maximumLineLength - unfinished.count))
    }

    private mutating func takeUnfinishedLine() -> Result<String, LineError> {
        defer { unfinishedLength = 0 }
        if isWithinLongLine {
            unfinished = []
            lineCount += 1
            return .failure(.tooLong(line: lineCount, maximum: maximumLineLength))
        }
        let bytes = unfinished
        unfinished = []
        return bytes.withUnsafeBufferPointer { finishedLine($0) }
    }

    /// The text of a line whose bytes are all there, without its `\n`.
    private mutating func finishedLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<String, LineError> {
        lineCount += 1
        var start = 0
        var end = bytes.count
        if lineCount == 1 && bytes.starts(with: Self.byteOrderMark) {
            hasByteOrderMark = true
            start = Self.byteOrderMark.count
        }
        if end > start && bytes[end - 1] == Self.carriageReturn {
            carriageReturnCount += 1
            end -= 1
        }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
        if text.offset(of: 0) == nil, let valid = String(validating: text, as: UTF8.self) { return .success(valid) }
        return .failure(Self.firstDefect(in: text, line: lineCount, bytesBefore: start))
    }

    /// The first byte that keeps a line from being text. The line must have one.
    private static func firstDefect(
        in bytes: UnsafeBufferPointer<UInt8>, line: Int, bytesBefore: Int
    ) -> LineError {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var position = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                if encoded.first == 0 { return .nulByte(line: line, column: bytesBefore + position + 1) }
                position += encoded.count
            case .error:
                return .invalidUTF8(line: line, column: bytesBefore + position + 1, byte: bytes[position])
            case .emptyInput:
                preconditionFailure("Line \(line) was taken for invalid, but every byte of it is text")
            }
        }
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

extension UnsafeBufferPointer<UInt8> {
    /// Where a byte first occurs. The C library looks at many bytes at a time, so this is several times faster than
    /// `firstIndex(of:)`.
    fileprivate func offset(of byte: UInt8) -> Int? {
        guard let baseAddress, let found = memchr(baseAddress, Int32(byte), count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
    }
}
