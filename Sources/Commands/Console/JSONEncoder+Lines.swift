import Foundation

extension JSONEncoder {
    /// Writes figures, one object a line: keys in snake_case and sorted; what is no finite number is `inf`, `-inf` or
    /// `nan` in quotes.
    static var ofLines: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }
}
