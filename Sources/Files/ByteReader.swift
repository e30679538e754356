import Foundation

/// A file, a pipe or a device that is read piece by piece.
package final class ByteReader: Sendable {
    /// The file as it was named, or what stands for it in a sentence.
    package let name: String
    private let descriptor: Int32
    private let closesDescriptor: Bool

    /// How many bytes are read at once where nobody asks for a number.
    package static let pieceSize = 1 << 16
    /// How much memory is taken at once for bytes that may not come.
    private static let largestPiece = 1 << 22

    /// Standard input.
    package static let standardInput = ByteReader(STDIN_FILENO, name: "standard input")

    /// Opens a file, a pipe or a device.
    ///
    /// - Throws: `SystemError`, also if the path leads to a directory.
    package init(_ path: String) throws(SystemError) {
        name = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        closesDescriptor = descriptor >= 0
        if descriptor < 0 { throw .latest(.read, path) }
        try refuseDirectory()
    }

    /// What a command was told to read: a file, or standard input by the name that it has on command lines.
    package static func input(_ name: String) throws(SystemError) -> ByteReader {
        guard name == standardName else { return try ByteReader(name) }
        try standardInput.refuseDirectory()
        return standardInput
    }

    /// What stands for standard input, or for standard output, where a file is named on a command line.
    package static let standardName = "-"

    /// What a descriptor leads to, which stays open afterwards.
    private init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        closesDescriptor = false
    }

    deinit {
        if closesDescriptor { close(descriptor) }
    }

    /// - Throws: `SystemError` if there is a directory to read, told before something else is opened for what it holds.
    package func refuseDirectory() throws(SystemError) {
        if FileStatus(descriptor: descriptor)?.kind == .directory { throw SystemError(.read, name, code: EISDIR) }
    }

    /// How many bytes a file has; nil of what is no file.
    package var byteCount: Int? {
        guard let status = FileStatus(descriptor: descriptor), status.kind == .regular else { return nil }
        return status.byteCount
    }

    /// Waits until there is something to read, or the end.
    ///
    /// - Returns: false if nothing came in that time, or a signal did.
    package func wait(milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, milliseconds) > 0
    }

    /// Reads what is there, waiting for the first byte.
    ///
    /// - Returns: how many bytes were put into the buffer; 0 at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw .latest(.read, name) }
        }
    }

    /// Reads bytes of a file from a place on, whatever was read before; several threads may do so at once.
    ///
    /// - Returns: how many bytes were put into the buffer: all that it holds, or fewer at the end of the file.
    package func read(
        at offset: Int, into buffer: UnsafeMutableRawBufferPointer
    ) throws(SystemError) -> Int {
        var found = 0
        while found < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[found...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + found))
            if count == 0 { break }
            if count > 0 {
                found += count
            } else if errno != EINTR {
                throw .latest(.read, name)
            }
        }
        return found
    }

    /// The next bytes: as many as asked for, or fewer at the end. No more memory is taken than there are bytes, whatever
    /// number is asked for.
    package func data(_ count: Int) throws(SystemError) -> Data {
        var data = Data()
        while data.count < count {
            let start = data.count
            let wanted = min(count - start, Self.largestPiece)
            data.count += wanted
            let result = data.withUnsafeMutableBytes { bytes in
                Result { () throws(SystemError) in
                    try read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + wanted]))
                }
            }
            let found = try result.get()
            data.count = start + found
            if found == 0 { break }
        }
        return data
    }

    /// All bytes of a file.
    package static func contents(of path: String) throws(SystemError) -> Data { try ByteReader(path).data(.max) }
}
