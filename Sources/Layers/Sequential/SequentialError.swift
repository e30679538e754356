/// Why a stack of layers cannot be built, or why data does not fit it.
public enum SequentialError: Error, Sendable, Hashable {
    /// There is no layer.
    case noLayers
    /// A layer cannot read what comes before it.
    case input(layer: String, expected: String, found: LayerShape)
    /// A layer asks for more steps than a row can have.
    case tooFewSteps(layer: String, asked: Int, found: LayerShape)
    /// A layer that no other can follow.
    case notLast(layer: String)
    /// A layer or a model asks for what cannot be.
    case construction(of: String, problem: String)
    /// A size or rate that a layer cannot have.
    case impossibleSize(layer: String, of: String, found: String)
    /// Inputs do not have the model's input shape.
    case data(expected: String, found: String)
    /// A vector of an example has not as many features as the first of all.
    case unequalFeatures(example: Int, expected: Int, found: Int)
    /// Inputs and targets are not equally many.
    case exampleCounts(inputs: Int, targets: Int)
    /// Inputs that belong together are not equally many.
    case inputCounts(expected: Int, found: Int)
    /// There is no example.
    case noExamples
    /// A number is infinite, or none at all. Examples and steps are counted from 0.
    case notFinite(of: String, example: Int, step: Int?)
    /// A model has learnt already.
    case alreadyTrained(String)
    /// A metric or a weight is of classes, but the model gives numbers.
    case notOfClasses(String)
    /// Targets do not have the shape of the model's outputs.
    case targets(expected: String, found: String)
    /// A row of the targets has another number of steps than the outputs.
    case targetSteps(example: Int, outputs: Int, targets: Int)
    /// A class or id that is not one of the model's.
    case outsideRange(id: Int, count: Int)
    /// A loss reads probabilities that the last layer does not give.
    case activation(loss: String, expected: Activation, found: Activation)
    /// The weights of targets do not fit them.
    case targetWeights(expected: String, found: String)
    /// The checkpoint of a `fit` cannot be read, written or gone on from.
    case checkpoint(String)
    /// A loss goes with a last layer of its own.
    case lastLayer(loss: String, expected: String, found: String)
    /// A loss goes with a distribution that the model does not give.
    case distribution(loss: String, expected: String, found: String)
    /// Weights from elsewhere are not those of the model.
    case weights(expected: [String], found: Int)
    /// An initial state does not fit the model's recurrent layers.
    case states(expected: String, found: String)
}

extension SequentialError: CustomStringConvertible {
    /// What was found, what was expected, and a hint.
    public var description: String {
        switch self {
        case .noLayers:
            "The stack has no layer. It needs at least one."
        case .input(let layer, let expected, let found):
            "The layer '\(layer)' expects \(expected), but what comes before it gives \(found)."
        case .tooFewSteps(let layer, let asked, let found):
            "The layer '\(layer)' expects at least \(asked) steps, [batch, \(asked) or more, features], but what "
                + "comes before it gives \(found)."
        case .notLast(let layer):
            "The layer '\(layer)' must be the last, but others follow it."
        case .construction(let part, let problem):
            "The \(part) cannot be built: \(problem)."
        case .impossibleSize(let layer, let name, let found):
            "The layer '\(layer)' cannot have \(name) \(found)."
        case .data(let expected, let found):
            "The model reads \(expected), but the inputs are \(found)."
        case .unequalFeatures(let example, let expected, let found):
            "Example \(example) has a vector of size \(found), but the first vector of all has \(expected). All must be"
                + " equally large."
        case .exampleCounts(let inputs, let targets):
            "There are \(inputs) inputs but \(targets) targets. Each input needs one target."
        case .inputCounts(let expected, let found):
            "The first of several inputs has \(expected) examples, but another has \(found). All must have as many."
        case .noExamples:
            "There is no example."
        case .notFinite(let name, let example, let step):
            "Of \(name) example \(example) has a number that is not finite"
                + (step.map { " at step \($0)" } ?? "") + ". Put one in its place that stands in for it."
        case .alreadyTrained(let problem):
            problem
        case .notOfClasses(let name):
            "\(name) says nothing of numbers. It is of classes: of probabilities, or of targets that are 0 and 1."
        case .targets(let expected, let found):
            "The model gives \(expected), but the targets are \(found)."
        case .targetSteps(let example, let outputs, let targets):
            "Example \(example): the model gives \(outputs) steps, but the target has \(targets). Each step needs one"
                + " target."
        case .outsideRange(let id, let count):
            "The id \(id) is not in 0..<\(count)."
        case .activation(let loss, let expected, let found):
            "The loss \(loss) needs a last layer with the activation \(expected), but it has \(found)."
        case .targetWeights(let expected, let found):
            "The weights of the targets should be \(expected), but are \(found)."
        case .checkpoint(let problem):
            problem
        case .lastLayer(let loss, let expected, let found):
            "The loss \(loss) needs \(expected) as the last layer, but that is \(found)."
        case .distribution(let loss, let expected, let found):
            "The loss \(loss) needs a model whose distribution is \(expected), but that is \(found)."
        case .weights(let expected, let found):
            "The model has \(expected.count) weights in Keras's order (\(expected.joined(separator: ", "))), but "
                + "\(found) were given, or one has another number of elements."
        case .states(let expected, let found):
            "The initial state should have \(expected), but has \(found)."
        }
    }
}

extension SequentialError {
    /// The same of a batch whose examples have other numbers in all of the data.
    package func numbered(by examples: [Int]) -> SequentialError {
        guard case .targetSteps(let example, let outputs, let targets) = self else { return self }
        return .targetSteps(example: examples[example], outputs: outputs, targets: targets)
    }
}
