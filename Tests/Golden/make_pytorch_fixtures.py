"""Writes the fixtures that the Swift model is compared with, computed by PyTorch.

Usage: python3 make_pytorch_fixtures.py [--output DIRECTORY] [--case NAME ...]
Requires: Python 3.11, torch 2.15, numpy, safetensors.

Every case is one safetensors file, all of it F32: a model (weights under the names of
a model file, metadata likewise but without a checksum), and beside it what the model
must compute on the batch in the metadata's "batch", `[{"source": ids, "target": ids}]`,
for a model that copies also `"copies": ids` of the target for each source token, for one
that reads tags `"tags": ids`, for one that reads second sources `"second": ids`, which may be
none, and with weights `"weight": number`:

    expected.logits [N, V]     N tokens: row after row of the batch, in each the steps
                               in order, the one that should say the end token included;
                               of a model that copies the log probabilities, flat, of the
                               vocabulary and of what the row's source adds to it
    expected.loss [1]          sum of nats over the N tokens, smoothed by the
                               configuration's label_smoothing, and what coverage costs
                               times its coverage_loss; each pair's times its weight
    expected.token_count [1]   N
    expected.gradient.NAME     of expected.loss / N, for every parameter but an LSTM's bias_hh; with
                               weights N is the sum of the tokens' weights, here and below;
                               where the metadata have "output_sampling", from the columns of
                               the logits' gradient that this draws
    expected.adam_losses [10]  loss per token before each of ten steps on the batch:
                               Adam, rate 0.01, norm clipped to 1
    expected.adamw_losses [10] the same with AdamW, decay 0.01 on every parameter
    expected.sgd_losses [10]   the same with SGD, rate 0.1, without clipping

Expected values are computed in float64 and rounded once. The script refuses to write a
case where PyTorch's own float32 is further than 1e-5 from them (relative to a tensor's
largest element), where a row alone differs from the row in the batch, or where the ten
steps could not tell a clipped run from an unclipped one or, but for models that copy
and so read little of their large output layer, AdamW from Adam.
The same machine and version of PyTorch give the same bytes.
"""

import argparse
import copy
import json
from pathlib import Path

import safetensors
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pad_packed_sequence

from output_sampling import OutputSampling
from pytorch_model import (
    BEGIN, EncoderDecoder, pack_target_inputs, pack_target_outputs, with_data)
from safetensors_file import write_safetensors

SOURCE_SIZE, TARGET_SIZE, TAG_SIZE = 13, 11, 9
SOURCE_LENGTHS, TARGET_LENGTHS = (3, 7, 1, 5, 3), (5, 1, 4, 7, 1)
TAGS = ([4, 8], [5], [], [7, 4, 6], [5, 5])
FIRST_WORD = 3  # the unknown token may occur in a batch; padding, begin and end may not
STEPS = 10
LARGEST_RELATIVE_ERROR = 1e-5

