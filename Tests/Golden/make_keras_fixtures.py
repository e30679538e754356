"""Writes the fixtures that `Sequential` is compared with, computed by Keras.

Usage: python3 make_keras_fixtures.py [--output DIRECTORY]
Requires: Python 3.11, keras 3.15, tensorflow-cpu 2.21, numpy.

Every case is one file `keras_NAME.safetensors`, all of it F32. Its metadata holds the stack as a model
file of this toolkit describes it (`input`, `layers`; absent for the encoder-decoder) and the `loss`;
its tensors are

    x, y                     inputs and targets; masked steps have the features -9 or the id 0, and the
                             targets of masked steps are random
    weight.I                 weight I of `model.get_weights()`
    expected.outputs         what the model gives
    expected.mask            1 for each of its steps that is there; absent if its outputs are vectors
    expected.loss [1]        Keras's mean over the steps that are there
    expected.gradient.I      of that mean
    expected.adam_losses [5] the mean before each of five steps of Adam, rate 0.01, epsilon 1e-7
    expected.sgd_losses [5]  the same with SGD, rate 0.1
    state.I.hidden, .cell    if the layers start from states: that of recurrent layer I (of two directions
                             both, side by side), an LSTM's with a cell
    expected.state.I.hidden, .cell   the states that they end with
    expected.free_outputs    of the encoder-decoder alone: what it gives when it reads its own outputs

Keras's convolutions and most of its pooling layers read padding as if it were data. So the cases of
`CASES_OF_ROWS` are what Keras makes of each row by itself, cut to the steps that are there, and their loss is
the mean over all of those. Where a layer gives as many steps as it reads, they stand where those stood,
otherwise at the front.

Expected values are computed in float64 and rounded once; inputs and weights are floats. The script
refuses to write a case whose loss is not the mean that it should be. The same machine and versions give
the same bytes.
"""

import argparse
import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from safetensors_file import write_safetensors

MASKED = -9.0
STEPS = 5
TIME = 7
# Of each row the steps that are there: all; padded at the back, at the front, within; none.
STEPS_THERE = [
    [0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3], [3, 4, 5, 6], [0, 2, 3, 6], [], [5]]
# The same for stacks that take the last steps of a rectangle, as Keras has no others.
STEPS_AT_END = [[0, 1, 2, 3, 4, 5, 6], [3, 4, 5, 6], [4, 5, 6], [1, 3, 4, 5, 6]]
LAST = 3


def dense(units, activation="linear"):
    return {"kind": "dense", "layer": {"units": units, "activation": activation}}


def recurrent(kind, units, sequences=False, backwards=False):
    return {"kind": kind, "layer": {
        "units": units, "return_sequences": sequences, "go_backwards": backwards, "dropout": 0}}


def lstm(units, sequences=False, backwards=False):
    return recurrent("lstm", units, sequences, backwards)


def gru(units, sequences=False, backwards=False):
    return recurrent("gru", units, sequences, backwards)


def simple_rnn(units, sequences=False, backwards=False):
    return recurrent("simple_rnn", units, sequences, backwards)


def bidirectional(units, sequences=False, merge="concat"):
    return {"kind": "bidirectional", "layer": {"layer": lstm(units, sequences)["layer"], "merge_mode": merge}}


def both_ways(layer, merge="concat"):
    return {"kind": "bidirectional", "layer": {**layer, "merge_mode": merge}}


def simple(kind, **fields):
    return {"kind": kind, "layer": fields}


