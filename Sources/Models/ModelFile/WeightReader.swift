import Foundation
import Seq2SeqFiles
import Seq2SeqTensors

/// Reads the weights of a model, each into the form in which it is computed with, by all threads.
///
/// A file is read in pieces that stay in the processor's cache while they are checked and put where they belong: so every
/// byte comes from memory once and goes there once, and what is in use is a copy that nobody else changes, whatever
/// becomes of the file.
struct WeightReader {
    /// Where the data of the tensors is.
    enum Source {
        case memory(Data)
        /// The data starts at an offset.
        case file(ByteReader, start: Int)
    }

    let tensors: [SafetensorsFile.Tensor]
    let source: Source
    let workspace: Workspace

    /// How much of a tensor is read at once.
    private static let pieceSize = 1 << 16

    /// A tensor and room for it.
    struct Part {
        let tensor: SafetensorsFile.Tensor
        let room: WeightRoom
    }

    /// Rows of a tensor that are read at once.
    private struct Piece {
        let part: Int
        let rows: Range<Int>
    }

    /// What became of a piece.
    private enum Outcome {
        case unread
        /// The check of its bytes, and what is wrong with a number among them.
        case read(check: UInt32, fault: ModelFileError.Problem?)
        case failed(ModelFileError.Problem)
    }

    /// Fills the rooms of all tensors, which are in the order of their data.
    ///
    /// - Parameters:
    ///   - checksum: what the data's checksum must be; nil if the file tells none.
    ///   - refusesNonFinite: whether the floats must be finite.
    func fill(_ parts: [Part], checksum: String?, refusesNonFinite: Bool) throws(ModelFileError.Problem) {
        let pieces = parts.indices.flatMap { part in
            Self.pieces(of: parts[part].room).map { Piece(part: part, rows: $0) }
        }
        var outcomes = [Outcome](repeating: .unread, count: pieces.count)
        outcomes.withUnsafeMutableBufferPointer { outcomes in
            guard let outcomes = outcomes.baseAddress else { return }
            workspace.pool.run(pieces.count, work: Self.pieceSize) { index in
                let (part, rows) = (parts[pieces[index].part], pieces[index].rows)
                outcomes[index] = fill(part, rows, checks: checksum != nil, refusesNonFinite: refusesNonFinite)
            }
        }
        try check(outcomes, of: pieces, parts, checksum)
    }

    /// The rows of each piece: whole panels, and of small ones several.
    private static func pieces(of room: WeightRoom) -> [Range<Int>] {
        let panel = room.rowsOfPanel
        let rows = max(1, pieceSize / (MemoryLayout<Float>.stride * room.columns) / panel) * panel
        return stride(from: 0, to: room.rows, by: room.rowsOfGate).flatMap { gate in
            stride(from: gate, to: gate + room.rowsOfGate, by: rows).map {
                $0..<min($0 + rows, gate + room.rowsOfGate)
            }
        }
    }

    private func fill(_ part: Part, _ rows: Range<Int>, checks: Bool, refusesNonFinite: Bool) -> Outcome {
        let rowBytes = part.room.columns * part.tensor.type.byteCount
        let place = part.tensor.range.lowerBound + rows.lowerBound * rowBytes
        do throws(ModelFileError.Problem) {
            if let bytes = part.room.bytes(ofRows: rows) {
                try read(at: place, into: bytes)
                return outcome(bytes, part, checks: checks, refusesNonFinite: refusesNonFinite)
            }
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: rows.count * rowBytes, alignment: 64)
            defer { bytes.deallocate() }
            try read(at: place, into: bytes)
            part.room.put(rows: rows, from: bytes, with: workspace)
            return outcome(bytes, part, checks: checks, refusesNonFinite: refusesNonFinite)
        } catch {
            return .failed(error)
        }
    }

    private func outcome(
        _ bytes: UnsafeMutableRawBufferPointer, _ part: Part, checks: Bool, refusesNonFinite: Bool
    ) -> Outcome {
        var check = CRC32()
        if checks { check.add(UnsafeRawBufferPointer(bytes)) }
        var fault: ModelFileError.Problem?
        switch part.tensor.type {
        case .float32:
            let floats = UnsafeBufferPointer(bytes.assumingMemoryBound(to: Float.self))
            if refusesNonFinite && !floats.areFinite { fault = .notFinite(tensor: part.tensor.name) }
        case .int8:
            // With it a sum might not be exact.
            if bytes.contain(UInt8(bitPattern: .min)) {
                fault = .impossibleNumber(
                    tensor: part.tensor.name, found: "-128", expected: "integers from -127 to 127")
            }
        }
        return .read(check: check.value, fault: fault)
    }

    private func read(at offset: Int, into bytes: UnsafeMutableRawBufferPointer) throws(ModelFileError.Problem) {
        switch source {
        case .memory(let data):
            data.withUnsafeBytes { all in
                bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[offset..<offset + bytes.count]))
            }
        case .file(let reader, let start):
            let found: Int
            do throws(SystemError) {
                found = try reader.read(at: start + offset, into: bytes)
            } catch {
                throw .init(error)
            }
            guard found == bytes.count else {
                throw .cutShort(
                    expected: start + (tensors.last?.range.upperBound ?? 0), found: start + offset + found)
            }
        }
    }

    /// Says what is wrong: first that bytes are missing, then that some have changed, then what numbers there are.
    private func check(
        _ outcomes: [Outcome], of pieces: [Piece], _ parts: [Part], _ checksum: String?
    ) throws(ModelFileError.Problem) {
        var (joined, fault): (UInt32, ModelFileError.Problem?) = (0, nil)
        // Most pieces are equally long.
        var power = (bytes: 0, value: CRC32.power(ofBytes: 0))
        for (piece, outcome) in zip(pieces, outcomes) {
            switch outcome {
            case .unread: preconditionFailure("A piece was left out")
            case .failed(let problem): throw problem
            case .read(let check, let ownFault):
                let part = parts[piece.part]
                let bytes = piece.rows.count * part.room.columns * part.tensor.type.byteCount
                if power.bytes != bytes { power = (bytes, CRC32.power(ofBytes: bytes)) }
                joined = CRC32.joined(joined, check, power: power.value)
                fault = fault ?? ownFault
            }
        }
        if let checksum, checksum != CRC32.hexadecimal(joined) { throw .altered(part: "data") }
        if let fault { throw fault }
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Whether any byte is this one.
    fileprivate func contain(_ byte: UInt8) -> Bool {
        let (ones, byteInAll) = (UInt64(0x0101_0101_0101_0101), UInt64(byte) &* 0x0101_0101_0101_0101)
        var found: UInt64 = 0
        let wholeEnd = count / 8 * 8
        // The highest bit of a byte that is zero, and perhaps of bytes above one that is.
        for start in stride(from: 0, to: wholeEnd, by: 8) {
            let difference = loadUnaligned(fromByteOffset: start, as: UInt64.self) ^ byteInAll
            found |= (difference &- ones) & ~difference
        }
        return found & (ones << 7) != 0 || self[wholeEnd...].contains(byte)
    }
}
