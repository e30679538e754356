"""The columns of the output layer's gradient that a step draws, in PyTorch.

Requires: Python 3.11, torch.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

STREAM = 0x736F6674 << 32  # of step 0: "soft" in ASCII


@dataclass
class OutputSampling:
    """Draws each column of the logits' gradient with a probability proportional to the sum of
    its magnitudes, so that about `count` are drawn, and divides it by that probability
    (Drineas, Kannan and Mahoney 2006, section 4).
    """

    count: int
    seed: int
    step: int

    def watch(self, layer, inputs, logits: Tensor):
        """A forward hook of the output layer: samples the gradient of what it gives."""
        if logits.requires_grad:
            logits.register_hook(self.sampled)

    def sampled(self, gradient: Tensor) -> Tensor:
        """The gradient `[N, V]` with zeros in the columns that are not drawn."""
        if self.count >= gradient.shape[1]:
            return gradient
        scales = []
        for token, probability in enumerate(self.probabilities(gradient.abs().sum(dim=0))):
            word = philox(token // 4, self.seed, STREAM + self.step)[token % 4]
            threshold = round(probability * 2 ** 32)
            scales.append(2 ** 32 / threshold if word < threshold else 0.0)
        return gradient * torch.tensor(scales, dtype=gradient.dtype)

    def probabilities(self, magnitudes: Tensor) -> list[float]:
        """`min(1, factor * magnitude)`, which add up to the count."""
        order = sorted(magnitudes.tolist(), reverse=True)
        for certain, magnitude in enumerate(order):
            factor = (self.count - certain) / sum(order[certain:])
            if factor * magnitude <= 1:
                break
        return [min(1.0, factor * magnitude) for magnitude in magnitudes.tolist()]


def philox(index: int, seed: int, stream: int) -> list[int]:
    """The four words of a Philox4x32-10 block (Salmon et al. 2011, section 3.3)."""
    low = 2 ** 32 - 1
    counter = [index & low, index >> 32, stream & low, stream >> 32]
    key = [seed & low, seed >> 32]
    for _ in range(10):
        first, second = counter[0] * 0xD2511F53, counter[2] * 0xCD9E8D57
        counter = [
            (second >> 32) ^ counter[1] ^ key[0], second & low,
            (first >> 32) ^ counter[3] ^ key[1], first & low]
        key = [(key[0] + 0x9E3779B9) & low, (key[1] + 0xBB67AE85) & low]
    return counter
