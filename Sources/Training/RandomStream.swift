/// The streams of a training's seed, so that no two uses draw the same numbers. The order of the pairs has its own.
enum RandomStream {
    static let weights: UInt64 = 0
    static let validationSplit: UInt64 = 1
    /// The stream of epoch 0: "subword" in ASCII.
    static let subwordDropout: UInt64 = 0x73_7562_776F_7264 << 8
}
