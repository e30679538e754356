import Foundation

/// The memory of this machine.
enum MachineMemory {
    /// What this process may have, with what it has already: the least of what the machine has to give, the limit of
    /// the process and that of its control group.
    static var availableBytes: Int {
        var limits = [Int(clamping: ProcessInfo.processInfo.physicalMemory)]
        var limit = rlimit()
        if getrlimit(addressSpace, &limit) == 0 { limits.append(Int(clamping: limit.rlim_cur)) }
        for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
            if let bytes = text(at: path).flatMap({ Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }) {
                limits.append(bytes)
            }
        }
        if let machine = text(at: "/proc/meminfo"), let own = text(at: "/proc/self/status"),
            let free = kibibytes("MemAvailable", in: machine), let resident = kibibytes("VmRSS", in: own)
        {
            limits.append((free + (kibibytes("SwapFree", in: machine) ?? 0) + resident) << 10)
        }
        return limits.min() ?? .max
    }

    #if canImport(Glibc)
        private static let addressSpace = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
        private static let addressSpace = RLIMIT_AS
    #endif

    /// A small file that the system makes up; nil where there is none.
    private static func text(at path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The figure of a line such as `MemAvailable:   23068672 kB`.
    private static func kibibytes(_ key: String, in text: String) -> Int? {
        text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
            .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
    }
}
