import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("Weights held in 8 bits")
struct QuantizedStoreTests {
    private static let uses: [WeightUse] = [
        .product(.transposed), .table(isRounded: true), .product(.transposedGates(4)), .values,
        .table(isRounded: false),
        .values,
    ]
    private static let shapes = [[37, 23], [70, 9], [20, 5], [16], [7, 11], [1, 9]]

    /// Weights of magnitudes that are far apart, with rows of zeros and of the smallest and largest numbers.
    private static func store(seed: UInt64) -> ParameterStore {
        var random = RandomSource(seed: seed)
        var store = ParameterStore()
        for (index, shape) in shapes.enumerated() {
            _ = store.declare("w\(index)", shape: shape, initializer: .zeros)
        }
        store.fill { entry, elements in
            let magnitudes: [Float] = [1, 1e-3, 0x1p-126, 0x1p-130, 3e38, 1e-30, 77, 0, 0x1p-119, 12.7]
            for index in elements.indices {
                let bound = magnitudes[(index / entry.columns + Int(seed)) % magnitudes.count]
                elements[index] = random.nextUniform(from: -1, to: 1) * bound
            }
        }
        return store
    }

    private static func quantized(_ store: ParameterStore, threads: Int = 1) -> ParameterStore {
        store.quantized(uses, on: Workspace(threads: threads))
    }

    private static func bits(_ store: ParameterStore) -> [[UInt32]] {
        store.names.compactMap(store.parameter).map { store[$0].map(\.bitPattern) }
    }

    @Test(arguments: 1...40)
    func whatIntegersStandForIsRoundedToThemAgain(seed: UInt64) throws {
        let first = Self.quantized(Self.store(seed: seed))
        let second = Self.quantized(first.inFloats, threads: 3)
        let (before, after) = try (#require(first.stored?.weights), #require(second.stored?.weights))
        for (index, (before, after)) in zip(before, after).enumerated() {
            #expect(before.isInt8 == Self.uses[index].allowsInt8 && after.isInt8 == before.isInt8)
            guard let before = before.integers, let after = after.integers else { continue }
            #expect(before.values == after.values)
            #expect(before.scales.map(\.bitPattern) == after.scales.map(\.bitPattern))
            #expect(!before.values.contains(-128) && before.values.contains { abs($0) == 127 })
        }
        #expect(Self.bits(first) == Self.bits(second))
    }

    @Test func anElementIsAtMostHalfAScaleAway() throws {
        let store = Self.store(seed: 3)
        let quantized = Self.quantized(store)
        for (index, shape) in Self.shapes.enumerated() {
            let parameter = try #require(store.parameter(named: "w\(index)"))
            let (before, after) = (store[parameter], quantized[parameter])
            guard let scales = quantized.stored?[parameter].integers?.scales else {
                #expect(before == after)
                continue
            }
            for (place, pair) in zip(before, after).enumerated() {
                let scale = Double(scales[place / shape[1]])
                // Rows without a scale are smaller than any number that has all its digits.
                #expect(abs(Double(pair.0) - Double(pair.1)) <= max(0.5001 * scale, 127 * 0x1p-126))
            }
        }
    }

    @Test(arguments: Kernels.available)
    func aProductAndATableGiveTheBitsOfTheFloats(name: String) throws {
        let kernels = try #require(Kernels(named: name))
        let store = Self.store(seed: 10)
        let quantized = Self.quantized(store)
        let (product, table) = try (#require(store.parameter(named: "w0")), #require(store.parameter(named: "w1")))
        func result(_ store: ParameterStore, threads: Int) -> [UInt32] {
            var tape = Tape(
                on: Workspace(threads: threads, kernels: kernels, precision: .int8), parameters: store,
                isRecording: false)
            let rows = tape.embedding(table, ids: [5, 0, 69, 5])
            let wide = tape.concatenate([rows, rows, rows.columns(0..<5)])
            // The rounded rows of a table, as the first product reads them.
            let looked = tape.linear(rows, weight: table, bias: nil)
            let multiplied = tape.linear(wide, weight: product, bias: nil)
            return [looked, multiplied].flatMap { variable in
                (0..<variable.rows).flatMap { row in
                    (0..<variable.columns).map { variable.value.row(row)[$0].bitPattern }
                }
            }
        }
        let expected = result(store, threads: 1)
        #expect(result(quantized, threads: 1) == expected && result(quantized, threads: 3) == expected)
        #expect(result(quantized.inFloats, threads: 1) == expected)
    }

    @Test func aChangeMakesFloatsOfThem() throws {
        let quantized = Self.quantized(Self.store(seed: 2))
        let parameter = try #require(quantized.parameter(named: "w5"))
        var changed = quantized
        changed[parameter] = Array(repeating: 2, count: 9)
        #expect(!changed.isInt8 && quantized.isInt8)
        #expect(Self.bits(changed).dropLast() == Self.bits(quantized).dropLast())
        #expect(changed[parameter] == Array(repeating: 2, count: 9) && quantized[parameter] != changed[parameter])
    }
}
