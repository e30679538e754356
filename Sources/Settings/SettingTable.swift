/// The settings of a type of options, in the order of the help, and what their values demand of each other.
package struct SettingTable<Owner: Adjustable>: Sendable {
    package let groups: [SettingGroup<Owner>]
    package let rules: [SettingRule<Owner>]

    /// A table.
    ///
    /// - Parameter rules: are made of the names of settings, which the argument has for a property: `$0[\.hidden]`.
    package init(_ groups: [SettingGroup<Owner>], rules: (Self) -> [SettingRule<Owner>] = { _ in [] }) {
        self.init(groups, rules: rules(Self(groups, rules: [])))
    }

    private init(_ groups: [SettingGroup<Owner>], rules: [SettingRule<Owner>]) {
        self.groups = groups
        self.rules = rules
        var names: Set<String> = []
        for setting in groups.flatMap(\.settings) {
            precondition(
                names.insert(setting.name.stored).inserted, "Two settings are called '\(setting.name.stored)'")
        }
    }

    /// One table of several.
    ///
    /// - Parameter titles: the groups in the order of the help; settings of one group keep the order of the tables.
    package init(merging tables: [Self], groups titles: [String], rules: [SettingRule<Owner>] = []) {
        let groups = tables.flatMap(\.groups)
        for group in groups {
            precondition(titles.contains(group.title), "There is no place for the group '\(group.title)'")
        }
        self.init(
            titles.map { title in
                SettingGroup(title, groups.filter { $0.title == title }.flatMap(\.settings))
            }, rules: tables.flatMap(\.rules) + rules)
    }

    /// The table of a type that holds the owner.
    package func lifted<Root: Adjustable>(
        to root: WritableKeyPath<Root, Owner> & Sendable
    ) -> SettingTable<Root> {
        SettingTable<Root>(
            groups.map { SettingGroup($0.title, $0.settings.map { $0.lifted(to: root) }) },
            rules: rules.map { $0.lifted(to: root) })
    }

    /// The table without some settings, named as in a model file, without groups that have no others, and without demands
    /// for one of them.
    package func without(_ names: [String]) -> Self {
        let rest = groups.map { group in
            SettingGroup(group.title, group.settings.filter { !names.contains($0.name.stored) })
        }
        return Self(
            rest.filter { !$0.settings.isEmpty },
            rules: rules.filter { rule in
                guard case .required(let demanded) = rule else { return true }
                return !demanded.contains { names.contains($0.stored) }
            })
    }

    /// Every setting.
    package var settings: [Setting<Owner>] { groups.flatMap(\.settings) }

    /// The name of a property's setting, of a table that is not made of others.
    package subscript(path: PartialKeyPath<Owner>) -> SettingName {
        for setting in settings {
            if let own = setting.path, own as AnyKeyPath == path as AnyKeyPath { return setting.name }
        }
        preconditionFailure("No setting of the table has the property \(path)")
    }

    /// The setting of a name.
    package subscript(name: SettingName) -> Setting<Owner> {
        for setting in settings where setting.name == name { return setting }
        preconditionFailure("The table has no setting '\(name.stored)'")
    }
}

/// Settings that the help shows together.
package struct SettingGroup<Owner: Adjustable>: Sendable {
    package let title: String
    package let settings: [Setting<Owner>]

    package init(_ title: String, _ settings: [Setting<Owner>]) {
        self.title = title
        self.settings = settings
    }
}

/// What settings demand of each other.
package enum SettingRule<Owner: Adjustable>: Sendable {
    /// One at least must be given.
    case required(anyOf: [SettingName])

    /// The setting cannot be given along with any of the others.
    case conflict(SettingName, with: [SettingName])

    /// The setting can only be given along with the other.
    case needs(SettingName, SettingName)

    /// What is wrong with values that nothing can be done with; nil if nothing is.
    case impossible(@Sendable (Owner) -> SettingMessage?)

    /// What is wrong with values of which one would have no effect; a command refuses them, a program may have them.
    case idle(@Sendable (Owner) -> SettingMessage?)

    fileprivate func lifted<Root: Adjustable>(
        to root: WritableKeyPath<Root, Owner> & Sendable
    ) -> SettingRule<Root> {
        switch self {
        case .required(let names): .required(anyOf: names)
        case .conflict(let name, let others): .conflict(name, with: others)
        case .needs(let name, let other): .needs(name, other)
        case .impossible(let fault): .impossible { fault($0[keyPath: root]) }
        case .idle(let fault): .idle { fault($0[keyPath: root]) }
        }
    }
}
