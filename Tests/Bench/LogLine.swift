import Foundation

/// A line of the log of a training.
package struct LogLine: Decodable {
    package let event: String
    package let step: Int?
    package let epoch: Int?
    package let loss: Double?
    package let validLoss: Double?
    package let validExact: Double?
    package let validBleu: Double?
    package let validChrf: Double?
    package let averagedModels: Int?
    package let ending: String?
    package let steps: Int?
    package let targetTokens: Int?
    package let seconds: Double?
    package let targetTokensPerSecond: Double?

    /// The lines of a log.
    package static func all(of log: String) throws -> [LogLine] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try log.split(separator: "\n").map { try decoder.decode(LogLine.self, from: Data($0.utf8)) }
    }
}
