import Foundation

/// A directory that is ours to make and to remove.
package struct Directory {
    package let path: String

    package init(_ path: String) { self.path = path }

    /// Makes it, and those above it, unless they are there.
    package func create() throws(SystemError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw SystemError(.write, path, causing: error)
        }
    }

    /// Removes it with all that is in it.
    package func remove() throws(SystemError) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw SystemError(.write, path, causing: error)
        }
    }
}

extension SystemError {
    /// The system's error behind one of Foundation's.
    init(_ operation: Operation, _ path: String, causing error: any Error) {
        let cause = (error as? CocoaError)?.underlying ?? error
        self.init(operation, path, code: (cause as? POSIXError)?.code.rawValue ?? EIO)
    }
}
