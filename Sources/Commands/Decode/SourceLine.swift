import Foundation
import Seq2Seq

/// A line to decode: its text, what it calls itself, and why it cannot be decoded if it cannot.
struct SourceLine {
    /// Empty if the line cannot be decoded.
    let text: String
    /// The `id` of a line that is a JSON object.
    let id: RecordID?
    let problem: String?

    /// The line that was read; with `isRecord` it may be a JSON object `{"id":…,"source":"…"}`.
    init(_ line: Result<String, LineError>, isRecord: Bool) {
        switch line {
        case .failure(let error): self.init(text: "", id: nil, problem: error.description)
        case .success(let text):
            guard isRecord, text.hasPrefix("{") else {
                self.init(text: text, id: nil, problem: nil)
                return
            }
            do {
                let record = try JSONDecoder().decode(Record.self, from: Data(text.utf8))
                self.init(text: record.source ?? "", id: record.id, problem: record.source == nil ? Self.expected : nil)
            } catch {
                self.init(text: "", id: nil, problem: Self.expected)
            }
        }
    }

    private static let expected =
        "The line is not a JSON object with a string \"source\" and at most a number or a string as \"id\"."

    private init(text: String, id: RecordID?, problem: String?) {
        self.text = text
        self.id = id
        self.problem = problem
    }

    private struct Record: Decodable {
        let id: RecordID?
        let source: String?
    }
}

/// The name that a record has in its user's data: a number or a string, given back as it came.
enum RecordID: Codable {
    case integer(Int)
    case real(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            self = .integer(try container.decode(Int.self))
        } catch {
            do {
                self = .real(try container.decode(Double.self))
            } catch {
                self = .text(try container.decode(String.self))
            }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let number): try container.encode(number)
        case .real(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}