MASKING = simple("masking", value=MASKED)
CASES = {
    "one_to_one": ("vectors", "meanSquaredError", [dense(6, "tanh"), dense(5, "relu"), dense(2)]),
    "one_to_one_classes": ("vectors", "categoricalCrossEntropy", [dense(6, "relu"), dense(4, "softmax")]),
    "one_to_many": (
        "vectors", "meanSquaredError", [simple("repeat_vector", count=4), lstm(5, True), dense(2)]),
    "many_to_one": ("sequences", "meanSquaredError", [MASKING, lstm(5), dense(2)]),
    "many_to_one_l1": (
        "sequences", "meanAbsoluteError", [MASKING, lstm(4, True), lstm(5, backwards=True), dense(2)]),
    "many_to_one_bidirectional": (
        "sequences", "binaryCrossEntropy",
        [MASKING, bidirectional(4, True), bidirectional(3, merge="sum"), dense(2, "sigmoid")]),
    "many_to_one_tokens": (
        "tokens", "categoricalCrossEntropy",
        [simple("embedding", vocabulary_size=9, units=4, mask_zero=True), lstm(5), dense(4, "softmax")]),
    "many_to_many": (
        "sequences", "meanSquaredError", [MASKING, lstm(5, True), bidirectional(3, True, "sum"), dense(2)]),
    "many_to_many_tokens": (
        "tokens", "categoricalCrossEntropy",
        [simple("embedding", vocabulary_size=9, units=4, mask_zero=True), bidirectional(3, True),
         dense(4, "softmax")]),
    "many_to_many_binary": (
        "sequences", "binaryCrossEntropy", [MASKING, lstm(5, True), dense(2, "sigmoid")]),
    "last_steps": (
        "sequences_at_end", "meanSquaredError",
        [MASKING, lstm(5, True), simple("last_steps", count=LAST), dense(2)]),
    "zero_padded": (
        "sequences", "meanSquaredError",
        [simple("zero_padding", count=LAST), MASKING, lstm(5, True), simple("last_steps", count=LAST), dense(2)]),
    "one_to_many_gru": ("vectors", "meanSquaredError", [simple("repeat_vector", count=4), gru(5, True), dense(2)]),
    "many_to_one_gru": (
        "sequences", "meanSquaredError", [MASKING, gru(4, True), gru(5, backwards=True), dense(2)]),
    "many_to_many_gru": (
        "sequences", "binaryCrossEntropy",
        [MASKING, both_ways(gru(4, True)), both_ways(gru(3, True), "sum"), dense(2, "sigmoid")]),
    "many_to_many_tokens_gru": (
        "tokens", "categoricalCrossEntropy",
        [simple("embedding", vocabulary_size=9, units=4, mask_zero=True), both_ways(gru(3, True)),
         dense(4, "softmax")]),
    "many_to_one_simple_rnn": (
        "sequences", "meanSquaredError", [MASKING, simple_rnn(4, True), simple_rnn(5, backwards=True), dense(2)]),
    "many_to_many_simple_rnn": (
        "sequences", "meanSquaredError",
        [MASKING, both_ways(simple_rnn(4, True)), both_ways(simple_rnn(3, True), "sum"), dense(2)]),
    "last_steps_gru": (
        "sequences_at_end", "meanSquaredError",
        [MASKING, gru(5, True), simple("last_steps", count=LAST), dense(2)]),
}
# Stacks whose recurrent layers start from states.
CASES_FROM_STATES = {
    "many_to_one_from_states": [MASKING, lstm(5, True), gru(4, True), simple_rnn(3), dense(2)],
    "many_to_many_from_states": [
        MASKING, bidirectional(4, True), both_ways(gru(3, True), "sum"), both_ways(simple_rnn(3, True)), dense(2)],
    "one_to_many_from_states": [simple("repeat_vector", count=4), lstm(5, True), gru(5, True), dense(2)],
}


def conv(filters, size, padding="valid", strides=1, dilation=1, activation="linear"):
    return simple("conv1d", filters=filters, kernel_size=size, padding=padding, strides=strides,
                  dilation_rate=dilation, activation=activation)


def pooling(kind, size, strides=None, padding="valid"):
    return simple(f"{kind}_pooling1d", pool_size=size, strides=strides or size, padding=padding)


def attention(score="dot", causal=False):
    return simple("self_attention", score=score, is_causal=causal)


