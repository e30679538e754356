import Seq2SeqSettings

/// A line with its translations.
public struct TranslatedLine: Sendable, Hashable {
    /// The line's number, counted from 1.
    public let number: Int
    /// The line as it was read.
    public let source: String
    /// The line's translations, the best first; never empty.
    public let translations: [Translation]

    /// The text of the best translation.
    public var text: String { translations[0].text }
}

/// The translations of a sequence of lines, in their order: it reads as many lines as a batch holds, decodes them
/// together and goes on when those are taken, so it holds no more than a batch. With a batch size of 1 each line is
/// answered before the next is asked for.
public struct TranslatedLines<Lines: AsyncSequence>: AsyncSequence where Lines.Element == String {
    fileprivate let translator: Translator
    fileprivate let lines: Lines

    /// Goes through the lines from their start.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(translator: translator, lines: lines.makeAsyncIterator())
    }

    /// Goes through the lines once.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let translator: Translator
        fileprivate var lines: Lines.AsyncIterator
        fileprivate var ready: ArraySlice<TranslatedLine> = []
        fileprivate var lineCount = 0
        /// What the lines ended with, while there are still lines from before it.
        fileprivate var failure: Lines.Failure?
        /// Whether the task was cancelled.
        fileprivate var isOver = false

        /// The next line with its translations, or nil at the end, which comes at once when the task is cancelled. An
        /// error of the lines comes through once those that were read before it have been given out.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(Lines.Failure) -> TranslatedLine? {
            if !isOver, ready.isEmpty { ready = try await batch(isolation: actor)[...] }
            // Whoever cancels wants no further line, not even one that is ready.
            if Task.isCancelled { isOver = true }
            return isOver ? nil : ready.popFirst()
        }

        /// The next line with its translations, or nil at the end.
        public mutating func next() async throws(Lines.Failure) -> TranslatedLine? {
            try await next(isolation: nil)
        }

        private mutating func batch(
            isolation actor: isolated (any Actor)?
        ) async throws(Lines.Failure) -> [TranslatedLine] {
            if let failure { throw failure }
            var texts: [SourceText] = []
            do throws(Lines.Failure) {
                while texts.count < translator.batchSize, !Task.isCancelled,
                    let line = try await lines.next(isolation: actor)
                {
                    lineCount += 1
                    texts.append(SourceText(line, line: lineCount))
                }
            } catch {
                if texts.isEmpty { throw error }
                failure = error
            }
            // Nobody waits for these any more.
            if Task.isCancelled { return [] }
            return zip(texts, translator.hypotheses(of: texts)).map { text, translations in
                TranslatedLine(number: text.line, source: text.text, translations: translations)
            }
        }
    }
}

extension Translator {
    /// The translations of lines as they come.
    public func translations<Lines: AsyncSequence>(ofLines lines: Lines) -> TranslatedLines<Lines>
    where Lines.Element == String {
        Options.settings.check(options)
        return TranslatedLines(translator: self, lines: lines)
    }
}
