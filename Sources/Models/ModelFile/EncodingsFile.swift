import Foundation

/// A safetensors file with the encodings of lines: one tensor `encodings`, `[lines, hidden]`.
package enum EncodingsFile {
    /// The bytes of the file.
    ///
    /// - Parameters:
    ///   - encodings: one for each line, row after row.
    ///   - size: how many numbers an encoding has.
    package static func bytes(of encodings: [Float], size: Int) throws -> Data {
        var file = SafetensorsOutput()
        file.append("encodings", shape: [encodings.count / size, size], encodings)
        return try file.bytes()
    }
}