EMBEDDING = simple("embedding", vocabulary_size=9, units=4, mask_zero=True)
NORMALIZATION = simple("layer_normalization", epsilon=1e-3)
# Stacks that Keras computes row by row.
CASES_OF_ROWS = {
    "convolution_valid": (
        "sequences", "meanSquaredError", [MASKING, conv(4, 3), conv(3, 2, activation="tanh"), dense(2)]),
    "convolution_same": (
        "sequences", "meanSquaredError",
        [MASKING, conv(5, 4, "same", activation="relu"), conv(3, 3, "same", dilation=2), dense(2)]),
    "convolution_causal": (
        "sequences", "binaryCrossEntropy",
        [MASKING, conv(4, 3, "causal", dilation=2, activation="tanh"), conv(3, 1), lstm(4, True), dense(2, "sigmoid")]),
    "convolution_strides": (
        "sequences", "meanAbsoluteError",
        [MASKING, conv(4, 3, "same", strides=2, activation="tanh"), conv(3, 2, "causal", strides=2), dense(2)]),
    "convolution_tokens": (
        "tokens", "categoricalCrossEntropy",
        [EMBEDDING, conv(6, 3, "same", activation="tanh"), simple("global_max_pooling1d"), dense(4, "softmax")]),
    "global_average": (
        "tokens", "categoricalCrossEntropy", [EMBEDDING, simple("global_average_pooling1d"), dense(4, "softmax")]),
    "pooling_max": (
        "sequences", "meanSquaredError", [MASKING, conv(4, 2, "same"), pooling("max", 2), lstm(3, True), dense(2)]),
    "pooling_max_same": ("sequences", "meanSquaredError", [MASKING, pooling("max", 3, 2, "same"), dense(2)]),
    "pooling_average": (
        "sequences", "meanSquaredError", [MASKING, pooling("average", 2, 1), gru(3, True), dense(2)]),
    "pooling_average_same": (
        "sequences", "meanSquaredError", [MASKING, lstm(4, True), pooling("average", 3, 1, "same"), dense(2)]),
    "normalization": (
        "sequences", "meanSquaredError", [MASKING, NORMALIZATION, lstm(5, True), NORMALIZATION, dense(2)]),
    "attention": ("sequences", "meanSquaredError", [MASKING, lstm(4, True), attention(), dense(2)]),
    "attention_causal": (
        "sequences", "binaryCrossEntropy", [MASKING, attention(causal=True), gru(4, True), attention(causal=True),
                                            dense(2, "sigmoid")]),
    "attention_additive": (
        "sequences", "meanSquaredError",
        [MASKING, attention("additive"), lstm(4, True), attention("additive", True), simple("global_average_pooling1d"),
         dense(2)]),
}
RECURRENT = {"lstm": layers.LSTM, "gru": layers.GRU, "simple_rnn": layers.SimpleRNN}
FEATURES, OUTPUTS, CLASSES = 3, 2, 4


def keras_layer(layer, **options):
    fields = layer["layer"]
    match layer["kind"]:
        case "dense":
            return layers.Dense(fields["units"], activation=fields["activation"])
        case "lstm" | "gru" | "simple_rnn" as kind:
            return RECURRENT[kind](
                fields["units"], return_sequences=fields["return_sequences"], go_backwards=fields["go_backwards"],
                **options)
        case "bidirectional":
            inner = keras_layer({"kind": fields.get("kind", "lstm"), "layer": fields["layer"]}, **options)
            return layers.Bidirectional(inner, merge_mode=fields["merge_mode"])
        case "embedding":
            return layers.Embedding(fields["vocabulary_size"], fields["units"], mask_zero=fields["mask_zero"])
        case "repeat_vector":
            return layers.RepeatVector(fields["count"])
        case "last_steps":
            return layers.Lambda(lambda x: x[:, -fields["count"]:, :])
        case "zero_padding":
            return layers.ZeroPadding1D((0, fields["count"]))
        case "masking":
            return layers.Masking(fields["value"])
        case "conv1d":
            return layers.Conv1D(
                fields["filters"], fields["kernel_size"], strides=fields["strides"], padding=fields["padding"],
                dilation_rate=fields["dilation_rate"], activation=fields["activation"])
        case "max_pooling1d" | "average_pooling1d" as kind:
            pool = layers.MaxPooling1D if kind == "max_pooling1d" else layers.AveragePooling1D
            return pool(fields["pool_size"], strides=fields["strides"], padding=fields["padding"])
        case "global_max_pooling1d":
            return layers.GlobalMaxPooling1D()
        case "global_average_pooling1d":
            return layers.GlobalAveragePooling1D()
        case "layer_normalization":
            return layers.LayerNormalization(epsilon=fields["epsilon"])
        case "self_attention":
            scored = layers.Attention() if fields["score"] == "dot" else layers.AdditiveAttention()
            return lambda x: scored([x, x], use_causal_mask=fields["is_causal"])
    raise ValueError(layer["kind"])


def keras_loss(name):
    return {
        "meanSquaredError": keras.losses.MeanSquaredError,
        "meanAbsoluteError": keras.losses.MeanAbsoluteError,
        "binaryCrossEntropy": keras.losses.BinaryCrossentropy,
        "categoricalCrossEntropy": keras.losses.SparseCategoricalCrossentropy,
    }[name]()


