/// How a command writes what it found.
package enum ReportFormat: String, CaseIterable, Sendable {
    /// Tables for people.
    case text
    /// JSON for programs: an object, or one a line where there are several.
    case json
}
