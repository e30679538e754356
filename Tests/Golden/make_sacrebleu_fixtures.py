"""Writes the fixture that scores of texts are compared with, computed by sacreBLEU and rapidfuzz.

Usage: python3 make_sacrebleu_fixtures.py [--output FILE]
Requires: Python 3.11, sacrebleu 2.6, jiwer 4 (which brings rapidfuzz), numpy.

The fixture is a JSON object. `cases` is a list of:

    name         what the case is about
    hypotheses   texts
    references   as many texts
    bleu         a list of {tokenizer, smoothing, score, precisions, text, signature} for
                 the tokenizers none, 13a, intl and char and the smoothings none and exp;
                 score and precisions are exact doubles, text is the line that sacreBLEU
                 prints
    others       a list of {name, score, signature} for chrF2, chrF2++ and TER
    words        for each line the edits, the references' units that stand unchanged and
                 all the references' units, by rapidfuzz, as jiwer counts them
    characters   the same in grapheme clusters

Words and characters are those of the texts in Unicode's form C, without white space at
the ends.

`bootstrap` holds two outputs for one list of references, and for each score what
sacreBLEU's paired bootstrap test with 10,000 draws says: {name, halfWidths, pValue}.

The texts are phrases of this repository's corpus, damaged by a seeded generator, and
lines written to be awkward: white space of every kind, combining marks, entities,
numbers with marks, scripts without blanks, empty lines, lines far longer than the others.
"""

import argparse
import json
import random
import unicodedata
from pathlib import Path

import jiwer
import regex
from rapidfuzz.distance import Levenshtein
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

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
    "\u0130stanbul \u00df \ufb01",
    "\u039f\u0394\u039f\u03a3 \u03a3\u0391\u03a3. \u03a3 A\u03a3\u0301 \u03a3\u03a3\u0391",
    "50\u20ac \u00bd\u2164. 3\u00b0C \u2264 \u0664.\u0665",
    "\u3001\u4e00\u3002\u300c\u4e8c\u300d", "\u00bfQu\u00e9? \u00a1No!", "(hi) 'tis. -x- . .. a_b _a_",
    "x" * 300, "the the the the the the the", "a b a b a b a b", "\u0000nul", "\ufffd",
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


def moved(words: list[str], rng: random.Random, count: int) -> list[str]:
    """The words after some phrases have been moved."""
    for _ in range(count):
        start = rng.randrange(len(words))
        phrase = words[start:start + rng.randint(1, 12)]
        rest = words[:start] + words[start + len(phrase):]
        place = rng.randrange(len(rest) + 1)
        words = rest[:place] + phrase + rest[place:]
    return words


def long_lines(rng: random.Random) -> tuple[list[str], list[str]]:
    """Lines of many words, some of them rare, with moved phrases; and lines of very unequal lengths."""
    hypotheses, references = [], []
    for length, vocabulary, moves in [(40, 30, 3), (60, 400, 6), (90, 12, 9), (130, 60, 4), (200, 2000, 10)]:
        words = [str(rng.randrange(vocabulary)) for _ in range(length)]
        changed = [word if rng.random() > 0.1 else "x" for word in moved(words, rng, moves)]
        references.append(" ".join(words))
        hypotheses.append(" ".join(changed))
    for one, other in [(1, 150), (150, 1), (3, 120), (120, 3), (70, 140), (140, 70)]:
        references.append(" ".join(str(rng.randrange(20)) for _ in range(one)))
        hypotheses.append(" ".join(str(rng.randrange(20)) for _ in range(other)))
    return hypotheses, references