def floats(random, *shape):
    """Numbers that single precision holds exactly."""
    return random.uniform(-1, 1, shape).astype(np.float32).astype(np.float64)


def make_inputs(kind, random):
    if kind == "vectors":
        return floats(random, 5, FEATURES), None
    there = STEPS_AT_END if kind == "sequences_at_end" else STEPS_THERE
    mask = np.zeros((len(there), TIME), bool)
    for row, steps in enumerate(there):
        mask[row, steps] = True
    if kind == "tokens":
        return np.where(mask, random.integers(1, 9, mask.shape), 0), mask
    return np.where(mask[:, :, None], floats(random, *mask.shape, FEATURES), MASKED), mask


def randomize(model, random):
    model.set_weights([floats(random, *weight.shape) * 0.7 for weight in model.get_weights()])
    model.set_weights([weight.astype(np.float32).astype(np.float64) for weight in model.get_weights()])


def loss_and_gradients(model, loss, x, y):
    with tf.GradientTape() as tape:
        value = loss(y, model(x))
    return value, [tf.convert_to_tensor(gradient) for gradient in tape.gradient(value, model.trainable_variables)]


def losses_of_steps(model, loss, x, y, optimizer):
    start = model.get_weights()
    losses = []
    for _ in range(STEPS):
        value, gradients = loss_and_gradients(model, loss, x, y)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        losses.append(float(value))
    model.set_weights(start)
    return np.array(losses)


def mean_by_hand(name, y, outputs, mask):
    if mask is not None:
        y, outputs = y[mask], outputs[mask]
    match name:
        case "meanSquaredError": rows = ((y - outputs) ** 2).mean(-1)
        case "meanAbsoluteError": rows = np.abs(y - outputs).mean(-1)
        case "binaryCrossEntropy": rows = -(y * np.log(outputs) + (1 - y) * np.log(1 - outputs)).mean(-1)
        case _: rows = -np.log(np.take_along_axis(outputs, y[..., None], -1))[..., 0]
    return rows.mean()


def write(path, model, loss_name, x, y, mask, metadata, more=None, loss=None):
    """Computes what is expected of a model; `mask` is that of its outputs."""
    loss = loss or keras_loss(loss_name)
    inputs = [tf.convert_to_tensor(part) for part in x.values()]
    inputs = inputs[0] if len(inputs) == 1 else inputs
    value, gradients = loss_and_gradients(model, loss, inputs, y)
    outputs = np.array(model(inputs))
    by_hand = mean_by_hand(loss_name, y, outputs, mask)
    if abs(float(value) - by_hand) > 1e-6 * by_hand:
        raise SystemExit(f"{path}: Keras's loss is {float(value)}, but the mean is {by_hand}")
    tensors = {**{name: part for name, part in x.items() if name in ("x", "read")}, "y": y, "expected.outputs": outputs, "expected.loss": np.array([float(value)])}
    if mask is not None:
        tensors["expected.mask"] = mask
    for index, (weight, gradient) in enumerate(zip(model.get_weights(), gradients, strict=True)):
        tensors[f"weight.{index}"] = weight
        tensors[f"expected.gradient.{index}"] = np.array(gradient)
    adam = keras.optimizers.Adam(0.01, epsilon=1e-7)
    tensors["expected.adam_losses"] = losses_of_steps(model, loss, inputs, y, adam)
    tensors["expected.sgd_losses"] = losses_of_steps(model, loss, inputs, y, keras.optimizers.SGD(0.1))
    tensors.update(more or {})
    write_safetensors(
        path, {name: np.ascontiguousarray(tensor, "<f4") for name, tensor in tensors.items()},
        {key: json.dumps(value) for key, value in {**metadata, "loss": loss_name}.items()})


