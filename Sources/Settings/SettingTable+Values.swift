/// What is wrong with the values of settings.
package enum SettingFault: Error, Hashable, Sendable {
    /// A value is out of range or of another type.
    case value(SettingName, String, ValueProblem)
    /// A value that must be there is not.
    case missing(SettingName)
    /// Values that do not go together.
    case rule(SettingMessage)

    /// The fault as a sentence without its full stop.
    package func text(for audience: SettingMessage.Audience) -> String {
        let message: SettingMessage =
            switch self {
            case .value(let name, let value, let problem): "\(name) \(problem.demand), but is \(value)"
            case .missing(let name): "\(name) is missing"
            case .rule(let message): message
            }
        return message.text(for: audience)
    }
}

// What a table says of values.
extension SettingTable {
    /// Ends the program with a text if the values are such that nothing can be done with them.
    package func check(_ owner: Owner, file: StaticString = #fileID, line: UInt = #line) {
        if let fault = fault(in: owner) { fail("\(Owner.self): " + fault.text(for: .programs), file: file, line: line) }
    }

    /// What is wrong with values that a program or a file gave.
    package func fault(in owner: Owner) -> SettingFault? {
        for setting in settings {
            if let problem = setting.problem(owner) {
                return .value(setting.name, setting.text(owner) ?? "none", problem)
            }
        }
        for rule in rules {
            if case .impossible(let fault) = rule, let message = fault(owner) { return .rule(message) }
        }
        return nil
    }

    /// What is wrong with values by the rules, also with those that have no effect; nil if nothing is.
    package func brokenRule(of owner: Owner) -> SettingMessage? {
        for rule in rules {
            switch rule {
            case .impossible(let fault), .idle(let fault):
                if let message = fault(owner) { return message }
            case .required, .conflict, .needs: continue
            }
        }
        return nil
    }

    /// What a model file holds of the values.
    package func stored(_ owner: Owner) -> StoredSettings {
        let standard = Owner()
        var stored = StoredSettings()
        for setting in settings {
            guard let value = setting.stored(owner) else { continue }
            switch setting.storage {
            case .never: continue
            case .unlessDefault where value == setting.stored(standard): continue
            case .when(let counts) where !counts(owner): continue
            default: stored[setting.name.stored] = value
            }
        }
        return stored
    }

    /// The values of a model file; those that it does not hold are the defaults.
    package func restored(from stored: StoredSettings) throws(SettingFault) -> Owner {
        var owner = Owner()
        for setting in settings {
            switch (stored[setting.name.stored], setting.storage) {
            case (let value?, _):
                if let problem = setting.restore(value, &owner) {
                    throw .value(setting.name, "\(value)", problem)
                }
            case (nil, .required): throw .missing(setting.name)
            case (nil, .always): setting.clear?(&owner)
            case (nil, _): break
            }
        }
        if let fault = fault(in: owner) { throw fault }
        return owner
    }

    /// The names under which a model file holds the settings.
    package var storedNames: [String] { settings.map(\.name.stored) }

    /// The names of those that may change when a training is gone on with.
    ///
    /// - Parameter owner: decides about those that depend on others; nil for all that may change at all.
    package func changeableNames(with owner: Owner?) -> [String] {
        settings.filter { setting in
            guard case .keptIf(let counts) = setting.resumption else { return false }
            return owner.map { !counts($0) } ?? true
        }.map(\.name.stored)
    }
}

extension SettingTable {
    /// The names of the settings in which two values differ.
    package func differences(_ one: Owner, _ other: Owner) -> [SettingName] {
        settings.filter { $0.text(one) != $0.text(other) }.map(\.name)
    }

    /// Every setting with its value and where that came from.
    package func choices(_ owner: Owner, _ origins: SettingOrigins) -> [SettingChoice] {
        settings.map { SettingChoice(name: $0.name.stored, value: $0.text(owner), origin: origins[$0.name]) }
    }

    /// Takes values that were chosen before; names that the table does not have are of no account.
    ///
    /// - Throws: what is wrong with a value.
    package func take(
        _ choices: [SettingChoice], into owner: inout Owner
    ) throws(SettingFault) {
        for choice in choices {
            guard let setting = settings.first(where: { $0.name.stored == choice.name }),
                setting.text(owner) != choice.value
            else { continue }
            guard let value = choice.value else {
                // What has a default that it can be without is empty: nothing stands for that on the command line.
                setting.clear?(&owner)
                continue
            }
            if let problem = setting.read(value, &owner) {
                throw .value(setting.name, value, problem)
            }
        }
    }
}
