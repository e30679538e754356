extension EncoderDecoder.Configuration {
    /// LSTM layers of the encoder.
    package var encoderDepth: Int { encoderLayers ?? layers }

    /// LSTM layers of the decoder.
    package var decoderDepth: Int { decoderLayers ?? layers }

    /// For each layer of the decoder, the lowest first, the encoder's layer whose final state it starts from.
    ///
    /// Layers of the same height go together, and the decoder's highest starts from the encoder's highest. So a deeper
    /// encoder seeds with its upper layers: it is they that have read the whole, and without attention a highest layer
    /// that seeded nothing would not be trained. Above a shallower encoder, each further layer of the decoder starts
    /// from the encoder's highest too: none from zeros, and none from a lower layer than the one below it.
    package var seedingLayers: [Int] {
        let skipped = max(0, encoderDepth - decoderDepth)
        return (0..<decoderDepth).map { min(skipped + $0, encoderDepth - 1) }
    }
}
