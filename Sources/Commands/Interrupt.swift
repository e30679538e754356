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

    /// Starts to listen.
    static func listen() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { received in
                Interrupt.isAskedFor.store(true, ordering: .relaxed)
                signal(received, SIG_DFL)
            }
        }
    }

    /// Whether the user has asked to stop.
    static var isRequested: Bool { isAskedFor.load(ordering: .relaxed) }
}
