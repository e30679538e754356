"""Writes the fixtures of encoder-decoders whose ends are vectors, computed by PyTorch.

Usage: python3 make_vectors_fixtures.py [--output DIRECTORY] [--case NAME ...]
Requires: Python 3.11, torch 2.15, numpy.

Every case is one safetensors file, all of it F32: weights under the names of a model file, and
in the metadata "configuration" (the settings of a file; of the last cases those of an
`EncoderDecoder`), "loss" and "batch", `[{"source": vectors or ids, "target": vectors or ids, "known":
vectors, "static": vector}]`. A row's source may have no step. Beside them stands what the model
must compute:

    expected.outputs [N, columns]  what the output layer says at the N target steps, row after row
                                   of the batch; of targets that are tokens the logits
    expected.free [M, output]      what a model on vectors writes in four steps of each row, each
                                   reading what stands for its own last output, in the data's units
    expected.loss [1]              the mean over the N steps
    expected.gradient.NAME         of that, for every parameter
    expected.adam_losses [5]       the loss before each of five steps: Adam, rate 0.01
    expected.sgd_losses [5]        the same with SGD, rate 0.1
    scales.inputs (and outputs, known)  [features, 2] the units that are found, where "remembers" is
                                   set

Rows are computed one by one, so nothing is padded. Expected values are computed in float64 and
rounded once. The script refuses to write a case where PyTorch's own float32 is further than 1e-5
from them, relative to a tensor's largest element. The same machine and version of PyTorch give the
same bytes.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from safetensors_file import write_safetensors

STEPS, FREE_STEPS, BEGIN, END, TARGETS = 5, 4, 1, 2, 11
SOURCE_LENGTHS, TARGET_LENGTHS = (3, 7, 0, 5, 1), (5, 1, 4, 3, 2)
LEAST_DEVIATION, LARGEST_RELATIVE_ERROR = 1e-4, 1e-5

SIZES = {"input_size": 3, "output_size": 2, "hidden": 8, "layers": 1}
CASES = {
    "vectors_attention": {
        "configuration": {
            "layers": 2, "bidirectional": True, "attention": "general", "input_feeding": True,
            "bridge": "dense", "known_size": 2, "static_size": 1, "first_input": "learned"},
        "loss": "meanSquaredError"},
    "vectors_quantiles": {
        "configuration": {
            "layers": 3, "decoder_layers": 2, "residual": True, "attention": "additive",
            "distribution": "0.1,0.5,0.9", "first_input": "last"},
        "loss": "quantile"},
    "vectors_gaussian": {
        "configuration": {
            "bidirectional": True, "attention": "dot", "distribution": "gaussian",
            "decides_end": True},
        "loss": "gaussian"},
    "vectors_huber": {
        "configuration": {"encoder_layers": 2, "known_size": 1, "first_input": "last"},
        "loss": "huber 0.5", "remembers": True},
    "vectors_each_series": {
        "configuration": {
            "attention": "additive", "input_feeding": True, "scales_each_series": True,
            "first_input": "last"},
        "loss": "meanAbsoluteError"},
    "vectors_gru": {
        "configuration": {
            "cell": "gru", "layers": 2, "bidirectional": True, "attention": "additive",
            "input_feeding": True, "bridge": "dense", "residual": True},
        "loss": "meanSquaredError"},
    "tokens_to_vectors": {
        "configuration": {
            "vocabulary_size": 7, "input_size": 4, "bidirectional": True, "attention": "general",
            "static_size": 2, "input_feeding": True},
        "loss": "meanSquaredError"},
    "vectors_to_tokens": {
        "tokens": True, "seed": 527,
        "configuration": {
            "embedding": 5, "layers": 2, "bidirectional": True, "attention": "additive",
            "input_feeding": True, "bridge": "dense"}},
    "vectors_to_tokens_reversed": {
        "tokens": True,
        "configuration": {"embedding": 5, "attention": "dot", "reverse_source": True}},
}


class Stack(nn.Module):
    """Layers of LSTM with one trained bias, or of GRU; from the second on what is read may be added."""

    def __init__(self, cell, size, hidden, layers, bidirectional=False, residual=False):
        super().__init__()
        directions = 2 if bidirectional else 1
        self.residual, self.has_cell = residual, cell == "lstm"
        make = nn.LSTM if self.has_cell else nn.GRU
        self.layers = nn.ModuleList(
            make(size if layer == 0 else hidden, hidden // directions, bidirectional=bidirectional)
            for layer in range(layers))
        for name, weight in self.named_parameters():
            if ".bias_hh_" in name and self.has_cell:
                weight.requires_grad_(False)
                nn.init.zeros_(weight)

    def forward(self, x, states=None):
        """`x [time, size]`; states of each layer as pairs of vectors `[hidden]`."""
        final = []
        for index, layer in enumerate(self.layers):
            state = None
            if states is not None:
                state = tuple(part.view(1, -1) for part in states[index])
                state = state if self.has_cell else state[0]
            y, state = layer(x, state)
            final.append(tuple(part.reshape(-1) for part in (state if self.has_cell else [state])))
            x = y + x if self.residual and index > 0 else y
        return x, final

    def names(self, prefix):
        for index, layer in enumerate(self.layers):
            for name, weight in layer.named_parameters():
                if weight.requires_grad:
                    yield f"{prefix}.{name.replace('l0', f'l{index}', 1)}", weight


class Model(nn.Module):
    def __init__(self, settings, tokens):
        super().__init__()
        get = settings.get
        hidden, layers = settings["hidden"], settings["layers"]
        self.settings, self.tokens = settings, tokens
        self.depths = get("encoder_layers", layers), get("decoder_layers", layers)
        self.known, self.static = get("known_size", 0), get("static_size", 0)
        distribution = get("distribution", "point")
        self.shares = [float(p) for p in distribution.split(",")] if distribution[0] == "0" else None
        self.width = {"point": 1, "gaussian": 2}.get(distribution) or len(self.shares)
        self.size = get("output_size", 0)
        residual = get("residual", False)
        self.embedding = nn.Embedding(TARGETS, get("embedding")) if tokens else None
        ids = get("vocabulary_size", 0)
        self.source_embedding = nn.Embedding(ids, settings["input_size"]) if ids else None
        read = get("embedding") if tokens else self.size + self.known + self.static
        cell = get("cell", "lstm")
        parts = 2 if cell == "lstm" else 1
        self.encoder = Stack(
            cell, settings["input_size"] + self.static, hidden, self.depths[0], get("bidirectional", False),
            residual)
        self.decoder = Stack(
            cell, read + (hidden if get("input_feeding") else 0), hidden, self.depths[1], residual=residual)
        self.bridge = None
        if get("bridge") == "dense":
            self.bridge = nn.ModuleList(
                nn.ModuleList([nn.Linear(hidden, hidden) for _ in range(parts)])
                for _ in range(self.depths[1]))
        kind = get("attention", "none")
        weights = {"none": {}, "dot": {}, "general": {"query": (hidden, hidden)}, "additive": {
            "query": (hidden, hidden), "key": (hidden, hidden), "energy": (1, hidden)}}[kind]
        if kind != "none":
            weights = weights | {"combine": (hidden, 2 * hidden)}
        self.kind, self.parts = kind, parts
        self.attention = nn.ParameterDict(
            {name: nn.Parameter(torch.empty(shape)) for name, shape in weights.items()})
        columns = TARGETS if tokens else self.size * self.width + (1 if get("decides_end") else 0)
        self.output = nn.Linear(hidden, columns)
        self.first = nn.Parameter(torch.empty(self.size)) if get("first_input") == "learned" else None

    def weights(self):
        """Every trained weight under its name in a model file."""
        named = dict(self.encoder.names("encoder")) | dict(self.decoder.names("decoder"))
        if self.source_embedding is not None:
            named["embedding.weight"] = self.source_embedding.weight
        if self.embedding is not None:
            named["target_embedding.weight"] = self.embedding.weight
        for layer, pair in enumerate(self.bridge or []):
            for part, linear in zip(("hidden", "cell"), pair):
                named[f"bridge.{part}_l{layer}.weight"] = linear.weight
                named[f"bridge.{part}_l{layer}.bias"] = linear.bias
        for name, weight in self.attention.items():
            named[f"attention.{name}.weight"] = weight
        named["output.weight"], named["output.bias"] = self.output.weight, self.output.bias
        if self.first is not None:
            named["first_input"] = self.first
        return named

    def encode(self, source, static):
        """The decoder's first states and the encoder's outputs of one row."""
        hidden = self.settings["hidden"]
        zeros = self.output.weight.new_zeros(hidden)
        if len(source) == 0:
            memory, final = self.output.weight.new_zeros(0, hidden), [(zeros,) * self.parts] * self.depths[0]
        else:
            beside = static.expand(len(source), -1)
            x = torch.cat([source, beside], 1)
            if self.settings.get("reverse_source"):
                x = x.flip(0)
            memory, final = self.encoder(x)
        skipped = max(0, self.depths[0] - self.depths[1])
        states = [final[min(skipped + layer, self.depths[0] - 1)] for layer in range(self.depths[1])]
        if self.bridge is not None:
            states = [tuple(torch.tanh(linear(part)) for linear, part in zip(pair, state))
                      for pair, state in zip(self.bridge, states)]
        return states, memory

    def attend(self, h, memory):
        weights = self.attention
        if len(memory) == 0:
            context = torch.zeros_like(h)
        else:
            if self.kind == "dot":
                scores = memory @ h
            elif self.kind == "general":
                scores = (memory @ weights["query"].T) @ h
            else:
                queries = weights["query"] @ h + memory @ weights["key"].T
                scores = torch.tanh(queries) @ weights["energy"][0]
            context = torch.softmax(scores, 0) @ memory
        return torch.tanh(weights["combine"] @ torch.cat([context, h]))

    def step(self, read, states, fed, memory):
        """One step of one row: what the output layer says, and what the next step goes on with."""
        x = torch.cat([read, fed]) if self.settings.get("input_feeding") else read
        y, states = self.decoder(x.unsqueeze(0), states)
        h = y[0] if self.kind == "none" else self.attend(y[0], memory)
        return self.output(h), states, h

    def units(self, row, scales):
        """Shift and scale of the inputs and of the outputs of a row."""
        if self.settings.get("scales_each_series"):
            found = units_of(row["source"], self.settings["input_size"])
            return found, found[:self.size]
        return scales[:2] if scales else (None, None)

    def run(self, row, scales, free=None):
        """What the output layer says at each step, of one row; written freely if a number is given."""
        dtype = self.output.weight.dtype
        def tensor(values, *shape):
            return torch.tensor(values, dtype=dtype).reshape(*shape)
        inputs, outputs = self.units(row, scales)
        if self.source_embedding is not None:
            source = self.source_embedding(torch.tensor(row["source"], dtype=torch.long))
        else:
            source = reduced(tensor(row["source"], -1, self.settings["input_size"]), inputs)
        static = tensor(row.get("static", []), -1)
        states, memory = self.encode(source, static)
        fed = self.output.weight.new_zeros(self.settings["hidden"])
        if self.tokens:
            reads = self.embedding(torch.tensor([BEGIN] + row["target"]))
            said = []
            for read in reads:
                columns, states, fed = self.step(read, states, fed, memory)
                said.append(columns)
            return torch.stack(said)
        first = self.settings.get("first_input", "zeros")
        previous = source.new_zeros(self.size)
        if first == "last" and len(source):
            previous = reduced(tensor(row["source"][-1][:self.size], -1), outputs)
        if first == "learned":
            previous = self.first
        said = []
        target = reduced(tensor(row["target"], -1, self.size), outputs)
        for time in range(free or len(row["target"])):
            known = tensor(row["known"][time] if self.known else [], -1)
            if scales:
                known = reduced(known, scales[2])
            columns, states, fed = self.step(
                torch.cat([previous, known, static]), states, fed, memory)
            said.append(columns)
            previous = self.centre(columns) if free else target[time]
        return torch.stack(said)

    def centre(self, columns):
        place = self.shares.index(0.5) if self.shares else 0
        return columns[..., :self.size * self.width].reshape(*columns.shape[:-1], self.size, self.width)[..., place]

    def losses(self, batch, scales, loss):
        """The loss of each step of each row."""
        found = []
        for row in batch:
            said = self.run(row, scales)
            if self.tokens:
                found.append(functional.cross_entropy(
                    said, torch.tensor(row["target"] + [END]), reduction="none"))
                continue
            _, units = self.units(row, scales)
            target = reduced(torch.tensor(row["target"], dtype=said.dtype), units)
            columns = said[:, :self.size * self.width].reshape(len(said), self.size, self.width)
            name, *delta = loss.split()
            if name == "meanSquaredError":
                parts = (columns[..., 0] - target) ** 2
            elif name == "meanAbsoluteError":
                parts = (columns[..., 0] - target).abs()
            elif name == "huber":
                parts = functional.huber_loss(
                    columns[..., 0], target, delta=float(delta[0]), reduction="none")
            elif name == "quantile":
                shares = torch.tensor(self.shares, dtype=said.dtype)
                above = target.unsqueeze(2) - columns
                parts = torch.maximum(shares * above, (shares - 1) * above).mean(2)
            else:
                deviation = functional.softplus(columns[..., 1]) + LEAST_DEVIATION
                parts = -torch.distributions.Normal(columns[..., 0], deviation).log_prob(target)
            value = parts.mean(1)
            if self.settings.get("decides_end"):
                last = torch.zeros(len(said), dtype=said.dtype)
                last[-1] = 1
                value = value + functional.binary_cross_entropy_with_logits(
                    said[:, -1], last, reduction="none")
            found.append(value)
        return torch.cat(found)


def reduced(values, units):
    if units is None:
        return values
    units = torch.tensor(np.array(units), dtype=values.dtype)
    return (values - units[:, 0]) / units[:, 1]


def units_of(rows, size):
    """Mean and deviation of each feature, rounded to single precision as the model holds them."""
    if not rows:
        return [(0.0, 1.0)] * size
    values = np.array(rows, np.float64)
    mean, deviation = values.mean(0), values.std(0)
    # What rounding leaves of numbers that are the same is no deviation.
    flat = deviation <= np.abs(mean) * 2.0 ** -22
    return list(zip(
        np.float32(mean).astype(float).tolist(),
        np.float32(np.where(flat, 1, deviation)).astype(float).tolist()))


def floats(random, *shape):
    """Numbers that single precision holds exactly."""
    return random.uniform(-0.6, 0.6, shape).astype(np.float32).astype(np.float64)


def make_batch(random, settings, tokens, shift):
    batch = []
    for source, target in zip(SOURCE_LENGTHS, TARGET_LENGTHS):
        row = {"source": (2 * floats(random, source, settings["input_size"]) + shift).tolist()}
        if settings.get("vocabulary_size"):
            row["source"] = random.integers(0, settings["vocabulary_size"], source).tolist()
        if tokens:
            row["target"] = random.integers(3, TARGETS, target).tolist()
        else:
            row["target"] = (2 * floats(random, target, settings["output_size"]) + shift).tolist()
        if settings.get("known_size"):
            row["known"] = floats(random, max(target, FREE_STEPS), settings["known_size"]).tolist()
        if settings.get("static_size"):
            row["static"] = floats(random, settings["static_size"]).tolist()
        batch.append(row)
    return batch


def steps_of(model, make, batch, scales, loss):
    start = {name: value.clone() for name, value in model.state_dict().items()}
    optimizer = make([weight for weight in model.parameters() if weight.requires_grad])
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        value = model.losses(batch, scales, loss).mean()
        value.backward()
        losses.append(float(value.detach()))
        optimizer.step()
    model.load_state_dict(start)
    return torch.tensor(losses, dtype=torch.float64)


def expected_of(model, batch, scales, loss):
    expected = {"outputs": torch.cat([model.run(row, scales) for row in batch]).detach()}
    if not model.tokens:
        free = []
        for row in batch:
            said = model.centre(model.run(row, scales, free=FREE_STEPS)).detach()
            units = model.units(row, scales)[1]
            if units is not None:
                units = torch.tensor(np.array(units), dtype=said.dtype)
                said = said * units[:, 1] + units[:, 0]
            free.append(said)
        expected["free"] = torch.cat(free)
    model.zero_grad()
    value = model.losses(batch, scales, loss).mean()
    value.backward()
    expected["loss"] = value.detach().reshape(1)
    for name, weight in model.weights().items():
        expected[f"gradient.{name}"] = weight.grad.clone()
    expected["sgd_losses"] = steps_of(model, lambda w: torch.optim.SGD(w, lr=0.1), batch, scales, loss)
    expected["adam_losses"] = steps_of(model, lambda w: torch.optim.Adam(w, lr=0.01), batch, scales, loss)
    return expected


def make_case(name, case, seed):
    random = np.random.default_rng(seed)
    tokens = case.get("tokens", False)
    settings = SIZES | case["configuration"]
    if tokens:
        del settings["output_size"]
    loss = case.get("loss", "")
    model = Model(settings, tokens).double()
    with torch.no_grad():
        for weight in model.weights().values():
            weight.copy_(torch.tensor(floats(random, *weight.shape)))
    has_units = case.get("remembers") or settings.get("scales_each_series")
    batch = make_batch(random, settings, tokens, 3 if has_units else 0)
    scales = None
    if case.get("remembers"):
        scales = (
            units_of([v for row in batch for v in row["source"]], settings["input_size"]),
            units_of([v for row in batch for v in row["target"]], settings["output_size"]),
            units_of([v for row in batch for v in row["known"]], settings["known_size"]))
    expected = expected_of(model, batch, scales, loss)
    tensors = {key: weight.detach().clone() for key, weight in model.weights().items()}
    single = expected_of(model.float(), batch, scales, loss)
    for key, value in expected.items():
        largest = float(value.abs().max())
        error = float((single[key].double() - value.double()).abs().max())
        if error > LARGEST_RELATIVE_ERROR * largest:
            raise SystemExit(f"{name}, seed {seed}: {key} is {error / largest} away in float32")
    tensors |= {f"expected.{key}": value for key, value in expected.items()}
    if scales:
        for part, units in zip(("inputs", "outputs", "known"), scales):
            tensors[f"scales.{part}"] = torch.tensor(np.array(units))
    metadata = {"configuration": settings, "batch": batch, "loss": loss}
    if scales:
        metadata["remembers"] = True
    return (
        {key: np.ascontiguousarray(value.numpy(), "<f4") for key, value in tensors.items()},
        {key: json.dumps(value) for key, value in metadata.items()})


def main():
    parser = argparse.ArgumentParser(description="Writes the fixtures of models whose ends are vectors.")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    parser.add_argument("--case", nargs="+", choices=CASES, default=list(CASES))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for name, case in CASES.items():
        if name in arguments.case:
            tensors, metadata = make_case(name, case, case.get("seed", 500))
            write_safetensors(arguments.output / f"{name}.safetensors", tensors, metadata)


if __name__ == "__main__":
    main()
