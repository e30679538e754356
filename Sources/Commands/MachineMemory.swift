import Foundation
import Seq2SeqFiles

/// The memory of this machine.
enum MachineMemory {
    /// What this process may take beside what it had when this was asked first: the least of what the machine has to
    /// give, the limit of the process and those of its control groups.
    static var availableBytes: Int {
        let atFirst = sizesAtFirst
        var limits = controlGroupLimits + [Int(clamping: ProcessInfo.processInfo.physicalMemory)]
        if let machine = text(at: "/proc/meminfo"), let free = kibibytes("MemAvailable", in: machine) {
            limits.append(((free + (kibibytes("SwapFree", in: machine) ?? 0)) << 10) + sizes.resident)
        }
        var available = limits.reduce(Int.max) { min($0, $1 - atFirst.resident) }
        var limit = rlimit()
        if getrlimit(addressSpace, &limit) == 0 {
            available = min(available, Int(clamping: limit.rlim_cur) - atFirst.mapped)
        }
        return max(0, available)
    }

    private static let sizesAtFirst = sizes

    /// The memory and the address space that the process has, in bytes; zero where the system does not tell.
    private static var sizes: (resident: Int, mapped: Int) {
        let status = text(at: "/proc/self/status") ?? ""
        return ((kibibytes("VmRSS", in: status) ?? 0) << 10, (kibibytes("VmSize", in: status) ?? 0) << 10)
    }

    #if canImport(Glibc)
        private static let addressSpace = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
        private static let addressSpace = RLIMIT_AS
    #endif

    /// The limits of the control groups that this process is in, and of those that these are in (cgroups(7)).
    private static var controlGroupLimits: [Int] {
        (text(at: "/proc/self/cgroup") ?? "").split(separator: "\n").flatMap { line in
            // 0::/path of the second version, 4:memory:/path of the first.
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[1].isEmpty || fields[1].split(separator: ",").contains("memory") else {
                return [Int]()
            }
            let (root, name) =
                fields[1].isEmpty
                ? ("/sys/fs/cgroup", "memory.max") : ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
            let groups = fields[2].split(separator: "/")
            return (0...groups.count).compactMap { depth in
                text(at: ([root] + groups.prefix(depth).map(String.init) + [name]).joined(separator: "/"))
                    .flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
            }
        }
    }

    /// A small file that the system makes up; nil where there is none.
    private static func text(at path: String) -> String? {
        do throws(SystemError) {
            return String(decoding: try ByteReader.contents(of: path), as: UTF8.self)
        } catch {
            return nil
        }
    }

    /// The figure of a line such as `MemAvailable:   23068672 kB`.
    private static func kibibytes(_ key: String, in text: String) -> Int? {
        text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
            .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
    }
}
