/// Floats of a file that are not in memory as a whole, but come part by part.
package protocol FloatParts: AnyObject, Sendable {
    /// How many floats there are.
    var count: Int { get }
    /// The CRC-32 and the bytes of each part, in the order of the parts.
    var checks: [(value: UInt32, byteCount: Int)] { get }

    /// Gives all floats run by run, in their order. It is called once.
    func read(_ body: (UnsafeBufferPointer<Float>) throws -> Void) throws
}
