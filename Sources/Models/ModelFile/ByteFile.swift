import Foundation

/// A file that is read piece by piece, so that no more is in memory than it holds, whatever its header claims.
final class ByteFile {
    private let descriptor: Int32

    private static let pieceSize = 1 << 22

    /// Opens a file, a pipe or a device for reading.
    init(_ path: String) throws(ModelFileError.Problem) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw .notFound
            case EACCES, EPERM: throw .permissionDenied
            case let code: throw .readFailed(code: code)
            }
        }
    }

    deinit {
        close(descriptor)
    }

    /// The next bytes: as many as asked for, or fewer at the end of the file.
    func read(_ count: Int) throws(ModelFileError.Problem) -> Data {
        var data = Data()
        while data.count < count {
            let start = data.count
            let wanted = min(count - start, Self.pieceSize)
            data.count += wanted
            let found = data.withUnsafeMutableBytes { bytes in
                Foundation.read(descriptor, bytes.baseAddress.map { $0 + start }, wanted)
            }
            let code = errno
            data.count = start + max(0, found)
            if found == 0 { break }
            if found < 0 && code == EISDIR { throw .directory }
            if found < 0 && code != EINTR { throw .readFailed(code: code) }
        }
        return data
    }
}
