"""Prepares series to forecast, and holds what this package makes of them against PyTorch.

Usage: python3 forecast.py prepare|compare FOLDER [--own-weights]
Requires: Python 3.11, torch 2.15, numpy, pandas, safetensors, statsmodels (for its series).

`prepare` writes FOLDER/series.json: the yearly sunspots and the monthly mean of the CO2 that
statsmodels ships, and three series that are made here, of two seasons, of a trend, and of an
input known in advance that decides. Each has its cuts, and for each of five seeds the batches of
all epochs. Then `Tests/Benchmarks/Forecast/main.swift` trains on them; see `forecast.sh`.

`compare` trains a PyTorch model of the same size on the same batches, from the same first weights
(with --own-weights from PyTorch's own), tests it at the same origins and prints a table: the mean
absolute error of both and of repeating the last season, over the seeds; the ratio of the means;
the shares that the quantiles of 0.1, 0.5 and 0.9 cover; and of this package those that they cover
with calibration that rolls along, with the farthest that one seed is off and with what that costs
of the quantiles' loss.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import safetensors
import torch
from torch import nn

SEEDS, SHARES = 5, (0.1, 0.5, 0.9)


def circle(steps, period):
    angles = 2 * np.pi * steps / period
    return np.stack([np.sin(angles), np.cos(angles)], 1)


def made(name, count=4000):
    """A series of single numbers, what is known of its steps, and its season."""
    random = np.random.default_rng(7)
    steps = np.arange(count)
    noise = random.normal(0, 1, count)
    if name == "two_seasons":
        wave = 10 * np.sin(2 * np.pi * steps / 12) + 6 * np.sin(2 * np.pi * steps / 30 + 1)
        return 50 + wave + noise, np.concatenate([circle(steps, 12), circle(steps, 30)], 1), 60
    if name == "trend":
        wave = 8 * np.sin(2 * np.pi * steps / 12)
        return 20 + 0.02 * steps + wave + noise, circle(steps, 12), 12
    price = random.integers(0, 3, count)
    season = 4 * np.sin(2 * np.pi * steps / 7)
    known = np.concatenate([np.eye(3)[price], circle(steps, 7)], 1)
    return 30 - 9 * price + season + noise, known, 7


def open_series(name):
    import statsmodels.api as sm
    if name == "sunspots":
        values = sm.datasets.sunspots.load_pandas().data["SUNACTIVITY"].to_numpy()
        return values, np.zeros((len(values), 0)), 11
    weekly = sm.datasets.co2.load_pandas().data["co2"]
    monthly = weekly.resample("MS").mean().interpolate()
    # What is known of a level that rises is its growth: the series is of differences to the year before.
    values = monthly.to_numpy()
    values = values[12:] - values[:-12]
    return values, circle(np.arange(len(values)), 12), 12


SERIES = {
    "sunspots": {"window": 66, "horizon": 11, "test": 70, "epochs": 40, "hidden": 24, "each": True},
    "co2_growth": {"window": 24, "horizon": 6, "test": 100, "epochs": 20, "hidden": 24, "each": True},
    "two_seasons": {"window": 36, "horizon": 12, "test": 1000, "epochs": 8, "hidden": 32},
    "trend": {"window": 24, "horizon": 12, "test": 1000, "epochs": 8, "hidden": 32, "each": True},
    "known_input": {"window": 14, "horizon": 7, "test": 1000, "epochs": 8, "hidden": 32},
}


def prepare(folder):
    everything = []
    for name, case in SERIES.items():
        values, known, period = (open_series if name in ("sunspots", "co2_growth") else made)(name)
        window, horizon = case["window"], case["horizon"]
        test = list(range(len(values) - horizon - case["test"] + 1, len(values) - horizon + 1))
        # Nothing of a test has been seen in training, not even what comes after an origin.
        training = list(range(max(window, period), test[0] - horizon + 1))
        batches = []
        for seed in range(SEEDS):
            random = np.random.default_rng(100 + seed)
            of_seed = []
            for _ in range(case["epochs"]):
                order = random.permutation(len(training))
                of_seed += [part.tolist() for part in np.array_split(order, math.ceil(len(order) / 32))]
            batches.append(of_seed)
        everything.append({
            "name": name, "series": np.float32(values)[:, None].tolist(),
            "known": np.float32(known).tolist() if known.shape[1] else [], "window": window,
            "horizon": horizon, "period": period, "hidden": case["hidden"], "learning_rate": 0.005,
            "scales_each": case.get("each", False),
            "training": training, "test": test, "batches": batches})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "series.json").write_text(json.dumps(everything))


class Forecaster(nn.Module):
    def __init__(self, known, hidden):
        super().__init__()
        self.encoder = nn.LSTM(1, hidden, batch_first=True)
        self.decoder = nn.LSTM(1 + known, hidden, batch_first=True)
        self.query = nn.Linear(hidden, hidden, bias=False)
        self.combine = nn.Linear(2 * hidden, hidden, bias=False)
        self.output = nn.Linear(hidden, len(SHARES))
        for stack in (self.encoder, self.decoder):
            nn.init.zeros_(stack.bias_hh_l0)
            stack.bias_hh_l0.requires_grad_(False)

    def load(self, tensors):
        for stack, name in ((self.encoder, "encoder"), (self.decoder, "decoder")):
            for part in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0"):
                getattr(stack, part).data.copy_(tensors[f"{name}.{part}"])
        self.query.weight.data.copy_(tensors["attention.query.weight"])
        self.combine.weight.data.copy_(tensors["attention.combine.weight"])
        self.output.weight.data.copy_(tensors["output.weight"])
        self.output.bias.data.copy_(tensors["output.bias"])

    def step(self, read, state, memory):
        h, state = self.decoder(read, state)
        weights = torch.softmax(h @ self.query(memory).transpose(1, 2), 2)
        return self.output(torch.tanh(self.combine(torch.cat([weights @ memory, h], 2)))), state

    def forward(self, x, known, target):
        """The quantiles under teacher forcing, `[batch, steps, quantiles]`."""
        memory, state = self.encoder(x)
        previous = torch.cat([x[:, -1:], target[:, :-1]], 1)
        return self.step(torch.cat([previous, known], 2), state, memory)[0]

    def write(self, x, known, steps):
        memory, state = self.encoder(x)
        previous, said = x[:, -1:], []
        for step in range(steps):
            quantiles, state = self.step(torch.cat([previous, known[:, step:step + 1]], 2), state, memory)
            said.append(quantiles)
            previous = quantiles[:, :, 1:2]
        return torch.cat(said, 1)


def scale(text):
    pairs = [tuple(map(float, pair.split("/"))) for pair in text.split(" ") if pair]
    return torch.tensor([p[0] for p in pairs]), torch.tensor([p[1] for p in pairs])


def trained(case, seed, folder, own_weights):
    """The forecasts of a PyTorch model, and what came."""
    with safetensors.safe_open(folder / f"{case['name']}_{seed}.safetensors", "pt") as file:
        settings = json.loads(file.metadata()["configuration"])
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    torch.manual_seed(seed)
    series = torch.tensor(case["series"])
    known = torch.tensor(case["known"]) if case["known"] else torch.zeros(len(series), 0)
    inputs, outputs, beside = (scale(settings.get(f"{name}_scales", "")) for name in ("input", "output", "known"))
    model = Forecaster(known.shape[1], case["hidden"])
    if not own_weights:
        model.load(tensors)

    def cut(origins):
        x = torch.stack([series[o - case["window"]:o] for o in origins])
        k = torch.stack([known[o:o + case["horizon"]] for o in origins])
        y = torch.stack([series[o:o + case["horizon"]] for o in origins])
        if case["scales_each"]:
            shift, size = x.mean(1, keepdim=True), x.std(1, correction=0, keepdim=True)
            return (x - shift) / size, k, y, shift, size
        return (x - inputs[0]) / inputs[1], (k - beside[0]) / beside[1] if k.shape[2] else k, y, *outputs

    x, k, y, shift, size = cut(case["training"])
    y = (y - shift) / size
    shares = torch.tensor(SHARES)
    optimizer = torch.optim.Adam(
        [weight for weight in model.parameters() if weight.requires_grad], lr=case["learning_rate"])
    start = time.perf_counter()
    for rows in case["batches"][seed]:
        above = y[rows] - model(x[rows], k[rows], y[rows])
        loss = torch.maximum(shares * above, (shares - 1) * above).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    x, k, actual, shift, size = cut(case["test"])
    with torch.no_grad():
        said = model.write(x, k, case["horizon"]) * size + shift
    covered = (actual <= said.sort(2).values).float().mean((0, 1))
    return float((said[:, :, 1:2] - actual).abs().mean()), covered.tolist(), seconds


def compare(folder, own_weights):
    print("| series | here | PyTorch | ratio | last season | covered here | covered by PyTorch | calibrated "
          "| one seed off by | loss | s here | s PyTorch |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for case in json.loads((folder / "series.json").read_text()):
        ours = json.loads((folder / f"{case['name']}_swift.json").read_text())
        theirs = [trained(case, seed, folder, own_weights) for seed in range(SEEDS)]
        errors = [error for error, _, _ in theirs]
        here, there = np.mean(ours["errors"]), np.mean(errors)

        def shares(rows):
            return ", ".join(f"{100 * share:.1f} %" for share in np.mean(rows, 0))

        print(
            f"| {case['name']} | {here:.3f} | {there:.3f} | {here / there:.4f} | {ours['seasonal_naive']:.3f} "
            f"| {shares(ours['coverage'])} | {shares([covered for _, covered, _ in theirs])} "
            f"| {shares(ours['calibrated_coverage'])} "
            f"| {100 * np.abs(np.array(ours['calibrated_coverage']) - SHARES).max():.1f} "
            f"| {np.mean(ours['calibrated_loss']):.3f} "
            f"| {ours['seconds_of_training']:.1f} | {sum(seconds for _, _, seconds in theirs):.1f} |")


def main():
    parser = argparse.ArgumentParser(description="Forecasts here and in PyTorch.")
    parser.add_argument("step", choices=("prepare", "compare"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--own-weights", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.step == "prepare":
        prepare(arguments.folder)
    else:
        compare(arguments.folder, arguments.own_weights)


if __name__ == "__main__":
    main()
