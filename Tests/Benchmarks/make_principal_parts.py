"""Writes made-up verbs of which a form follows from two principal parts together.

Usage: python3 make_principal_parts.py DIRECTORY [--seed N] [--pairs N]
Requires: Python 3.9. The same seed gives the same bytes.

DIRECTORY/train.tsv has 3,000 lines (or --pairs), valid.tsv 200 and test.tsv 500, each
`infinitive TAB form TAB perfect`, such as `korare TAB benitaverant TAB beniti`. The form has the
stem of the perfect, which nothing in the infinitive tells, and the ending of the infinitive's
class (-are, -ere or -ire), which nothing in the perfect tells. No verb comes twice.
"""

import argparse
import random
from pathlib import Path

ENDINGS = {"are": "averant", "ere": "uissent", "ire": "ierunt"}


def main():
    parser = argparse.ArgumentParser(description="Writes verbs in two principal parts.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=3000)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    verbs = {}
    while len(verbs) < arguments.pairs + 700:
        kind = chance.choice(sorted(ENDINGS))
        stem = syllables(chance, 2, 3)
        verbs[syllables(chance, 1, 2) + kind] = (stem + ENDINGS[kind], stem + "i")
    lines = ["\t".join([infinitive, *rest]) + "\n" for infinitive, rest in verbs.items()]
    arguments.directory.mkdir(parents=True, exist_ok=True)
    start = 0
    for name, count in (("train", arguments.pairs), ("valid", 200), ("test", 500)):
        path = arguments.directory / f"{name}.tsv"
        path.write_text("".join(lines[start:start + count]), encoding="utf-8")
        start += count


def syllables(chance: random.Random, fewest: int, most: int) -> str:
    """Open syllables and a consonant."""
    count = chance.randint(fewest, most)
    open_ones = (chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(count))
    return "".join(open_ones) + chance.choice("dklmnrst")


if __name__ == "__main__":
    main()
