import Synchronization
import Seq2SeqTensors

/// Workspaces that are not in use, with the models' weights packed in them. Each call takes a set with one for each
/// model and the number of threads that it asks for, or makes one.
package final class WorkspaceShelf: Sendable {
    private let precision: Precision
    /// By the number of threads that was asked for.
    private let shelf = Mutex<[Int?: [SendableWorkspaces]]>([:])

    /// Workspaces on their way between two tasks: they are used by one at a time.
    private struct SendableWorkspaces: @unchecked Sendable {
        let workspaces: [Workspace]
    }

    package init(precision: Precision) {
        self.precision = precision
    }

    package func withWorkspaces<Value>(_ count: Int, threads: Int?, _ body: ([Workspace]) -> Value) -> Value {
        let taken =
            shelf.withLock { $0[threads]?.popLast() }
            ?? SendableWorkspaces(
                workspaces: (0..<count).map { _ in Workspace(threads: threads, precision: precision) })
        defer { shelf.withLock { $0[threads, default: []].append(taken) } }
        return body(taken.workspaces)
    }
}