CASES = {
    "one_layer": {},
    "two_layers": {"layers": 2},
    "one_layer_bidirectional": {"bidirectional": True},
    "two_layers_bidirectional": {"layers": 2, "bidirectional": True},
    "dense_bridge": {"layers": 2, "bidirectional": True, "bridge": "dense"},
    "reverse_source": {"layers": 2, "reverse_source": True},
    "dot_attention": {"attention": "dot", "bidirectional": True},
    "general_attention": {"attention": "general", "layers": 2, "reverse_source": True},
    "additive_attention": {"attention": "additive", "bidirectional": True, "bridge": "dense"},
    "input_feeding": {
        "attention": "general", "input_feeding": True, "layers": 2, "bidirectional": True},
    "additive_input_feeding": {
        "attention": "additive", "input_feeding": True, "layers": 2},
    "tied_embeddings": {
        "attention": "dot", "tie_embeddings": True, "embedding": 12, "label_smoothing": 0.1},
    "label_smoothing": {"label_smoothing": 0.3},
    "deeper_encoder": {
        "encoder_layers": 3, "decoder_layers": 2, "bidirectional": True, "attention": "dot"},
    "deeper_decoder": {
        "encoder_layers": 1, "decoder_layers": 3, "bidirectional": True, "bridge": "dense",
        "attention": "general", "input_feeding": True},
    "residual": {"layers": 3, "residual": True},
    "residual_attention": {
        "layers": 2, "residual": True, "bidirectional": True, "attention": "dot",
        "bridge": "dense"},
    "copy": {"attention": "general", "bidirectional": True, "copy": True},
    "copy_input_feeding": {
        "attention": "additive", "input_feeding": True, "layers": 2, "copy": True,
        "label_smoothing": 0.2},
    "copy_tied": {
        "attention": "dot", "copy": True, "tie_embeddings": True, "embedding": 12,
        "reverse_source": True},
    "coverage": {
        "attention": "additive", "bidirectional": True, "copy": True, "coverage": True,
        "coverage_loss": 1.0, "label_smoothing": 0.1},
    "coverage_input_feeding": {
        "attention": "general", "input_feeding": True, "layers": 2, "coverage": True,
        "coverage_loss": 0.5},
    "coverage_dot": {
        "attention": "dot", "copy": True, "coverage": True, "reverse_source": True,
        "bridge": "dense"},
    "tags": {"bidirectional": True, "tags": True},
    "tags_copy": {"attention": "general", "bidirectional": True, "copy": True, "tags": True},
    "tags_input_feeding": {
        "attention": "additive", "input_feeding": True, "layers": 2, "copy": True,
        "coverage": True, "coverage_loss": 0.5, "tags": True},
    "tags_dot": {
        "attention": "dot", "tie_embeddings": True, "embedding": 12, "label_smoothing": 0.1,
        "tags": True},
    "language_model": {"target_only": True, "layers": 2},
    "language_model_tied": {
        "target_only": True, "tie_embeddings": True, "embedding": 12, "layers": 3,
        "residual": True},
    "language_model_smoothed": {"target_only": True, "label_smoothing": 0.1},
    "weights": {"layers": 2, "weights": True, "label_smoothing": 0.1},
    "weights_copy": {
        "attention": "additive", "bidirectional": True, "copy": True, "coverage": True,
        "coverage_loss": 0.5, "label_smoothing": 0.1, "weights": True},
}
WEIGHTS = (0.5, 2.0, 1.0, 0.25, 3.0)
SAMPLING = {"count": 5, "seed": 7, "step": 3}
CASES |= {
    "sampled_gradient": {"attention": "dot", "output_sampling": SAMPLING},
    "sampled_gradient_tied": {
        "attention": "dot", "tie_embeddings": True, "embedding": 12, "label_smoothing": 0.1,
        "output_sampling": SAMPLING | {"step": 1}},
    "sampled_gradient_copy": {
        "attention": "general", "copy": True, "output_sampling": SAMPLING | {"count": 3}},
}
SECOND_LENGTHS = (4, 0, 6, 2, 4)
CASES |= {
    "second_source": {"bidirectional": True, "reads_second_source": True},
    "second_source_copy": {
        "attention": "general", "bidirectional": True, "copy": True, "reads_second_source": True},
    "second_source_input_feeding": {
        "attention": "additive", "input_feeding": True, "layers": 2, "copy": True,
        "coverage": True, "coverage_loss": 0.5, "reads_second_source": True},
    "second_source_tags": {
        "attention": "dot", "encoder_layers": 2, "tie_embeddings": True, "embedding": 12,
        "label_smoothing": 0.1, "tags": True, "reverse_source": True,
        "reads_second_source": True},
}
CASES |= {
    "blank": {
        "attention": "general", "layers": 2, "bidirectional": True, "bridge": "dense",
        "blank": True},
    "blank_copy": {
        "attention": "additive", "input_feeding": True, "copy": True, "coverage": True,
        "coverage_loss": 0.5, "label_smoothing": 0.1, "blank": True},
}
CASES |= {
    "gru": {"cell": "gru", "layers": 2, "bidirectional": True, "bridge": "dense"},
    "gru_attention": {
        "cell": "gru", "attention": "additive", "bidirectional": True, "copy": True, "tags": True,
        "reads_second_source": True, "label_smoothing": 0.2},
    "gru_input_feeding": {
        "cell": "gru", "attention": "general", "input_feeding": True, "encoder_layers": 1,
        "decoder_layers": 2, "copy": True, "coverage": True, "coverage_loss": 0.5,
        "label_smoothing": 0.1, "blank": True},
    "gru_residual": {"cell": "gru", "layers": 3, "residual": True, "bidirectional": True},
    "gru_tied": {
        "cell": "gru", "attention": "dot", "tie_embeddings": True, "embedding": 12,
        "label_smoothing": 0.1, "reverse_source": True},
    "gru_language_model": {"cell": "gru", "target_only": True, "layers": 2, "weights": True},
}
# Of the batch and the step, not of the model.
NOT_CONFIGURED = ("tags", "weights", "output_sampling", "blank")
BLANK_SOURCES, BLANK_TARGETS = (0, 2, 4), (2, 3)
FIRST_FURTHER = 8  # source ids from here on are none of the target's


