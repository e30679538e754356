import Foundation
import Seq2Seq
import Testing

/// Prints the comparison of the ways to a sequence of another length that the page on the five shapes has.
///
/// The tables of the page on the five shapes are those of
/// `SEQ2SEQ_COMPARISON_SECONDS=40 swift test -c release --filter ComparisonTests`: seconds of training for each way. In
/// a plain run they are few, so that the tables only show that all three ways run.
@Suite("Comparison of the ways to unequal lengths", .serialized)
struct ComparisonTests {
    @Test(arguments: [ToyTask.reversal, .addition])
    func everyWayAnswersEveryQuestionOfATask(task: ToyTask) throws {
        let given = ProcessInfo.processInfo.environment["SEQ2SEQ_COMPARISON_SECONDS"].flatMap(Double.init)
        let seconds = given ?? 0.5
        let comparison = try Comparison(
            task, options: .init(minimumLength: 1, maximumLength: 8, digits: 3), pairCount: given == nil ? 300 : 20_000,
            testCount: given == nil ? 50 : 1000, seconds: seconds)
        print("\(seconds) seconds of training each\n\(comparison.table)")
        #expect(comparison.rows.count == 3)
        for row in comparison.rows {
            #expect(row.answers.values.reduce(0) { $0 + $1.all } == (given == nil ? 50 : 1000))
            let share = Double(row.parameters) / Double(comparison.rows[2].parameters)
            #expect((0.97...1).contains(share), "\(row.way)")
        }
    }
}
