"""Writes the fixture that the CRF layer of `Sequential` is compared with, computed by pytorch-crf.

Usage: python3 make_crf_fixture.py [--output DIRECTORY]
Requires: Python 3.11, torch 2.15, pytorch-crf 0.7.2, numpy.

`crf_tagger.safetensors` has the form of the files of `make_keras_fixtures.py`: a stack of `Masking`, `Dense`
and `CRF`. `weight.I` and `expected.gradient.I` are, in this order, the dense layer's kernel [in, tags] and
bias, then the CRF's start, end and transitions. `expected.outputs` is 1 for each tag of the best path, 0
for the others and for masked steps. Losses are the mean over the steps that are there (pytorch-crf's
`token_mean`), the optimisers PyTorch's: SGD of rate 0.1, Adam of rate 0.01.

pytorch-crf wants masked steps at the end of a row. Here they may stand anywhere, so it is given each row's
own steps first. Expected values are computed in float64 and rounded once. The script refuses to write a file
whose likelihoods are not those of a sum over all paths.
"""

import argparse
import itertools
import json
from pathlib import Path

import numpy as np
import torch
from torchcrf import CRF

from safetensors_file import write_safetensors

MASKED, FEATURES, TAGS, TIME, STEPS = -9.0, 3, 4, 7, 5
STEPS_THERE = [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3], [3, 4, 5, 6], [0, 2, 3, 6], [5]]
LAYERS = [
    {"kind": "masking", "layer": {"value": MASKED}},
    {"kind": "dense", "layer": {"units": TAGS, "activation": "linear"}},
    {"kind": "crf", "layer": {}},
]


def floats(random, *shape):
    """Numbers that single precision holds exactly."""
    return random.uniform(-1, 1, shape).astype(np.float32).astype(np.float64)


class Tagger(torch.nn.Module):
    def __init__(self, random):
        super().__init__()
        self.kernel = torch.nn.Parameter(torch.tensor(floats(random, FEATURES, TAGS)))
        self.bias = torch.nn.Parameter(torch.tensor(floats(random, TAGS)))
        self.crf = CRF(TAGS, batch_first=True).double()
        with torch.no_grad():
            for weight in self.crf.parameters():
                weight.copy_(torch.tensor(floats(random, *weight.shape)))

    def weights(self):
        crf = self.crf
        return [self.kernel, self.bias, crf.start_transitions, crf.end_transitions, crf.transitions]

    def emissions(self, x):
        return x @ self.kernel + self.bias


def loss(model, x, y, mask):
    return -model.crf(model.emissions(x), y, mask, reduction="token_mean")


def check(model, x, y, mask):
    """The log likelihood of a row is its score less the logarithm of the sum over all paths."""
    crf = model.crf
    found = crf(model.emissions(x), y, mask, reduction="none").detach()
    for row in range(len(x)):
        emissions = model.emissions(x)[row][mask[row]].detach()

        def score(path):
            total = crf.start_transitions[path[0]] + crf.end_transitions[path[-1]]
            total = total + sum(emissions[step, tag] for step, tag in enumerate(path))
            return float((total + sum(crf.transitions[a, b] for a, b in zip(path, path[1:]))).detach())

        if len(emissions) > 4:
            continue
        scores = np.array([score(path) for path in itertools.product(range(TAGS), repeat=len(emissions))])
        expected = score(y[row][mask[row]].tolist()) - np.log(np.exp(scores).sum())
        if abs(expected - float(found[row])) > 1e-9:
            raise SystemExit(f"row {row}: {float(found[row])}, but all paths give {expected}")


def losses_of_steps(model, start, optimizer, *batch):
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        value = loss(model, *batch)
        value.backward()
        losses.append(float(value))
        optimizer.step()
    model.load_state_dict(start)
    return np.array(losses)


def main():
    parser = argparse.ArgumentParser(description="Writes the fixture of the CRF layer.")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    output = parser.parse_args().output
    random = np.random.default_rng(400)
    there = np.zeros((len(STEPS_THERE), TIME), bool)
    for row, steps in enumerate(STEPS_THERE):
        there[row, steps] = True
    x = np.where(there[:, :, None], floats(random, *there.shape, FEATURES), MASKED)
    y = random.integers(0, TAGS, there.shape)
    order = np.argsort(~there, axis=1, kind="stable")
    rows = np.arange(len(x))[:, None]
    batch = [torch.tensor(part[rows, order]) for part in (x, y, there)]
    model = Tagger(random)
    start = {name: value.clone() for name, value in model.state_dict().items()}
    check(model, *batch)
    value = loss(model, *batch)
    value.backward()
    outputs = np.zeros((*there.shape, TAGS))
    for row, path in enumerate(model.crf.decode(model.emissions(batch[0]), batch[2])):
        outputs[row, STEPS_THERE[row], path] = 1
    tensors = {"x": x, "y": y, "expected.outputs": outputs, "expected.mask": there,
               "expected.loss": np.array([float(value)])}
    for index, weight in enumerate(model.weights()):
        tensors[f"weight.{index}"] = weight.detach().numpy().copy()
        tensors[f"expected.gradient.{index}"] = weight.grad.numpy().copy()
    for name, make in {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}.items():
        optimizer = make(model.parameters(), lr=0.01 if name == "adam" else 0.1)
        tensors[f"expected.{name}_losses"] = losses_of_steps(model, start, optimizer, *batch)
    metadata = {"input": {"kind": "sequences", "features": FEATURES}, "layers": LAYERS,
                "loss": "conditionalRandomField"}
    write_safetensors(
        output / "crf_tagger.safetensors",
        {name: np.ascontiguousarray(tensor, "<f4") for name, tensor in tensors.items()},
        {key: json.dumps(value) for key, value in metadata.items()})


if __name__ == "__main__":
    main()
