/// A picture of shades of grey.
package struct GreyImage: Sendable, Hashable {
    /// How many pixels a row has, one at least.
    package let width: Int
    /// How many rows there are, one at least.
    package let height: Int
    /// The pixels row by row: 0 is black, 255 white.
    package let pixels: [UInt8]

    package init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(
            width > 0 && height > 0 && pixels.count == width * height,
            "A picture of \(width) x \(height) has no \(pixels.count) pixels")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The picture as a PNG file (ISO 15948), its data in blocks that are not compressed.
    package var png: [UInt8] {
        let size = UInt32(width).bigEndianBytes + UInt32(height).bigEndianBytes
        // 8 bits of grey; compression, filter and interlace as ever.
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", size + [8, 0, 0, 0, 0])
            + Self.chunk("IDAT", Self.zlibStream(rows)) + Self.chunk("IEND", [])
    }

    /// The rows, each after the number of its filter, which is none.
    private var rows: [UInt8] {
        var rows: [UInt8] = []
        rows.reserveCapacity(height * (1 + width))
        for start in stride(from: 0, to: pixels.count, by: width) {
            rows.append(0)
            rows += pixels[start..<start + width]
        }
        return rows
    }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let content = Array(name.utf8) + data
        return UInt32(data.count).bigEndianBytes + content + CyclicCheck.png.value(of: content).bigEndianBytes
    }

    /// Data as zlib keeps them (RFC 1950), in stored blocks (RFC 1951).
    private static func zlibStream(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: data.count, by: 0xFFFF) {
            let block = data[start..<min(start + 0xFFFF, data.count)]
            let count = UInt16(block.count)
            stream.append(start + block.count == data.count ? 1 : 0)
            stream += count.littleEndianBytes + (~count).littleEndianBytes + block
        }
        var (first, second) = (UInt32(1), UInt32(0))
        for byte in data {
            first = (first + UInt32(byte)) % 65521
            second = (second + first) % 65521
        }
        return stream + (second << 16 | first).bigEndianBytes
    }
}

extension AttentionPicture {
    /// The side of a cell in pixels, and tokens of a side at most.
    private static let (cellSize, longestSide) = (10, 100)

    /// The picture without its tokens: the darker, the more attention. Nil if it has no cell.
    package var greyImage: GreyImage? {
        let picture = prefix(Self.longestSide)
        let isRightToLeft = AttentionLayout(picture).isRightToLeft
        let (columns, rows) = (picture.sourceTokens.count, picture.targetTokens.count)
        guard columns > 0, rows > 0 else { return nil }
        let pixels = picture.weights.flatMap { weights -> [UInt8] in
            let shades = weights.map { $0.isFinite ? UInt8((255 * (1 - min(1, max(0, $0)))).rounded()) : 255 }
            let row = (isRightToLeft ? shades.reversed() : shades)
                .flatMap { [UInt8](repeating: $0, count: Self.cellSize) }
            return [[UInt8]](repeating: row, count: Self.cellSize).flatMap(\.self)
        }
        return GreyImage(width: columns * Self.cellSize, height: rows * Self.cellSize, pixels: pixels)
    }
}
