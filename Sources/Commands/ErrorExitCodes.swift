import Seq2Seq
import Seq2SeqFiles

// How a command ends with the errors of the stages.

extension SystemError: ExitCodeProviding {
    package var exitCode: ExitCode {
        switch operation {
        case .read: .noSuchInput
        case .write: .cannotWrite
        }
    }
}

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

extension WordVectorsError: ExitCodeProviding {
    package var exitCode: ExitCode {
        if case .unreadable = self { .noSuchInput } else { .badData }
    }
}

extension SubwordsError: ExitCodeProviding {
    package var exitCode: ExitCode {
        if case .unreadable = self { .noSuchInput } else { .badData }
    }
}

extension VocabularyFileError: ExitCodeProviding {
    package var exitCode: ExitCode {
        if case .unreadable = self { .noSuchInput } else { .badData }
    }
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
        case .incomplete, .impossible, .otherData: .badData
        case .otherOption, .beyondTheEnd: .wrongUsage
        }
    }
}
