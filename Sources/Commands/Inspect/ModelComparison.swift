import Seq2Seq

/// In what two files differ.
struct ModelComparison {
    let first: ModelFileContents
    let second: ModelFileContents
    /// How many settings were compared, and those that differ.
    let settingCount: Int
    let settings: [(name: String, first: String, second: String)]
    let source: VocabularyDifference
    let target: VocabularyDifference
    /// Nil if neither model reads tags.
    let tags: VocabularyDifference?
    let tensors: [TensorPair]

    /// Two tensors of one name, or one that only one file has.
    struct TensorPair {
        let name: String
        /// The shape in each file; nil where it is not.
        let shapes: (first: [Int]?, second: [Int]?)
        /// Nil if the shapes are not the same.
        let difference: TensorDifference?

        var isEqual: Bool { difference?.isEqual ?? false }
    }

    init(_ first: ModelFileContents, _ second: ModelFileContents) {
        self.first = first
        self.second = second
        let (old, new) = (InspectedSetting.all(of: first), InspectedSetting.all(of: second))
        let names = old.map(\.name) + new.map(\.name).filter { name in !old.contains { $0.name == name } }
        func text(_ name: String, in settings: [InspectedSetting]) -> String {
            settings.first { $0.name == name }?.text ?? "-"
        }
        settingCount = names.count
        settings = names.map { ($0, text($0, in: old), text($0, in: new)) }.filter { $0.1 != $0.2 }
        source = VocabularyDifference(first.model.sourceVocabulary, second.model.sourceVocabulary)
        target = VocabularyDifference(first.model.targetVocabulary, second.model.targetVocabulary)
        let vocabularies = (first.model.tagVocabulary, second.model.tagVocabulary)
        let none = Vocabulary(counting: [])
        tags =
            vocabularies.0 == nil && vocabularies.1 == nil
            ? nil : VocabularyDifference(vocabularies.0 ?? none, vocabularies.1 ?? none)
        // What only checkpoints have has nothing to be compared with in a model.
        let isWhole = first.kind == second.kind
        let left = first.tensors.filter { isWhole || !ModelFileContents.isAddition($0) }
        let right = second.tensors.filter { isWhole || !ModelFileContents.isAddition($0) }
        let places = Dictionary(uniqueKeysWithValues: right.enumerated().map { ($1.name, $0) })
        var rest = Set(places.keys)
        tensors =
            left.map { tensor in
                rest.remove(tensor.name)
                let other = places[tensor.name].map { right[$0] }
                let isComparable = other?.shape == tensor.shape
                return TensorPair(
                    name: tensor.name, shapes: (tensor.shape, other?.shape),
                    difference: isComparable ? other.map { first.difference(of: tensor, from: $0, in: second) } : nil)
            }
            + right.filter { rest.contains($0.name) }.map {
                TensorPair(name: $0.name, shapes: (nil, $0.shape), difference: nil)
            }
    }

    /// Whether settings, vocabularies, tensors and shortlists are the same.
    var isEqual: Bool {
        settings.isEmpty && source.isEqual && target.isEqual && tags?.isEqual ?? true && tensors.allSatisfy(\.isEqual)
            && shortlists?.isEqual ?? true
    }

    /// Of models of which at least one has a shortlist.
    var shortlists: (isEqual: Bool, first: Bool, second: Bool)? {
        let lists = (first.model.shortlist, second.model.shortlist)
        if lists.0 == nil && lists.1 == nil { return nil }
        return (lists.0 == lists.1, lists.0 != nil, lists.1 != nil)
    }
}

/// In what two vocabularies differ.
struct VocabularyDifference {
    let sizes: (first: Int, second: Int)
    /// The first id that stands for two different tokens, or for one in only one of them; nil if there is none.
    let firstID: Int?
    /// The tokens of that id.
    let tokens: (first: String?, second: String?)
    /// Tokens of one alone, in its order.
    let onlyFirst: [String]
    let onlySecond: [String]

    var isEqual: Bool { firstID == nil }

    init(_ first: Vocabulary, _ second: Vocabulary) {
        sizes = (first.count, second.count)
        firstID = first.firstDifference(from: second)
        func token(_ id: Int?, of vocabulary: Vocabulary) -> String? {
            id.flatMap { $0 < vocabulary.count ? vocabulary[Int32($0)] : nil }
        }
        tokens = (token(firstID, of: first), token(firstID, of: second))
        func own(_ vocabulary: Vocabulary, without other: Vocabulary) -> [String] {
            (Vocabulary.reservedTokens.count..<vocabulary.count).map { vocabulary[Int32($0)] }
                .filter { other.id(of: $0) == Vocabulary.unknown }
        }
        onlyFirst = own(first, without: second)
        onlySecond = own(second, without: first)
    }
}
