/// What a `.model` file of SentencePiece holds: a `ModelProto`.
struct SentencePieceFile {
    typealias Piece = SentencePieceModel.Piece

    private(set) var algorithm = SentencePieceModel.Algorithm.unigram
    private(set) var pieces: [Piece] = []
    private(set) var usesBytes = false
    private(set) var unknownSurface = " \u{2047} "
    private(set) var normalizer: PieceNormalizer
    private(set) var denormalizer: PieceNormalizer?
    /// Pieces that no text has, and those of bytes, with their ids.
    private(set) var reserved: [ExactToken: Int] = [:]

    /// The piece that stands for what is unknown.
    private(set) var unknownID = 0

    init(_ bytes: [UInt8]) throws(SentencePieceError) {
        normalizer = try PieceNormalizer([])
        var addsBlankBehind = false
        var fields = ProtobufFields(bytes[...])
        while let (number, value) = try fields.next() {
            guard case .bytes(let message) = value else { continue }
            switch number {
            case 1: pieces.append(try Self.piece(message, id: pieces.count))
            case 2: addsBlankBehind = try readTrainer(message)
            case 3: normalizer = try PieceNormalizer(message)
            case 5:
                let found = try PieceNormalizer(message)
                denormalizer = found.map == nil ? nil : found
            default: break
            }
        }
        normalizer.addsBlankBehind = addsBlankBehind
        try check()
    }

    private static func piece(_ message: ArraySlice<UInt8>, id: Int) throws(SentencePieceError) -> Piece {
        var piece = Piece()
        var fields = ProtobufFields(message)
        while let (number, value) = try fields.next() {
            switch (number, value) {
            case (1, _):
                guard let text = value.text else { throw .brokenPiece(id: id) }
                piece.text = text
            case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
            case (3, .integer(let type)):
                guard let kind = Int(exactly: type).flatMap(Piece.Kind.init) else { throw .brokenScoreOrType(id: id) }
                piece.kind = kind
            default: break
            }
        }
        if piece.text.isEmpty || piece.text.utf8.contains(0) { throw .brokenPiece(id: id) }
        if piece.score.isNaN { throw .brokenScoreOrType(id: id) }
        return piece
    }

    /// Reads a `TrainerSpec`.
    ///
    /// - Returns: whether a blank is put behind texts and not in front of them.
    private mutating func readTrainer(_ message: ArraySlice<UInt8>) throws(SentencePieceError) -> Bool {
        var addsBlankBehind = false
        var fields = ProtobufFields(message)
        while let (number, value) = try fields.next() {
            switch (number, value) {
            case (3, .integer(let type)):
                switch type {
                case 1: algorithm = .unigram
                case 2: algorithm = .bytePairs
                case 3: throw .otherAlgorithm("word")
                case 4: throw .otherAlgorithm("char")
                default: throw .otherAlgorithm("\(type)")
                }
            case (24, _): addsBlankBehind = value.flag ?? false
            case (35, _): usesBytes = value.flag ?? false
            case (44, _): unknownSurface = value.text ?? unknownSurface
            default: break
            }
        }
        return addsBlankBehind
    }

    private mutating func check() throws(SentencePieceError) {
        if pieces.isEmpty { throw .noPieces }
        var inTexts: [ExactToken: Int] = [:]
        for (id, piece) in pieces.enumerated() {
            let isInTexts = [.normal, .userDefined, .unused].contains(piece.kind)
            let before =
                isInTexts
                ? inTexts.updateValue(id, forKey: ExactToken(piece.text))
                : reserved.updateValue(id, forKey: ExactToken(piece.text))
            if let before { throw .duplicatePiece(piece.text, firstID: before, secondID: id) }
        }
        let unknown = pieces.indices.filter { pieces[$0].kind == .unknown }
        guard unknown.count == 1 else { throw .unknownPieces(count: unknown.count) }
        unknownID = unknown[0]
        let found = (0...UInt8.max).count { byte in
            reserved[ExactToken(SentencePieceModel.piece(ofByte: byte))].map { pieces[$0].kind == .byte } ?? false
        }
        if usesBytes && found < 256 { throw .missingBytes(count: found) }
    }
}
