import Seq2Seq

/// The settings of a training as they are shown at its start: those that were chosen or given one by one, with where
/// they came from, and the rest in a paragraph.
struct SettingLines {
    let lines: [String]

    init(_ plan: TrainingPlan, recipe: Recipe) {
        let shown = plan.choices.filter { $0.origin != .standard && $0.value != nil }
        let defaults = plan.choices.filter { $0.origin == .standard && $0.value != nil }
        let names = (shown.map(\.name.count).max() ?? 0) + 2
        let values = (shown.compactMap { $0.value?.count }.max() ?? 0) + 2
        lines =
            ["settings"]
            + shown.map { choice in
                let (name, value) = (choice.name, choice.value ?? "")
                return "  " + name.padded(to: names) + value.padded(to: values) + "\(choice.origin)"
            }
            + Self.wrapped("  by default: " + defaults.map { "\($0.name) \($0.value ?? "")" }.joined(separator: ", "))
    }

    /// A paragraph in lines that fit into 80 columns.
    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        for item in text.split(separator: ", ") {
            if let last = lines.last, last.count + item.count + 2 < 80 {
                lines[lines.count - 1] = last + ", " + item
            } else {
                if let last = lines.popLast() { lines.append(last + ",") }
                lines.append((lines.isEmpty ? "" : "    ") + item)
            }
        }
        return lines
    }
}
