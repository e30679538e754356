import Foundation
import Seq2SeqSettings

/// What computing needs besides weights: threads, kernels, memory for activations, and packed copies of the weights.
///
/// A workspace serves one computation at a time; tasks that run at once need one each. Results do not depend on it:
/// any number of threads and any instruction set give the same bits.
///
/// ```swift
/// let workspace = Workspace(threads: 2)
/// print(workspace.threadCount, workspace.instructionSet)
/// ```
public final class Workspace {
    package let kernels: Kernels
    package let arena = Arena()
    package let pool: WorkerPool
    /// The precision of products; training needs ``Precision/float32``.
    public let precision: Precision
    private var packed: [PackedKey: PackedWeight] = [:]
    private var packedInt8: [Parameter: Int8Weight] = [:]
    /// What is known of output layers of which only the greatest logit is asked for.
    var contenderSearches: [Parameter: ContenderSearch] = [:]
    /// Rows whose greatest logit was found among contenders.
    package internal(set) var rowsByContenders = 0
    /// Memory of gradients, the oldest first; what nobody else holds is lent again.
    private var gradientBuffers: [FloatStorage] = []
    /// Memory of rows, lent in the same way.
    private var rowBuffers: [FloatStorage] = []

    /// A workspace with its own threads.
    ///
    /// - Parameters:
    ///   - threads: how many, or nil for one a core.
    ///   - precision: the precision of products; training needs ``Precision/float32``.
    public convenience init(threads: Int? = nil, precision: Precision = .float32) {
        self.init(threads: threads, kernels: Kernels(), precision: precision)
    }

    package init(threads: Int?, kernels: Kernels, precision: Precision = .float32) {
        self.kernels = kernels
        self.precision = precision
        pool = WorkerPool(threadCount: threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount))
    }

    /// Refuses to learn in less than floats.
    package func checkLearning() {
        require(
            precision == .float32, "Learning needs a workspace of the precision float32, but it has \(precision)")
    }

    /// How many threads share the work.
    public var threadCount: Int { pool.threadCount }

    /// The instruction set in use: `avx512vnni`, `avx512`, `avxvnni`, `avx2`, `neondot`, `neon` or `plain`.
    public var instructionSet: String { kernels.name }

    /// The instruction sets of this machine, the fastest first.
    public static var availableInstructionSets: [String] { Kernels.available }

    /// What the environment variable `SEQ2SEQ_INSTRUCTIONS` asks for if this machine lacks it; a workspace cannot be
    /// made then.
    public static var missingInstructionSet: String? {
        guard let name = ProcessInfo.processInfo.environment[Kernels.environmentVariable], !name.isEmpty else {
            return nil
        }
        return Kernels(named: name) == nil ? name : nil
    }

    /// The most bytes that activations have taken.
    public var peakActivationBytes: Int { arena.peakCount * MemoryLayout<Float>.stride }

    /// Gradients of zero, in the memory of earlier ones that are no longer used.
    ///
    /// - Parameter kept: how many gradients are in use at once, whose memory is worth keeping.
    package func zeroGradients(of parameters: ParameterStore, keeping kept: Int = 1) -> Gradients {
        let count = parameters.bufferCount
        for index in gradientBuffers.indices where gradientBuffers[index].count == count {
            guard isKnownUniquelyReferenced(&gradientBuffers[index]) else { continue }
            let storage = gradientBuffers[index]
            clear(storage.base, count: count)
            return Gradients(of: parameters, storage: storage, tokenCount: 0)
        }
        if gradientBuffers.count >= kept { gradientBuffers.removeFirst(gradientBuffers.count - kept + 1) }
        let storage = FloatStorage(count: count)
        gradientBuffers.append(storage)
        return Gradients(of: parameters, storage: storage, tokenCount: 0)
    }

    /// Rows to write results to that outlive those of the arena, in the memory of earlier ones that are no longer used.
    package func rows(count: Int, columns: Int) -> Rows {
        let stride = Arena.stride(ofRowsWith: columns)
        func rows(_ storage: FloatStorage) -> Rows {
            Rows(count: count, columns: columns, stride: stride, storage: storage)
        }
        for index in rowBuffers.indices where rowBuffers[index].count >= count * stride {
            if isKnownUniquelyReferenced(&rowBuffers[index]) { return rows(rowBuffers[index]) }
        }
        // One is read while the next is written.
        if rowBuffers.count == 2 { rowBuffers.removeFirst() }
        let storage = FloatStorage(count: count * stride)
        rowBuffers.append(storage)
        return rows(storage)
    }

    /// A weight as panels for the right-hand side of a product, packed anew when the weights have changed.
    package func panels(_ parameter: Parameter, _ layout: PanelLayout, of parameters: ParameterStore) -> Panels {
        if case .panels(let weight)? = parameters.stored?[parameter], weight.layout == layout { return weight.panels }
        let key = PackedKey(parameter: parameter, layout: layout)
        let known = packed[key]
        if let known, known.version == parameters.version { return known.panels }
        let matrix = parameters.matrix(parameter)
        let count = layout.floatCount(rows: matrix.rows, columns: matrix.columns)
        let storage = known?.storage.count == count ? known?.storage : nil
        let weight = PackedWeight(
            storage: storage ?? FloatStorage(count: count), version: parameters.version, layout: layout,
            rows: matrix.rows, columns: matrix.columns)
        weight.pack(matrix, with: kernels, on: pool)
        packed[key] = weight
        return weight.panels
    }

    /// A weight in 8 bits, packed anew when the weights have changed.
    func int8Weight(_ parameter: Parameter, of parameters: ParameterStore) -> Int8Weight {
        if case .int8(let weight)? = parameters.stored?[parameter] { return weight }
        let known = packedInt8[parameter]
        if let known, known.version == parameters.version { return known }
        let weight =
            switch parameters.stored?[parameter] {
            case .int8Table(let table)?: Int8Weight(table, version: parameters.version)
            case .panels(let panels)?: Int8Weight(panels, version: parameters.version, with: kernels, on: pool)
            default:
                Int8Weight(
                    parameters.matrix(parameter), version: parameters.version, replacing: known, with: kernels,
                    on: pool)
            }
        packedInt8[parameter] = weight
        return weight
    }
}

private struct PackedKey: Hashable {
    let parameter: Parameter
    let layout: PanelLayout
}
