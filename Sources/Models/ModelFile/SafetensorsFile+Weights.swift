import Seq2SeqTensors

// Weights in the forms in which they are computed with, as a model file for decoding has them.

extension SafetensorsFile {
    /// Gives declared weights the file's values. No memory is taken for them before every shape has been compared.
    ///
    /// - Parameters:
    ///   - uses: how each weight is read, in the order of declaration.
    ///   - source: where the data is.
    ///   - checksum: what its checksum must be; nil if it need not be compared.
    ///   - refusesNonFinite: whether floats must be finite.
    func read(
        _ parameters: inout ParameterStore, _ uses: [WeightUse], from source: WeightReader.Source, checksum: String?,
        refusesNonFinite: Bool = true, on workspace: Workspace
    ) throws(ModelFileError.Problem) {
        try checkTensors(of: parameters, uses: uses)
        // Panels take a little more than the file's data.
        let block = StorageBlock(bytes: byteCount + byteCount / 8)
        var rooms: [String: WeightRoom] = [:]
        for (entry, use) in zip(parameters.entries, uses) {
            let isInt8 = tensors.contains { $0.name == entry.name && $0.type == .int8 }
            rooms[entry.name] =
                isInt8
                ? WeightRoom(int8Rows: entry.rows, columns: entry.columns, use: use, in: block)
                : WeightRoom(rows: entry.rows, columns: entry.columns, use: use, in: block)
        }
        let others = StorageBlock(bytes: 0)
        let parts = tensors.map { tensor in
            if let room = rooms[tensor.name] { return WeightReader.Part(tensor: tensor, room: room) }
            let columns = tensor.shape.dropFirst().reduce(1, *)
            let floats = WeightRoom(rows: tensor.shape[0], columns: columns, use: .values, in: others)
            return WeightReader.Part(tensor: tensor, room: floats)
        }
        try WeightReader(tensors: tensors, source: source, workspace: workspace)
            .fill(parts, checksum: checksum, refusesNonFinite: refusesNonFinite)
        for part in parts where rooms[part.tensor.name] == nil { rooms[part.tensor.name] = part.room }
        var weights: [StoredWeight] = []
        for entry in parameters.entries {
            guard let room = rooms[entry.name] else { throw .missingTensor(entry.name) }
            let scales = room.weight.isInt8 ? rooms[Self.scaleName(of: entry)]?.floats : nil
            if let scales { try setScales(of: room, to: scales, name: Self.scaleName(of: entry)) }
            let second = parameters.unusedBiasName(beside: entry).flatMap { rooms[$0]?.floats }
            if let second, let bias = room.floats {
                bias.add(secondBias: UnsafeBufferPointer(second))
                guard !refusesNonFinite || UnsafeBufferPointer(bias).areFinite else {
                    throw .notFinite(tensor: entry.name)
                }
            }
            weights.append(room.weight)
        }
        parameters.take(weights)
    }

    private func setScales(
        of room: WeightRoom, to scales: UnsafeMutableBufferPointer<Float>, name: String
    ) throws(ModelFileError.Problem) {
        if let scale = scales.first(where: { !Int8Table.isPossible(scale: $0) }) {
            throw .impossibleNumber(
                tensor: name, found: "\(scale)", expected: "scales that are finite and not below 0")
        }
        room.setScales(scales)
    }
}

extension WeightRoom {
    /// The floats of a weight that lies row after row; nil of any other.
    fileprivate var floats: UnsafeMutableBufferPointer<Float>? {
        if case .values(let storage) = weight { return storage.elements }
        return nil
    }
}
