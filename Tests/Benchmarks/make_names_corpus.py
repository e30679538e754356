"""Writes sentences about people and places whose names are only in one pair each.

Usage: python3 make_names_corpus.py DIRECTORY [--seed N]
Requires: Python 3.9. The same seed gives the same bytes.

DIRECTORY/train.tsv has 5,000 pairs, valid.tsv 500 and test.tsv 1,000, English to French by
templates. Names are made of syllables; no two of the three files share one, so a model
that cannot copy has no word for any name of the test.
"""

import argparse
import random
from pathlib import Path

TEMPLATES = [
    ("my friend {0} lives in the old town of {1} .", "mon ami {0} habite dans la vieille ville de {1} ."),
    ("in {1} everybody knows the baker {0} .", "tout le monde connaît le boulanger {0} à {1} ."),
    ("yesterday {0} and {1} went to the cinema together .", "hier {0} et {1} sont allés au cinéma ensemble ."),
    ("does {0} know that {1} is already at home ?", "est-ce que {0} sait que {1} est déjà à la maison ?"),
    ("the small train from {0} to {1} leaves at seven .", "le petit train part de {0} pour {1} à sept heures ."),
    ("the book that {1} gave to {0} is on the table .", "le livre que {0} a reçu de {1} est sur la table ."),
    ("i have not seen {0} since the beginning of the summer .", "je n' ai pas vu {0} depuis le début de l' été ."),
    ("the house of {0} is the last one behind the church .", "la maison de {0} est la dernière derrière l' église ."),
    ("please tell {0} that the doctor cannot come today .", "dis à {0} que le médecin ne peut pas venir aujourd'hui ."),
    ("{0} would like to buy three apples and some bread .", "{0} voudrait acheter trois pommes et du pain ."),
    ("{1} is older than {0} but not as tall .", "{0} est plus jeune que {1} mais plus grand ."),
    ("when it rains {0} stays in the garden with the dog .", "quand il pleut {0} reste au jardin avec le chien ."),
]
CONSONANTS = ["b", "br", "d", "dr", "f", "g", "gr", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "z"]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ou"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    arguments.directory.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for name, count in (("train", 5000), ("valid", 500), ("test", 1000)):
        lines = []
        for _ in range(count):
            source, target = chance.choice(TEMPLATES)
            names = [new_name(chance, taken), new_name(chance, taken)]
            lines.append(f"{source.format(*names)}\t{target.format(*names)}\n")
        (arguments.directory / f"{name}.tsv").write_text("".join(lines), encoding="utf-8")


def new_name(chance: random.Random, taken: set[str]) -> str:
    """A name that nobody has yet."""
    while True:
        syllables = [chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(2, 4))]
        name = "".join(syllables) + chance.choice(["", "n", "r", "s"])
        if name not in taken:
            taken.add(name)
            return name.capitalize()


if __name__ == "__main__":
    main()
