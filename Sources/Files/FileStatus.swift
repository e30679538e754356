import Foundation

/// What is known of what a path or a descriptor leads to.
package struct FileStatus: Hashable, Sendable {
    /// What can be told apart.
    package enum Kind: Hashable, Sendable {
        /// A file with content of its own, which can be replaced.
        case regular
        /// A directory.
        case directory
        /// A link, if links are not followed.
        case link
        /// A device, a pipe or a socket, which is written as it is.
        case other
    }

    /// A file under whatever name: device and number.
    package struct Identity: Hashable, Sendable {
        private let device: UInt64
        private let number: UInt64

        fileprivate init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    /// What it is.
    package let kind: Kind
    /// Whether it is a device.
    package let isDevice: Bool
    /// What is the same under every name.
    package let identity: Identity
    /// The size in bytes.
    package let byteCount: Int
    /// Who may do what.
    let permissions: mode_t

    /// Nil if the path leads to nothing.
    package init?(_ path: String, followingLinks: Bool = true) {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }

    /// Nil if the descriptor is not open.
    package init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        isDevice = [S_IFCHR, S_IFBLK].contains(status.st_mode & S_IFMT)
        identity = Identity(status)
        byteCount = Int(status.st_size)
        permissions = status.st_mode & 0o7777
    }

    /// Whether a path is a link that leads to nothing.
    package static func isBrokenLink(_ path: String) -> Bool {
        FileStatus(path) == nil && FileStatus(path, followingLinks: false)?.kind == .link
    }

    /// The path without links on the way, or nil if it leads to nothing.
    package static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Why this user may not write to a file or make one in a directory; nil if nothing stands in the way.
    package static func writeObstacle(_ path: String) -> SystemError? {
        access(path, W_OK) == 0 ? nil : .latest(.write, path)
    }
}
