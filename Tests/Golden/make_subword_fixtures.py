"""Writes the fixture that byte-pair encoding is compared with, computed by subword-nmt.

Usage: python3 make_subword_fixtures.py [--output FILE]
Requires: Python 3.11, subword-nmt 0.3.8.

The fixture is a JSON list of cases:

    name              what the case is about
    corpus            a file of this repository whose targets are learned from; or
    words             what is learned from, [word, count] each
    symbols           how many merges were asked for
    total_symbols     whether the characters were counted among them
    minimum_count     how often a pair had to occur
    codes             what `subword-nmt learn-bpe` writes
    segmented         words and what `subword-nmt apply-bpe` makes of them,
                      [word, pieces joined by blanks, each but the last with @@]

Words that are learned from are phrases of this repository's corpus, words over small
alphabets drawn by a seeded generator (where many pairs are equally frequent, and where
the same letter follows itself), and words written to be awkward.
"""

import argparse
import io
import json
import random
import unicodedata
from pathlib import Path

from subword_nmt.apply_bpe import BPE
from subword_nmt.learn_bpe import learn_bpe

TOP = Path(__file__).resolve().parents[2]

AWKWARD = [
    "a", "aa", "aaa", "aaaa", "aaaaa", "aaaaaa", "abab", "ababab", "abababa", "</w>", "a</w>", "a</w>b", "</w></w>",
    "@@", "a@@", "@@a", "@@@", "a@@b", "@", "\\", "\\\\", "a\\b", "\\n", "(.*)", "[a-z]+", "$1", "\\1", "#version:", "0.2",
    "l'\u00e9t\u00e9", "\u00e9t\u00e9", "e\u0301te\u0301", "\u0308x", "x\u0308", "na\u00efve", "stra\u00dfe",
    "\u6f22\u5b57", "\u6f22\u5b57\u6f22\u5b57", "\u304b\u306a\u304b\u306a", "\u0e44\u0e17\u0e22\u0e44\u0e17\u0e22",
    "\ud55c\uad6d\uc5b4", "\u05e9\u05dc\u05d5\u05dd", "\u0645\u0631\u062d\u0628\u0627", "\u200b", "a\u200bb", "\ufeffx",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1eb\U0001f1f7\U0001f1eb\U0001f1f7", "\U0001d4d0\U0001d4d1",
    "\uffff", "\U0010ffff\U0010ffff", "1,000.5", "1000000", "2016-06-14", "don't", "--", "---", "....", "\"", "''",
    "<s>", "<unk>", "Hello,", "hello,", "HELLO", "x" * 40, "ab" * 20,
]


def drawn_words(alphabet: str, kinds: int, longest: int, seed: int) -> list[tuple[str, int]]:
    """Different words, each about as frequent as its rank allows (Zipf's law)."""
    rng = random.Random(seed)
    words: dict[str, int] = {}
    while len(words) < kinds:
        word = "".join(rng.choice(alphabet) for _ in range(rng.randint(1, longest)))
        words.setdefault(word, 1 + 2 * kinds // (len(words) + 1) + rng.randrange(3))
    return list(words.items())


def corpus_text(corpus: str) -> str:
    lines = (TOP / corpus).read_text(encoding="utf-8").rstrip("\n").split("\n")
    return "".join(line.split("\t")[1] + "\n" for line in lines)


def learned(text: str, symbols: int, total_symbols: bool, minimum_count: int) -> str:
    codes = io.StringIO()
    learn_bpe(io.StringIO(text), codes, symbols, min_frequency=minimum_count, total_symbols=total_symbols)
    return codes.getvalue()


def case(
    name: str, *, symbols: int, corpus: str | None = None, words: list[tuple[str, int]] | None = None,
    total_symbols: bool = False, minimum_count: int = 2,
) -> dict:
    text = corpus_text(corpus) if corpus else "\n".join(" ".join([word] * count) for word, count in words) + "\n"
    kinds = list(dict.fromkeys(text.split()))
    codes = learned(text, symbols, total_symbols, minimum_count)
    bpe = BPE(io.StringIO(codes))
    rng = random.Random(2)
    unseen = ["".join(rng.sample("".join(kinds), rng.randint(2, 12))) for _ in range(100)]
    applied = AWKWARD + unseen + rng.sample(kinds, min(200, len(kinds)))
    return {
        "name": name, "corpus": corpus, "words": words, "symbols": symbols, "total_symbols": total_symbols,
        "minimum_count": minimum_count, "codes": codes,
        "segmented": [[word, " ".join(bpe.segment_tokens([word]))] for word in applied],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=Path, default=TOP / "Tests" / "Golden" / "subwords.json")
    rng = random.Random(3)
    awkward = [(unicodedata.normalize("NFC", word), rng.randint(1, 6)) for word in AWKWARD]
    awkward = list(dict(awkward).items())
    fixture = [
        case("French phrases", corpus="Corpora/phrases/train.tsv", symbols=1500),
        case("French phrases, few merges", corpus="Corpora/phrases/valid.tsv", symbols=60),
        case("French phrases, all symbols counted", corpus="Corpora/phrases/test.tsv", symbols=300, total_symbols=True),
        case("awkward words", words=awkward, symbols=400),
        case("two letters", words=drawn_words("ab", 400, 9, 1), symbols=600),
        case("five letters", words=drawn_words("abcde", 1200, 8, 2), symbols=1500),
        case("letters beyond the first plane", words=drawn_words("a\u00e9\uffee\U0001f600", 300, 6, 4), symbols=300),
        case("rare pairs left out", words=drawn_words("abcdef", 300, 8, 5), symbols=1000, minimum_count=10),
    ]
    text = json.dumps(fixture, ensure_ascii=True, separators=(",", ":"))
    parser.parse_args().output.write_text(text + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
