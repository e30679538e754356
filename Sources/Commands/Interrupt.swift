import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Ctrl-C, `kill` and a terminal that is closed: the first asks to stop at the next safe place, the second ends the
/// process at once.
enum Interrupt {
    private static let isAskedFor = Atomic<Bool>(false)

    /// Starts to listen, also if the program that started this one has the signals blocked, as those do that start it
    /// from a thread of Dispatch.
    static func listen() {
        // A handler must not be the first to touch it: making it takes a lock.
        isAskedFor.store(false, ordering: .relaxed)
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let before = signal(number) { received in
                Interrupt.isAskedFor.store(true, ordering: .relaxed)
                signal(received, SIG_DFL)
            }
            // What `nohup` has told to ignore stays ignored.
            if number == SIGHUP, unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
                signal(number, SIG_IGN)
            }
            sigaddset(&signals, number)
        }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Whether the user has asked to stop.
    static var isRequested: Bool { isAskedFor.load(ordering: .relaxed) }
}