def main():
    parser = argparse.ArgumentParser(description="Writes the PyTorch fixtures.")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    parser.add_argument("--case", action="append", choices=CASES, help="write no others")
    arguments = parser.parse_args()
    output = arguments.output
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for seed, (name, options) in enumerate(CASES.items(), start=1):
        if arguments.case and name not in arguments.case:
            continue
        configuration = make_configuration(seed, options)
        generator = torch.Generator().manual_seed(seed)
        model = make_model(configuration, generator, options.get("tags", False))
        if "output_sampling" in options:
            sampling = OutputSampling(**options["output_sampling"])
            model.output.register_forward_hook(sampling.watch)
        batch = make_batch(generator)
        if options.get("target_only", False):
            batch = [pair | {"source": [BEGIN]} for pair in batch]  # nothing reads it
        if options.get("blank", False):
            batch = [blank(row, pair) for row, pair in enumerate(batch)]
        if options.get("copy", False):
            batch = [copying(pair) for pair in batch]
        if options.get("tags", False):
            batch = [pair | {"tags": tags} for pair, tags in zip(batch, TAGS)]
        if options.get("reads_second_source", False):
            batch = [pair | {"second": ids} for pair, ids in zip(batch, make_seconds(generator))]
        if options.get("weights", False):
            batch = [pair | {"weight": weight} for pair, weight in zip(batch, WEIGHTS)]
        regularization = options.get("label_smoothing", 0), options.get("coverage_loss", 0)
        expected = compute_checked(name, model, batch, regularization)
        tensors = {**model.state_dict(), **expected}
        if options.get("tie_embeddings", False):
            del tensors["output.weight"]
        path = output / f"{name}.safetensors"
        metadata = make_metadata(configuration, batch, options.get("tags", False))
        if "output_sampling" in options:
            metadata["output_sampling"] = json.dumps(options["output_sampling"])
        values = {name: tensor.detach().contiguous().numpy().astype("<f4")
                  for name, tensor in tensors.items()}
        write_safetensors(path, values, metadata, separators=(",", ":"))
        check_file(path, tensors)
        print(f"{path.name}: {path.stat().st_size} bytes")


def make_configuration(seed: int, options: dict) -> dict:
    """The training options of a case, as a model file holds them."""
    defaults = {
        "source_tokens": "words", "target_tokens": "words", "embedding": 10, "hidden": 12,
        "layers": 1, "bidirectional": False, "attention": "none", "bridge": "copy",
        "reverse_source": False, "seed": seed,
    }
    return defaults | {key: value for key, value in options.items() if key not in NOT_CONFIGURED}


