"""Loads a trained model file into PyTorch's modules and scores pairs with it.

Usage: python3 load_into_pytorch.py MODEL.safetensors PAIRS.tsv
Requires: Python 3.11, torch 2.x, numpy, safetensors, regex.

Writes one number a line: the log probability, in nats, of the pair's target with its
end token, computed in float64 from the file's float32 weights. That is what
`seq2seq-decode --model MODEL.safetensors --score PAIRS.tsv` writes from float32.
The tensors go into `torch.nn.LSTM`, `Embedding` and `Linear` under their own names and
without a transpose; a tensor too many or too few ends the script.
"""

import json
import sys
import unicodedata
from pathlib import Path

import regex
import safetensors
import torch
from torch.nn import functional
from torch.nn.utils.rnn import pad_packed_sequence

from pytorch_model import (
    UNKNOWN, EncoderDecoder, pack_target_inputs, pack_target_outputs, with_data)

RESERVED_TOKENS = ["<pad>", "<s>", "</s>", "<unk>"]
BATCH_SIZE = 64


def main():
    if len(sys.argv) != 3:
        sys.exit("Usage: load_into_pytorch.py MODEL.safetensors PAIRS.tsv")
    model, encode_pair = load(sys.argv[1])
    pairs = [encode_pair(*pair) for pair in read_pairs(Path(sys.argv[2]))]
    with torch.no_grad():
        for start in range(0, len(pairs), BATCH_SIZE):
            for log_probability in score(model, pairs[start:start + BATCH_SIZE]):
                print(repr(log_probability))


def load(path: str):
    """The model in float64, and a function from a pair's two texts to its two lists of ids."""
    with safetensors.safe_open(path, framework="pt") as file:
        metadata = file.metadata() or {}
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    if (metadata.get("format"), metadata.get("format_version")) != ("seq2seq", "1"):
        sys.exit(f"{path}: not a seq2seq model file of version 1")
    configuration = json.loads(metadata["configuration"])
    encode_source = make_encoder(configuration, metadata, "source")
    encode_target = make_encoder(configuration, metadata, "target")

    if "output.weight" not in tensors:  # tied
        tensors["output.weight"] = tensors["target_embedding.weight"]
    expected = [name for name in tensors if name.startswith("expected.")]
    for name in expected:  # a fixture of make_pytorch_fixtures.py is a model file too
        del tensors[name]
    source_size = len(json.loads(metadata["source_vocabulary"]))
    target_size = len(json.loads(metadata["target_vocabulary"]))
    model = EncoderDecoder(configuration, source_size, target_size)
    model.load_state_dict(tensors, strict=True)
    return model.double(), lambda source, target: (encode_source(source), encode_target(target))


def make_encoder(configuration: dict, metadata: dict, side: str):
    """A function from a text to its ids on one side of the model."""
    tokens = configuration[f"{side}_tokens"]
    if tokens not in ("characters", "words"):
        sys.exit(f"this script knows characters and words, but the model has {tokens}")
    vocabulary = json.loads(metadata[f"{side}_vocabulary"])
    if vocabulary[:len(RESERVED_TOKENS)] != RESERVED_TOKENS:
        sys.exit(f"the {side} vocabulary does not begin with {RESERVED_TOKENS}")
    # A text that spells the name of a reserved token does not mean it.
    ids = {token: id for id, token in enumerate(vocabulary) if id >= len(RESERVED_TOKENS)}

    def encode(text: str) -> list[int]:
        if configuration.get("lowercase", False):
            text = text.lower()
        text = unicodedata.normalize("NFC", text)
        if tokens == "characters":
            pieces = regex.findall(r"\X", text)
        else:
            pieces = [word for word in regex.split(r"\p{White_Space}+", text) if word]
        return [ids.get(piece, UNKNOWN) for piece in pieces]

    return encode


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """The pairs of a TSV file. Only a line feed ends a line; further columns are ignored."""
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    if lines[-1] == "":
        lines.pop()
    pairs = []
    for number, line in enumerate(lines, start=1):
        columns = line.removesuffix("\r").split("\t")
        if len(columns) < 2 or not all(column.strip() for column in columns[:2]):
            sys.exit(f"{path}:{number}: expected a source, a tab and a target")
        pairs.append((columns[0], columns[1]))
    return pairs


def score(model: EncoderDecoder, pairs: list[tuple[list[int], list[int]]]) -> list[float]:
    """The log probability of each target with its end token, in nats."""
    targets = [target for _, target in pairs]
    logits = model(model.pack_sources([source for source, _ in pairs]), pack_target_inputs(targets))
    wanted = pack_target_outputs(targets)
    losses = functional.cross_entropy(logits.data, wanted.data, reduction="none")
    by_row, _ = pad_packed_sequence(
        with_data(wanted, -losses), batch_first=True, padding_value=0.0)
    return by_row.sum(dim=1).tolist()


if __name__ == "__main__":
    main()
