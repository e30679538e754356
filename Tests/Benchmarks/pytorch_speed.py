"""PyTorch's side of compare_speed.py: computes and times what the toolkit does, in PyTorch.

Usage: python3 pytorch_speed.py train|decode|loss|product [options]
Requires: Python 3.11, torch 2.x, numpy, safetensors, regex.

It reads a model file of the toolkit, puts its weights in PyTorch's own modules in float32
and prints one JSON line. Nothing is left out that makes PyTorch fast: sequences are packed,
the decoder runs over a whole batch of targets in one call, attention's keys are computed
once, batches hold pairs of about equal lengths, and a beam shares its sentence's memory.
Reading and packing are not timed.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

import numpy
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

sys.path.insert(0, str(Path(__file__).parent.parent / "Golden"))

from load_into_pytorch import load, read_pairs  # noqa: E402
from pytorch_model import (  # noqa: E402
    BEGIN, END, EncoderDecoder, Steps, embed, pack_target_inputs, pack_target_outputs)

BATCHES_PER_WINDOW = 20
LEARNING_RATE, CLIP_NORM = 0.001, 5.0
PRODUCT_SIZE = 2048


def main():
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    result = {"train": train, "decode": decode, "loss": loss, "product": product}[arguments.task](
        arguments)
    print(json.dumps(result))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=["train", "decode", "loss", "product"])
    parser.add_argument("--model")
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--warm-up", type=int, default=5)
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=30)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


class BatchedEncoderDecoder(EncoderDecoder):
    """The model of the golden fixtures, its attention over all steps of a batch at once."""

    def attended(self, embedded, state, memory, lengths, further) -> Steps:
        states, _ = self.decoder(embedded, state)
        padded, counts = pad_packed_sequence(states, batch_first=True)
        scores = padded @ self.attention.query(memory).transpose(1, 2)
        is_token = torch.arange(memory.shape[1]) < lengths.unsqueeze(1)
        scores = scores.masked_fill(~is_token.unsqueeze(1), float("-inf"))
        context = torch.softmax(scores, dim=2) @ memory
        context = pack_padded_sequence(context, counts, batch_first=True, enforce_sorted=False)
        joined = torch.cat([context.data, states.data], dim=1)
        return Steps(torch.tanh(self.attention.combine(joined)), None, None, None)


def loaded(path: str) -> tuple[BatchedEncoderDecoder, object]:
    model, encode = load(path)
    model.__class__ = BatchedEncoderDecoder
    return model.float(), encode


def encoded(arguments, encode) -> list[tuple[list[int], list[int]]]:
    return [encode(*pair)[:2] for pair in read_pairs(arguments.pairs)]


def loss_of(model: BatchedEncoderDecoder, batch) -> tuple[Tensor, int]:
    """The loss per token of packed pairs, and how many tokens there are."""
    source, target_input, target_output = batch
    logits = model(source, target_input).data
    return functional.cross_entropy(logits, target_output), len(target_output)


def packed(model: BatchedEncoderDecoder, batch):
    targets = [target for _, target in batch]
    return (model.pack_sources([source for source, _ in batch]), pack_target_inputs(targets),
            pack_target_outputs(targets).data)


def loss(arguments) -> dict:
    """The loss per token of all pairs as one batch, and the norm of its gradient."""
    model, encode = loaded(arguments.model)
    value, _ = loss_of(model, packed(model, encoded(arguments, encode)))
    value.backward()
    # In float64: PyTorch's own norm of float32 is 5e-4 off on a large output layer.
    squares = [parameter.grad.double().square().sum() for parameter in model.parameters()
               if parameter.requires_grad]
    return {"loss": value.item(), "gradient_norm": sum(squares).sqrt().item()}


def train(arguments) -> dict:
    """Target tokens a second, end tokens counted, of steps after the first few."""
    model, encode = loaded(arguments.model)
    pairs = encoded(arguments, encode)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=LEARNING_RATE)
    tokens, seconds = 0, 0.0
    batches = endless_batches(pairs, arguments.batch_size)
    for step in range(arguments.warm_up + arguments.steps):
        batch = packed(model, next(batches))
        start = time.perf_counter()
        optimizer.zero_grad()
        value, count = loss_of(model, batch)
        value.backward()
        nn.utils.clip_grad_norm_(trained, CLIP_NORM)
        optimizer.step()
        value.item()
        if step >= arguments.warm_up:
            seconds += time.perf_counter() - start
            tokens += count
    return {"speed": tokens / seconds}


def endless_batches(pairs, size: int):
    """Batches of about equal lengths, epoch after epoch: windows of 20 batches are sorted."""
    generator, order = random.Random(1), list(range(len(pairs)))
    while True:
        generator.shuffle(order)
        batches = []
        for start in range(0, len(order), size * BATCHES_PER_WINDOW):
            window = [pairs[index] for index in order[start:start + size * BATCHES_PER_WINDOW]]
            window.sort(key=lambda pair: (len(pair[1]), len(pair[0])))
            batches += [window[at:at + size] for at in range(0, len(window), size)]
        generator.shuffle(batches)
        yield from batches


@torch.inference_mode()
def decode(arguments) -> dict:
    """Sentences a second, and the log probability of each line's best output."""
    model, encode = loaded(arguments.model)
    sources = [source for source, _ in encoded(arguments, encode)]
    batches = [sources[at:at + arguments.batch_size]
               for at in range(0, len(sources), arguments.batch_size)]
    search(model, batches[0], arguments.beam, arguments.tokens)
    start = time.perf_counter()
    found = [value for batch in batches
             for value in search(model, batch, arguments.beam, arguments.tokens)]
    return {"speed": len(sources) / (time.perf_counter() - start), "log_probabilities": found}


