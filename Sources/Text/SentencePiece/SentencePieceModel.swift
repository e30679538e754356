/// A model of SentencePiece (Kudo and Richardson 2018): pieces, and how a text becomes a sequence of them.
///
/// Texts are cut into the pieces that SentencePiece's own program cuts them into, and put together as it does.
///
/// ```swift
/// let model = try SentencePieceModel(serialized: Array(Data(contentsOf: url)))
/// let pieces = model.pieces(of: "Hello world.")
/// print(pieces, model.text(of: pieces))
/// ```
public struct SentencePieceModel: Sendable {
    /// How a text is cut.
    public enum Algorithm: String, Sendable {
        /// Into those pieces that are most probable together (Kudo 2018).
        case unigram
        /// By merging neighbours, the pair of the best piece first (Sennrich et al. 2016).
        case bytePairs = "bpe"
    }

    /// A piece of text.
    public struct Piece: Sendable, Hashable {
        /// What a piece stands for, by its number in the file.
        public enum Kind: Int, Sendable {
            /// A piece of text.
            case normal = 1
            /// Every character that no piece has.
            case unknown
            /// What stands in no text, such as the end.
            case control
            /// A piece that its user has named, which is never cut.
            case userDefined
            /// A piece that is not to be used.
            case unused
            /// A byte of a character that no piece has.
            case byte
        }

        /// The text, with U+2581 for a blank.
        public var text = ""
        /// The logarithm of its probability, or its rank.
        public var score: Float = 0
        /// What it stands for.
        public var kind = Kind.normal
    }

    /// The file's bytes.
    public let serialized: [UInt8]
    /// How texts are cut.
    public let algorithm: Algorithm
    /// The pieces; the index is SentencePiece's own id.
    public let pieces: [Piece]

    let normalizer: PieceNormalizer
    /// What output goes through; nil for nothing.
    let denormalizer: PieceNormalizer?
    /// Whether a character that no piece has is cut into bytes.
    let usesBytes: Bool
    /// What an unknown piece becomes in a text.
    let unknownSurface: String
    let unknownID: Int
    /// The pieces that a text can have.
    let trie: PieceTrie
    /// Those that are never cut.
    let uncut: PieceTrie
    /// The others: the unknown one, those of bytes and those that stand in no text.
    let reserved: [ExactToken: Int]
    /// The lowest score of a normal piece.
    let lowestScore: Float

    /// Reads what is in a `.model` file.
    ///
    /// - Throws: what is wrong with it.
    public init(serialized: [UInt8]) throws(SentencePieceError) {
        let file = try SentencePieceFile(serialized)
        self.serialized = serialized
        algorithm = file.algorithm
        pieces = file.pieces
        usesBytes = file.usesBytes
        unknownSurface = file.unknownSurface
        unknownID = file.unknownID
        reserved = file.reserved
        func trieOfPieces(_ isIn: (Piece.Kind) -> Bool) -> PieceTrie {
            PieceTrie(
                file.pieces.enumerated().filter { isIn($1.kind) }.map { (bytes: Array($1.text.utf8), id: $0) })
        }
        trie = trieOfPieces { [.normal, .userDefined, .unused].contains($0) }
        uncut = trieOfPieces { $0 == .userDefined }
        var normalizer = file.normalizer
        normalizer.kept = uncut
        self.normalizer = normalizer
        denormalizer = file.denormalizer
        lowestScore = pieces.filter { $0.kind == .normal }.map(\.score).min() ?? .greatestFiniteMagnitude
    }

    /// The pieces of a text. Characters that no piece has are tokens of their own, those side by side one together; or
    /// the bytes that they have, if the model has pieces for bytes.
    public func pieces(of text: String) -> [String] {
        let form = normalizer.form(of: Array(text.utf8))
        let segments = algorithm == .unigram ? mostProbable(form) : merged(form)
        var tokens: [String] = []
        var wasUnknown = false
        for segment in segments {
            let isUnknown = segment.id == unknownID
            let token = String(decoding: form[segment.range], as: UTF8.self)
            if isUnknown && usesBytes {
                tokens += form[segment.range].map(Self.piece(ofByte:))
            } else if isUnknown && wasUnknown {
                tokens[tokens.count - 1].unicodeScalars += token.unicodeScalars
            } else {
                tokens.append(token)
            }
            wasUnknown = isUnknown
        }
        return tokens
    }

    /// A part of a text in form, and the piece that it is.
    struct Segment {
        let range: Range<Int>
        let id: Int
    }

    /// How a byte's piece is spelled.
    static func piece(ofByte byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "<0x" + (digits.count < 2 ? "0" : "") + digits + ">"
    }

    /// The id of a piece; of a text that is none that of the unknown one.
    func id(of piece: String) -> Int {
        reserved[ExactToken(piece)] ?? trie.id(of: piece.utf8) ?? unknownID
    }
}

extension SentencePieceModel: Equatable {
    /// Whether both are of the same file, byte for byte.
    public static func == (left: Self, right: Self) -> Bool { left.serialized == right.serialized }
}
