import Foundation
import Seq2SeqFiles
import Testing

@Suite("Files")
struct FilesTests {
    /// A directory of its own for a test.
    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: directory) } }
        try body(directory.path)
    }

    @Test(arguments: [
        (SystemError(.read, "f", code: ENOENT), SystemError.Reason.notFound, "f: no such file. Check the path"),
        (SystemError(.read, "f", code: EISDIR), .directory, "f is a directory. Name a text file in it."),
        (SystemError(.read, "f", code: EACCES), .permissionDenied, "f may not be read by this user."),
        (SystemError(.read, "f", code: EIO), .other, "f cannot be read: Input/output error."),
        (SystemError(.write, "f", code: EROFS), .other, "f cannot be written: Read-only file system."),
    ])
    func anErrorSaysWhichFileAndWhy(error: SystemError, reason: SystemError.Reason, message: String) {
        #expect(error.reason == reason)
        #expect(error.description(expecting: "text file").hasPrefix(message))
    }

    @Test func aDirectoryIsMadeWithThoseAboveItAndGoesWithAllInIt() throws {
        try withDirectory { directory in
            let inner = Directory(directory + "/a/b")
            try inner.create()
            try inner.create()
            #expect(FileStatus(inner.path)?.kind == .directory)
            try AtomicFile.write(Data(), to: inner.path + "/f")
            #expect(throws: SystemError.self) { try Directory(inner.path + "/f/g").create() }
            try Directory(directory + "/a").remove()
            #expect(FileStatus(directory + "/a") == nil)
            #expect(throws: SystemError(.write, directory + "/a", code: ENOENT)) {
                try Directory(directory + "/a").remove()
            }
            #expect(throws: SystemError.self) { try Directory("/proc/none").create() }
        }
    }

    @Test func aReaderGivesNoMoreThanThereIs() throws {
        try withDirectory { directory in
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
            try AtomicFile.write(Data(bytes), to: directory + "/f")
            let reader = try ByteReader(directory + "/f")
            #expect(reader.byteCount == 100_000)
            #expect(try reader.data(10) == Data(bytes[..<10]))
            #expect(try reader.data(.max) == Data(bytes[10...]))
            #expect(try reader.data(1).isEmpty)
            #expect(throws: SystemError(.read, directory, code: EISDIR)) { try ByteReader(directory) }
            #expect(throws: SystemError(.read, directory + "/g", code: ENOENT)) { try ByteReader(directory + "/g") }
        }
    }

    @Test func newContentTakesItsPlaceInOneGo() throws {
        try withDirectory { directory in
            let path = directory + "/f"
            try AtomicFile.write(Data("old".utf8), to: path)
            do {
                let file = try AtomicFile(replacing: path)
                try file.writer.write(Data("half".utf8))
                #expect(try ByteReader.contents(of: path) == Data("old".utf8))
            }
            #expect(try ByteReader.contents(of: path) == Data("old".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["f"])
            let file = try AtomicFile(replacing: path)
            try file.writer.write(Data("new".utf8))
            try file.commit()
            #expect(try ByteReader.contents(of: path) == Data("new".utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["f"])
        }
    }

    @Test func twoThatAppendLoseNothing() throws {
        try withDirectory { directory in
            let path = directory + "/log"
            let writers = try [ByteWriter(appendingTo: path), ByteWriter(appendingTo: path)]
            for number in 0..<10 { try writers[number % 2].write(Data("\(number)\n".utf8)) }
            #expect(try ByteReader.contents(of: path) == Data("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n".utf8))
            try writers[0].truncate(to: 4)
            try writers[1].write(Data("x".utf8))
            #expect(try ByteReader.contents(of: path) == Data("0\n1\nx".utf8))
        }
    }

    @Test func theSameFileIsKnownUnderEveryName() throws {
        try withDirectory { directory in
            try AtomicFile.write(Data([1, 2]), to: directory + "/f")
            try FileManager.default.createSymbolicLink(atPath: directory + "/l", withDestinationPath: "f")
            #expect(FileStatus(directory + "/l")?.identity == FileStatus(directory + "/f")?.identity)
            #expect(FileStatus(directory + "/l", followingLinks: false)?.kind == .link)
            #expect(FileStatus(directory)?.kind == .directory && FileStatus("/dev/null")?.kind == .other)
            #expect(FileStatus(directory + "/none") == nil)
        }
    }

    @Test func linesComeAsTheyAreThere() throws {
        try withDirectory { directory in
            try AtomicFile.write(Data("a\nb\nc\n\nlast".utf8), to: directory + "/f")
            var lines = LineSource(try ByteReader(directory + "/f"))
            #expect(try lines.next() == .success("a"))
            #expect(try lines.next(atMost: 2) == [.success("b"), .success("c")])
            #expect(try lines.next(atMost: 9) == [.success("")])
            #expect(try lines.next() == .success("last"))
            #expect(try lines.next() == nil && lines.next(atMost: 3).isEmpty)
            #expect(lines.byteCount == 11 && lines.totalByteCount == 11)
            var stopped = LineSource(try ByteReader(directory + "/f")) { true }
            #expect(try stopped.next() == nil)
        }
    }
}
