import Seq2SeqLayers
import Seq2SeqSettings

extension ContinuousEncoderDecoder: StoredSequenceModel {
    /// How an encoder-decoder on vectors stands in a file.
    public static var storage: SequenceStorage<ContinuousEncoderDecoder> {
        SequenceStorage(
            format: "seq2seq-continuous", configuration: { Configuration.settings.stored($0.configuration) }
        ) { (stored: StoredSettings) throws(SequentialError) in
            do throws(SettingFault) {
                return ContinuousEncoderDecoder(declaring: try Configuration.settings.restored(from: stored))
            } catch {
                throw .construction(of: "ContinuousEncoderDecoder", problem: error.text(for: .modelFiles))
            }
        }
    }
}
