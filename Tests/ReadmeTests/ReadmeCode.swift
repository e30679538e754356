import Foundation
import Seq2Seq

// Code of the README and of the pages as it stands there. It is compiled, and compared with them, but not run: that
// would take minutes.

func readmeTrainingSavingAndDecoding() throws {
    let corpus = try ParallelCorpus(pairsAt: "Corpora/addition/train.tsv")
    var trainer = Trainer(try TrainingPlan(training: corpus.pairs) { $0.training.epochs = 5 })
    trainer.run { event in
        if case .validation(let report, _) = event { print(report.exactMatch) }
        return .proceed
    }
    try trainer.bestModel.write(to: "addition.safetensors")
    print(Translator(trainer.bestModel).translate("535+61"))
}

func trainingATranslationAndTheLoopByHand() throws {
    let training = try ParallelCorpus(sourceAt: "train.de", targetAt: "train.en")
    let validation = try ParallelCorpus(sourceAt: "val.de", targetAt: "val.en")
    let data = try TrainingData(
        training: training.pairs, validation: validation.pairs,
        options: .init(
            sourceTokens: .words, targetTokens: .words, minimumCount: 2))
    var model = data.model(
        .init(embedding: 256, hidden: 256, bidirectional: true, attention: .general),
        seed: 1)
    let options = TrainingOptions(
        epochs: 12, learningRate: 0.002, dropout: 0.3, metric: .bleu)
    var trainer = Trainer(model, on: data, options: options)
    trainer.run { event in
        if case .validation(let report, _) = event, report.bleu ?? 0 > 35 {
            return .stop
        }
        return .proceed
    }
    try trainer.bestModel.write(to: "de-en.safetensors")
    print(Translator(trainer.bestModel).translate("ein Hund läuft"))

    try trainer.checkpoint.write(to: "de-en.checkpoint")
    let checkpoint = try TrainingCheckpoint(contentsOf: "de-en.checkpoint")
    trainer = try Trainer(model, resuming: checkpoint, on: data, options: options)
    trainer.run()

    let workspace = Workspace()
    var optimizer = Optimizer(.adam, learningRate: 0.001, clipNorm: 5)
    let (loss, gradients) = model.network.lossAndGradients(for: Batch(data.training), on: workspace)
    optimizer.update(&model.network.parameters, along: gradients, on: workspace)
    print(loss.perToken)
}

func optionsOfWhichOneIsNotTheDefault() -> TrainingOptions {
    let options = TrainingOptions { $0.learningRate = 0.002 }
    return options
}

func tagsBesideSources() throws {
    let pairs = [TextPair(source: "walk", target: "walked", tags: "V;PST")]
    let plan = try TrainingPlan(training: pairs)
    var trainer = Trainer(plan)
    trainer.run()
    let translator = Translator(trainer.bestModel)
    print(translator.hypotheses(of: [SourceText("talk", tags: "V;PST")])[0][0].text)
}

func fitThatGoesOnAfterAStop(_ model: inout Sequential, _ x: Examples, _ y: Examples) throws {
    let options = FitOptions {
        $0.epochs = 100
        $0.validationShare = 0.2
        $0.checkpoint = "fit.checkpoint"
    }
    try model.fit(x, y, options: options) { epoch, _ in
        print(epoch)
        return .proceed
    }
}

func modelOfABundle() throws {
    guard let url = Bundle.main.url(forResource: "de-en", withExtension: "safetensors") else { return }
    let model = try TranslationModel(contentsOf: url)
    let sent = try model.data()
    let received = try TranslationModel(data: sent)
    print(Translator(received).translate("ein Hund läuft"))
}
