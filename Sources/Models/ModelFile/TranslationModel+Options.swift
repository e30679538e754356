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
    package func firstDifference(from before: TranslationModel, ignoring ignored: Set<String>) -> OptionDifference? {
        let old = before.options()
        let new = options()
        for name in Set(old.keys).union(new.keys).sorted() where !ignored.contains(name) {
            let (before, now) = (old[name] ?? "not given", new[name] ?? "not given")
            if before != now { return OptionDifference(name: name, before: before, now: now) }
        }
        return nil
    }

    /// Every option as text under its name in a model file.
    private func options() -> [String: String] {
        do {
            let json = try StoredConfiguration(of: self).json()
            let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
            return object?.mapValues { "\($0)" } ?? [:]
        } catch {
            preconditionFailure("Options must be finite numbers: \(error)")
        }
    }
}
