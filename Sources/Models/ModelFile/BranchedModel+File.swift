import Seq2SeqLayers

extension BranchedModel: StoredSequenceModel {
    /// How a model of branches stands in a file.
    public static var storage: SequenceStorage<BranchedModel> {
        SequenceStorage(format: "seq2seq-branched", configuration: { $0.configuration }) {
            configuration throws(SequentialError) in try BranchedModel(declaring: configuration)
        }
    }
}
