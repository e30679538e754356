import Seq2SeqSettings
import Seq2SeqTensors

/// Dropout, label smoothing, scheduled sampling and the loss of coverage, which training adds to the loss of a batch, and
/// how its gradient is sampled.
public struct Regularization: Sendable, Hashable {
    /// Which elements are dropped: of the embeddings, between the layers and of what the output layer reads. None if
    /// nil.
    public var dropout: StepDropout?
    /// Whether dropout is that of Gal and Ghahramani 2016, section 4: at each place a pair keeps one mask for all of
    /// its time steps, and the hidden states that meet the recurrent weights are dropped from too.
    public var isVariational: Bool
    /// The share of the target mass that is spread evenly over the vocabulary (Szegedy et al. 2016, section 7); of a
    /// model that copies without the tokens that the source adds to it.
    public var labelSmoothing: Float {
        didSet { Self.check(labelSmoothing: labelSmoothing) }
    }
    /// Where the decoder reads its own tokens instead of the reference's. Nowhere if nil.
    public var scheduledSampling: ScheduledSampling?
    /// With coverage what it costs to attend again to what was attended to (lambda of See et al. 2017, eq. 13).
    public var coverageLoss: Float {
        didSet { Self.check(coverageLoss: coverageLoss) }
    }

    /// How tokens are drawn that the gradient of the output layer is made of. All if nil.
    public var outputSampling: OutputSampling?

    /// A regularization; without arguments there is none.
    public init(
        dropout: StepDropout? = nil, isVariational: Bool = false, labelSmoothing: Float = 0,
        scheduledSampling: ScheduledSampling? = nil, coverageLoss: Float = 0,
        outputSampling: OutputSampling? = nil
    ) {
        Self.check(labelSmoothing: labelSmoothing)
        Self.check(coverageLoss: coverageLoss)
        self.coverageLoss = coverageLoss
        self.dropout = dropout
        self.isVariational = isVariational
        self.labelSmoothing = labelSmoothing
        self.scheduledSampling = scheduledSampling
        self.outputSampling = outputSampling
    }

    private static func check(coverageLoss: Float) {
        require(
            coverageLoss >= 0 && coverageLoss.isFinite,
            "The weight of the coverage's loss must be 0 or more, but is \(coverageLoss)")
    }

    package static func check(labelSmoothing: Float) {
        require(
            (0..<1).contains(labelSmoothing),
            "Label smoothing must be from 0 up to but not 1, but is \(labelSmoothing)")
    }
}
