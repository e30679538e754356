"""Writes the safetensors format by hand: the library promises no order of the metadata.

Requires: Python 3.11, numpy.
"""

import json
import struct
from pathlib import Path

import numpy as np


def write_safetensors(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str],
                      separators: tuple[str, str] = (", ", ": ")):
    """Tensors of float32 in their order. The separators are those of the header's JSON."""
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        offsets = [len(data), len(data) + tensor.nbytes]
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": offsets}
        data += tensor.tobytes()
    text = json.dumps(header, separators=separators).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
