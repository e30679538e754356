"""Writes `pytorch_lstm.safetensors`: what PyTorch's LSTM makes of rows of unequal lengths.

Usage: python3 make_pytorch_lstm_fixture.py [--output DIRECTORY]
Requires: Python 3.11, torch 2.15, safetensors.

Three layers in both directions, from an initial state. All of the file is F32; B rows, T steps, I inputs, h units:

    lstm.NAME                     the module's weights (bias_hh are zeros and are left out)
    lengths [B]
    x [B, T, I]                   zeros beyond a row's length
    initial.hidden, initial.cell  [layers, B, 2 h], forward first
    share.outputs, .hidden, .cell what each result is multiplied by in the loss, a sum
    expected.outputs [B, T, 2 h], expected.hidden, expected.cell [layers, B, 2 h]
    expected.gradient.NAME, .x, .initial.hidden, .initial.cell

Expected values are computed in float64 and rounded once. The same version of PyTorch gives the same bytes.
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

INPUTS, UNITS, LAYERS = 4, 5, 3
LENGTHS = (3, 7, 1, 5, 3)


def side_by_side(state):
    """From PyTorch's `[layers * 2, B, h]` to `[layers, B, 2 h]`."""
    return state.view(LAYERS, 2, len(LENGTHS), UNITS).transpose(1, 2).reshape(LAYERS, len(LENGTHS), 2 * UNITS)


def directions_apart(state):
    return state.view(LAYERS, len(LENGTHS), 2, UNITS).transpose(1, 2).reshape(2 * LAYERS, len(LENGTHS), UNITS)


def main():
    parser = argparse.ArgumentParser(description="Writes the fixture of PyTorch's LSTM.")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    output = parser.parse_args().output
    generator = torch.Generator().manual_seed(1)

    def random(*shape):
        return (torch.rand(shape, generator=generator) * 2 - 1).double()

    module = nn.LSTM(INPUTS, UNITS, LAYERS, bidirectional=True, batch_first=True).double()
    with torch.no_grad():
        for name, weight in module.named_parameters():
            weight.copy_(random(*weight.shape) * (0 if "bias_hh" in name else 0.7))
    mask = torch.arange(max(LENGTHS)) < torch.tensor(LENGTHS)[:, None]
    x = (random(*mask.shape, INPUTS) * mask[:, :, None]).requires_grad_()
    state = {part: random(LAYERS, len(LENGTHS), 2 * UNITS).requires_grad_() for part in ("hidden", "cell")}

    packed = pack_padded_sequence(x, torch.tensor(LENGTHS), batch_first=True, enforce_sorted=False)
    initial = tuple(directions_apart(state[part]).contiguous() for part in ("hidden", "cell"))
    outputs, final = module(packed, initial)
    results = {
        "outputs": pad_packed_sequence(outputs, batch_first=True)[0],
        "hidden": side_by_side(final[0]), "cell": side_by_side(final[1])}
    shares = {name: random(*result.shape) for name, result in results.items()}
    sum((results[name] * shares[name]).sum() for name in results).backward()

    tensors = {"lengths": torch.tensor(LENGTHS), "x": x}
    for name, weight in module.named_parameters():
        if "bias_hh" not in name:
            tensors[f"lstm.{name}"] = weight
            tensors[f"expected.gradient.lstm.{name}"] = weight.grad
    tensors["expected.gradient.x"] = x.grad
    for part, value in state.items():
        tensors[f"initial.{part}"] = value
        tensors[f"expected.gradient.initial.{part}"] = value.grad
    for name in results:
        tensors[f"share.{name}"] = shares[name]
        tensors[f"expected.{name}"] = results[name]
    save_file(
        {name: tensor.detach().float().contiguous() for name, tensor in tensors.items()},
        output / "pytorch_lstm.safetensors")


if __name__ == "__main__":
    main()
