"""Writes the small corpus of the speed measurements to standard output.

Usage: python3 make_small_corpus.py [--pairs N] [--types N] [--length N] [--seed N] > small.tsv
Requires: Python 3.11.

20,000 pairs of made-up words, source TAB target, with 4,000 word types a side whose
frequencies fall like 1 / (rank + 2.7) (Mandelbrot's form of Zipf's law). A source has
about 14 words (standard deviation 5, from 3 to 40), its target about as many; with
--length all sources and targets have as many words as that. The same options give the
same bytes.
"""

import argparse
import random
import sys
from itertools import accumulate

MEAN_LENGTH, LENGTH_DEVIATION = 14, 5
TARGET_DEVIATION = 2
SHORTEST, LONGEST = 3, 40


def main():
    parser = argparse.ArgumentParser(description="Writes the small corpus.")
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--types", type=int, default=4_000)
    parser.add_argument("--length", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)
    types = range(1, arguments.types + 1)
    weights = list(accumulate(1 / (rank + 2.7) for rank in types))

    def sentence(side: str, length: int) -> str:
        ranks = generator.choices(types, cum_weights=weights, k=length)
        return " ".join(f"{side}{rank}" for rank in ranks)

    for _ in range(arguments.pairs):
        source_length = arguments.length or draw_length(generator, MEAN_LENGTH, LENGTH_DEVIATION)
        target_length = arguments.length or draw_length(
            generator, source_length, TARGET_DEVIATION)
        source, target = sentence("s", source_length), sentence("t", target_length)
        sys.stdout.write(f"{source}\t{target}\n")


def draw_length(generator: random.Random, mean: float, deviation: float) -> int:
    """A normally distributed length, drawn again until it lies within the limits."""
    while True:
        length = round(generator.gauss(mean, deviation))
        if SHORTEST <= length <= LONGEST:
            return length


if __name__ == "__main__":
    main()
