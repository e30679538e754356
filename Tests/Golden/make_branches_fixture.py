"""Writes what models of several inputs and outputs are compared with: PyTorch modules of the same layers.

Usage: python3 make_branches_fixture.py [--output DIRECTORY]
Requires: Python 3.11, torch 2.15.

`branches.json` holds a list of models, each with

    name       which model of BranchedModelGoldenTests.swift it is
    weights    name and elements of each weight, row by row; of an LSTM one bias is trained, the other is 0
    sequences, vectors   the inputs; sequences are of unequal lengths
    y          the targets of both outputs
    loss_weights         what the means of both losses are multiplied by
    expected   outputs, loss, gradients (of the weighted sum of the means) and the losses of five steps each with
               SGD (rate 0.1) and Adam (rate 0.01), each before its update

Numbers are computed in float64, from such as single precision holds exactly.
"""

import argparse
import copy
import json
from pathlib import Path

import torch
from torch import nn

LENGTHS = [3, 1, 4, 2, 4]
torch.set_default_dtype(torch.float64)


class Model(nn.Module):
    """The layers of both models under the names that they have in Swift, with `/` for a dot."""

    def __init__(self, sizes, names):
        super().__init__()
        self.parts = nn.ModuleDict()
        for name, (kind, rows, columns) in zip(names, sizes):
            self.parts[name] = nn.LSTM(rows, columns, batch_first=True) if kind == "lstm" else nn.Linear(rows, columns)
        for parameter in self.parameters():
            parameter.data = torch.rand(parameter.shape).sub(0.5).mul(1.5).float().double()
        for name, parameter in self.named_parameters():
            if "bias_hh" in name:
                parameter.data.zero_()
                parameter.requires_grad_(False)

    def lstm(self, name, sequences):
        """The states of every step, each row by itself."""
        return [self.parts[name](row[None])[0][0] for row in sequences]

    def weights(self, value):
        return [
            {"name": name.removeprefix("parts.").replace("/", "."), "values": value(parameter).flatten().tolist()}
            for name, parameter in self.named_parameters() if parameter.requires_grad
        ]


class Concatenated(Model):
    """A sequence and a vector give a vector and a class."""

    def __init__(self):
        super().__init__(
            [("lstm", 2, 3), ("dense", 3, 4), ("dense", 7, 5), ("dense", 5, 2), ("dense", 5, 3)],
            ["branch/lstm", "branch_1/dense", "dense", "head/dense", "head_1/dense"])

    def forward(self, sequences, vectors):
        read = torch.stack([steps[-1] for steps in self.lstm("branch/lstm", sequences)])
        both = torch.cat([read, torch.tanh(self.parts["branch_1/dense"](vectors))], -1)
        shared = torch.tanh(self.parts["dense"](both))
        return self.parts["head/dense"](shared), self.parts["head_1/dense"](shared)


class Added(Model):
    """A vector is added to each step of a sequence; they give a number for each step, and a class for all."""

    def __init__(self):
        super().__init__(
            [("lstm", 2, 4), ("dense", 3, 4), ("dense", 4, 1), ("dense", 4, 3)],
            ["branch/lstm", "branch_1/dense", "head/dense", "head_1/dense"])

    def forward(self, sequences, vectors):
        added = self.parts["branch_1/dense"](vectors)
        rows = [steps + vector for steps, vector in zip(self.lstm("branch/lstm", sequences), added)]
        pooled = torch.stack([row.mean(0) for row in rows])
        return self.parts["head/dense"](torch.cat(rows)), self.parts["head_1/dense"](pooled)


def fixture(name, model, weights):
    sequences = [torch.rand(length, 2).mul(2).sub(1).float().double() for length in LENGTHS]
    vectors = torch.rand(len(LENGTHS), 3).mul(2).sub(1).float().double()
    numbers, _ = model(sequences, vectors)
    y = torch.rand(numbers.shape).float().double()
    classes = torch.randint(0, 3, (len(LENGTHS),))

    def loss(model):
        first, second = model(sequences, vectors)
        return weights[0] * nn.functional.mse_loss(first, y) + weights[1] * nn.functional.cross_entropy(second, classes)

    value = loss(model)
    value.backward()
    first, second = model(sequences, vectors)
    steps = {}
    for key, make in [("sgd", lambda p: torch.optim.SGD(p, 0.1)), ("adam", lambda p: torch.optim.Adam(p, 0.01))]:
        trained = copy.deepcopy(model)
        optimizer = make([parameter for parameter in trained.parameters() if parameter.requires_grad])
        steps[key] = []
        for _ in range(5):
            optimizer.zero_grad()
            current = loss(trained)
            current.backward()
            optimizer.step()
            steps[key].append(current.item())
    return {
        "name": name, "weights": model.weights(lambda parameter: parameter.data), "loss_weights": weights,
        "sequences": [row.tolist() for row in sequences], "vectors": vectors.tolist(),
        "y": {"numbers": y.tolist(), "classes": classes.tolist()},
        "expected": {
            "numbers": first.tolist(), "probabilities": second.softmax(-1).tolist(), "loss": value.item(),
            "gradients": model.weights(lambda parameter: parameter.grad), **steps,
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    output = parser.parse_args().output
    torch.manual_seed(1)
    models = [fixture("concatenated", Concatenated(), [1.0, 0.25]), fixture("added", Added(), [0.5, 2.0])]
    (output / "branches.json").write_text(json.dumps(models) + "\n")


if __name__ == "__main__":
    main()
