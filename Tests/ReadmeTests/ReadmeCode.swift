import Seq2Seq

// The README's code as it stands there. It is compiled, and compared with the README, but not run: that would take
// minutes.

func readmeTrainingSavingAndDecoding() throws {
    let corpus = try ParallelCorpus(pairsAt: "Corpora/addition/train.tsv")
    let data = try TrainingData(training: corpus.pairs, options: .init(validFraction: 0.05))
    var model = data.model(.init(embedding: 32, hidden: 128), seed: 1)
    var trainer = Trainer(model, on: data, options: TrainingOptions(epochs: 5, learningRate: 0.004))
    trainer.run { event in
        if case .validation(let report, _) = event { print(report.exactMatch) }
        return .proceed
    }
    try trainer.bestModel.write(to: "addition.safetensors")
    print(Translator(trainer.bestModel).translate("535+61"))

    let workspace = Workspace()
    var optimizer = Optimizer(.adam, learningRate: 0.001, clipNorm: 5)
    let (loss, gradients) = model.network.lossAndGradients(for: Batch(data.training), on: workspace)
    optimizer.update(&model.network.parameters, along: gradients, on: workspace)
    print(loss.perToken)
}
