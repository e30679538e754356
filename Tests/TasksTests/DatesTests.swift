import Foundation
import Seq2SeqTasks
import Testing
import Seq2SeqText

@Suite("Dates")
struct DatesTests {
    /// Every 17th day in each format, so that each format has every month, day and weekday.
    private static let pairs = Dates.families.map { family in
        stride(from: 0, to: family.count, by: 17).map(family.pair)
    }

    @Test func aReaderOfItsOwnFindsTheSameDayInEveryFormat() throws {
        for pair in Self.pairs.joined() {
            let day = try #require(WrittenDate(pair.source), "\(pair.source)")
            #expect(day.iso8601 == pair.target, "\(pair.source)")
        }
    }

    @Test func everyDayExistsAndHasItsWeekday() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for pair in Self.pairs.joined() {
            let numbers = pair.target.split(separator: "-").compactMap { Int($0) }
            let parts = DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])
            let date = try #require(calendar.date(from: parts))
            let found = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
            #expect([found.year, found.month, found.day] == numbers, "\(pair)")
            if let weekday = WrittenDate(pair.source)?.weekday {
                // Foundation counts from Sunday, 1.
                #expect(found.weekday == (weekday + 1) % 7 + 1, "\(pair)")
            }
        }
    }

    @Test func theDaysReachFrom1900To2099() throws {
        for family in Dates.families {
            #expect(family.count == 73_049)
            #expect(family.pair(0).target == "1900-01-01")
            #expect(family.pair(family.count - 1).target == "2099-12-31")
            #expect(Set((0..<family.count).map { family.pair($0).target }).count == family.count)
        }
    }

    @Test func noTwoFormatsWriteADateAlike() {
        let sources = Self.pairs.joined().map(\.source)
        #expect(Set(sources).count == sources.count)
        // May is written alike in full and in short.
        let inMay = Dates.families.map { $0.pair(120 + 365 * 50).source }
        #expect(Set(inMay).count == Dates.families.count)
    }

    @Test func chosenDatesAreWrittenAsExpected() {
        // 29 February 2000, day 36,583 after 1 January 1900.
        let written = Dates.families.map { $0.pair(36_583) }
        #expect(Set(written.map(\.target)) == ["2000-02-29"])
        #expect(
            written.map(\.source) == [
                "29 February 2000", "February 29, 2000", "Tuesday, 29 February 2000", "Tuesday, February 29, 2000",
                "29th of February 2000", "the 29th of February, 2000", "February 29th, 2000", "Feb 29 2000",
                "29-Feb-2000", "Tue 29 Feb 2000", "2000 February 29", "february 29 2000", "29 FEB 2000",
                "the twenty-ninth of February 2000", "February the twenty-ninth, 2000", "2000/02/29", "29.02.2000",
            ])
    }
}
