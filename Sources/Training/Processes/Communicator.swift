import Foundation
import Seq2SeqModels
import Seq2SeqSettings

/// The processes that train a model together, as one of them sees them.
///
/// Each runs the same trainer on the same pairs, so all of them make the same calls here in the same order, and each call
/// returns when the others have made theirs. A process that fails ends all of them: there is no error to handle.
package protocol Communicator: AnyObject {
    /// Which of them this one is, counted from 0.
    var rank: Int { get }
    /// How many there are.
    var count: Int { get }

    /// Sends floats to each other process and takes floats from each.
    ///
    /// - Parameters:
    ///   - outgoing: what each process gets; what this one has for itself is not looked at.
    ///   - incoming: room for what each process sends to this one, of just that length.
    ///   - work: what is done meanwhile; it sends nothing.
    func exchange(
        _ outgoing: [UnsafeBufferPointer<Float>], into incoming: [UnsafeMutableBufferPointer<Float>],
        during work: () -> Void)

    /// Begins work that exchanges floats, while the caller computes and sends nothing, until `finish`.
    func start(_ work: @escaping @Sendable () -> Void)

    /// Waits for what was started.
    func finish()

    /// Gives everybody the parts of a buffer that the others hold.
    ///
    /// - Parameter parts: which part each process holds.
    func gather(_ values: UnsafeMutablePointer<Float>, parts: [Range<Int>])

    /// What each process has to tell.
    func gather(_ bytes: [UInt8]) -> [[UInt8]]

    /// Whether it is so for one of them at least.
    func isAny(_ condition: Bool) -> Bool
}

extension Communicator {
    /// Whether this is the process that tells and saves.
    package var isFirst: Bool { rank == 0 }

    /// Results of pieces of work that were dealt out in turn, in the order of the pieces.
    ///
    /// - Parameters:
    ///   - own: those of this process: of the pieces `rank`, `rank + count` and so on.
    ///   - total: how many pieces there are.
    func gather<Result: Codable>(_ own: [Result], of total: Int) -> [Result] {
        let all: [[Result]] = gather(encoded(own)).map(decoded)
        return (0..<total).map { all[$0 % count][$0 / count] }
    }

    /// What the first process says.
    func first<Value: Codable>(_ value: Value) -> Value { decoded(gather(encoded(value))[0]) }

    private func encoded(_ value: some Encodable) -> [UInt8] {
        do { return [UInt8](try JSONEncoder().encode(value)) } catch { fail("Not to be told: \(error)") }
    }

    private func decoded<Value: Decodable>(_ bytes: [UInt8]) -> Value {
        do { return try JSONDecoder().decode(Value.self, from: Data(bytes)) } catch { fail("Not understood: \(error)") }
    }
}

/// A loss as it is told to other processes, NaN included.
struct ToldLoss: Codable {
    private let sum: UInt64
    private let tokenCount: Int
    private let weight: UInt64

    init(_ loss: Loss) {
        sum = loss.sum.bitPattern
        tokenCount = loss.tokenCount
        weight = loss.weight.bitPattern
    }

    var loss: Loss {
        Loss(sum: Double(bitPattern: sum), tokenCount: tokenCount, weight: Double(bitPattern: weight))
    }
}
