import Foundation
import Seq2SeqText

// A shortlist as an entry of a model file: a JSON object.

extension Shortlist {
    /// Integers alone, so that nothing has to be escaped.
    var json: String {
        let lists = aligned.map { "[" + $0.map(String.init).joined(separator: ",") + "]" }
        return #"{"aligned":["# + lists.joined(separator: ",") + #"],"common":\#(commonCount)}"#
    }
}

extension SafetensorsFile {
    /// The shortlist of a model with so many ids on either side; nil if it has none.
    func shortlist(sourceCount: Int, targetCount: Int) throws(ModelFileError.Problem) -> Shortlist? {
        let key = ModelFileKey.shortlist
        guard let json = metadata[key] else { return nil }
        let (lists, common) = try Self.shortlist(json, key: key)
        guard lists.count == sourceCount else {
            throw .invalidMetadata(
                key: key, reason: "has \(lists.count) lists, but the source has \(sourceCount) tokens")
        }
        if let id = lists.joined().first(where: { !(Vocabulary.reservedTokens.count..<targetCount).contains($0) }) {
            throw .invalidMetadata(
                key: key, reason: "has the id \(id), but tokens of the target have ids below \(targetCount)")
        }
        return Shortlist(commonCount: common, aligned: lists.map { $0.map(Int32.init) })
    }

    private static func shortlist(
        _ json: String, key: String
    ) throws(ModelFileError.Problem) -> (lists: [[Int]], common: Int) {
        if let (lists, common) = PlainJSON.integersAndLists(json, "aligned", "common") { return (lists, common) }
        do {
            let found = try JSONDecoder().decode(StoredShortlist.self, from: Data(json.utf8))
            if found.common >= 0 { return (found.aligned, found.common) }
        } catch {}
        throw .invalidMetadata(key: key, reason: "is not the JSON that it should be")
    }

    private struct StoredShortlist: Decodable {
        let aligned: [[Int]]
        let common: Int
    }
}
