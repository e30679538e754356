extension TrainingOptions {
    /// Which average of the weights is judged and kept.
    public var averaging: WeightAveraging {
        get {
            if let ema, ema > 0 { return .exponential(decay: ema) }
            return average.map { .mean(of: averageOf, count: $0) } ?? .none
        }
        set {
            (ema, average) = (nil, nil)
            switch newValue {
            case .none: break
            case .exponential(let decay): ema = decay
            case .mean(let selection, let count): (average, averageOf) = (count, selection)
            }
        }
    }
}
