"""Writes the fixture that BLEU and chrF are compared with, computed by sacreBLEU.

Usage: python3 make_sacrebleu_fixtures.py [--output FILE]
Requires: Python 3.11, sacrebleu 2.6.

The fixture is a JSON list of cases:

    name         what the case is about
    hypotheses   texts
    references   as many texts
    bleu         a list of {tokenizer, smoothing, score, precisions, text} for the
                 tokenizers none and 13a and the smoothings none and exp; score and
                 precisions are exact doubles, text is the line that sacreBLEU prints
    chrf         the exact double of chrF2

The texts are phrases of this repository's corpus, damaged by a seeded generator, and
lines written to be awkward: white space of every kind, combining marks, entities,
numbers with marks, scripts without blanks, empty lines.
"""

import argparse
import json
import random
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

TOP = Path(__file__).resolve().parents[2]

AWKWARD = [
    "", " ", "a", "a.", ".a", "1,000.5", "1.", ".5", "a,b", "1,a", "a,1", "x-1", "1-x", "1-2", "1--2", "...", ",,,",
    "Hello, world!", "\"Quoted\" 'text'", "&quot;x&quot; &amp;amp; &lt;y&gt;", "&amp;quot;", "&amp;\u0301",
    "<skipped> text <skipped>", "<skipped>\u0301", "well-\nknown", "two\nlines", "a\u00a0b", "a\u2028b\u2029c",
    "a\u202fb\u3000c\u2009d", "a\u200bb\ufeffc", "a\x1cb\x1dc\x1ed\x1fe", "a\x85b\x0bc\x0cd\te", "a  b   c ",
    " leading and trailing \u00a0", "e\u0301te\u0301", "\u00e9t\u00e9", "\u212b \u00c5 A\u030a",
    "\u6f22\u5b57\u304b\u306a\u4ea4\u3058\u308a\u6587\u3002", "\u0e44\u0e17\u0e22", "\u05e9\u05dc\u05d5\u05dd, 1.5!",
    "\u0645\u0631\u062d\u0628\u0627\u060c \u0661\u0662\u0663.\u0664", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f1eb\U0001f1f7.", "{a}[b]~c`d^e_f|g\\h", "!\"#$%&'()*+,-./:;<=>?@", "$5.00/kg (net)", "it's l'\u00e9t\u00e9",
    "\u00ab guillemets \u00bb \u201cquotes\u201d \u2018single\u2019", "\u2014dash\u2013", "\u0308x", "a \u0308b",
    "\u0130stanbul \u00df \ufb01", "x" * 300, "the the the the the the the", "a b a b a b a b", "\u0000nul", "\ufffd",
]


def read_targets(name: str, count: int) -> list[str]:
    lines = (TOP / "Corpora" / "phrases" / name).read_text(encoding="utf-8").split("\n")
    return [line.split("\t")[1] for line in lines[:count]]


def damaged(text: str, rng: random.Random, words: list[str]) -> str:
    tokens = text.split(" ")
    for _ in range(rng.choice([0, 0, 1, 1, 2, 4])):
        place = rng.randrange(len(tokens) + 1)
        change = rng.randrange(4)
        if change == 0:
            tokens.insert(place, rng.choice(words))
        elif change == 1 and tokens:
            del tokens[min(place, len(tokens) - 1)]
        elif change == 2 and tokens:
            tokens[min(place, len(tokens) - 1)] = rng.choice(words)
        else:
            rng.shuffle(tokens)
    return " ".join(tokens)


def punctuated(text: str, rng: random.Random) -> str:
    marks = [".", ",", " !", "?", "...", ", 1,5.", " - ", " (2-3).", "; \"x\"", " 10%", "/"]
    return "".join(part + rng.choice(marks) + " " for part in text.split(" ", 2))


def cases() -> list[tuple[str, list[str], list[str]]]:
    rng = random.Random(1)
    references = read_targets("test.tsv", 120)
    words = sorted({word for line in references for word in line.split(" ")})
    plain = [damaged(line, rng, words) for line in references]
    marked = [punctuated(line, rng) for line in references]
    marked_hypotheses = [damaged(line, rng, words + [".", "3.", "x,"]) for line in marked]
    moved = AWKWARD[1:] + AWKWARD[:1]
    mixed = [rng.choice(AWKWARD) + rng.choice([" ", "", ". "]) + rng.choice(AWKWARD) for _ in range(80)]
    mixed_hypotheses = [damaged(line, rng, AWKWARD) for line in mixed]
    return [
        ("phrases", plain, references),
        ("phrases with marks", marked_hypotheses, marked),
        ("awkward lines, all equal", AWKWARD, AWKWARD),
        ("awkward lines, all different", moved, AWKWARD),
        ("awkward lines, mixed", mixed_hypotheses, mixed),
        ("too short", [line[: len(line) // 2] for line in references], references),
        ("too long", [line + " " + line for line in references], references),
        ("no match of order four", ["a b c x d e"], ["a b c d e f"]),
        ("no match of orders three and four", ["a b x c d y"], ["a b c d e f"]),
        ("no match of orders two to four", ["f e d c b a"], ["a b c d e f"]),
        ("no match", ["x y z w v"], ["a b c d e f"]),
        ("shorter than four words", ["a b c", "b"], ["a b c", "b"]),
        ("an empty hypothesis", [""], ["a b c d"]),
        ("empty references", ["a b", ""], ["", ""]),
        ("nothing at all", [""], [""]),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=Path, default=TOP / "Tests" / "Golden" / "sacrebleu.json")
    fixture = []
    for name, hypotheses, references in cases():
        bleu = []
        for tokenizer in ["none", "13a"]:
            for smoothing in ["none", "exp"]:
                score = BLEU(tokenize=tokenizer, smooth_method=smoothing).corpus_score(hypotheses, [references])
                bleu.append({
                    "tokenizer": tokenizer, "smoothing": smoothing, "score": score.score,
                    "precisions": score.precisions, "text": score.format(),
                })
        chrf = CHRF().corpus_score(hypotheses, [references]).score
        fixture.append({
            "name": name, "hypotheses": hypotheses, "references": references, "bleu": bleu, "chrf": chrf,
        })
    text = json.dumps(fixture, ensure_ascii=True, indent=1)
    parser.parse_args().output.write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
