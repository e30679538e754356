/// A day of the Gregorian calendar.
struct CivilDate: Sendable, Hashable {
    /// The year of the common era.
    let year: Int

    /// The month, January being 1.
    let month: Int

    /// The day of the month, from 1.
    let day: Int

    /// The day of the week, Monday being 0.
    let weekday: Int

    /// The day that lies so many days after 1 March 0000.
    ///
    /// Years start in March, so that the leap day is the last of its year. Months then have 31, 30, 31, 30, 31 days
    /// twice and the rest in the last two, which `(153 * month + 2) / 5` counts.
    init(daysSinceMarchOfYearZero days: Int) {
        let (era, dayOfEra) = days.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        // 1 March 0000 was a Wednesday.
        weekday = (days + 2) % 7
    }

    /// The date as ISO 8601 writes it, `1999-05-03`.
    var iso8601: String { "\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day))" }

    /// A number below 100 with a zero in front if it has one digit.
    static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
