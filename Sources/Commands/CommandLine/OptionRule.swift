/// What options demand of each other.
package enum OptionRule<Arguments: Sendable>: Sendable {
    package typealias SettingPath = PartialKeyPath<Arguments> & Sendable

    /// One at least of the options must be given.
    case required(anyOf: [SettingPath])

    /// The option cannot be given along with any of the others.
    case conflict(SettingPath, with: [SettingPath])

    /// The option can only be given along with the other.
    case needs(SettingPath, SettingPath)
}

extension Command {
    /// The first demand that the settings break, or nil if they meet all.
    func brokenRule(of arguments: Arguments) -> UsageError? {
        for rule in rules {
            switch rule {
            case .required(let paths):
                let options = paths.map(option)
                if !options.contains(where: { $0.report(arguments).isGiven }) {
                    return .missingOption(anyOf: options.map(\.spelling))
                }
            case .conflict(let path, let others):
                let first = option(path).report(arguments)
                let second = others.map { option($0).report(arguments) }.first { $0.isGiven }
                if let second, first.isGiven { return .conflict(first.name, second.name) }
            case .needs(let path, let other):
                let first = option(path).report(arguments)
                if first.isGiven && !option(other).report(arguments).isGiven {
                    return .needs(first.name, option(other).spelling)
                }
            }
        }
        return nil
    }

    /// The option that gives a setting.
    private func option(_ path: OptionRule<Arguments>.SettingPath) -> Option<Arguments> {
        for option in options where option.setting as AnyKeyPath == path as AnyKeyPath { return option }
        preconditionFailure("A rule of \(name) names a setting that no option gives: \(path)")
    }
}
