import Foundation

/// A file, a pipe or a device that is written to, at once and in order.
package final class ByteWriter: Sendable {
    /// The file as it was named, or what stands for it in a sentence.
    package let name: String
    /// The system's number for it.
    package let descriptor: Int32
    private let closesDescriptor: Bool

    /// What a descriptor leads to, which stays open afterwards.
    package init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        closesDescriptor = false
    }

    /// Opens a file whose descriptor is closed with it.
    ///
    /// - Parameter flags: those of `open(2)` besides `O_WRONLY`.
    init(opening path: String, flags: Int32, name: String) throws(SystemError) {
        self.name = name
        descriptor = open(path, O_WRONLY | O_CLOEXEC | flags, 0o666)
        closesDescriptor = descriptor >= 0
        if descriptor < 0 { throw .latest(.write, name) }
    }

    /// Opens or makes a file that grows at its end: each write is there whole or in part, and never over another's.
    package convenience init(appendingTo path: String) throws(SystemError) {
        try self.init(opening: path, flags: O_CREAT | O_APPEND, name: path)
    }

    deinit {
        if closesDescriptor { close(descriptor) }
    }

    /// Writes all bytes, in as many pieces as the system takes.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let written = Foundation.write(descriptor, piece.baseAddress, piece.count)
            if written < 0 && errno != EINTR { throw .latest(.write, name) }
            rest = rest.dropFirst(max(0, written))
        }
    }

    /// Writes all bytes.
    package func write(_ bytes: some ContiguousBytes) throws(SystemError) {
        let result = bytes.withUnsafeBytes { bytes in Result { () throws(SystemError) in try write(bytes) } }
        try result.get()
    }

    /// Cuts a file after so many bytes; what is no file has nothing to cut.
    package func truncate(to byteCount: Int) throws(SystemError) {
        guard FileStatus(descriptor: descriptor)?.kind == .regular else { return }
        if ftruncate(descriptor, off_t(byteCount)) != 0 { throw .latest(.write, name) }
    }

    /// Brings what was written to the disk. Pipes and some devices have nothing to bring there.
    package func synchronize() throws(SystemError) {
        if fsync(descriptor) != 0 && ![EINVAL, EROFS, ENOTSUP].contains(errno) { throw .latest(.write, name) }
    }
}
