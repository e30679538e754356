"""Writes what `fit` is compared with: weighted losses by Keras, metrics by scikit-learn.

Usage: python3 make_fit_fixtures.py [--output DIRECTORY]
Requires: Python 3.11, keras 3.15, tensorflow-cpu 2.21, scikit-learn, numpy.

`fit.json` holds

    weighted   models of one dense layer: x, kernel and bias, y, weights (a number for each example, or for
               each of its steps), class_weights or null, the loss's name and the activation; Keras's loss, the
               mean over weights (`mean_with_sample_weight`), and its gradients
    metrics    outputs and targets with scikit-learn's figures: of classes the macro averages, of two classes
               those of class 1, of numbers the uniform average of r2

Numbers are computed in float64.
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
from sklearn import metrics


def floats(random, *shape):
    """Numbers that single precision holds exactly."""
    return random.uniform(-1, 1, shape).astype(np.float32).astype(np.float64)


def weighted(name, loss, activation, shape, outputs, random, class_weights=None):
    x, kernel, bias = floats(random, *shape, 3), floats(random, 3, outputs), floats(random, outputs)
    weights = random.integers(0, 5, shape) / 4
    if loss == "categoricalCrossEntropy":
        y = random.integers(0, outputs, shape)
        total = weights * (np.array(class_weights)[y] if class_weights else 1)
    elif loss == "binaryCrossEntropy":
        y = random.integers(0, 2, (*shape, outputs)).astype(np.float64)
        total = weights * (np.array(class_weights)[y[..., 0].astype(int)] if class_weights else 1)
    else:
        y, total = floats(random, *shape, outputs), weights
    made = {
        "meanSquaredError": keras.losses.MeanSquaredError,
        "meanAbsoluteError": keras.losses.MeanAbsoluteError,
        "binaryCrossEntropy": keras.losses.BinaryCrossentropy,
        "categoricalCrossEntropy": keras.losses.SparseCategoricalCrossentropy,
    }[loss](reduction="mean_with_sample_weight")
    variables = [tf.Variable(kernel), tf.Variable(bias)]
    with tf.GradientTape() as tape:
        out = tf.linalg.matmul(tf.reshape(x, (-1, 3)), variables[0]) + variables[1]
        out = tf.reshape(keras.activations.get(activation)(out), (*shape, outputs))
        value = made(y, out, sample_weight=total)
    gradients = [gradient.numpy().tolist() for gradient in tape.gradient(value, variables)]
    return {
        "name": name, "loss": loss, "activation": activation, "x": x.tolist(), "kernel": kernel.tolist(),
        "bias": bias.tolist(), "y": y.tolist(), "weights": weights.tolist(), "class_weights": class_weights,
        "expected": {"loss": float(value), "kernel": gradients[0], "bias": gradients[1]},
    }


def classes(name, count, labels, random):
    """Outputs of a softmax, or for two classes of a sigmoid; not all classes need be there."""
    y = np.array(labels)
    outputs = random.dirichlet(np.ones(count), len(y)) if count > 1 else random.uniform(0, 1, (len(y), 1))
    outputs = outputs.astype(np.float32).astype(np.float64)
    found = outputs.argmax(1) if count > 1 else (outputs[:, 0] > 0.5).astype(int)
    options = {"average": "macro" if count > 1 else "binary", "zero_division": 0}
    return {
        "name": name, "outputs": outputs.tolist(), "targets": y.tolist(),
        "expected": {
            "accuracy": metrics.accuracy_score(y, found), "precision": metrics.precision_score(y, found, **options),
            "recall": metrics.recall_score(y, found, **options), "f1": metrics.f1_score(y, found, **options)},
    }


def numbers(name, random):
    y, outputs = floats(random, 20, 3), floats(random, 20, 3)
    y[:, 1] = y[:, 1] * 0.01 + 5
    y[:, 2] = 0.25
    y = y.astype(np.float32).astype(np.float64)
    outputs[:, 1] = outputs[:, 1] * 0.01 + 5
    outputs = outputs.astype(np.float32).astype(np.float64)
    return {
        "name": name, "outputs": outputs.tolist(), "targets": y.tolist(),
        "expected": {
            "r2": metrics.r2_score(y, outputs), "meanAbsoluteError": metrics.mean_absolute_error(y, outputs),
            "meanSquaredError": metrics.mean_squared_error(y, outputs)},
    }


def main():
    parser = argparse.ArgumentParser(description="Writes the fixture of fit.")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    output = parser.parse_args().output
    keras.backend.set_floatx("float64")
    random = np.random.default_rng(500)
    content = {
        "weighted": [
            weighted("samples", "meanSquaredError", "tanh", (7,), 2, random),
            weighted("steps", "meanAbsoluteError", "linear", (4, 5), 2, random),
            weighted("two classes", "binaryCrossEntropy", "sigmoid", (9,), 1, random, [0.5, 3.0]),
            weighted("classes", "categoricalCrossEntropy", "softmax", (8,), 4, random, [1.0, 0.25, 0.0, 2.5]),
            weighted("classes of steps", "categoricalCrossEntropy", "softmax", (3, 4), 3, random, [1.0, 0.5, 4.0]),
        ],
        "metrics": [
            classes("classes", 4, random.integers(0, 4, 40).tolist(), random),
            classes("classes of which one is never there", 5, random.integers(0, 3, 12).tolist(), random),
            classes("two classes", 1, random.integers(0, 2, 30).tolist(), random),
            classes("one class alone", 1, [0] * 6, random),
            numbers("numbers", random),
        ],
    }
    (output / "fit.json").write_text(json.dumps(content) + "\n")


if __name__ == "__main__":
    main()
