import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// Pairs and all that is decided about training on them: what was given, and for the rest what a recipe finds from the
/// pairs.
///
/// ```swift
/// let plan = try TrainingPlan(training: corpus.pairs) { $0.training.epochs = 5 }
/// for choice in plan.choices { print(choice.name, choice.value ?? "-", choice.origin) }
/// var trainer = Trainer(plan)
/// trainer.run()
/// ```
public struct TrainingPlan: Sendable {
    /// The pairs, cut into tokens as was decided.
    public let data: TrainingData
    /// Every setting.
    public let settings: TrainingSettings
    /// Where the settings came from.
    package let origins: SettingOrigins
    /// The model that is gone on from; nil for one of random weights.
    private let parent: ParentModel?

    /// A plan for pairs.
    ///
    /// - Parameters:
    ///   - training: pairs to train on.
    ///   - validation: pairs to validate with; without any, the recipe may set some aside.
    ///   - added: pairs to train on besides, such as the entries of a word list: none is set aside, and the recipe does
    ///     not judge texts by them.
    ///   - recipe: how settings are found that are not given.
    ///   - givenTokens: subwords and vocabularies that were made elsewhere.
    ///   - parent: a model to go on from; it keeps what it is made of and how it cuts texts.
    ///   - tokens: how targets without sources are cut; nil to find out from them.
    ///   - give: changes the settings that are to have a certain value.
    /// - Throws: `TrainingDataError` if the pairs cannot be trained on.
    public init(
        training: [TextPair], validation: [TextPair] = [], adding added: [TextPair] = [], recipe: Recipe = .auto,
        givenTokens: GivenTokens = GivenTokens(), goingOnFrom parent: ParentModel? = nil,
        tokens: TargetTokens? = nil,
        _ give: (inout TrainingSettings) -> Void = { _ in }
    ) throws(TrainingDataError) {
        var given = SettingOrigins()
        while true {
            var draft = SettingsDraft(origins: given)
            give(&draft.settings)
            draft.noteGiven()
            draft.settle(by: recipe)
            if let fault = TrainingSettings.table.fault(in: draft.settings) { fail(fault.text(for: .programs)) }
            let plan = try Self(
                training: training, validation: validation, adding: added, draft: draft, recipe: recipe,
                givenTokens: givenTokens, goingOnFrom: parent, tokens: tokens)
            // A value that was given is not recognised as long as it is the default: what the recipe made of it shows it.
            var settings = plan.settings
            give(&settings)
            let overruled = TrainingSettings.table.differences(settings, plan.settings)
            if overruled.isEmpty {
                self = plan
                return
            }
            if parent != nil, let name = overruled.first(where: ParentModel.settings.contains) {
                fail("A model that is gone on from keeps its \(name.stored)")
            }
            for name in overruled { given[name] = .given }
        }
    }

    /// A plan for pairs from a draft of settings that are checked and settled.
    package init(
        training: [TextPair], validation: [TextPair], adding added: [TextPair] = [], draft: SettingsDraft,
        recipe: Recipe, givenTokens: GivenTokens = GivenTokens(), goingOnFrom parent: ParentModel? = nil,
        tokens: TargetTokens? = nil
    ) throws(TrainingDataError) {
        var draft = draft
        draft.fit(to: givenTokens)
        if let parent { draft.keep(parent) }
        if let tokens { draft.keep(tokens) }
        self.parent = parent
        let texts =
            recipe == .auto
            ? TextFacts(
                training.filter { $0.weight > 0 }, draft.settings.data, hasValidation: !validation.isEmpty) : nil
        if let texts { draft.follow(RecipeRule.ofTexts, knowing: texts) }
        data = try TrainingData(
            training: training, validation: validation, adding: added, options: draft.settings.data,
            givenTokens: givenTokens, goingOnFrom: parent, tokens: tokens)
        if let texts {
            draft.follow(RecipeRule.ofTokens, knowing: TokenFacts(data, texts: texts, goesOn: parent != nil))
        }
        settings = draft.settings
        origins = draft.origins
        if let parent { try checkFrozen(beside: parent.model.network.parameters) }
    }

    /// Refuses to leave weights as they are that have grown.
    ///
    /// - Parameter before: the weights of the model that is gone on from.
    private func checkFrozen(beside before: ParameterStore) throws(TrainingDataError) {
        let frozen = settings.training.frozen
        if frozen.isEmpty { return }
        for entry in declaredNetwork.parameters.entries(of: frozen) {
            let rows = before.parameter(named: entry.name).flatMap { before.shape(of: $0).first }
            if let rows, let now = entry.shape.first, now > rows {
                throw .frozenGrowth(weights: entry.name, rows: now - rows)
            }
        }
    }

    /// The model to train, of random weights or as the one that is gone on from, with all that was decided in its
    /// record.
    public func model() -> TranslationModel {
        let seed = settings.training.seed
        var model =
            parent.map { data.model(goingOnFrom: $0, seed: seed) } ?? data.model(settings.model, seed: seed)
        model.trainingRecord.choices = choices
        return model
    }

    /// The network that is to be trained, without values and without memory for them.
    package var declaredNetwork: EncoderDecoder { EncoderDecoder(declaring: data.sized(settings.model)) }

    /// How many steps the training takes at most.
    package var plannedSteps: Int {
        Trainer.plannedSteps(of: data.training, settings.training)
    }

    /// Every setting with its value and where that came from, in the order of the help; but for those that say how the
    /// training is watched.
    public var choices: [SettingChoice] { TrainingSettings.ofTraining.choices(settings, origins) }
}

extension SettingsDraft {
    /// Takes those settings for given that differ from the defaults.
    fileprivate mutating func noteGiven() {
        for name in TrainingSettings.table.differences(settings, TrainingSettings()) { origins[name] = .given }
    }

    /// Chooses what needs no pairs to be known.
    package mutating func settle(by recipe: Recipe) {
        settings.settle(&origins)
        if recipe == .auto { follow(RecipeRule.ofSettings, knowing: NoFacts()) }
    }
}

extension Trainer {
    /// A trainer of a new model, as planned.
    public init(_ plan: TrainingPlan, workspace: Workspace = Workspace()) {
        self.init(plan.model(), on: plan.data, options: plan.settings.training, workspace: workspace)
    }
}
