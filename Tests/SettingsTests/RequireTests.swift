import Seq2SeqSettings
import Testing

struct RequireTests {
    @Test func whatHoldsPasses() {
        var worded = 0
        func wording() -> String {
            worded += 1
            return "A text that nobody needs"
        }
        require(worded == 0, wording())
        #expect(worded == 0)
    }

    /// Also in release builds, where `precondition` says nothing: run with `-c release` to see it.
    @Test func aBrokenRuleIsSaidWithItsPlaceBeforeTheProgramEnds() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let width = 0
            require(width > 0, "A beam's width must be positive, but is \(width)")
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("A beam's width must be positive, but is 0"))
        #expect(text.contains("RequireTests.swift:"))
    }
}
