import Seq2SeqRandomness
import Seq2SeqSettings
import Synchronization

/// A handle to one weight of a `ParameterStore`. A handle used in two places ties the weights.
public struct Parameter: Sendable, Hashable {
    package let index: Int

    /// The handle of the weight that was declared so many weights after the first.
    package init(index: Int) { self.index = index }
}

/// What a weight is drawn from at the start.
package enum Initializer: Sendable {
    /// Every element 0.
    case zeros
    /// Every element 1.
    case ones
    /// Every element uniform between the bound and its negative.
    case uniform(Float)
    /// Uniform in plus or minus the square root of 6 / (rows + columns) (Glorot and Bengio 2010, eq. 16), the rows cut
    /// into as many blocks as there are gates.
    case glorot(gates: Int)
    /// What `InitialWeights` gives to the weights of a recurrent connection, `[gates * hidden, hidden]`.
    case recurrent(gates: Int)
    /// An orthogonal matrix for each gate of `[gates * hidden, hidden]` (Saxe et al. 2014).
    case orthogonal(gates: Int)
    /// Zeros, and 1 for the forget gate of the gates i, f, g, o (Jozefowicz et al. 2015, section 5).
    case forgetBias
}

/// Every weight of a model, in one buffer, in the order of declaration.
///
/// Weights are declared first, so that their shapes are known before there is memory for them; then all of them get
/// their values. It is a value: `let best = model.parameters` is a snapshot, copied only when one of the two changes.
///
/// ```swift
/// let parameters = model.network.parameters
/// for name in parameters.names {
///     guard let weight = parameters.parameter(named: name) else { continue }
///     print(name, parameters.shape(of: weight), parameters[weight].reduce(0, +))
/// }
/// ```
public struct ParameterStore: Sendable {
    /// A weight's name, shape and place.
    package struct Entry: Sendable, Equatable {
        package let name: String
        /// `[rows, columns]` of a matrix, `[count]` of a vector.
        package let shape: [Int]
        package let offset: Int

        package var count: Int { shape.reduce(1, *) }
        package var rows: Int { shape.count == 2 ? shape[0] : 1 }
        package var columns: Int { shape[shape.count - 1] }

        /// The weight's elements in a buffer that is laid out like the store's.
        package func elements(in storage: FloatStorage) -> UnsafeMutableBufferPointer<Float> {
            UnsafeMutableBufferPointer(start: storage.base + offset, count: count)
        }

        /// A view of the weight in a buffer that is laid out like the store's.
        package func matrix(in storage: FloatStorage) -> Matrix {
            Matrix(base: storage.base + offset, rows: rows, columns: columns, stride: columns)
        }
    }

    package private(set) var entries: [Entry] = []
    /// All values, unless the weights are held one by one.
    private var buffer = FloatStorage(count: 0)
    /// The weights if they are held one by one, as they come from a model file.
    package private(set) var stored: StoredWeights?
    /// All values. Of weights that are held one by one it is a copy, made for the first who asks.
    package var storage: FloatStorage { stored?.floats(of: entries, count: bufferCount) ?? buffer }
    /// Changes with every change of the values; no two stores with different values share one.
    package private(set) var version = Self.nextVersion()

    private static let versions = Atomic<UInt64>(0)

    private static func nextVersion() -> UInt64 {
        versions.add(1, ordering: .relaxed).newValue
    }

    /// What each weight starts as, if it is not filled.
    private var initializers: [Initializer] = []

    /// Whether there are more weights than can be counted.
    package private(set) var isTooLarge = false

    private var hasValues: Bool { stored != nil || buffer.count == bufferCount }

    /// Fails if the weights have no values yet.
    package func checkValues() {
        require(hasValues, "The weights are declared, but have no values yet")
    }

    /// An empty store.
    package init() {}

    /// Adds a weight, which has no value until all of them start or are filled.
    ///
    /// - Parameters:
    ///   - name: the weight's name in a model file.
    ///   - shape: `[rows, columns]` of a matrix, `[count]` of a vector.
    ///   - initializer: what it starts as.
    /// - Returns: the handle that layers keep.
    package mutating func declare(_ name: String, shape: [Int], initializer: Initializer) -> Parameter {
        require(
            stored == nil && buffer.count == 0,
            "The parameter '\(name)' is declared after others have got their values")
        require(!entries.contains { $0.name == name }, "The parameter '\(name)' is declared already")
        require(
            (1...2).contains(shape.count), "The parameter '\(name)' has the shape \(shape), not one or two sizes")
        require(shape.allSatisfy { $0 > 0 }, "The parameter '\(name)' has the shape \(shape) with a size below 1")
        let entry = Entry(name: name, shape: shape, offset: bufferCount)
        // Every weight starts on a 64-byte boundary; what lies between stays 0 for ever.
        let (end, overflows) = bufferCount.addingReportingOverflow((entry.count + 15) / 16 * 16)
        bufferCount = overflows ? .max : end
        isTooLarge = isTooLarge || overflows
        entries.append(entry)
        initializers.append(initializer)
        return Parameter(index: entries.count - 1)
    }

    /// Gives every weight its first values.
    ///
    /// - Parameters:
    ///   - initialWeights: how the weights that layers declare start.
    ///   - random: what they are drawn from, in the order of declaration.
    package mutating func start(as initialWeights: InitialWeights = .glorot, using random: inout RandomSource) {
        fillWithZeros()
        for (entry, declared) in zip(entries, initializers) {
            initialWeights.initializer(for: declared).fill(entry.elements(in: storage), of: entry, using: &random)
        }
    }

