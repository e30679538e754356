/// What a model may read beside the source of a line. The raw value is its name in JSON objects.
enum FurtherText: String, CaseIterable {
    case tags
    case secondSource = "second_source"

    /// Where it is in each line.
    enum Place: Equatable {
        /// In this column of the line, counted from 1; objects of JSON have it themselves.
        case column(Int)
        /// In objects of JSON alone.
        case records

        /// The column, if there is one.
        var column: Int? { if case .column(let column) = self { column } else { nil } }
    }

    /// That it is read, but is not there.
    var absence: String {
        switch self {
        case .tags: "tags, but there are none where they should be"
        case .secondSource: "a second source, but there is none where it should be"
        }
    }
}