def make_model(
        configuration: dict, generator: torch.Generator, reads_tags: bool) -> EncoderDecoder:
    """A float32 model of uniform weights: in -4 ..< 4 in the output layer, so that gradients
    are large enough to be clipped, and in -1 ..< 1 elsewhere. Forget biases lie about 1.
    """
    model = EncoderDecoder(
        configuration, 0 if configuration.get("target_only", False) else SOURCE_SIZE,
        TARGET_SIZE, TAG_SIZE if reads_tags else 0)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if not parameter.requires_grad:
                continue
            # A tied weight goes by the embedding's name, and is not made large.
            width = 8 if name.startswith("output.") else 2
            parameter.copy_(width * (torch.rand(parameter.shape, generator=generator) - 0.5))
            if ".bias_ih_" in name and model.cell == "lstm":
                input_gate, forget_gate, cell_gate, output_gate = parameter.chunk(4)
                forget_gate += 1
    return model


def make_batch(generator: torch.Generator) -> list[dict]:
    """Five pairs in no order of length, with a length that occurs twice on each side."""
    def ids(length: int, vocabulary_size: int) -> list[int]:
        shape = (length,)
        return torch.randint(FIRST_WORD, vocabulary_size, shape, generator=generator).tolist()

    return [
        {"source": ids(source, SOURCE_SIZE), "target": ids(target, TARGET_SIZE)}
        for source, target in zip(SOURCE_LENGTHS, TARGET_LENGTHS)]


def blank(row: int, pair: dict) -> dict:
    """The pair, of some rows without the source, of some without the target, of one without either."""
    return {
        "source": [] if row in BLANK_SOURCES else pair["source"],
        "target": [] if row in BLANK_TARGETS else pair["target"]}


def make_seconds(generator: torch.Generator) -> list[list[int]]:
    """Second sources for the pairs, of which one has none."""
    return [
        torch.randint(FIRST_WORD, SOURCE_SIZE, (length,), generator=generator).tolist()
        for length in SECOND_LENGTHS]


def copying(pair: dict) -> dict:
    """The pair with what copying says, and every other token of its target one of the source's."""
    if not pair["source"]:
        return pair | {"copies": []}
    further = list(dict.fromkeys(id for id in pair["source"] if id >= FIRST_FURTHER))
    copies = [TARGET_SIZE + further.index(id) if id in further else id for id in pair["source"]]
    target = [copies[(5 * index + 1) % len(copies)] if index % 2 == 0 else id
              for index, id in enumerate(pair["target"])]
    return {"source": pair["source"], "target": target, "copies": copies}


def token_count(batch: list[dict]) -> int:
    """How many tokens are to be said, end tokens included."""
    return sum(len(pair["target"]) + 1 for pair in batch)


def token_weight(batch: list[dict]) -> float:
    """The sum of the weights of those tokens."""
    return sum(pair.get("weight", 1) * (len(pair["target"]) + 1) for pair in batch)


def compute_checked(
        name: str, model: EncoderDecoder, batch: list[dict],
        regularization: tuple[float, float]) -> dict[str, Tensor]:
    """The expected tensors from float64, after comparing them with float32 and row by row."""
    single = compute(model, batch, regularization)
    double_model = copy.deepcopy(model).double()
    double = compute(double_model, batch, regularization)
    largest = 0.0
    for key, expected in double.items():
        if key.endswith("_losses"):  # one relative error a step, not one for all
            error = ((single[key] - expected) / expected).abs().max().item()
        else:
            error = relative_error(single[key], expected)
        largest = max(largest, error)
        if error > LARGEST_RELATIVE_ERROR:
            raise SystemExit(f"{name}: {key} is {error:.1e} off in float32")
    print(f"{name}: float32 within {largest:.1e} of float64, "
          f"gradient norm {gradient_norm(double):.2f}")
    check_rows_alone(name, double_model, batch, double["expected.logits"])
    check_steps_can_tell(name, double_model, batch, regularization, double)
    return {key: value.float() for key, value in double.items()}


