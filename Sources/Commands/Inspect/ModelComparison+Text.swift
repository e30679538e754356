import Foundation
import Seq2Seq

// For people and programs.

extension ModelComparison {
    /// What differs, and how much is equal.
    var text: String {
        var text = "\(first.path) and \(second.path) \(isEqual ? "are equal" : "differ")\n"
        if first.kind != second.kind {
            text += "One is a \(first.kind.name), the other a \(second.kind.name): the models in them are compared.\n"
        }
        text += "\nSettings: " + Self.counted(settings.count, of: settingCount) + "\n"
        text += TextColumns.lines(settings.map { [$0.name, $0.first, $0.second] }, [.left, .left, .left])
        text += source.text(of: "Source") + target.text(of: "Target") + (tags?.text(of: "Tag") ?? "")
        let differing = tensors.filter { !$0.isEqual }
        text += "Tensors: " + Self.counted(differing.count, of: tensors.count) + "\n"
        text += TextColumns.lines(differing.map { [$0.name, $0.text] }, [.left, .left])
        if let shortlists {
            let place = shortlists.first ? "first" : "second"
            let difference = shortlists.first && shortlists.second ? "different" : "only in the \(place)"
            text += "Shortlists: \(shortlists.isEqual ? "equal" : difference)\n"
        }
        return text
    }

    private static func counted(_ differing: Int, of all: Int) -> String {
        differing == 0
            ? "all \(Figures.grouped(all)) equal"
            : "\(Figures.grouped(all - differing)) equal, \(Figures.grouped(differing)) different"
    }
}

extension ModelComparison.TensorPair {
    fileprivate var text: String {
        guard let difference else {
            let (old, new) = (shapes.first, shapes.second)
            guard let old else { return "only in the second, \(new ?? [])" }
            return new.map { "\(old) and \($0)" } ?? "only in the first, \(old)"
        }
        let largest = difference.largest.isNaN ? "NaN" : String(format: "%.4g", difference.largest)
        let relative = String(format: "%.2g", 100 * difference.relativeNorm)
        return "largest difference \(largest) at \(difference.place), \(relative) % of the norm"
    }
}

extension VocabularyDifference {
    private static let shownCount = 10

    fileprivate func text(of side: String) -> String {
        guard let firstID else { return "\(side) vocabulary: equal, \(Figures.counted(sizes.first, "token"))\n" }
        func quoted(_ token: String?) -> String { token?.quotedToken ?? "nothing" }
        var text = "\(side) vocabulary: \(Figures.grouped(sizes.first)) and \(Figures.counted(sizes.second, "token"))"
        text += ", from id \(Figures.grouped(firstID)) on: \(quoted(tokens.first)) and \(quoted(tokens.second))\n"
        for (title, own) in [("only in the first", onlyFirst), ("only in the second", onlySecond)] where !own.isEmpty {
            let more = own.count > Self.shownCount ? ["and \(Figures.grouped(own.count - Self.shownCount)) more"] : []
            text += TextColumns.paragraph(title, own.prefix(Self.shownCount).map(\.quotedToken) + more)
        }
        return text
    }

    fileprivate var json: JSONText {
        .object([
            ("equal", .flag(isEqual)), ("sizes", .list([.integer(sizes.first), .integer(sizes.second)])),
            ("first_different_id", firstID.map(JSONText.integer) ?? .null),
            ("only_first", .list(onlyFirst.map(JSONText.text))),
            ("only_second", .list(onlySecond.map(JSONText.text))),
        ])
    }
}

extension ModelComparison {
    /// One object: whether the files are equal, and all that differs.
    var json: JSONText {
        let differences = settings.map { setting in
            (setting.name, JSONText.list([.text(setting.first), .text(setting.second)]))
        }
        return .object(
            [
                ("equal", .flag(isEqual)), ("files", .list([.text(first.path), .text(second.path)])),
                ("kinds", .list([.text(first.kind.name), .text(second.kind.name)])), ("settings", .object(differences)),
                ("vocabularies", .object([("source", source.json), ("target", target.json)])),
                ("tensors", .list(tensors.filter { !$0.isEqual }.map(Self.object))),
                ("equal_tensors", .integer(tensors.count(where: \.isEqual))),
            ] + (shortlists.map { [("equal_shortlists", JSONText.flag($0.isEqual))] } ?? []))
    }

    private static func object(of pair: TensorPair) -> JSONText {
        func shape(_ sizes: [Int]?) -> JSONText { sizes.map { .list($0.map(JSONText.integer)) } ?? .null }
        let difference = pair.difference
        return .object([
            ("name", .text(pair.name)), ("shapes", .list([shape(pair.shapes.first), shape(pair.shapes.second)])),
            ("different_elements", difference.map { .integer($0.count) } ?? .null),
            ("largest_difference", difference.map { .real($0.largest) } ?? .null),
            ("place", difference.map { .list($0.place.map(JSONText.integer)) } ?? .null),
            ("relative_norm", difference.map { .real($0.relativeNorm) } ?? .null),
        ])
    }
}
