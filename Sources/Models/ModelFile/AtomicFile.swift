import Foundation
import Synchronization

/// Writes files so that a crash, a full disk or a kill at any moment leaves the old content whole.
package enum AtomicFile {
    /// What the operating system answered, as an `errno`.
    package struct Failure: Error, Hashable {
        package let code: Int32

        /// The latest error of the calling thread.
        static var latest: Failure { Failure(code: errno) }
    }

    /// Replaces the content of a file, or makes it.
    ///
    /// The new content is written to a new file `PATH.partial-PROCESS-NUMBER` beside the file that the path leads to,
    /// brought to the disk, and renamed, so of several tasks that write to one path at once the last to rename wins.
    /// Devices and pipes are written directly.
    package static func write(_ content: Data, to path: String) throws(Failure) {
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists && status.st_mode & S_IFMT == S_IFDIR { throw Failure(code: EISDIR) }
        if exists && status.st_mode & S_IFMT != S_IFREG {
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw .latest }
            try writeThrough(content, to: descriptor, permissions: nil)
            return
        }
        // A link stays a link: the file that it leads to is replaced.
        let target = exists ? resolved(path) ?? path : path
        let (partial, descriptor) = try newFile(beside: target)
        do throws(Failure) {
            try writeThrough(content, to: descriptor, permissions: exists ? status.st_mode & 0o7777 : nil)
            guard rename(partial, target) == 0 else { throw Failure.latest }
        } catch {
            unlink(partial)
            throw error
        }
        syncDirectory(of: target)
    }

    private static let partialSuffix = ".partial-"
    /// How many partial files this process has named.
    private static let partialCount = Atomic<Int>(0)

    /// A new file beside another, open for writing.
    private static func newFile(beside target: String) throws(Failure) -> (path: String, descriptor: Int32) {
        while true {
            let number = partialCount.add(1, ordering: .relaxed).oldValue
            let path = "\(target)\(partialSuffix)\(getpid())-\(number)"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 { return (path, descriptor) }
            // A killed process of the same number may have left such a file.
            guard errno == EEXIST else { throw .latest }
        }
    }

    /// Removes what processes that were killed while they wrote to a path have left beside it.
    package static func removeLeftovers(of path: String) {
        let target = resolved(path) ?? path
        let directory = URL(fileURLWithPath: target).deletingLastPathComponent()
        let prefix = URL(fileURLWithPath: target).lastPathComponent + partialSuffix
        guard let names = FileManager.default.enumerator(atPath: directory.path) else { return }
        for case let name as String in names {
            names.skipDescendants()
            guard name.hasPrefix(prefix), isLeftover(name.dropFirst(prefix.count)) else { continue }
            unlink(directory.appendingPathComponent(name).path)
        }
    }

    /// Whether `PROCESS-NUMBER`, or `PROCESS` as earlier versions have it, names a file that nobody is writing.
    private static func isLeftover(_ suffix: Substring) -> Bool {
        let parts = suffix.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, let process = pid_t(parts[0]), process > 0 else { return false }
        guard parts.count == 1 || Int(parts[1]) != nil else { return false }
        if process == getpid() {
            // Another process had the same number; this one has not come to that name yet.
            return parts.count == 1 || Int(parts[1]).map { $0 >= partialCount.load(ordering: .relaxed) } ?? false
        }
        return kill(process, 0) != 0 && errno != EPERM
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Writes a file to its end, brings it to the disk, and closes it.
    private static func writeThrough(
        _ content: Data, to descriptor: Int32, permissions: mode_t?
    ) throws(Failure) {
        do throws(Failure) {
            if let permissions, fchmod(descriptor, permissions) != 0 { throw Failure.latest }
            try writeAll(content, to: descriptor)
            // Pipes and some devices have nothing to bring to a disk.
            if fsync(descriptor) != 0 && ![EINVAL, EROFS, ENOTSUP].contains(errno) { throw Failure.latest }
        } catch {
            close(descriptor)
            throw error
        }
        guard close(descriptor) == 0 else { throw .latest }
    }

    private static func writeAll(_ content: Data, to descriptor: Int32) throws(Failure) {
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0 && errno != EINTR { throw .latest }
            written += max(0, count)
        }
    }

    /// The new name survives a crash only once the directory is on the disk too. The content is safe either way.
    private static func syncDirectory(of path: String) {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
