import Seq2Seq
import Seq2SeqTraining

#if MPI
    import Foundation
    import Seq2SeqMessages
#endif

/// The processes that train a model together, if there is more than this one.
struct TrainingProcesses {
    /// Nil if this process is alone.
    let communicator: (any Communicator)?

    /// Whether this process tells and saves.
    var isFirst: Bool { communicator?.isFirst ?? true }

    /// Whether any of them is to do it.
    func isAny(_ condition: Bool) -> Bool { communicator?.isAny(condition) ?? condition }

    /// Does something that may fail in some processes and not in others. If it fails in one, it fails in all, and the
    /// first in which it failed tells why.
    func together<Value>(_ work: () throws -> Value) throws -> Value {
        guard let communicator else { return try work() }
        let result = Result { try work() }
        var code: ExitCode?
        if case .failure(let error) = result { code = (error as? any ExitCodeProviding)?.exitCode ?? .failed }
        let codes = communicator.gather(code.map { [UInt8(truncatingIfNeeded: $0.rawValue)] } ?? [])
        guard let failed = codes.firstIndex(where: { !$0.isEmpty }) else { return try result.get() }
        let end = ExitCode(rawValue: Int32(codes[failed][0])) ?? .failed
        guard failed == communicator.rank, case .failure(let error) = result else {
            throw SharedEnd(exitCode: end, error: nil)
        }
        throw SharedEnd(exitCode: end, error: Self.named(error, communicator))
    }

    /// An error with which all processes end, for the one that tells of it.
    private struct SharedEnd: Error {
        let exitCode: ExitCode
        let error: (any Error)?
    }

    /// An error with the process in which it happened.
    private struct ProcessError: ExitCodeProviding {
        let process: Int
        let error: any Error

        var exitCode: ExitCode { (error as? any ExitCodeProviding)?.exitCode ?? .failed }
        var description: String { "process \(process): \(error)" }
    }

    private static func named(_ error: any Error, _ communicator: any Communicator) -> any Error {
        communicator.isFirst ? error : ProcessError(process: communicator.rank, error: error)
    }

    #if MPI
        /// Does the work of a command as one of the processes that were started together. An error of one ends all.
        static func run(
            on console: inout Console, _ work: (TrainingProcesses, inout Console) throws -> ExitCode
        ) throws -> ExitCode {
            let mpi = MPIProcesses(silence: try silence())
            let processes = TrainingProcesses(communicator: mpi.count == 1 ? nil : mpi)
            do {
                let code = try work(processes, &console)
                mpi.end(code: code.rawValue)
                return code
            } catch let end as SharedEnd {
                if let error = end.error { _ = TrainArguments.report(error, on: console) }
                // Whoever has told takes leave too: of the first to end, all the others are ended.
                mpi.end(code: end.exitCode.rawValue)
                return end.exitCode
            } catch  where processes.communicator == nil {
                mpi.end(code: ExitCode.failed.rawValue)
                throw error
            } catch {
                mpi.abort(code: TrainArguments.report(named(error, mpi), on: console).rawValue)
            }
        }

        /// Seconds after which a process that gives no sign of life is taken for gone, from the environment; nil for
        /// none.
        private static func silence() throws(UsageError) -> Double? {
            let (variable, usual, least) = ("SEQ2SEQ_SILENCE", 30.0, 5)
            guard let found = ProcessInfo.processInfo.environment[variable], !found.isEmpty else { return usual }
            guard let seconds = Double(found), seconds == 0 || (Double(least)...1e6).contains(seconds) else {
                throw .unusableSilence(found: found, variable: variable, least: least)
            }
            return seconds == 0 ? nil : seconds
        }
    #else
        /// Does the work of a command as the only process.
        static func run(
            on console: inout Console, _ work: (TrainingProcesses, inout Console) throws -> ExitCode
        ) throws -> ExitCode {
            try work(TrainingProcesses(communicator: nil), &console)
        }
    #endif
}