def compute(
        model: EncoderDecoder, batch: list[dict],
        regularization: tuple[float, float]) -> dict[str, Tensor]:
    """Logits, loss, gradients and three runs of ten steps, in the model's own precision."""
    model = copy.deepcopy(model)
    logits, loss = logits_and_loss(model, batch, regularization)
    (loss / token_weight(batch)).backward()
    expected = {
        "expected.logits": logits.detach(),
        "expected.loss": loss.detach().reshape(1),
        "expected.token_count": torch.tensor([token_count(batch)], dtype=loss.dtype),
    }
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            expected[f"expected.gradient.{name}"] = parameter.grad
    adam = {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-8}
    optimizers = {
        "adam": (torch.optim.Adam, adam, 1.0),
        "adamw": (torch.optim.AdamW, adam | {"weight_decay": 0.01}, 1.0),
        "sgd": (torch.optim.SGD, {"lr": 0.1}, None),
    }
    for name, (kind, options, clip_norm) in optimizers.items():
        expected[f"expected.{name}_losses"] = train(
            model, batch, regularization, kind, options, clip_norm)
    return expected


def logits_and_loss(
        model: EncoderDecoder, batch: list[dict],
        regularization: tuple[float, float]) -> tuple[Tensor, Tensor]:
    """Logits `[N, V]` row after row of the batch, and the sum of nats."""
    smoothing, coverage_loss = regularization
    targets = [pair["target"] for pair in batch]
    inputs = pack_target_inputs(targets)
    steps = model.steps(
        model.pack_sources([pair["source"] for pair in batch]), inputs,
        [pair.get("tags", []) for pair in batch], [pair.get("second", []) for pair in batch])
    outputs, lengths = pad_packed_sequence(pack_target_outputs(targets), batch_first=True)
    wanted = torch.cat([row[:length] for row, length in zip(outputs, lengths)])

    def by_pair(data: Tensor) -> list[Tensor]:
        padded, lengths = pad_packed_sequence(with_data(inputs, data), batch_first=True)
        return [row[:length] for row, length in zip(padded, lengths)]

    if any("weight" in pair for pair in batch):
        return weighted(model, batch, regularization, steps, by_pair, wanted, inputs)
    if model.copy:
        copies = model.pack_copies([pair["copies"] for pair in batch], inputs)
        rows = by_pair(model.mixed(steps.outputs, steps.weights, steps.gates, copies))
        own = [max(TARGET_SIZE, max(pair["copies"], default=0) + 1) for pair in batch]
        logits = torch.cat([row[:, :size].log().flatten() for row, size in zip(rows, own)])
        probabilities = torch.cat(rows)
        chosen = probabilities.gather(1, wanted.unsqueeze(1)).log().sum()
        even = probabilities[:, :TARGET_SIZE].log().mean(dim=1).sum()
        loss = -(1 - smoothing) * chosen - smoothing * even
    else:
        logits = torch.cat(by_pair(model.output(steps.outputs)))
        loss = functional.cross_entropy(
            logits, wanted, reduction="sum", label_smoothing=smoothing)
    if coverage_loss:
        loss = loss + coverage_loss * steps.coverage_losses.sum()
    return logits, loss


def weighted(
        model, batch: list[dict], regularization: tuple[float, float], steps, by_pair,
        wanted: Tensor, inputs) -> tuple[Tensor, Tensor]:
    """The same with the loss of each token times the weight of its pair."""
    smoothing, coverage_loss = regularization
    weights = torch.cat([
        torch.full((len(pair["target"]) + 1,), pair["weight"], dtype=steps.outputs.dtype) for pair in batch])
    if model.copy:
        copies = model.pack_copies([pair["copies"] for pair in batch], inputs)
        rows = by_pair(model.mixed(steps.outputs, steps.weights, steps.gates, copies))
        own = [max(TARGET_SIZE, max(pair["copies"], default=0) + 1) for pair in batch]
        logits = torch.cat([row[:, :size].log().flatten() for row, size in zip(rows, own)])
        probabilities = torch.cat(rows)
        chosen = probabilities.gather(1, wanted.unsqueeze(1)).log().squeeze(1)
        even = probabilities[:, :TARGET_SIZE].log().mean(dim=1)
        losses = -(1 - smoothing) * chosen - smoothing * even
    else:
        logits = torch.cat(by_pair(model.output(steps.outputs)))
        losses = functional.cross_entropy(
            logits, wanted, reduction="none", label_smoothing=smoothing)
    if coverage_loss:
        losses = losses + coverage_loss * torch.cat(by_pair(steps.coverage_losses))
    return logits, (weights * losses).sum()