def make_sequential(path, kind, loss_name, stack, random):
    x, mask = make_inputs(kind, random)
    shape = (None,) if kind == "tokens" else (FEATURES,) if kind == "vectors" else (None, FEATURES)
    model = keras.Sequential(
        [layers.Input(shape, dtype="int32" if kind == "tokens" else None)] + [keras_layer(layer) for layer in stack])
    randomize(model, random)
    outputs = np.array(model(tf.convert_to_tensor(x)))
    if loss_name == "categoricalCrossEntropy":
        y = random.integers(0, CLASSES, outputs.shape[:-1])
    elif loss_name == "binaryCrossEntropy":
        y = random.integers(0, 2, outputs.shape).astype(np.float64)
    else:
        y = floats(random, *outputs.shape)
    if outputs.ndim == 2:
        mask = None
    elif stack[0]["kind"] == "repeat_vector" or any(layer["kind"] == "last_steps" for layer in stack):
        mask = np.ones(outputs.shape[:2], bool)
    features = {"kind": kind.split("_")[0]}
    if kind != "tokens":
        features["features"] = FEATURES
    write(path, model, loss_name, {"x": x}, y, mask, {"input": features, "layers": stack})


def make_from_states(path, stack, random):
    """Every recurrent layer starts from a state, as Keras's functional models have it."""
    kind = "vectors" if stack[0]["kind"] == "repeat_vector" else "sequences"
    x, mask = make_inputs(kind, random)
    if mask is not None:
        # Of a row without a step Keras gives zeros, though its state is the one that it started from.
        some = mask.any(1)
        x, mask = x[some], mask[some]
    first = layers.Input((FEATURES,) if kind == "vectors" else (None, FEATURES))
    signal, inputs, final, values = first, [first], [], {"x": x}
    # Keras forgets the mask of a layer that is also given a state, unless the mask is given by hand.
    options = {} if kind == "vectors" else {"mask": keras.ops.any(keras.ops.not_equal(first, MASKED), -1)}
    for layer in stack:
        fields, directions = layer, 1
        if layer["kind"] == "bidirectional":
            fields, directions = {"kind": "lstm", **layer["layer"]}, 2
        if fields["kind"] not in RECURRENT:
            signal = keras_layer(layer)(signal)
            continue
        parts = ["hidden", "cell"] if fields["kind"] == "lstm" else ["hidden"]
        units, index = fields["layer"]["units"], len(final)
        states = [layers.Input((units,)) for _ in range(directions * len(parts))]
        signal, *ends = keras_layer(layer, return_state=True)(signal, initial_state=states, **options)
        inputs += states
        for number in range(len(states)):
            values[f"{index}.{number}"] = floats(random, len(x), units)
        final.append((parts, ends))
    model = keras.Model(inputs, signal)
    ending = keras.Model(inputs, [end for _, ends in final for end in ends])
    randomize(model, random)
    y = floats(random, *np.array(model([tf.convert_to_tensor(part) for part in values.values()])).shape)
    ends = iter(ending([tf.convert_to_tensor(part) for part in values.values()]))
    more = {}
    for index, (parts, those) in enumerate(final):
        found = [np.array(next(ends)) for _ in those]
        for number, part in enumerate(parts):
            ours = range(number, len(those), len(parts))
            more[f"state.{index}.{part}"] = np.concatenate([values[f"{index}.{one}"] for one in ours], 1)
            more[f"expected.state.{index}.{part}"] = np.concatenate([found[one] for one in ours], 1)
    if y.ndim == 2:
        mask = None
    elif kind == "vectors":
        mask = np.ones(y.shape[:2], bool)
    write(path, model, "meanSquaredError", values, y, mask,
          {"input": {"kind": kind, "features": FEATURES}, "layers": stack}, more)


class RowByRow:
    """What a model makes of each row by itself, cut to the steps that are there."""

    def __init__(self, model, mask):
        self.model, self.mask = model, mask
        self.trainable_variables = model.trainable_variables
        self.get_weights, self.set_weights = model.get_weights, model.set_weights

    def __call__(self, x):
        rows = [self.row(x[row:row + 1, :there.sum()]) for row, there in enumerate(self.mask)]
        if len(rows[0].shape) == 2:
            return tf.concat(rows, 0)
        counts = [row.shape[1] for row in rows]
        keeps = counts == self.mask.sum(1).tolist()
        places = [np.flatnonzero(there) if keeps else range(count) for there, count in zip(self.mask, counts)]
        indices = [[row, step] for row, steps in enumerate(places) for step in steps]
        shape = [len(rows), self.mask.shape[1] if keeps else max(counts), rows[0].shape[2]]
        self.outputs = np.zeros(shape[:2], bool)
        self.outputs[tuple(np.array(indices).T)] = True
        return tf.scatter_nd(indices, tf.concat([row[0] for row in rows], 0), shape)


    def row(self, x):
        """Keras refuses a row that is shorter than a window, which gives nothing."""
        try:
            return self.model(x)
        except tf.errors.InvalidArgumentError:
            return tf.zeros((1, 0, self.model.output_shape[-1]), tf.float64)


