import Seq2SeqFiles
import Seq2SeqRandomness
import Testing
import Seq2SeqText

@Suite("Line reader")
struct LineReaderTests {
    @Test(arguments: 1...12)
    func aLineThatIsTooLongIsAnErrorAndTheNextIsRead(pieceSize: Int) {
        let bytes = Array("abcd\nabcde\n\nabcdefghijk\r\nabcd\nefghi".utf8)
        var reader = LineReader(maximumLineLength: 4)
        var lines: [Result<String, LineError>] = []
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
            lines += reader.lines(adding: Array(bytes[start..<min(start + pieceSize, bytes.count)]))
        }
        if let last = reader.lastLine() { lines.append(last) }
        let tooLong = [2, 4, 6].map { Result<String, LineError>.failure(.tooLong(line: $0, maximum: 4)) }
        #expect(lines == [.success("abcd"), tooLong[0], .success(""), tooLong[1], .success("abcd"), tooLong[2]])
    }

    /// The lines of a stream that arrives in pieces of the given sizes, the last of which repeats.
    private func lines(
        of bytes: [UInt8], inPiecesOf size: Int
    ) -> (lines: [Result<String, LineError>], reader: LineReader) {
        var reader = LineReader()
        var lines: [Result<String, LineError>] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += reader.lines(adding: Array(bytes[start..<min(start + size, bytes.count)]))
        }
        if let last = reader.lastLine() { lines.append(last) }
        return (lines, reader)
    }

    private static let stream: [UInt8] =
        [0xEF, 0xBB, 0xBF] + Array("first\r\n\nthird é 👨‍👩‍👧\u{2028}\n".utf8) + [0x66, 0xFF, 0x0A]
        + Array("\u{FEFF}a\rb\r\n".utf8)
        + [0x67, 0x00, 0x0A] + Array("last\r".utf8)

    @Test func everyRuleHoldsForEveryPieceSize() {
        for size in 1...Self.stream.count {
            let (lines, reader) = lines(of: Self.stream, inPiecesOf: size)
            #expect(
                lines == [
                    .success("first"), .success(""), .success("third é 👨‍👩‍👧\u{2028}"),
                    .failure(.invalidUTF8(line: 4, column: 2, byte: 0xFF)), .success("\u{FEFF}a\rb"),
                    .failure(.nulByte(line: 6, column: 2)), .success("last"),
                ])
            #expect(reader.lineCount == 7)
            #expect(reader.carriageReturnCount == 3)
            #expect(reader.hasByteOrderMark)
        }
    }

    @Test func aLineIsGivenAsSoonAsItsEndArrives() {
        var reader = LineReader()
        #expect(reader.lines(adding: Array("on".utf8)).isEmpty)
        #expect(reader.lines(adding: Array("e\ntwo\nthr".utf8)) == [.success("one"), .success("two")])
        #expect(reader.lines(adding: Array("ee\n".utf8)) == [.success("three")])
        #expect(reader.lastLine() == nil)
    }

    @Test func withinATextLinesAreNumberedOnAndAMarkIsACharacter() {
        var reader = LineReader(linesBefore: 10)
        let lines = reader.lines(adding: Array("\u{FEFF}a\n".utf8) + [0xFF, 0x0A])
        #expect(
            lines == [.success("\u{FEFF}a"), .failure(.invalidUTF8(line: 12, column: 1, byte: 0xFF))])
        #expect(reader.lineCount == 12 && !reader.hasByteOrderMark)
    }

    @Test func anEmptyStreamHasNoLines() {
        var reader = LineReader()
        #expect(reader.lines(adding: []).isEmpty)
        #expect(reader.lastLine() == nil)
        #expect(reader.lineCount == 0)
    }

    @Test func aLineErrorSaysWhereItIs() {
        let error = LineError.invalidUTF8(line: 4, column: 2, byte: 0x0B)
        #expect(error.line == 4)
        #expect(error.description == "Line 4: byte 2 of the line, 0x0B, is not valid UTF-8.")
        #expect(
            LineError.nulByte(line: 1, column: 9).description
                == "Line 1: byte 9 of the line is a NUL, which text does not hold.")
    }

    @Test func randomBytesAreReadAsTheStandardLibraryReadsThem() {
        var random = RandomSource(seed: 5)
        let alphabet: [UInt8] = [0x0A, 0x61, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xED, 0xA0, 0xFF]
        for _ in 0..<2_000 {
            let bytes = (0..<random.next(in: 1...40)).map { _ in alphabet[random.next(below: alphabet.count)] }
            let (lines, _) = lines(of: bytes, inPiecesOf: random.next(in: 1...8))
            var parts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            if parts.last?.isEmpty == true { parts.removeLast() }
            #expect(lines.count == parts.count)
            for (line, part) in zip(lines, parts) {
                switch line {
                case .success(let text):
                    #expect(Array(text.utf8) == Array(part))
                case .failure(.invalidUTF8(_, let column, let byte)):
                    #expect(part[part.startIndex + column - 1] == byte)
                    #expect(String(validating: part.prefix(column - 1), as: UTF8.self) != nil)
                    #expect(String(validating: part, as: UTF8.self) == nil)
                case .failure(let error):
                    Issue.record("The bytes hold no NUL, but the reader says: \(error)")
                }
            }
        }
    }
}
