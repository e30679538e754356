import Foundation

extension TranslationModel {
    /// An option under its name in a model file, with two values of it.
    package struct OptionDifference: Hashable, Sendable {
        package let name: String
        package let before: String
        package let now: String
    }

    /// The first option, by name, in which another model was configured or trained differently.
    ///
    /// - Parameter ignored: names that do not count.
    package func firstDifference(from before: TranslationModel, ignoring ignored: Set<String>) throws
        -> OptionDifference?
    {
        let old = try before.options()
        let new = try options()
        for name in Set(old.keys).union(new.keys).sorted() where !ignored.contains(name) {
            let (before, now) = (old[name] ?? "not given", new[name] ?? "not given")
            if before != now { return OptionDifference(name: name, before: before, now: now) }
        }
        return nil
    }

    /// Every option as text under its name in a model file.
    private func options() throws -> [String: String] {
        let json = try StoredConfiguration(of: self).json()
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        return object?.mapValues { "\($0)" } ?? [:]
    }
}