def search(model: BatchedEncoderDecoder, sources, beam: int, tokens: int) -> list[float]:
    """The log probabilities of the best outputs of so many tokens and the end token."""
    rows, size = len(sources), model.output.in_features
    memory, (hidden, cell) = model.encoder(
        embed(model.source_embedding, model.pack_sources(sources)))
    memory, lengths = pad_packed_sequence(memory, batch_first=True)
    keys = model.attention.query(memory).transpose(1, 2)
    is_padding = (torch.arange(memory.shape[1]) >= lengths.unsqueeze(1)).unsqueeze(1)
    state = tuple(model.bridged(kind, part).repeat_interleave(beam, dim=1)
                  for kind, part in (("hidden", hidden), ("cell", cell)))
    totals = torch.full((rows, beam), float("-inf"))
    totals[:, 0] = 0
    last = torch.full((rows * beam,), BEGIN)
    first_rows = torch.arange(rows).unsqueeze(1) * beam
    for step in range(tokens + 1):
        output, state = model.decoder(model.target_embedding(last).unsqueeze(0), state)
        queries = output[0].view(rows, beam, size)
        weights = torch.softmax((queries @ keys).masked_fill(is_padding, float("-inf")), dim=2)
        joined = torch.cat([weights @ memory, queries], dim=2).view(rows * beam, 2 * size)
        logits = model.output(torch.tanh(model.attention.combine(joined)))
        log_probabilities = torch.log_softmax(logits, dim=1).view(rows, beam, -1)
        if step == tokens:
            return (totals + log_probabilities[:, :, END]).max(dim=1).values.tolist()
        log_probabilities[:, :, END] = float("-inf")
        scores = (totals.unsqueeze(2) + log_probabilities).view(rows, -1)
        totals, best = scores.topk(beam, dim=1)
        last = (best % log_probabilities.shape[2]).view(-1)
        if beam > 1:
            chosen = (first_rows + best // log_probabilities.shape[2]).view(-1)
            state = tuple(part[:, chosen] for part in state)


def product(arguments) -> dict:
    """GFLOP/s of a large product in NumPy (OpenBLAS) and in PyTorch (MKL)."""
    left, right = (numpy.random.rand(PRODUCT_SIZE, PRODUCT_SIZE).astype("f") for _ in range(2))
    result = numpy.empty_like(left)
    first, second = torch.from_numpy(left), torch.from_numpy(right)
    return {"numpy": rate(lambda: numpy.matmul(left, right, out=result)),
            "pytorch": rate(lambda: torch.mm(first, second)),
            "versions": f"NumPy {numpy.__version__}, PyTorch {torch.__version__}"}


def rate(multiply) -> float:
    multiply()
    seconds = []
    for _ in range(7):
        start = time.perf_counter()
        multiply()
        seconds.append(time.perf_counter() - start)
    return 2 * PRODUCT_SIZE ** 3 / sorted(seconds)[3] / 1e9


if __name__ == "__main__":
    main()
