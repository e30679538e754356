import Seq2Seq

// How a command ends with the errors of the stages.

extension CorpusError: ExitCodeProviding {
    package var exitCode: ExitCode {
        switch kind {
        case .noInput: .noSuchInput
        case .badData: .badData
        }
    }
}

extension TrainingDataError: ExitCodeProviding {
    package var exitCode: ExitCode { .badData }
}

extension EnsembleError: ExitCodeProviding {
    package var exitCode: ExitCode { .badData }
}

extension ModelFileError: ExitCodeProviding {
    package var exitCode: ExitCode {
        switch kind {
        case .noInput: .noSuchInput
        case .badData: .badData
        case .cannotWrite: .cannotWrite
        }
    }
}

extension CheckpointError: ExitCodeProviding {
    package var exitCode: ExitCode {
        switch self {
        case .file(let error): error.exitCode
        case .incomplete, .otherData: .badData
        case .otherOption, .beyondTheEnd: .wrongUsage
        }
    }
}
