import Foundation

/// A line of the log of a training.
struct LogLine: Decodable {
    let event: String
    let step: Int?
    let epoch: Int?
    let loss: Double?
    let validLoss: Double?
    let validExact: Double?
    let validBleu: Double?
    let validChrf: Double?
    let averagedModels: Int?
    let ending: String?
    let steps: Int?
    let targetTokens: Int?
    let seconds: Double?
    let targetTokensPerSecond: Double?

    /// The lines of a log.
    static func all(of log: String) throws -> [LogLine] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try log.split(separator: "\n").map { try decoder.decode(LogLine.self, from: Data($0.utf8)) }
    }
}