def train(
        model, batch, regularization: tuple[float, float], optimizer_type, options: dict,
        clip_norm: float | None) -> Tensor:
    """Loss per token before each of the steps; `model` stays as it is."""
    model = copy.deepcopy(model)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = optimizer_type(trained, **options)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        _, loss = logits_and_loss(model, batch, regularization)
        loss_per_token = loss / token_weight(batch)
        loss_per_token.backward()
        if clip_norm is not None:
            nn.utils.clip_grad_norm_(trained, clip_norm)
        optimizer.step()
        losses.append(loss_per_token.detach())
    return torch.stack(losses)


def check_rows_alone(name: str, model, batch: list[dict], together: Tensor):
    """A pair alone must give what it gives in the batch, or the packing is wrong."""
    with torch.no_grad():
        alone = torch.cat([logits_and_loss(model, [pair], (0, 0))[0] for pair in batch])
    if relative_error(alone, together) > 1e-12:
        raise SystemExit(f"{name}: rows alone differ from rows in the batch")


def check_steps_can_tell(
        name: str, model, batch: list[dict], regularization: tuple[float, float],
        expected: dict[str, Tensor]):
    """A fixture that every mistake would pass is none."""
    clipped = expected["expected.adam_losses"]
    adam = {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-8}
    unclipped = train(model, batch, regularization, torch.optim.Adam, adam, None)
    runs = [("clipping", unclipped)]
    if not model.copy:
        runs.append(("decay", expected["expected.adamw_losses"]))
    for what, other in runs:
        if relative_error(other, clipped) < 10 * LARGEST_RELATIVE_ERROR:
            raise SystemExit(f"{name}: the Adam losses do not depend on {what}")


def relative_error(value: Tensor, expected: Tensor) -> float:
    """The largest difference over the largest expected magnitude."""
    return ((value - expected).abs().max() / expected.abs().max()).item()


def gradient_norm(expected: dict[str, Tensor]) -> float:
    """The Euclidean norm over all gradients."""
    gradients = [value for key, value in expected.items() if ".gradient." in key]
    return sum(gradient.square().sum() for gradient in gradients).sqrt().item()


def make_metadata(configuration: dict, batch: list[dict], reads_tags: bool) -> dict[str, str]:
    """A model file's metadata and the batch; strings all."""
    def vocabulary(prefix: str, size: int) -> list[str]:
        special = ["<pad>", "<s>", "</s>", "<unk>"]
        return special + [f"{prefix}{index}" for index in range(len(special), size)]

    tags = {"tag_vocabulary": json.dumps(vocabulary("g", TAG_SIZE))} if reads_tags else {}
    return tags | {
        "format": "seq2seq",
        "format_version": "1",
        "configuration": json.dumps(configuration),
        "source_vocabulary": json.dumps(
            vocabulary("s", 4 if configuration.get("target_only", False) else SOURCE_SIZE)),
        "target_vocabulary": json.dumps(vocabulary("t", TARGET_SIZE)),
        "batch": json.dumps(batch),
    }


def check_file(path: Path, tensors: dict[str, Tensor]):
    """Reads the file back with the library."""
    with safetensors.safe_open(path, framework="pt") as file:
        if set(file.keys()) != set(tensors):
            raise SystemExit(f"{path}: the names do not survive reading")
        for name, tensor in tensors.items():
            if not torch.equal(file.get_tensor(name), tensor.detach()):
                raise SystemExit(f"{path}: {name} does not survive reading")


if __name__ == "__main__":
    main()
