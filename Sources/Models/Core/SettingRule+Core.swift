import Seq2SeqLayers
import Seq2SeqSettings

// What every encoder-decoder's settings demand of each other.
extension SettingRule {
    /// A setting needs attention.
    static func needsAttention(
        _ flag: KeyPath<Owner, Bool> & Sendable, _ attention: KeyPath<Owner, Attention.Kind> & Sendable,
        _ name: SettingTable<Owner>
    ) -> Self {
        .impossible { model in
            guard model[keyPath: flag] && model[keyPath: attention] == .none else { return nil }
            let kinds = Attention.Kind.allCases.filter { $0 != .none }
            return "\(name[flag]) also needs \(name[attention], kinds)"
        }
    }

    /// Two directions share the size of a layer's state.
    static func isShared(
        _ hidden: KeyPath<Owner, Int> & Sendable, by bidirectional: KeyPath<Owner, Bool> & Sendable,
        _ name: SettingTable<Owner>
    ) -> Self {
        .impossible { model in
            guard model[keyPath: bidirectional] && !model[keyPath: hidden].isMultiple(of: 2) else { return nil }
            return """
                \(name[hidden]) is \(model[keyPath: hidden]), but must be even with \(name[bidirectional]): each \
                direction has half of it
                """
        }
    }
}
