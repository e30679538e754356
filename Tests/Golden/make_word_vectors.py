"""Writes the fixture that reading vectors of words is compared with, computed by gensim.

Usage: python3 make_word_vectors.py [--output FILE]
Requires: Python 3.11, gensim 4.

The fixture is a JSON object:

    text       a file as gensim writes word2vec's text format
    words      the words that gensim reads from it, in their order
    values     the bits of their numbers as 32-bit floats, row by row

The numbers are drawn over many magnitudes, some written with few digits and some with
all, and some words are drawn from several scripts.
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

DIMENSION = 7


def main():
    parser = argparse.ArgumentParser(description="Writes the fixture of vectors of words.")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("word_vectors.json"))
    output = parser.parse_args().output
    random = np.random.default_rng(1)
    words = [f"word{index}" for index in range(40)] + ["été", "e\u0301te\u0301", "漢字", "שלום", "a\u00a0b", "</s>", ",", "0.5"]
    values = random.normal(size=(len(words), DIMENSION)) * 10.0 ** random.integers(-12, 12, size=(len(words), DIMENSION))
    values[::3] = np.round(random.normal(size=values[::3].shape), 4)
    values[0] = [0.0, -0.0, 1.0, 1e-45, 3.4028235e38, 1.17549435e-38, -1e-40]
    vectors = KeyedVectors(DIMENSION)
    vectors.add_vectors(words, values.astype(np.float32))
    with tempfile.TemporaryDirectory() as directory:
        path = str(Path(directory) / "vectors.txt")
        vectors.save_word2vec_format(path, binary=False)
        text = Path(path).read_text(encoding="utf-8")
        read = KeyedVectors.load_word2vec_format(path, binary=False)
    bits = read.vectors.astype(np.float32).view(np.uint32).flatten().tolist()
    fixture = {"text": text, "words": list(read.index_to_key), "values": bits}
    output.write_text(json.dumps(fixture, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
