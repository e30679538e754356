import Seq2SeqText

/// The days of the years 1900 to 2099, in the ways in which English texts write them, to ISO 8601.
///
/// Every format leaves no doubt about day and month. No two formats can write a date alike: those with a short month,
/// which for May is the long one, put their words or commas elsewhere.
package enum Dates {
    /// One family for each format.
    package static let families = formats.map { format in
        IndexedFamily(count: dayCount) { index in
            let date = CivilDate(daysSinceMarchOfYearZero: firstDay + index)
            return TextPair(source: format(date), target: date.iso8601)
        }
    }

    /// 1 January 1900, in days after 1 March 0000.
    private static let firstDay = 693_901

    /// The days from 1 January 1900 to 31 December 2099: 200 years with 49 leap days, as 1900 had none.
    private static let dayCount = 200 * 365 + 49

    private static let formats: [@Sendable (CivilDate) -> String] = [
        { "\($0.day) \(month($0)) \($0.year)" },
        { "\(month($0)) \($0.day), \($0.year)" },
        { "\(weekday($0)), \($0.day) \(month($0)) \($0.year)" },
        { "\(weekday($0)), \(month($0)) \($0.day), \($0.year)" },
        { "\(ordinal($0)) of \(month($0)) \($0.year)" },
        { "the \(ordinal($0)) of \(month($0)), \($0.year)" },
        { "\(month($0)) \(ordinal($0)), \($0.year)" },
        { "\(month($0).prefix(3)) \($0.day) \($0.year)" },
        { "\($0.day)-\(month($0).prefix(3))-\($0.year)" },
        { "\(weekday($0).prefix(3)) \($0.day) \(month($0).prefix(3)) \($0.year)" },
        { "\($0.year) \(month($0)) \($0.day)" },
        { "\(month($0).lowercased()) \($0.day) \($0.year)" },
        { "\($0.day) \(month($0).prefix(3).uppercased()) \($0.year)" },
        { "the \(ordinalWords[$0.day - 1]) of \(month($0)) \($0.year)" },
        { "\(month($0)) the \(ordinalWords[$0.day - 1]), \($0.year)" },
        { "\($0.year)/\(CivilDate.twoDigits($0.month))/\(CivilDate.twoDigits($0.day))" },
        { "\(CivilDate.twoDigits($0.day)).\(CivilDate.twoDigits($0.month)).\($0.year)" },
    ]

    private static func month(_ date: CivilDate) -> String { months[date.month - 1] }

    private static func weekday(_ date: CivilDate) -> String { weekdays[date.weekday] }

    /// The day of the month as "1st", "2nd", "3rd", "4th", ...
    private static func ordinal(_ date: CivilDate) -> String {
        switch date.day {
        case 1, 21, 31: "\(date.day)st"
        case 2, 22: "\(date.day)nd"
        case 3, 23: "\(date.day)rd"
        default: "\(date.day)th"
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    private static let ordinalWords = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
        "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
        "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
    ]
}
