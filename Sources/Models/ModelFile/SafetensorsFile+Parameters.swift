import Foundation
import Seq2SeqTensors

// Weights in a safetensors file, with the checks that every model file gets.

extension ParameterStore {
    /// The name of the second bias that PyTorch's recurrent layers have, where only one is trained, so that it is zero;
    /// a GRU trains both.
    func unusedBiasName(beside entry: Entry) -> String? {
        guard let range = entry.name.range(of: ".bias_ih_") else { return nil }
        let second = entry.name.replacingCharacters(in: range, with: ".bias_hh_")
        return parameter(named: second) == nil ? second : nil
    }
}

extension SafetensorsFile {
    func text(_ key: String) throws(ModelFileError.Problem) -> String {
        guard let text = metadata[key] else { throw .invalidMetadata(key: key, reason: "is missing") }
        return text
    }

    /// The scales of a weight in 8 bits, by which its rows are multiplied.
    static func scaleName(of entry: ParameterStore.Entry) -> String { entry.name + ".scale" }

    var dataChecksum: String {
        var check = CRC32()
        data.withUnsafeBytes { check.add($0) }
        return check.hexadecimal
    }

    var tensorsChecksum: String {
        var check = CRC32()
        for tensor in tensors {
            let numbers = tensor.shape + [tensor.range.lowerBound, tensor.range.upperBound]
            check.add(tensor.name + "\0" + numbers.map { "\($0)\0" }.joined())
        }
        return check.hexadecimal
    }

    var metadataChecksum: String {
        var check = CRC32()
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) where key != ModelFileKey.metadataChecksum {
            check.add(key + "\0" + value + "\0")
        }
        return check.hexadecimal
    }

    /// Refuses a file of another format or of a later version, and one that has changed since it was written.
    func check(format: String, version: String) throws(ModelFileError.Problem) {
        guard let expected = try checkHeader(format: format, version: version) else { return }
        guard expected == dataChecksum else { throw .altered(part: "data") }
    }

    /// The same but for the data.
    ///
    /// - Returns: what the data's checksum must be; nil if the file tells none.
    func checkHeader(format: String, version: String) throws(ModelFileError.Problem) -> String? {
        let found = metadata[ModelFileKey.format]
        guard found == format else { throw .foreignFormat(found: found, expected: format) }
        let foundVersion = try text(ModelFileKey.formatVersion)
        guard foundVersion == version else { throw .laterVersion(found: foundVersion, known: version) }
        return try verifiedHeader()
    }

    /// Files that another program has written may have no checksums; with one there must be both. That of the tensors'
    /// names, shapes and places is younger, so files of before lack it.
    private func verifiedHeader() throws(ModelFileError.Problem) -> String? {
        let expected = (data: metadata[ModelFileKey.checksum], metadata: metadata[ModelFileKey.metadataChecksum])
        if expected.data == nil && expected.metadata == nil { return nil }
        guard expected.metadata == metadataChecksum else { throw .altered(part: "metadata") }
        if let expected = metadata[ModelFileKey.tensorsChecksum], expected != tensorsChecksum {
            throw .altered(part: "list of tensors")
        }
        guard let data = expected.data else { throw .altered(part: "data") }
        return data
    }

    /// Gives declared weights the file's values, which are floats. No memory is taken for them before every shape has been
    /// compared.
    ///
    /// - Parameter refusesNonFinite: whether the values must be finite.
    func fill(
        _ parameters: inout ParameterStore, refusesNonFinite: Bool = true
    ) throws(ModelFileError.Problem) {
        try checkTensors(of: parameters, uses: nil)
        let places = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
        let declared = parameters
        try parameters.fill { entry, elements throws(ModelFileError.Problem) in
            try copy(entry, of: declared, from: places, to: elements, refusesNonFinite: refusesNonFinite)
        }
    }

    /// Refuses tensors that are not the declared weights.
    ///
    /// - Parameter uses: how each weight is read, in the order of declaration; nil if none may be in 8 bits.
    func checkTensors(
        of parameters: ParameterStore, uses: [WeightUse]?
    ) throws(ModelFileError.Problem) {
        var found: [String: Tensor] = [:]
        for tensor in tensors { found[tensor.name] = tensor }
        func take(_ name: String, _ shape: [Int]) throws(ModelFileError.Problem) -> Tensor {
            guard let tensor = found.removeValue(forKey: name) else { throw .missingTensor(name) }
            guard tensor.shape == shape else { throw .shape(tensor: name, expected: shape, found: tensor.shape) }
            return tensor
        }
        for (index, entry) in parameters.entries.enumerated() {
            var floats: [Tensor] = []
            let tensor = try take(entry.name, entry.shape)
            if tensor.type == .int8, uses?[index].allowsInt8 ?? false {
                floats.append(try take(Self.scaleName(of: entry), [entry.rows, 1]))
            } else {
                floats.append(tensor)
            }
            if let second = parameters.unusedBiasName(beside: entry) { floats.append(try take(second, entry.shape)) }
            for tensor in floats where tensor.type != .float32 {
                throw .elementType(tensor: tensor.name, found: tensor.type.rawValue)
            }
        }
        if let unexpected = tensors.first(where: { found[$0.name] != nil }) { throw .unexpectedTensor(unexpected.name) }
    }

    /// Copies a weight's floats, a second bias added.
    private func copy(
        _ entry: ParameterStore.Entry, of declared: ParameterStore, from places: [String: Tensor],
        to elements: UnsafeMutableBufferPointer<Float>, refusesNonFinite: Bool
    ) throws(ModelFileError.Problem) {
        if let tensor = places[entry.name] { copy(tensor, to: elements) }
        if let second = declared.unusedBiasName(beside: entry).flatMap({ places[$0] }) {
            let bias = [Float](unsafeUninitializedCapacity: entry.count) { buffer, count in
                copy(second, to: UnsafeMutableBufferPointer(rebasing: buffer[..<entry.count]))
                count = entry.count
            }
            bias.withUnsafeBufferPointer { elements.add(secondBias: $0) }
        }
        guard !refusesNonFinite || UnsafeBufferPointer(elements).areFinite else {
            throw .notFinite(tensor: entry.name)
        }
    }
}

extension UnsafeMutableBufferPointer<Float> {
    /// Adds what another program has as a second bias beside this one.
    func add(secondBias: UnsafeBufferPointer<Float>) {
        // A sum with zero would turn -0 into 0.
        for index in indices where secondBias[index] != 0 { self[index] += secondBias[index] }
    }
}

extension UnsafeBufferPointer<Float> {
    /// Whether there is no NaN and no infinity.
    var areFinite: Bool {
        // One comparison at the end, so that the loop is a few instructions for many elements.
        reduce(0) { Swift.max($0, $1.bitPattern & ~(1 << 31)) } < Float.infinity.bitPattern
    }
}