def cases() -> list[tuple[str, list[str], list[str]]]:
    rng = random.Random(1)
    references = read_targets("test.tsv", 120)
    words = sorted({word for line in references for word in line.split(" ")})
    plain = [damaged(line, rng, words) for line in references]
    marked = [punctuated(line, rng) for line in references]
    marked_hypotheses = [damaged(line, rng, words + [".", "3.", "x,"]) for line in marked]
    mixed = [rng.choice(AWKWARD) + rng.choice([" ", "", ". "]) + rng.choice(AWKWARD) for _ in range(80)]
    mixed_hypotheses = [damaged(line, rng, AWKWARD) for line in mixed]
    return [
        ("phrases", plain, references),
        ("phrases with marks", marked_hypotheses, marked),
        ("phrases with capitals", [line.upper() for line in plain], [line.title() for line in references]),
        ("awkward lines, all equal", AWKWARD, AWKWARD),
        ("awkward lines, all different", AWKWARD[1:] + AWKWARD[:1], AWKWARD),
        ("awkward lines, mixed", mixed_hypotheses, mixed),
        ("long lines", *long_lines(rng)),
        ("too short", [line[: len(line) // 2] for line in references[:40]], references[:40]),
        ("too long", [line + " " + line for line in references[:40]], references[:40]),
        ("empty hypotheses", [""] * 3, references[:3]),
        ("no match of order four", ["a b c x d e"], ["a b c d e f"]),
        ("no match of orders three and four", ["a b x c d y"], ["a b c d e f"]),
        ("no match of orders two to four", ["f e d c b a"], ["a b c d e f"]),
        ("no match", ["x y z w v"], ["a b c d e f"]),
        ("shorter than four words", ["a b c", "b"], ["a b c", "b"]),
        ("an empty hypothesis", [""], ["a b c d"]),
        ("empty references", ["a b", ""], ["", ""]),
        ("nothing at all", [""], [""]),
    ]


def units(text: str, kind: str) -> list[str]:
    text = unicodedata.normalize("NFC", regex.sub(r"^\p{White_Space}+|\p{White_Space}+$", "", text))
    if kind == "words":
        return [word for word in regex.split(r"\p{White_Space}+", text) if word]
    return regex.findall(r"\X", text)


def errors(hypotheses: list[str], references: list[str], kind: str) -> list[list[int]]:
    """For each line: edits, units of the reference that stand unchanged, units of the reference."""
    rows = []
    for hypothesis, reference in zip(hypotheses, references):
        expected = units(reference, kind)
        edits = Levenshtein.editops(expected, units(hypothesis, kind))
        rows.append([len(edits), len(expected) - sum(edit.tag != "insert" for edit in edits), len(expected)])
    return rows


def scores(hypotheses: list[str], references: list[str]) -> tuple[list[dict], list[dict]]:
    bleu = []
    for tokenizer in ["none", "13a", "intl", "char"]:
        for smoothing in ["none", "exp"]:
            metric = BLEU(tokenize=tokenizer, smooth_method=smoothing)
            score = metric.corpus_score(hypotheses, [references])
            bleu.append({
                "tokenizer": tokenizer, "smoothing": smoothing, "score": score.score,
                "precisions": score.precisions, "text": score.format(), "signature": str(metric.get_signature()),
            })
    others = []
    for metric in [CHRF(), CHRF(word_order=2), TER()]:
        score = metric.corpus_score(hypotheses, [references])
        others.append({"name": score.name, "score": score.score, "signature": str(metric.get_signature())})
    return bleu, others


def bootstrap() -> dict:
    rng = random.Random(2)
    references = read_targets("test.tsv", 300)
    words = sorted({word for line in references for word in line.split(" ")})
    outputs = [[damaged(line, rng, words) for line in references] for _ in range(2)]
    metrics = {metric.__name__: metric(references=[references]) for metric in [BLEU, CHRF, TER]}
    test = PairedTest(
        [("first", outputs[0]), ("second", outputs[1])], metrics, references=None, test_type="bs", n_samples=10000)
    results = test()[1]
    return {
        "references": references, "outputs": outputs,
        "results": [
            {"name": name, "halfWidths": [float(each.ci) for each in results[name]], "pValue": results[name][1].p_value}
            for name in ["BLEU", "chrF2", "TER"]
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=Path, default=TOP / "Tests" / "Golden" / "sacrebleu.json")
    output = parser.parse_args().output
    fixture = []
    for name, hypotheses, references in cases():
        bleu, others = scores(hypotheses, references)
        counts = {kind: errors(hypotheses, references, kind) for kind in ["words", "characters"]}
        if name == "phrases":
            found = jiwer.process_words(references, hypotheses)
            assert sum(row[1] for row in counts["words"]) == found.hits
            assert sum(row[0] for row in counts["words"]) == found.substitutions + found.deletions + found.insertions
        fixture.append({
            "name": name, "hypotheses": hypotheses, "references": references, "bleu": bleu, "others": others, **counts,
        })
    text = json.dumps({"cases": fixture, "bootstrap": bootstrap()}, ensure_ascii=True)
    # A line each for texts and results, so that changes show.
    keys = ["hypotheses", "references", "bleu", "others", "words", "characters", "outputs"]
    for mark in ['{"name"'] + [f'"{key}"' for key in keys]:
        text = text.replace(" " + mark, "\n" + mark)
    output.write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
