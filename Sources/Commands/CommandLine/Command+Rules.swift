import Seq2SeqSettings

extension Command {
    /// The first demand that the arguments break, or nil if they meet all.
    func brokenRule(of arguments: Arguments) -> UsageError? {
        let isGiven = arguments.origins.isGiven
        for rule in settings.rules {
            switch rule {
            case .required(let names):
                if !names.contains(where: isGiven) {
                    return .missingOption(anyOf: names.map { settings[$0].spelling })
                }
            case .conflict(let name, let others):
                if isGiven(name), let other = others.first(where: isGiven) {
                    return .conflict(name.option, other.option)
                }
            case .needs(let name, let other):
                if isGiven(name) && !isGiven(other) { return .needs(name.option, settings[other].spelling) }
            case .impossible(let fault), .idle(let fault):
                if let message = fault(arguments) { return .brokenRule(message) }
            }
        }
        return nil
    }
}
