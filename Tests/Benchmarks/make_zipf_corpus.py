"""Writes a corpus of many word types, to measure large vocabularies with, to standard output.

Usage: python3 make_zipf_corpus.py [--pairs N] [--types N] [--seed N] > zipf.tsv
Requires: Python 3.11.

Pairs of made-up words, source TAB target. The frequencies of the source's word types
fall like 1 / (rank + 2.7) (Mandelbrot's form of Zipf's law); a source has 10 words
(standard deviation 3, from 3 to 20). Each of its words is translated in its place: seven
times in ten by its first translation, else by its second, which other words share, as in
a text a word has several. So there is something to learn, and something that nobody can
know. Some of the pairs go through all types and their first translations, so that each
occurs. The same seed gives the same bytes.
"""

import argparse
import math
import random
import sys
from itertools import accumulate

MEAN_LENGTH, LENGTH_DEVIATION = 10, 3
SHORTEST, LONGEST = 3, 20
FIRST_TRANSLATION = 0.7


def main():
    parser = argparse.ArgumentParser(description="Writes a corpus of many word types.")
    parser.add_argument("--pairs", type=int, default=200_000)
    parser.add_argument("--types", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)
    types = range(arguments.types)
    weights = list(accumulate(1 / (rank + 3.7) for rank in types))
    # A translation is about as frequent as the word.
    first, second = neighbours(generator, types), neighbours(generator, types)
    every = list(types)
    generator.shuffle(every)
    pairs = [
        (source, [first[word] for word in source])
        for start in range(0, len(every), MEAN_LENGTH) if (source := every[start:start + MEAN_LENGTH])]
    while len(pairs) < arguments.pairs:
        source = generator.choices(types, cum_weights=weights, k=draw_length(generator))
        pairs.append((source, [
            (first if generator.random() < FIRST_TRANSLATION else second)[word] for word in source]))
    generator.shuffle(pairs)
    for source, target in pairs:
        sys.stdout.write(
            f"{' '.join(f's{word}' for word in source)}\t{' '.join(f't{word}' for word in target)}\n")


def neighbours(generator: random.Random, types: range) -> list[int]:
    """For each type another of about the same rank, each once."""
    return sorted(types, key=lambda rank: math.log(rank + 3.7) + generator.gauss(0, 0.3))


def draw_length(generator: random.Random) -> int:
    """A normally distributed length, drawn again until it lies within the limits."""
    while True:
        length = round(generator.gauss(MEAN_LENGTH, LENGTH_DEVIATION))
        if SHORTEST <= length <= LONGEST:
            return length


if __name__ == "__main__":
    main()
