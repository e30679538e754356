// A history as a checkpoint holds it: each figure of the steps is a list, so that their names are written once.

extension TrainingHistory: Codable {
    private enum CodingKeys: CodingKey {
        case stepsOfInterval, validations
        case lastSteps, epochs, losses, gradientNorms, learningRates, tokenCounts, times, stepCounts, skippedCounts
    }

    /// Writes the history.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(stepsOfInterval, forKey: .stepsOfInterval)
        try container.encode(validations, forKey: .validations)
        try container.encode(steps.map(\.lastStep), forKey: .lastSteps)
        try container.encode(steps.map(\.epoch), forKey: .epochs)
        try container.encode(steps.map(\.lossPerToken), forKey: .losses)
        try container.encode(steps.map(\.gradientNorm), forKey: .gradientNorms)
        try container.encode(steps.map(\.learningRate), forKey: .learningRates)
        try container.encode(steps.map(\.targetTokens), forKey: .tokenCounts)
        try container.encode(steps.map(\.seconds), forKey: .times)
        try container.encode(steps.map(\.stepCount), forKey: .stepCounts)
        try container.encode(steps.map(\.skippedCount), forKey: .skippedCounts)
    }

    /// Reads a history.
    ///
    /// - Throws: `DecodingError` also if there are not as many of each figure.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        stepsOfInterval = try container.decode(Int.self, forKey: .stepsOfInterval)
        validations = try container.decode([ValidationReport].self, forKey: .validations)
        func integers(_ key: CodingKeys) throws -> [Int] { try container.decode([Int].self, forKey: key) }
        func reals(_ key: CodingKeys) throws -> [Double] { try container.decode([Double].self, forKey: key) }
        let (lastSteps, epochs) = (try integers(.lastSteps), try integers(.epochs))
        let (losses, norms) = (try reals(.losses), try reals(.gradientNorms))
        let (rates, tokens) = (try reals(.learningRates), try integers(.tokenCounts))
        let (times, counts, skipped) = (
            try reals(.times), try integers(.stepCounts), try integers(.skippedCounts)
        )
        let lists =
            [lastSteps, epochs, tokens, counts, skipped].map(\.count)
            + [losses, norms, rates, times].map(\.count)
        guard lists.allSatisfy({ $0 == lastSteps.count }), max(lastSteps.count, validations.count) <= Self.capacity
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .lastSteps, in: container, debugDescription: "A history has as many of each figure")
        }
        steps = lastSteps.indices.map { index in
            Interval(
                lastStep: lastSteps[index], epoch: epochs[index], lossPerToken: losses[index],
                gradientNorm: norms[index], learningRate: rates[index], targetTokens: tokens[index],
                seconds: times[index], stepCount: counts[index], skippedCount: skipped[index])
        }
    }
}

extension TrainingHistory {
    /// Refuses figures that no training comes to, and those that would be too large to be added up.
    func check() throws(CheckpointError) {
        let counts = 0...(1 << 53)
        try TrainingCheckpoint.check(stepsOfInterval, "number of steps of an interval", in: 1...(1 << 53))
        for interval in steps {
            for count in [
                interval.lastStep, interval.epoch, interval.targetTokens, interval.stepCount, interval.skippedCount,
            ] { try TrainingCheckpoint.check(count, "history of steps", in: counts) }
        }
        for report in validations {
            for count in [report.step, report.epoch, report.averagedModels ?? 0] {
                try TrainingCheckpoint.check(count, "history of validations", in: counts)
            }
        }
    }
}
