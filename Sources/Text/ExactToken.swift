/// A token that equals another only if their bytes are equal.
///
/// Swift takes strings for equal that are canonically equivalent. A vocabulary may not: what it writes to a model file
/// must come back as it was, byte for byte, at the same id.
struct ExactToken: Sendable, Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactToken, right: ExactToken) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
