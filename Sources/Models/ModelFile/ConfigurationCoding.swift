import Foundation

extension JSONEncoder {
    /// Writes the configuration of a model file: keys in snake_case and sorted, so that equal ones give equal text.
    static var ofConfiguration: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }
}

extension JSONDecoder {
    /// Reads the configuration of a model file.
    static var ofConfiguration: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}
