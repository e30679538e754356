import Foundation
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("Portable elementary functions")
struct PortableMathTests {
    @Test func theLogarithmIsWithinTwoUnitsInTheLastPlace() {
        var random = RandomSource(seed: 1)
        for index in 0..<200_000 {
            let bits = UInt64(random.nextWord()) << 32 | UInt64(random.nextWord())
            // Near 1 as well as of every size.
            let x = index % 2 == 0 ? Double(bits >> 11) * 0x1p-52 : Double(bitPattern: bits & ~(1 << 63))
            guard x.isNormal else { continue }
            let expected = log(x)
            #expect(abs(PortableMath.logarithm(x) - expected) <= 2 * expected.ulp, "\(x)")
        }
        #expect(PortableMath.logarithm(1) == 0)
    }

    @Test func theExponentialIsWithinTwoUnitsInTheLastPlace() {
        var random = RandomSource(seed: 2)
        for _ in 0..<200_000 {
            let x = Double(random.nextUniform(from: -700, to: 700)) * Double(random.nextUnit())
            let expected = exp(x)
            #expect(abs(PortableMath.exponential(x) - expected) <= 2 * expected.ulp, "\(x)")
        }
        #expect(PortableMath.exponential(0) == 1)
        #expect(PortableMath.exponential(-1000) == 0 && PortableMath.exponential(-.infinity) == 0)
    }

    @Test(arguments: [(0.9, 1.0), (0.999, 1.0), (0.999, 2_000_000), (0.01, 0.5), (1.5, 100), (1_000_001, 50)])
    func powersAreThoseOfTheLibrary(base: Double, exponent: Double) {
        let (found, expected) = (PortableMath.power(base, exponent), pow(base, exponent))
        #expect(abs(found - expected) <= 1e-12 * expected || expected < .leastNormalMagnitude)
        #expect(PortableMath.power(base, 0) == 1)
    }

    @Test func aPowerBeyondAllNumbersIsTheGreatest() {
        #expect(PortableMath.power(1668, 100) == .greatestFiniteMagnitude)
    }
}
