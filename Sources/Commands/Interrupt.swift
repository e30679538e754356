import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Ctrl-C and `kill`: the first asks to stop at the next safe place, the second ends the process at once.
enum Interrupt {
    private static let isAskedFor = Atomic<Bool>(false)

    /// Starts to listen, also if the program that started this one has the signals blocked, as those do that start it
    /// from a thread of Dispatch.
    static func listen() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] {
            signal(number) { received in
                Interrupt.isAskedFor.store(true, ordering: .relaxed)
                signal(received, SIG_DFL)
            }
            sigaddset(&signals, number)
        }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Whether the user has asked to stop.
    static var isRequested: Bool { isAskedFor.load(ordering: .relaxed) }
}
