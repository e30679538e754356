import Foundation

/// A layer of one's own among others.
public struct AnyCustomLayer: Sendable, Hashable {
    /// The layer.
    public let layer: any CustomLayer

    /// Holds a layer.
    public init(_ layer: some CustomLayer) { self.layer = layer }

    /// Whether both are layers of one type with equal settings.
    public static func == (first: AnyCustomLayer, second: AnyCustomLayer) -> Bool {
        AnyHashable(first.layer) == AnyHashable(second.layer)
    }

    /// Hashes the layer.
    public func hash(into hasher: inout Hasher) { layer.hash(into: &hasher) }
}

extension AnyCustomLayer {
    /// Where a decoder of layers finds the types of own layers, `[any CustomLayer.Type]`.
    package static let typesKey = CodingUserInfoKey(rawValue: "seq2seq.customLayers")

    package var specification: any LayerSpecification { Self.specification(of: layer) }

    private static func specification(of layer: some CustomLayer) -> any LayerSpecification {
        CustomSpecification(layer: layer)
    }

    /// The settings as JSON text, their keys sorted. They are text, so that the names of properties stay as they are.
    ///
    /// - Throws: what the encoder throws.
    func settings() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(layer), as: UTF8.self)
    }

    /// The layer of a type with these settings.
    ///
    /// - Throws: what the decoder throws.
    static func with(settings: String, of type: (some CustomLayer).Type) throws -> AnyCustomLayer {
        AnyCustomLayer(try JSONDecoder().decode(type, from: Data(settings.utf8)))
    }
}