    /// Gives every weight the value zero.
    package mutating func fillWithZeros() { fill { _, _ in } }

    /// Gives every weight its values: `body` gets each weight's entry and its elements, which are zero.
    package mutating func fill<Failure>(
        _ body: (Entry, UnsafeMutableBufferPointer<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        require(stored == nil && buffer.count == 0, "The weights have values already")
        require(!isTooLarge, "There are more weights than can be counted")
        let filled = FloatStorage(count: bufferCount)
        for entry in entries {
            try body(entry, entry.elements(in: filled))
        }
        buffer = filled
        version = Self.nextVersion()
    }

    /// Takes weights that are held one by one, in the order of declaration, in place of all values.
    package mutating func take(_ weights: [StoredWeight]) {
        require(weights.count == entries.count, "\(weights.count) weights are not the \(entries.count) declared ones")
        require(!isTooLarge, "There are more weights than can be counted")
        stored = StoredWeights(weights)
        buffer = FloatStorage(count: 0)
        version = Self.nextVersion()
    }

    /// Names in the order of declaration.
    public var names: [String] { entries.map(\.name) }

    /// How many trainable parameters there are.
    public var count: Int { entries.reduce(0) { $0 + $1.count } }

    /// Floats of a buffer that is laid out like the weights.
    package private(set) var bufferCount = 0

    /// The handle of a name.
    public func parameter(named name: String) -> Parameter? {
        entries.firstIndex { $0.name == name }.map(Parameter.init)
    }

    /// A weight's name, shape and place.
    package func entry(of parameter: Parameter) -> Entry { entries[parameter.index] }

    /// What the weights belong to, by the names before the first dot, in the order of declaration.
    package var parts: [String] {
        names.map(Self.part).reduce(into: []) { parts, part in
            if parts.last != part { parts.append(part) }
        }
    }

    /// The weights of these parts, or of these names.
    package func entries(of names: [String]) -> [Entry] {
        entries.filter { names.contains($0.name) || names.contains(Self.part(of: $0.name)) }
    }

    /// Why weights of these parts or names cannot be frozen; nil if they can.
    package func problem(freezing names: [String]) -> String? {
        let known = Set(parts + self.names)
        if let unknown = names.first(where: { !known.contains($0) }) {
            return "There is no part '\(unknown)' to freeze. The model has \(parts.joined(separator: ", "))"
        }
        return entries(of: names).count == entries.count ? "Every weight is frozen, so there is nothing to train" : nil
    }

    private static func part(of name: String) -> String { String(name.prefix { $0 != "." }) }

    /// The shape of a weight.
    public func shape(of parameter: Parameter) -> [Int] { entries[parameter.index].shape }

    /// The elements of a weight in row-major order.
    public subscript(parameter: Parameter) -> [Float] {
        get { Array(UnsafeBufferPointer(start: matrix(parameter).base, count: entries[parameter.index].count)) }
        set {
            let entry = entries[parameter.index]
            require(
                newValue.count == entry.count, "'\(entry.name)' has \(entry.count) elements, not \(newValue.count)")
            update { values in
                for (index, value) in newValue.enumerated() { values[entry.offset + index] = value }
            }
        }
    }

    /// A view of a weight, valid while this value is.
    package func matrix(_ parameter: Parameter) -> Matrix {
        checkValues()
        let entry = entries[parameter.index]
        if case .values(let values)? = stored?[parameter] {
            return Matrix(base: values.base, rows: entry.rows, columns: entry.columns, stride: entry.columns)
        }
        return entry.matrix(in: storage)
    }

    /// Takes all values from a buffer that is laid out like the weights.
    package mutating func replaceValues(by values: FloatStorage) {
        require(values.count == bufferCount, "\(values.count) values do not fill \(bufferCount)")
        buffer = values
        stored = nil
        version = Self.nextVersion()
    }

    /// Changes the whole buffer in place, after copying it if another value shares it.
    package mutating func update(_ change: (UnsafeMutableBufferPointer<Float>) -> Void) {
        checkValues()
        if stored != nil || !isKnownUniquelyReferenced(&buffer) { buffer = FloatStorage(copying: storage) }
        stored = nil
        change(buffer.elements)
        version = Self.nextVersion()
    }
}

extension Initializer {
    fileprivate func fill(
        _ values: UnsafeMutableBufferPointer<Float>, of entry: ParameterStore.Entry, using random: inout RandomSource
    ) {
        switch self {
        case .zeros: break
        case .ones: values.update(repeating: 1)
        case .uniform(let bound):
            for index in values.indices { values[index] = random.nextUniform(from: -bound, to: bound) }
        case .recurrent: preconditionFailure("InitialWeights says what recurrent weights start as")
        case .glorot(let gates):
            let bound = (6 / Float(entry.rows / gates + entry.columns)).squareRoot()
            for index in values.indices { values[index] = random.nextUniform(from: -bound, to: bound) }
        case .orthogonal(let gates):
            let hidden = entry.columns
            require(
                entry.rows == gates * hidden, "\(entry.shape) is not made of \(gates) square matrices")
            for gate in 0..<gates {
                for (index, value) in OrthogonalMatrix.random(size: hidden, using: &random).enumerated() {
                    values[gate * hidden * hidden + index] = Float(value)
                }
            }
        case .forgetBias:
            let hidden = entry.count / 4
            for index in hidden..<2 * hidden { values[index] = 1 }
        }
    }
}
