"""Writes the fixtures that SentencePiece's models are compared with, computed by SentencePiece itself.

Usage: python3 make_sentencepiece_fixtures.py [--output FOLDER]
Requires: Python 3.11, sentencepiece 0.2.3.

The folder gets a model of a few hundred pieces for each case, and `cases.json`, a list of

    model     the model's file
    lines     [text, its pieces, what they are decoded to]

What is learned from are the French sides of this repository's phrases, with words put in that
have letters to replace. Lines are some of those, and such as are awkward: with emoji, combining
marks, full-width letters, control characters, runs of blanks, U+2581 itself, names of special
pieces, letters that no piece has, and nothing at all.
"""

import argparse
import json
import os
import random
import shutil
import tempfile
from pathlib import Path

import sentencepiece

TOP = Path(__file__).resolve().parents[2]

# What is replaced, as a file of rules has it: sequences of one letter and of several, longer ones first come, a
# letter that becomes three, one that becomes a blank and one that becomes nothing.
RULES = {
    "\uff21": "a", "\uff22": "b", "\ufb01": "fi", "e\u0301": "\u00e9", "\u33a1": "m 2", "\u3000": " ", "\t": " ",
    "\u00a0": " ", "\u200b": " ", "\u00ad": "", "A": "a", "AB": "x", "ABC": "y", "\u2026": "...", "\u200d": "",
}

CASES = {
    "unigram": dict(model_type="unigram", rules=True),
    "unigram_bytes": dict(model_type="unigram", byte_fallback=True, normalization_rule_name="identity"),
    "unigram_user": dict(
        model_type="unigram", rules=True, user_defined_symbols=["<tag>", "chat", "\u2581x\u2581", "une grande"],
        control_symbols=["<ctl>"], unk_piece="UNK", unk_surface="??"),
    "bpe": dict(model_type="bpe", rules=True, user_defined_symbols=["<tag>", "chat"]),
    "bpe_bytes": dict(
        model_type="bpe", byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False),
    "bpe_behind": dict(model_type="bpe", rules=True, treat_whitespace_as_suffix=True),
    "unigram_bare": dict(model_type="unigram", normalization_rule_name="identity", add_dummy_prefix=False),
}

PARTS = [
    "\u0301", "\u0308", "\u200d", "\u200b", "\ufeff", "\ufb01", "\uff21", "\uff11", "\u33a1", "e\u0301", "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1eb\U0001f1f7", "\t", "  ", "   ", "\u00a0", "\u3000",
    "\u2581", "\u2581\u2581", "<s>", "</s>", "<unk>", "<0xE2>", "<0x0A>", "<tag>", "chat", "une grande", "<ctl>",
    "\u2581x\u2581", "UNK", "ABCABA", "\u2028", "\x01", "\x7f", "\u2026", "\u05e9\u05dc\u05d5\u05dd",
    "\ud55c\uad6d\uc5b4", "\u65e5\u672c\u8a9e", "\uffff", "\U0010ffff", "\ufffd", "\u2047", " \u2047 ", "\u00ad", " ",
    "a", "Z", ".", "le ", "un chat", "grande",
]


def corpus() -> list[str]:
    lines = (TOP / "Corpora/phrases/train.tsv").read_text(encoding="utf-8").split("\n")
    return [line.split("\t")[1] for line in lines if line][:4000]


def texts(own: list[str]) -> list[str]:
    rng = random.Random(7)
    lines = ["", " ", "   ", "\t", "\u2581", "\u200b", "\u00ad", "a", "  a  b  ", "a ", "\u3000\u3000", "x chat x"]
    lines += rng.sample(own, 12)
    for text in rng.sample(own, 24):
        letters = list(text)
        for _ in range(rng.randint(1, 4)):
            letters.insert(rng.randint(0, len(letters)), rng.choice(PARTS))
        lines.append("".join(letters))
    return lines + ["".join(rng.choice(PARTS) for _ in range(rng.randint(1, 9))) for _ in range(24)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "sentencepiece")
    folder = parser.parse_args().output.resolve()
    folder.mkdir(exist_ok=True)
    own = corpus()
    lines = texts(own)
    cases = []
    with tempfile.TemporaryDirectory() as scratch:
        # Names of files stand in the models: they are relative.
        os.chdir(scratch)
        Path("texts").write_text("\n".join(own) + "\n", encoding="utf-8")
        codes = {"%s\t%s" % tuple(" ".join("%X" % ord(c) for c in side) for side in rule) for rule in RULES.items()}
        Path("rules").write_text("".join(line + "\n" for line in sorted(codes)), encoding="utf-8")
        for name, options in CASES.items():
            options = dict(options)
            if options.pop("rules", False):
                options["normalization_rule_tsv"] = "rules"
            size = 400 if options.get("byte_fallback") else 150
            sentencepiece.SentencePieceTrainer.train(
                input="texts", model_prefix=name, vocab_size=size, hard_vocab_limit=False, num_threads=1,
                minloglevel=2, character_coverage=1.0, **options)
            shutil.copy(f"{name}.model", folder)
            model = sentencepiece.SentencePieceProcessor(model_file=f"{name}.model")
            found = []
            for text in lines:
                pieces = model.encode(text, out_type=str)
                found.append([text, pieces, model.decode(pieces)])
            cases.append(dict(model=f"{name}.model", lines=found))
    text = json.dumps(cases, ensure_ascii=True, indent=None, separators=(",", ":")).replace("],[\"", "],\n[\"")
    (folder / "cases.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
