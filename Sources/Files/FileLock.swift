import Foundation

/// The right to be the only process that writes to a path, which no process keeps longer than it lives.
///
/// It is the operating system's lock on a file `PATH.lock` beside the one that the path leads to, so neither a process
/// that was killed nor another that has got its number since holds it. The file tells the holder's number, and goes when
/// the lock is given up.
package final class FileLock {
    /// The file that is locked.
    package let path: String
    /// Negative once the lock is given up, and where the file system has no locks.
    private var descriptor: Int32

    /// Why a lock cannot be had.
    package enum Failure: Error, Hashable, Sendable {
        /// A process has it; its number, unless it has just come.
        case held(process: Int?)
        /// There can be no such file.
        case refused(SystemError)
    }

    /// Whether others are kept out: not on a file system that has no locks.
    package var isHeld: Bool { descriptor >= 0 }

    /// Takes the lock of a path.
    package init(_ target: String) throws(Failure) {
        path = (FileStatus.resolved(target) ?? target) + ".lock"
        descriptor = try Self.descriptor(at: path, for: target)
        if descriptor < 0 { return }
        // On a full disk there is no number, but a lock all the same.
        if ftruncate(descriptor, 0) == 0 {
            let number = Array("\(getpid())\n".utf8)
            _ = Foundation.write(descriptor, number, number.count)
        }
    }

    /// Opens the file and locks it; -1 where there are no locks.
    private static func descriptor(at path: String, for target: String) throws(Failure) -> Int32 {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { throw .refused(.latest(.write, target)) }
            switch lock(descriptor) {
            case .taken:
                // One that gave the lock up between the two calls has removed the file.
                if FileStatus(path)?.identity == FileStatus(descriptor: descriptor)?.identity { return descriptor }
                close(descriptor)
            case .held:
                let process = process(in: descriptor)
                close(descriptor)
                throw .held(process: process)
            case .unknown:
                // A number in it would be that of a holder.
                if FileStatus(descriptor: descriptor)?.byteCount == 0 { unlink(path) }
                close(descriptor)
                return -1
            }
        }
    }

    deinit { giveUp() }

    /// Lets others have the lock.
    package func giveUp() {
        guard descriptor >= 0 else { return }
        unlink(path)
        close(descriptor)
        descriptor = -1
    }

    /// What came of asking for a lock.
    enum Answer {
        case taken
        /// Another has it.
        case held
        /// The file system has no locks.
        case unknown
    }

    /// Asks for the system's lock of an open file, which ends when the file is closed.
    static func lock(_ descriptor: Int32) -> Answer {
        while true {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return .taken }
            if errno == EWOULDBLOCK { return .held }
            if errno != EINTR { return .unknown }
        }
    }

    /// The number that the holder has written.
    private static func process(in descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return Int(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).prefix { $0 != "\n" })
    }
}

extension ByteWriter {
    /// Keeps others that ask for the same from writing to the file as long as this is there. What is no file, and a file
    /// system without locks, keeps nobody out.
    ///
    /// - Returns: false if another has asked before.
    package func lock() -> Bool {
        FileStatus(descriptor: descriptor)?.kind != .regular || FileLock.lock(descriptor) != .held
    }
}