def make_of_rows(path, kind, loss_name, stack, random):
    x, mask = make_inputs(kind, random)
    # Keras's pooling of nothing is no number.
    x, mask = x[mask.any(1)], mask[mask.any(1)]
    first = layers.Input((None,) if kind == "tokens" else (None, FEATURES), dtype="int32" if kind == "tokens" else None)
    signal = first
    for layer in stack:
        signal = signal if layer["kind"] == "masking" else keras_layer(layer)(signal)
    model = keras.Model(first, signal)
    randomize(model, random)
    # Each row's own steps first, so that a row can be cut.
    cut = np.stack([np.concatenate([row[there], row[~there]]) for row, there in zip(x, mask)])
    alone = RowByRow(model, mask)
    outputs = np.array(alone(tf.convert_to_tensor(cut)))
    there = alone.outputs if outputs.ndim == 3 else np.ones(len(x), bool)
    if loss_name == "categoricalCrossEntropy":
        y = random.integers(0, CLASSES, outputs.shape[:-1])
    elif loss_name == "binaryCrossEntropy":
        y = random.integers(0, 2, outputs.shape).astype(np.float64)
    else:
        y = floats(random, *outputs.shape)
    loss = keras_loss(loss_name)
    features = {"kind": kind} if kind == "tokens" else {"kind": kind, "features": FEATURES}
    write(path, alone, loss_name, {"x": cut}, y, alone.outputs if outputs.ndim == 3 else None,
          {"input": features, "layers": stack}, {"x": x},
          lambda y, outputs: loss(y[there], tf.boolean_mask(outputs, there)))


def make_encoder_decoder(path, random):
    """Teacher forcing by Keras's functional models, and a loop that feeds outputs back."""
    hidden, steps = 5, 6
    x, _ = make_inputs("sequences", random)
    lengths = [6, 2, 1, 4, 3, 5]
    mask = np.arange(steps) < np.array(lengths)[:, None]
    y = floats(random, len(x), steps, OUTPUTS)
    read = np.concatenate([np.zeros((len(x), 1, OUTPUTS)), y[:, :-1]], 1)
    read = np.where(mask[:, :, None], read, MASKED)
    source, target = layers.Input((None, FEATURES)), layers.Input((None, OUTPUTS))
    masking = layers.Masking(MASKED)
    encoder = layers.LSTM(hidden, return_state=True)
    decoder = layers.LSTM(hidden, return_sequences=True, return_state=True)
    output = layers.Dense(OUTPUTS)
    _, *state = encoder(masking(source))
    model = keras.Model(
        [source, target], output(decoder(layers.Masking(MASKED)(target), initial_state=state)[0]))
    randomize(model, random)
    _, *state = encoder(masking(tf.convert_to_tensor(x)))
    written, free = tf.zeros((len(x), 1, OUTPUTS), tf.float64), []
    for _ in range(steps):
        hidden_states, *state = decoder(written, initial_state=state)
        written = output(hidden_states)
        free.append(np.array(written)[:, 0])
    write(
        path, model, "meanSquaredError", {"x": x, "read": read}, y, mask, {},
        {"expected.free_outputs": np.stack(free, 1)})


def main():
    parser = argparse.ArgumentParser(description="Writes the Keras fixtures.")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    output = parser.parse_args().output
    keras.backend.set_floatx("float64")
    for seed, (name, (kind, loss, stack)) in enumerate(CASES.items(), start=1):
        make_sequential(output / f"keras_{name}.safetensors", kind, loss, stack, np.random.default_rng(seed))
    for seed, (name, stack) in enumerate(CASES_FROM_STATES.items(), start=200):
        make_from_states(output / f"keras_{name}.safetensors", stack, np.random.default_rng(seed))
    for seed, (name, case) in enumerate(CASES_OF_ROWS.items(), start=300):
        make_of_rows(output / f"keras_{name}.safetensors", *case, np.random.default_rng(seed))
    make_encoder_decoder(output / "keras_encoder_decoder.safetensors", np.random.default_rng(100))


if __name__ == "__main__":
    main()
