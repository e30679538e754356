import Foundation

/// One record of a file of TensorBoard's: the message `Event`, framed as TensorFlow frames records.
///
/// The numbers of the fields are those of `tensorboard/compat/proto/event.proto`, `summary.proto` and `tensor.proto`.
package struct EventRecord: Sendable, Hashable {
    /// What is told.
    package enum Content: Sendable, Hashable {
        /// What a file begins with.
        case fileVersion
        /// A training begins, or goes on: what earlier files tell of this step and later ones is void.
        case start
        /// Values, each under its tag.
        case values([Value])
    }

    /// A value under its tag.
    package struct Value: Sendable, Hashable {
        let tag: String
        let kind: Kind

        package enum Kind: Sendable, Hashable {
            /// A number.
            case scalar(Float)
            /// Texts in Markdown, in rows of as many columns.
            case table([[String]])
            /// A picture.
            case image(GreyImage)
        }

        package init(_ tag: String, _ kind: Kind) {
            self.tag = tag
            self.kind = kind
        }
    }

    /// Seconds since 1970.
    let time: Double
    /// Steps that were taken.
    let step: Int
    let content: Content

    package init(time: Double, step: Int, _ content: Content) {
        self.time = time
        self.step = step
        self.content = content
    }

    /// The record as it stands in a file.
    package var bytes: [UInt8] { Self.framed(message.bytes) }

    private var message: ProtocolBuffer {
        var event = ProtocolBuffer()
        event.add(1, time)
        if step != 0 { event.add(2, step) }
        switch content {
        case .fileVersion: event.add(3, "brain.Event:2")
        case .values(let values):
            event.add(5) { summary in
                for value in values { summary.add(1) { value.fill(&$0) } }
            }
        case .start: event.add(7) { $0.add(1, 1) }
        }
        return event
    }

    /// Length, check of the length, data, check of the data.
    private static func framed(_ data: [UInt8]) -> [UInt8] {
        let length = UInt64(data.count).littleEndianBytes
        return length + maskedCheck(of: length).littleEndianBytes + data + maskedCheck(of: data).littleEndianBytes
    }

    /// A check that may stand among data that are checked themselves.
    static func maskedCheck(of bytes: some Sequence<UInt8>) -> UInt32 {
        let check = CyclicCheck.castagnoli.value(of: bytes)
        return (check >> 15 | check << 17) &+ 0xA282_EAD8
    }
}

extension EventRecord.Value {
    fileprivate func fill(_ value: inout ProtocolBuffer) {
        value.add(1, tag)
        switch kind {
        case .scalar(let number): value.add(2, number)
        case .image(let image):
            value.add(4) { message in
                message.add(1, image.height)
                message.add(2, image.width)
                // Grey.
                message.add(3, 1)
                message.add(4, image.png)
            }
        case .table(let rows):
            value.add(8) { tensor in
                // Strings.
                tensor.add(1, 7)
                tensor.add(2) { shape in
                    for size in [rows.count, rows.first?.count ?? 0] { shape.add(2) { $0.add(1, size) } }
                }
                for text in rows.joined() { tensor.add(8, text) }
            }
            value.add(9) { metadata in
                metadata.add(1) { $0.add(1, "text") }
                // Tensors.
                metadata.add(4, 2)
            }
        }
    }
}
