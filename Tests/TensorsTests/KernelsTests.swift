import Foundation
import Seq2SeqTensors
import Testing

@Suite("Instruction sets")
struct KernelsTests {
    @Test func everyMachineHasThePlainFallback() {
        #expect(Kernels.available.last == "plain")
        #expect(Kernels.available.map { Kernels(named: $0)?.name } == Kernels.available)
        #expect(Kernels(named: "sse") == nil)
    }

    @Test func theEnvironmentForcesAnInstructionSet() async {
        await #expect(processExitsWith: .success) {
            setenv(Kernels.environmentVariable, "plain", 1)
            exit(Kernels().name == "plain" ? 0 : 1)
        }
    }

    @Test func withoutTheEnvironmentTheFastestIsTaken() async {
        await #expect(processExitsWith: .success) {
            unsetenv(Kernels.environmentVariable)
            exit(Kernels().name == Kernels.available[0] ? 0 : 1)
        }
    }

    @Test func anUnknownInstructionSetIsRefused() async {
        await #expect(processExitsWith: .failure) {
            setenv(Kernels.environmentVariable, "abacus", 1)
            _ = Kernels()
        }
    }
}
