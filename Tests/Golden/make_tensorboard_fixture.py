"""Writes tensorboard_events.bin: records as TensorBoard's own messages and record writer make them.

Needs tensorboard (2.21.0 was used): pip install tensorboard
"""

import struct
import zlib
from pathlib import Path

from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2, types_pb2
from tensorboard.summary.writer.record_writer import RecordWriter


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, pixels: bytes) -> bytes:
    """A grey picture whose data are stored, not compressed."""
    rows = b"".join(b"\0" + pixels[y * width : (y + 1) * width] for y in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows, 0))
        + chunk(b"IEND", b"")
    )


def table(rows: list[list[str]]) -> tensor_pb2.TensorProto:
    shape = tensor_shape_pb2.TensorShapeProto(
        dim=[tensor_shape_pb2.TensorShapeProto.Dim(size=n) for n in (len(rows), len(rows[0]))]
    )
    return tensor_pb2.TensorProto(
        dtype=types_pb2.DT_STRING,
        tensor_shape=shape,
        string_val=[text.encode() for row in rows for text in row],
    )


text_metadata = summary_pb2.SummaryMetadata(
    plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name="text"),
    data_class=summary_pb2.DATA_CLASS_TENSOR,
)
Value = summary_pb2.Summary.Value
pixels = bytes(range(0, 255, 3))[:80]
events = [
    event_pb2.Event(wall_time=1700000000.25, file_version="brain.Event:2"),
    event_pb2.Event(
        wall_time=1700000001.5, step=301, session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    ),
    event_pb2.Event(
        wall_time=1700000002,
        step=70000,
        summary=summary_pb2.Summary(
            value=[
                Value(tag="loss", simple_value=2.125),
                Value(tag="valid_exact", simple_value=0),
                Value(tag="samples", tensor=table([["source", "output"], ["535+61", "5\u0301\u05d0"]]), metadata=text_metadata),
                Value(
                    tag="attention/1",
                    image=summary_pb2.Summary.Image(
                        height=8, width=10, colorspace=1, encoded_image_string=png(10, 8, pixels)
                    ),
                ),
            ]
        ),
    ),
]
with open(Path(__file__).with_name("tensorboard_events.bin"), "wb") as file:
    writer = RecordWriter(file)
    for event in events:
        writer.write(event.SerializeToString())
    writer.flush()
