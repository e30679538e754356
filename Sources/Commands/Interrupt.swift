import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Ctrl-C, `kill` and a terminal that is closed. While there is nothing to save they end the process at once; later the
/// first asks to stop at the next safe place, and the second ends the process.
enum Interrupt {
    private static let isAskedFor = Atomic<Bool>(false)
    /// Where the text is that the first says; 0 for none. It is never freed, as a handler may read it at any time.
    private static let answer = Atomic<UInt>(0)
    /// Where the path is of a file that does not outlive the process; 0 for none.
    private static let temporaryFile = Atomic<UInt>(0)

    /// Lets the first signal end the process at once, and removes a file then.
    static func endsAtOnce(removing path: String) {
        temporaryFile.store(UInt(bitPattern: strdup(path)), ordering: .relaxed)
        install { Interrupt.end($0) }
    }

    /// Starts to listen, also if the program that started this one has the signals blocked, as those do that start it
    /// from a thread of Dispatch.
    ///
    /// - Parameter answer: what the first signal writes to standard error at once; nil for nothing.
    static func listen(answering answer: String?) {
        // A handler must not be the first to touch it: making it takes a lock.
        isAskedFor.store(false, ordering: .relaxed)
        Self.answer.store(UInt(bitPattern: answer.flatMap { strdup($0) }), ordering: .relaxed)
        temporaryFile.store(temporaryFile.load(ordering: .relaxed), ordering: .relaxed)
        install { received in
            Interrupt.isAskedFor.store(true, ordering: .relaxed)
            signal(received) { Interrupt.end($0) }
            if let answer = Interrupt.text(Interrupt.answer) {
                // Where nobody reads it, the work is saved all the same.
                _ = write(STDERR_FILENO, answer, strlen(answer))
            }
        }
    }

    /// Whether the user has asked to stop.
    static var isRequested: Bool { isAskedFor.load(ordering: .relaxed) }

    private static func text(_ place: borrowing Atomic<UInt>) -> UnsafeMutablePointer<CChar>? {
        UnsafeMutablePointer(bitPattern: place.load(ordering: .relaxed))
    }

    private typealias Handler = @convention(c) (Int32) -> Void

    /// Ends the process as the signal does by itself.
    private static func end(_ received: Int32) {
        if let path = text(temporaryFile) { unlink(path) }
        signal(received, SIG_DFL)
        raise(received)
    }

    private static func install(_ handler: Handler) {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let before = signal(number, handler)
            // What `nohup` or a shell in the background has told to ignore stays ignored; `kill` always works.
            if number != SIGTERM, unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
                signal(number, SIG_IGN)
            }
            sigaddset(&signals, number)
        }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
