import Seq2SeqDecoding
import Seq2SeqModels
import Synchronization
import Testing

/// Lines that are translated as they come end when their task is cancelled.
struct CancelledLinesTests {
    /// Lines without an end, which know nothing of cancellation.
    private struct Endless: AsyncSequence, AsyncIteratorProtocol {
        let given: Counter
        func makeAsyncIterator() -> Endless { self }
        func next() async -> String? {
            given.count.withLock { $0 += 1 }
            return "abc"
        }
    }

    private final class Counter: Sendable {
        let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
    }

    @Test(arguments: [1, 4])
    func noLineIsReadAfterTheTaskWasCancelled(batchSize: Int) async throws {
        let given = Counter()
        var batched = Translator(try TinyTranslation.model(), threads: 1)
        batched.batchSize = batchSize
        let translator = batched
        let task = Task {
            var taken = 0
            for await _ in translator.translations(ofLines: Endless(given: given)) {
                taken += 1
                if taken == 6 { withUnsafeCurrentTask { $0?.cancel() } }
            }
            return (taken, given.value)
        }
        let (taken, read) = await task.value
        #expect(taken == 6)
        #expect(read == (6 + batchSize - 1) / batchSize * batchSize)
    }

    @Test func aTaskThatIsCancelledBeforeItBeginsReadsNothing() async throws {
        let (given, translator) = (Counter(), Translator(try TinyTranslation.model(), threads: 1))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            var iterator = translator.translations(ofLines: Endless(given: given)).makeAsyncIterator()
            let first = await iterator.next()
            let second = await iterator.next()
            return first == nil && second == nil
        }
        #expect(await task.value)
        #expect(given.value == 0)
    }
}
