import Foundation
import Synchronization

/// New content of a file, which takes the old one's place in one go: a crash, a full disk or a kill at any moment
/// leaves the old content whole.
///
/// The new content is written to a new file `PATH.partial-PROCESS-NUMBER` beside the file that the path leads to,
/// brought to the disk, and renamed, so of several that write to one path at once the last to rename wins. Devices and
/// pipes are written directly.
package final class AtomicFile {
    /// Where the new content goes.
    package let writer: ByteWriter
    /// The new file and the one whose place it takes; nil if the content is written directly.
    private var names: (partial: String, target: String)?

    private static let partialSuffix = ".partial-"
    /// How many partial files this process has named.
    private static let partialCount = Atomic<Int>(0)

    /// Makes room for new content; the old stays as it is until `commit`.
    ///
    /// - Parameter directly: whether a file in a directory that takes no new ones is written directly.
    package init(replacing path: String, orWriting directly: Bool = false) throws(SystemError) {
        let status = FileStatus(path)
        if let status, status.kind != .regular {
            if status.kind == .directory { throw SystemError(.write, path, code: EISDIR) }
            writer = try ByteWriter(opening: path, flags: 0, name: path)
            return
        }
        // A link stays a link: the file that it leads to is replaced.
        if FileStatus.isBrokenLink(path) { throw SystemError(.write, path, code: ENOENT) }
        let target = status == nil ? path : FileStatus.resolved(path) ?? path
        do throws(SystemError) {
            let partial: String
            (partial, writer) = try Self.newFile(beside: target, name: path)
            names = (partial, target)
        } catch {
            guard directly, status != nil, error.reason == .permissionDenied else { throw error }
            writer = try ByteWriter(opening: target, flags: O_TRUNC, name: path)
            return
        }
        if let status, fchmod(writer.descriptor, status.permissions) != 0 { throw .latest(.write, path) }
    }

    deinit {
        if let names { unlink(names.partial) }
    }

    /// Puts the new content in the old one's place.
    package func commit() throws(SystemError) {
        try writer.synchronize()
        guard let names else { return }
        guard rename(names.partial, names.target) == 0 else { throw .latest(.write, writer.name) }
        self.names = nil
        Self.syncDirectory(of: names.target)
    }

    /// Replaces the content of a file, or makes it.
    package static func write(_ content: Data, to path: String) throws(SystemError) {
        let file = try AtomicFile(replacing: path)
        try file.writer.write(content)
        try file.commit()
    }

    /// A new file beside another, open for writing.
    private static func newFile(
        beside target: String, name: String
    ) throws(SystemError) -> (path: String, writer: ByteWriter) {
        while true {
            let number = partialCount.add(1, ordering: .relaxed).oldValue
            let path = "\(target)\(partialSuffix)\(getpid())-\(number)"
            do throws(SystemError) {
                return (path, try ByteWriter(opening: path, flags: O_CREAT | O_EXCL, name: name))
            } catch {
                // A killed process of the same number may have left such a file.
                if error.code != EEXIST { throw error }
            }
        }
    }

    /// Removes what processes that were killed while they wrote to a path have left beside it.
    package static func removeLeftovers(of path: String) {
        let target = URL(fileURLWithPath: FileStatus.resolved(path) ?? path)
        let directory = target.deletingLastPathComponent()
        let prefix = target.lastPathComponent + partialSuffix
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

    /// The new name survives a crash only once the directory is on the disk too. The content is safe either way.
    private static func syncDirectory(of path: String) {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
