"""Searches with a trained model in PyTorch, to be compared with `seq2seq-decode`.

Usage: python3 beam_in_pytorch.py MODEL.safetensors SOURCES.txt
           [--beam N] [--n-best N] [--length-penalty none|average|gnmt:ALPHA]
           [--coverage-penalty BETA] [--max-length N] [--compare DECODED.jsonl]
Requires: Python 3.11, torch 2.x, numpy, safetensors, regex.

Written from the rules of the search alone, not from the Swift sources: at each step the
best continuations by log probability are kept, wherever they come from, until as many of
them go on as the beam is wide; those that end on the way take no place from others and are
ranked by their score. A beam of 1 is greedy search: it is over with its first end. It computes in float64 from the file's float32 weights and
knows nothing of early ends: every sentence goes on until nothing is left of its beam, so
that a search which stops too early shows.

Prints one JSON object a line, as `seq2seq-decode --format jsonl` does. With `--compare` it
reads that command's output instead, and says how far the two are apart; texts must be
equal, save where two hypotheses are closer than the tolerance of 1e-4.
"""

import argparse
import json
import math
import sys
from dataclasses import dataclass, field
from pathlib import Path

import safetensors
import torch
from torch.nn.utils.rnn import pad_packed_sequence

from load_into_pytorch import load
from pytorch_model import BEGIN, END, PADDING, UNKNOWN, EncoderDecoder, embed

TOLERANCE = 1e-4


def main():
    arguments = parse_arguments()
    model, encode_pair = load(arguments.model)
    with safetensors.safe_open(arguments.model, framework="pt") as file:
        metadata = file.metadata()
    configuration = json.loads(metadata["configuration"])
    joint = " " if configuration["target_tokens"] == "words" else ""
    ratio = configuration["length_ratio"]
    lines = Path(arguments.sources).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    sources = [encode_pair(line, "") for line in lines]

    records = []
    with torch.no_grad():
        for line, (text, source) in enumerate(zip(lines, sources), start=1):
            # A target is given a little more than any training pair of that length had.
            cap = arguments.max_length or math.ceil(ratio * len(source.source)) + 5
            found = BeamSearch(model, arguments, cap).search(source.source, source.copies)
            records.append({"line": line, "source": text, "hypotheses": [
                {"text": joint.join(source.vocabulary[id] for id in hypothesis.ids),
                 "log_probability": hypothesis.log_probability,
                 "score": hypothesis.score, "finished": hypothesis.finished}
                for hypothesis in found]})
    if arguments.compare:
        sys.exit(compare(records, Path(arguments.compare)))
    for record in records:
        print(json.dumps(record, ensure_ascii=False))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("sources")
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--n-best", type=int, default=1)
    parser.add_argument("--length-penalty", default="none")
    parser.add_argument("--coverage-penalty", type=float, default=0.0)
    parser.add_argument("--max-length", type=int)
    parser.add_argument("--compare")
    return parser.parse_args()


@dataclass
class Hypothesis:
    ids: list[int]
    log_probability: float
    coverage: torch.Tensor | None  # [source tokens]
    finished: bool = False
    score: float = field(default=0.0)


