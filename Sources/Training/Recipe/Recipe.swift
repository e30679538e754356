import Seq2SeqSettings

/// How the settings that nobody gave are found.
public enum Recipe: String, Sendable, Codable, CaseIterable {
    /// By rules, from the pairs: what a text model of their kind and number does best with.
    case auto
    /// The bare encoder-decoder: every setting has its default.
    case plain
}

/// Settings on their way from what was given to what a training needs.
package struct SettingsDraft: Sendable {
    package var settings: TrainingSettings
    package var origins: SettingOrigins
    /// Settings that no rule may change, as a model has them that is gone on from.
    var kept: Set<SettingName> = []

    package init(_ settings: TrainingSettings = TrainingSettings(), origins: SettingOrigins = SettingOrigins()) {
        self.settings = settings
        self.origins = origins
    }

    /// Lets rules choose what was not given.
    mutating func follow<Facts>(_ rules: [RecipeRule<Facts>], knowing facts: Facts) {
        for rule in rules where !origins.isGiven(rule.name) && !kept.contains(rule.name) {
            if let reason = rule.choose(facts, &self) { origins[rule.name] = .chosen(because: reason) }
        }
    }
}

/// What becomes of a setting that was not given.
struct RecipeRule<Facts>: Sendable {
    let name: SettingName

    /// The rule in words, for the documentation.
    let summary: String

    /// Sets the value and says why; nil if it stays what it is.
    let choose: @Sendable (Facts, inout SettingsDraft) -> String?

    /// A rule.
    ///
    /// - Parameters:
    ///   - part: where the setting stands.
    ///   - table: that part's settings.
    ///   - path: the setting's property.
    ///   - summary: the rule in words.
    ///   - choose: the value and the reason for it, from facts and from what is decided already; nil to leave it.
    init<Part, Value>(
        _ part: WritableKeyPath<TrainingSettings, Part> & Sendable, _ table: SettingTable<Part>,
        _ path: WritableKeyPath<Part, Value> & Sendable, _ summary: String,
        _ choose: @escaping @Sendable (Facts, SettingsDraft) -> (Value, because: String)?
    ) {
        name = table[path]
        self.summary = summary
        self.choose = { facts, draft in
            guard let (value, reason) = choose(facts, draft) else { return nil }
            draft.settings[keyPath: part][keyPath: path] = value
            return reason
        }
    }
}
