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
from typing import NamedTuple

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


class EncodedPair(NamedTuple):
    """The ids of a pair."""

    source: list[int]
    target: list[int]
    copies: list[int] | None  # the target's id of each source token, if the model copies
    vocabulary: list[str]  # the target's, with what the source adds to it


def load(path: str):
    """The model in float64, and a function from a pair's two texts to its ids."""
    with safetensors.safe_open(path, framework="pt") as file:
        metadata = file.metadata() or {}
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    if (metadata.get("format"), metadata.get("format_version")) != ("seq2seq", "1"):
        sys.exit(f"{path}: not a seq2seq model file of version 1")
    configuration = json.loads(metadata["configuration"])
    cut_source, source_ids, _ = make_encoder(configuration, metadata, "source")
    cut_target, target_ids, vocabulary = make_encoder(configuration, metadata, "target")

    def encode(source: str, target: str) -> EncodedPair:
        pieces, extended, ids, copies = cut_source(source), vocabulary, target_ids, None
        if configuration.get("copy", False):
            further = list(dict.fromkeys(piece for piece in pieces if piece not in target_ids))
            extended = vocabulary + further
            ids = target_ids | {piece: len(vocabulary) + i for i, piece in enumerate(further)}
            copies = [ids[piece] for piece in pieces]
        return EncodedPair(
            [source_ids.get(piece, UNKNOWN) for piece in pieces],
            [ids.get(piece, UNKNOWN) for piece in cut_target(target)], copies, extended)

    if "output.weight" not in tensors:  # tied
        tensors["output.weight"] = tensors["target_embedding.weight"]
    expected = [name for name in tensors if name.startswith("expected.")]
    for name in expected:  # a fixture of make_pytorch_fixtures.py is a model file too
        del tensors[name]
    source_size = 0
    if not configuration.get("target_only", False):
        source_size = len(json.loads(metadata["source_vocabulary"]))
    target_size = len(json.loads(metadata["target_vocabulary"]))
    tag_size = len(json.loads(metadata.get("tag_vocabulary", "[]")))
    model = EncoderDecoder(configuration, source_size, target_size, tag_size)
    model.load_state_dict(tensors, strict=True)
    return model.double(), encode


def make_encoder(configuration: dict, metadata: dict, side: str):
    """What cuts a text into tokens on one side of the model, their ids, and the vocabulary."""
    tokens = configuration[f"{side}_tokens"]
    if tokens not in ("characters", "words"):
        sys.exit(f"this script knows characters and words, but the model has {tokens}")
    vocabulary = json.loads(metadata[f"{side}_vocabulary"])
    if vocabulary[:len(RESERVED_TOKENS)] != RESERVED_TOKENS:
        sys.exit(f"the {side} vocabulary does not begin with {RESERVED_TOKENS}")
    # A text that spells the name of a reserved token does not mean it.
    ids = {token: id for id, token in enumerate(vocabulary) if id >= len(RESERVED_TOKENS)}

    def cut(text: str) -> list[str]:
        if configuration.get("lowercase", False):
            text = text.lower()
        text = unicodedata.normalize("NFC", text)
        if tokens == "characters":
            return regex.findall(r"\X", text)
        return [word for word in regex.split(r"\p{White_Space}+", text) if word]

    return cut, ids, vocabulary


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


def score(model: EncoderDecoder, pairs: list[EncodedPair]) -> list[float]:
    """The log probability of each target with its end token, in nats."""
    targets = [pair.target for pair in pairs]
    inputs, wanted = pack_target_inputs(targets), pack_target_outputs(targets)
    steps = model.steps(model.pack_sources([pair.source for pair in pairs]), inputs)
    if model.copy:
        copies = model.pack_copies([pair.copies for pair in pairs], inputs)
        probabilities = model.mixed(steps.outputs, steps.weights, steps.gates, copies)
        losses = functional.nll_loss(probabilities.log(), wanted.data, reduction="none")
    else:
        losses = functional.cross_entropy(
            model.output(steps.outputs), wanted.data, reduction="none")
    by_row, _ = pad_packed_sequence(
        with_data(wanted, -losses), batch_first=True, padding_value=0.0)
    return by_row.sum(dim=1).tolist()


if __name__ == "__main__":
    main()
