import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// exp, log, sigmoid and tanh of every instruction set, held against double precision.
@Suite("Elementary functions")
struct ElementaryTests {
    /// Every 509th float of either sign, from the smallest subnormal to infinity, and what lies at the edges.
    private static let arguments: [Float] = {
        var arguments: [Float] = [0, .infinity, .leastNormalMagnitude, .greatestFiniteMagnitude]
        for pattern in stride(from: UInt32(1), to: Float.infinity.bitPattern, by: 509) {
            arguments.append(Float(bitPattern: pattern))
        }
        for edge: Float in [0.625, 86.6, 87.33655, 88.72283, 88.722839, 88.72284, 88.8, 89, 89.1, 104] {
            arguments += [edge.nextDown, edge, edge.nextUp]
        }
        return arguments + arguments.map { -$0 } + [.nan, .signalingNaN, -.nan]
    }()

    private func apply(_ function: Kernels.Function, _ x: [Float], with name: String) throws -> [Float] {
        let kernels = try #require(Kernels(named: name))
        return [Float](unsafeUninitializedCapacity: x.count) { result, count in
            x.withUnsafeBufferPointer { x in
                guard let base = x.baseAddress, let out = result.baseAddress else { return }
                kernels.apply(function, out, base, count: x.count)
                count = x.count
            }
        }
    }

    /// The argument with the largest error in ulps, among those of the range.
    private func worst(
        _ function: Kernels.Function, with name: String, in range: ClosedRange<Float>, oracle: (Double) -> Double
    ) throws -> (ulps: Double, x: Float) {
        let values = try apply(function, Self.arguments, with: name)
        var worst = (ulps: 0.0, x: Float(0))
        for (x, value) in zip(Self.arguments, values) where range.contains(x) {
            let error = ulps(value, from: oracle(Double(x)))
            if error > worst.ulps { worst = (error, x) }
        }
        return worst
    }

    @Test(arguments: Kernels.available)
    func expIsWithinItsUlps(name: String) throws {
        let worst = try worst(.exp, with: name, in: -86.6...Float.infinity) { exp($0) }
        #expect(worst.ulps <= 1.1, "at \(worst.x)")
    }

    @Test(arguments: Kernels.available)
    func logIsWithinItsUlps(name: String) throws {
        let worst = try worst(.log, with: name, in: .leastNormalMagnitude ... .infinity) { log($0) }
        #expect(worst.ulps <= 0.9, "at \(worst.x)")
    }

    @Test(arguments: Kernels.available)
    func sigmoidIsWithinItsUlps(name: String) throws {
        let worst = try worst(.sigmoid, with: name, in: -88.72...Float.infinity) { 1 / (1 + exp(-$0)) }
        #expect(worst.ulps <= 2.5, "at \(worst.x)")
    }

    @Test(arguments: Kernels.available)
    func tanhIsWithinItsUlps(name: String) throws {
        let worst = try worst(.tanh, with: name, in: -Float.infinity ... .infinity) { tanh($0) }
        #expect(worst.ulps <= 1.4, "at \(worst.x)")
    }

    @Test(arguments: Kernels.available)
    func expAndSigmoidOfVeryNegativeNumbersAreZero(name: String) throws {
        let below: [Float] = [-86.7, -88, -103, -1e4, -Float.greatestFiniteMagnitude, -Float.infinity]
        #expect(try apply(.exp, below, with: name).bits == below.map { _ in 0 })
        let far: [Float] = [-88.73, -89, -1e4, -Float.infinity]
        #expect(try apply(.sigmoid, far, with: name).bits == far.map { _ in 0 })
    }

    @Test(arguments: Kernels.available)
    func zerosKeepTheirSign(name: String) throws {
        #expect(try apply(.tanh, [0, -0.0], with: name).bits == [Float(0), -0.0].bits)
        #expect(try apply(.exp, [0, -0.0], with: name) == [1, 1])
        #expect(try apply(.sigmoid, [0, -0.0], with: name) == [0.5, 0.5])
        #expect(try apply(.log, [0, -0.0], with: name) == [-.infinity, -.infinity])
    }

    @Test(arguments: Kernels.available)
    func infinitiesGiveTheLimits(name: String) throws {
        #expect(try apply(.tanh, [.infinity, -.infinity], with: name) == [1, -1])
        #expect(try apply(.sigmoid, [.infinity, -.infinity], with: name) == [1, 0])
        #expect(try apply(.exp, [.infinity, -.infinity], with: name) == [.infinity, 0])
        #expect(try apply(.log, [.infinity], with: name) == [.infinity])
    }

    @Test(arguments: Kernels.available)
    func whatHasNoValueIsNotANumber(name: String) throws {
        for function in Kernels.Function.allCases {
            let values = try apply(function, [.nan, -.nan], with: name)
            #expect(values.allSatisfy { $0.isNaN }, "\(function)")
        }
        let logarithms = try apply(.log, [-1, -.infinity, -.leastNonzeroMagnitude], with: name)
        #expect(logarithms.allSatisfy { $0.isNaN })
    }

    @Test(arguments: Kernels.Function.allCases)
    func everyInstructionSetGivesTheSameBits(function: Kernels.Function) throws {
        let plain = try apply(function, Self.arguments, with: "plain")
        for name in Kernels.available {
            let values = try apply(function, Self.arguments, with: name)
            let differing = zip(values, plain).count { value, expected in
                value.bitPattern != expected.bitPattern && !(value.isNaN && expected.isNaN)
            }
            #expect(differing == 0, "\(name)")
        }
    }

    @Test(arguments: Kernels.available)
    func aNumberAloneHasTheBitsThatItHasAmongOthers(name: String) throws {
        var random = RandomSource(seed: 1)
        let x = random.floats(37, from: -4, to: 4)
        for function in Kernels.Function.allCases where function != .log {
            let together = try apply(function, x, with: name)
            let alone = try x.map { try apply(function, [$0], with: name)[0] }
            #expect(alone.bits == together.bits)
        }
    }
}
