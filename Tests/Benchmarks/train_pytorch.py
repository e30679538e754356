"""Trains the toolkit's encoder-decoder in PyTorch and prints how fast that was.

Usage: python3 train_pytorch.py --train PAIRS.tsv [options]
Requires: Python 3.11, torch 2.x, safetensors, regex.

The counterpart of `seq2seq-train`: the same model (`nn.LSTM` on packed sequences,
`nn.Embedding`, `nn.Linear`), loss per token, Adam at 0.001, norm clipped to 5, and with
`--bucket` the same kind of batches of about equal lengths. Prints one JSON line. The
time is that of training steps alone, after 20 steps that are not counted: reading,
encoding and packing the batches is left out, as `seq2seq-train` leaves it out.
"""

import argparse
import json
import random
import resource
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import regex
import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parent.parent / "Golden"))

from load_into_pytorch import RESERVED_TOKENS, read_pairs  # noqa: E402
from pytorch_model import EncoderDecoder, pack_target_inputs, pack_target_outputs  # noqa: E402

WARM_UP_STEPS = 20
BATCHES_PER_WINDOW = 20
LEARNING_RATE, CLIP_NORM = 0.001, 5.0

Pair = tuple[list[int], list[int]]


def main():
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    texts = read_pairs(arguments.train)
    sources, source_size = encode([source for source, _ in texts], arguments.tokens)
    targets, target_size = encode([target for _, target in texts], arguments.tokens)
    pairs = list(zip(sources, targets))
    configuration = {"embedding": arguments.embedding, "hidden": arguments.hidden}
    model = EncoderDecoder(configuration, source_size, target_size)
    batches = endless_batches(pairs, arguments.batch_size, arguments.bucket, arguments.seed)
    target_tokens, seconds, loss = train(model, batches, arguments.steps)
    print(json.dumps({
        "steps": arguments.steps,
        "target_tokens": target_tokens,
        "seconds": seconds,
        "target_tokens_per_second": target_tokens / seconds,
        "peak_rss_mib": peak_rss_mib(),
        "loss": loss,
    }))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Times the training in PyTorch.")
    parser.add_argument("--train", type=Path, required=True, metavar="PAIRS.tsv")
    parser.add_argument("--tokens", choices=["characters", "words"], default="characters")
    parser.add_argument("--embedding", type=int, default=128)
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--steps", type=int, default=100, help="steps that are timed")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--bucket", action="store_true", help="batches of about equal lengths")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def encode(texts: list[str], tokens: str) -> tuple[list[list[int]], int]:
    """The texts as ids in order of first occurrence, and the vocabulary's size."""
    ids: dict[str, int] = {}
    encoded = []
    for text in texts:
        text = unicodedata.normalize("NFC", text)
        if tokens == "characters":
            pieces = regex.findall(r"\X", text)
        else:
            pieces = [word for word in regex.split(r"\p{White_Space}+", text) if word]
        encoded.append([ids.setdefault(piece, len(RESERVED_TOKENS) + len(ids)) for piece in pieces])
    return encoded, len(RESERVED_TOKENS) + len(ids)


def endless_batches(
        pairs: list[Pair], batch_size: int, bucket: bool, seed: int) -> Iterator[list[Pair]]:
    """Shuffled batches, epoch after epoch.

    With `bucket` windows of 20 batches are sorted by length and cut into batches, which
    are then shuffled.
    """
    generator = random.Random(seed)
    order = list(range(len(pairs)))
    window_size = batch_size * BATCHES_PER_WINDOW if bucket else batch_size
    while True:
        generator.shuffle(order)
        batches = []
        for start in range(0, len(order), window_size):
            window = [pairs[index] for index in order[start:start + window_size]]
            if bucket:
                window.sort(key=lambda pair: (len(pair[1]), len(pair[0])))
            batches += [window[at:at + batch_size] for at in range(0, len(window), batch_size)]
        generator.shuffle(batches)
        yield from batches


def train(
        model: EncoderDecoder, batches: Iterator[list[Pair]], steps: int
) -> tuple[int, float, float]:
    """Target tokens (end tokens counted) and seconds of the timed steps, and the last loss."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=LEARNING_RATE)
    target_tokens, seconds, loss = 0, 0.0, 0.0
    for step in range(WARM_UP_STEPS + steps):
        batch = next(batches)
        source = model.pack_sources([source for source, _ in batch])
        target_input = pack_target_inputs([target for _, target in batch])
        target_output = pack_target_outputs([target for _, target in batch]).data
        start = time.perf_counter()
        optimizer.zero_grad()
        loss_per_token = functional.cross_entropy(model(source, target_input).data, target_output)
        loss_per_token.backward()
        nn.utils.clip_grad_norm_(trained, CLIP_NORM)
        optimizer.step()
        loss = loss_per_token.item()
        if step >= WARM_UP_STEPS:
            seconds += time.perf_counter() - start
            target_tokens += len(target_output)
    return target_tokens, seconds, loss


def peak_rss_mib() -> float:
    """The most memory the process has held; the system counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
