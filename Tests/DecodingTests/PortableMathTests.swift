import Decoding
import Foundation
import Randomness
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
}