class BeamSearch:
    """The search for one sentence: its live hypotheses are the rows of a batch."""

    def __init__(self, model: EncoderDecoder, options: argparse.Namespace, cap: int,
                 language_model: "LanguageModel | None" = None):
        self.model, self.options, self.cap = model, options, cap
        self.language_model = language_model

    def search(self, source: list[int], copies: list[int] | None = None,
               further: list[int] | None = None, tags: list[int] | None = None,
               second: list[int] | None = None) -> list[Hypothesis]:
        """`copies` are the target's ids of the source tokens, for a model that copies; `further`
        the language model's ids of those that the target's vocabulary lacks; `tags` and `second`
        what stands beside the source, for a model that reads it.
        """
        self.beside = self.model.encode_further([tags or []], [second or []])
        self.copies = None
        self.further = further or []
        if copies is not None:
            read = copies[::-1] if self.model.reverses_source else copies
            self.copies = torch.tensor([read])
        model, width = self.model, self.options.beam
        memory, state = model.encoder(
            embed(model.source_embedding, model.pack_sources([source])))
        state = tuple(model.bridged(kind, part) for kind, part in zip(("hidden", "cell"), state))
        self.parts = len(state)  # an LSTM's state has two, a GRU's one
        if self.language_model is not None:
            state += self.language_model.first_state()
        memory, _ = pad_packed_sequence(memory, batch_first=True)
        fed = memory.new_zeros(1, memory.shape[2])
        live = [Hypothesis([], 0.0, memory.new_zeros(len(source)))]
        ended, cut = [], []
        while live:
            log_probabilities, state, fed, weights = self.step(live, state, fed, memory)
            coverages = [hypothesis.coverage + weights[row] for row, hypothesis in enumerate(live)]
            totals = log_probabilities + torch.tensor(
                [[hypothesis.log_probability] for hypothesis in live], dtype=torch.float64)
            # Each of the live may end, so twice the width has all that is kept.
            values, places = totals.flatten().topk(min(2 * width, totals.numel()))
            kept, next_live, at_cap = [], [], len(live[0].ids) == self.cap
            has_ended = set()
            for value, place in zip(values.tolist(), places.tolist()):
                parent, token = divmod(place, totals.shape[1])
                if value == -math.inf or len(next_live) == width:
                    break
                before = live[parent]
                if token == END:
                    has_ended.add(parent)
                    ended.append(self.scored(
                        Hypothesis(before.ids, value, coverages[parent], finished=True)))
                else:
                    kept.append(parent)
                    next_live.append(
                        Hypothesis(before.ids + [token], value, coverages[parent]))
            if at_cap:
                cut = [self.scored(hypothesis) for row, hypothesis in enumerate(live)
                       if row not in has_ended]
                break
            if width == 1 and ended:
                break
            live = next_live
            state = tuple(part[:, kept] for part in state)
            fed = fed[kept]
        ended.sort(key=lambda hypothesis: -hypothesis.score)
        cut.sort(key=lambda hypothesis: -hypothesis.score)
        return (ended + cut)[:self.options.n_best]

    def step(self, live: list[Hypothesis], state, fed, memory):
        """Log probabilities `[B, V]`, the next state, what is fed back, weights `[B, T]`."""
        model, rows = self.model, len(live)
        last = torch.tensor([hypothesis.ids[-1] if hypothesis.ids else BEGIN
                             for hypothesis in live])
        known = last < model.target_embedding.num_embeddings
        token = torch.cat(
            [model.target_embedding(torch.where(known, last, UNKNOWN))]
            + [beside.summaries.expand(rows, -1) for beside in self.beside], dim=1)
        read = torch.cat([token, fed], dim=1) if model.feeds_input else token
        state, other = state[:self.parts], state[self.parts:]
        hidden, state = model.decoder(
            read.unsqueeze(0), tuple(part.contiguous() for part in state))
        output, weights = hidden[0], memory.new_zeros(rows, memory.shape[1])
        if model.attention is not None:
            lengths = torch.full((rows,), memory.shape[1])
            seen = torch.stack([hypothesis.coverage for hypothesis in live])
            others = [beside.attention.context(
                hidden[0], beside.vectors.expand(rows, -1, -1), beside.counts.expand(rows))[0]
                for beside in self.beside]
            output, weights, joined = model.attention(
                hidden[0], memory.expand(rows, -1, -1), lengths, seen, others)
        if self.copies is None:
            log_probabilities = torch.log_softmax(model.output(output), dim=1)
        else:
            log_probabilities = model.mixed(
                output, weights, model.gate(joined, token), self.copies.expand(rows, -1)).log()
        if self.language_model is not None:
            said, other = self.language_model.step(
                last.tolist(), other, self.further, log_probabilities.shape[1])
            log_probabilities = log_probabilities + self.language_model.weight * said
            state += other
        log_probabilities[:, [PADDING, BEGIN]] = -math.inf
        return log_probabilities, state, output, weights

    def scored(self, hypothesis: Hypothesis) -> Hypothesis:
        """Wu et al. 2016, eq. 14 and 15; the end token counts as one of the tokens."""
        count = len(hypothesis.ids) + (1 if hypothesis.finished else 0)
        penalty, _, alpha = self.options.length_penalty.partition(":")
        divisor = 1.0
        if penalty == "average":
            divisor = max(count, 1)
        elif penalty == "gnmt":
            divisor = ((5 + count) / 6) ** float(alpha)
        hypothesis.score = hypothesis.log_probability / divisor
        if self.options.coverage_penalty:
            covered = torch.log(hypothesis.coverage.clamp(1e-30, 1.0)).sum().item()
            hypothesis.score += self.options.coverage_penalty * covered
        return hypothesis


class LanguageModel:
    """A say in each token beside the model that reads the source (Gulcehre et al. 2015, section
    4.1): `weight` times its log probability. `ids` has its id for each of the target's.
    """

    def __init__(self, model: EncoderDecoder, weight: float, ids: list[int]):
        self.model, self.weight, self.ids = model, weight, ids

    def first_state(self):
        size = self.model.output.in_features
        zeros = torch.zeros(self.model.decoder_layers, 1, size, dtype=torch.float64)
        return zeros, zeros

    def step(self, last: list[int], state, further: list[int], count: int):
        """Log probabilities `[B, count]` of the model's ids after `last`, and the next state."""
        ids = self.ids + further
        ids += [UNKNOWN] * (count - len(ids))
        read = torch.tensor([ids[token] for token in last])
        hidden, state = self.model.decoder(
            self.model.target_embedding(read).unsqueeze(0),
            tuple(part.contiguous() for part in state))
        said = torch.log_softmax(self.model.output(hidden[0]), dim=1)
        return said[:, torch.tensor(ids[:count])], state


def compare(records: list[dict], path: Path) -> int:
    """Prints how far the decoded file is from the records; 1 if it is too far."""
    decoded = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if len(decoded) != len(records):
        sys.exit(f"{path} has {len(decoded)} lines, but there are {len(records)} sources")
    differing, swapped, farthest, total = 0, 0, 0.0, 0
    for expected, found in zip(records, decoded):
        pairs = list(zip(expected["hypotheses"], found["hypotheses"]))
        if len(expected["hypotheses"]) != len(found["hypotheses"]):
            differing += 1
        for one, other in pairs:
            total += 1
            distance = max(abs(one["score"] - other["score"]),
                           abs(one["log_probability"] - other["log_probability"]))
            if one["text"] != other["text"] or one["finished"] != other["finished"]:
                if abs(one["score"] - other["score"]) <= TOLERANCE:
                    swapped += 1  # too near to say which is better
                else:
                    differing += 1
            else:
                farthest = max(farthest, distance)
    print(f"{total} hypotheses: {differing} differ, {swapped} are too near each other to be ranked, "
          f"scores and log probabilities are within {farthest:.1e}")
    return 0 if differing == 0 and farthest <= TOLERANCE else 1


if __name__ == "__main__":
    main()
