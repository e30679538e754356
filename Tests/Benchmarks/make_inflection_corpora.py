"""Writes words, their inflected forms and tags in three made-up languages.

Usage: python3 make_inflection_corpora.py DIRECTORY [--seed N] [--pairs N]
Requires: Python 3.9. The same seed gives the same bytes.

DIRECTORY/LANGUAGE.train.tsv has 1,000 lines (or --pairs), valid.tsv 200 and test.tsv 500, each
`lemma TAB form TAB tags`, the tags with `;` between them, as in the shared tasks of SIGMORPHON.
LANGUAGE.train.tagged.tsv and so on have the same in two columns, the tags in the source:
`lemma<V><PST> TAB form`. No two lines of a language have both lemma and tags in common.

- `harmony` adds suffixes to nouns, one for each tag; their vowels follow the stem's last one,
  stops become voiced before vowels, some stems lose a vowel, a few have another plural stem.
- `ablaut` has verbs of two regular classes and of five with other vowels in the past, some of
  which are told by nothing in the lemma, and three verbs made of several stems.
- `roots` weaves vowels into three consonants, doubles or repeats them, has prefixes and
  circumfixes, drops weak consonants, and has three suppletive verbs.
Frequent lemmas come with more of their forms than rare ones, and irregular ones are frequent.
"""

import argparse
import random
from itertools import product
from pathlib import Path


class Harmony:
    """Stems with suffixes whose vowels agree with the stem."""

    name = "harmony"
    front, back = "eiöü", "aıou"
    voiced = {"p": "b", "ç": "c", "t": "d", "k": "ğ"}

    def __init__(self, chance):
        self.stems = {}
        while len(self.stems) < 700:
            vowels = chance.choice([self.front, self.back])
            count = chance.choice([1, 2, 2, 3])
            word = "".join(
                chance.choice("bdgklmnprstvyzçş") + chance.choice(vowels) for _ in range(count)
            ) + chance.choice(["", "k", "t", "p", "ç", "n", "r", "l", "m", "ş", "z", "k"])
            if len(word) < 3 or word in self.stems:
                continue
            kind = "regular"
            if word[-1] in "nrlm" and count > 1 and chance.random() < 0.12:
                kind = "loses a vowel"
            elif word[-1] in "ptçk" and count == 1 and chance.random() < 0.5:
                kind = "stays voiceless"
            self.stems[word] = kind
        self.plurals = dict(zip(list(self.stems)[:6], ["tivo", "gamul", "ösek", "benü", "zorla", "kuyan"]))
        self.lemmas = list(self.stems)

    def cells(self):
        for number, owner, case in product(
            ["SG", "PL"], ["", "PSS1S", "PSS2S", "PSS1P"], ["NOM", "ACC", "DAT", "LOC", "ABL", "GEN"]
        ):
            yield [tag for tag in ["N", number, owner, case] if tag]

    def add(self, stem, suffix, kind="regular"):
        """`A` is e or a, `I` is i, ı, u or ü; a letter in brackets only stands between vowels."""
        last = [letter for letter in stem if letter in self.front + self.back][-1]
        if suffix[0] == "(":
            vowel = stem[-1] in self.front + self.back
            bracket, suffix = suffix[1], suffix[3:]
            if vowel == (bracket not in "AI"):
                suffix = bracket + suffix
        starts_with_vowel = suffix[0] in "AI"
        if starts_with_vowel and kind == "loses a vowel" and stem[-2] in self.front + self.back:
            stem = stem[:-2] + stem[-1]
        if starts_with_vowel and stem[-1] in self.voiced and kind != "stays voiceless":
            stem = stem[:-1] + self.voiced[stem[-1]]
        if suffix[0] == "D":
            suffix = ("t" if stem[-1] in "ptçkşs" else "d") + suffix[1:]
        for letter in suffix:
            if letter == "A":
                letter = "e" if last in self.front else "a"
            elif letter == "I":
                letter = {"e": "i", "i": "i", "ö": "ü", "ü": "ü", "a": "ı", "ı": "ı", "o": "u", "u": "u"}[last]
            if letter in self.front + self.back:
                last = letter
            stem += letter
        return stem

    def form(self, lemma, tags):
        kind = self.stems[lemma]
        word = lemma
        if "PL" in tags:
            if lemma in self.plurals:
                word = self.plurals[lemma]
            else:
                word = self.add(word, "lAr")
            kind = "regular"
        for tag, suffix in [("PSS1S", "(I)m"), ("PSS2S", "(I)n"), ("PSS1P", "(I)mIz")]:
            if tag in tags:
                word, kind = self.add(word, suffix, kind), "regular"
        suffixes = {"ACC": "(y)I", "DAT": "(y)A", "LOC": "DA", "ABL": "DAn", "GEN": "(n)In"}
        case = tags[-1]
        return self.add(word, suffixes[case], kind) if case in suffixes else word


class Ablaut:
    """Verbs whose endings melt tense, person and number together, and whose vowels change."""

    name = "ablaut"
    endings = {
        "weak": {"PRS": ["e", "est", "et", "en", "eth", "en"], "PST": ["te", "test", "te", "ten", "teth", "ten"]},
        "soft": {"PRS": ["io", "is", "it", "imus", "itis", "iunt"], "PST": ["ivi", "ivisti", "ivit", "ivimus", "ivistis", "iverunt"]},
        "strong": {"PRS": ["e", "est", "et", "en", "eth", "en"], "PST": ["", "st", "", "en", "eth", "en"]},
    }
    vowels = [("ei", "ie"), ("i", "a"), ("e", "o"), ("a", "u"), ("u", "eu")]
    suppletive = {"sein": ("bin", "war"), "gahen": ("gah", "ging"), "wollan": ("will", "wult")}

    def __init__(self, chance):
        self.verbs = {lemma: ("suppletive", stems) for lemma, stems in self.suppletive.items()}
        onsets = ["b", "br", "d", "f", "fl", "g", "gl", "h", "k", "kl", "l", "m", "n", "r", "s", "sch", "schw", "st", "str", "tr", "w", "z"]
        codas = ["b", "g", "ck", "ll", "lf", "m", "nd", "ng", "nk", "r", "rt", "ss", "t", "x"]
        prefixes = ["", "", "", "ver", "be", "ant", "uf"]
        while len(self.verbs) < 500:
            vowel = chance.choice(["ei", "i", "e", "a", "u", "o", "au"])
            core = chance.choice(onsets) + vowel + chance.choice(codas)
            kind = chance.choice(["weak", "weak", "weak", "soft"])
            changes = [change for change in self.vowels if change[0] == vowel]
            # Half of those before nk, nd and ng are strong; of the others fewer, and nothing shows which.
            share = 0.6 if core.endswith(("nk", "nd", "ng")) else 0.12
            if changes and kind == "weak" and chance.random() < share:
                kind = "strong"
            ending = "ire" if kind == "soft" else "en"
            members = prefixes if len(self.verbs) % 3 == 0 else [""]
            for prefix in dict.fromkeys(members):
                lemma = prefix + core + ending
                past = prefix + core[::-1].replace(vowel[::-1], changes[0][1][::-1], 1)[::-1] if kind == "strong" else None
                self.verbs.setdefault(lemma, (kind, (prefix + core, past)))
        self.lemmas = sorted(self.verbs, key=lambda lemma: (self.verbs[lemma][0] not in ("suppletive", "strong")))

    def cells(self):
        for tense, number, person in product(["PRS", "PST"], ["SG", "PL"], "123"):
            yield ["V", "IND", tense, person, number]
        yield ["V.PTCP", "PST"]
        yield ["V", "IMP", "2", "SG"]

    def form(self, lemma, tags):
        kind, (stem, past) = self.verbs[lemma]
        if tags[0] == "V.PTCP":
            if kind == "soft":
                return stem + "itus"
            separable = any(stem.startswith(prefix) for prefix in ["ver", "be", "ant", "uf"])
            return ("" if separable else "ge") + ((past + "en") if past else stem + "t")
        if tags[1] == "IMP":
            return stem + ("i" if kind == "soft" else "" if kind == "suppletive" else "e")
        index = int(tags[3]) - 1 + (3 if tags[4] == "PL" else 0)
        if kind == "suppletive":
            endings = self.endings["strong"][tags[2]]
            ending = endings[index] if tags[2] == "PST" or index else ""
            return (past if tags[2] == "PST" else stem) + ending
        base = past if kind == "strong" and tags[2] == "PST" else stem
        ending = self.endings[kind][tags[2]][index]
        if base[-1] in "td" and ending[:1] in ("t", "s"):
            ending = "e" + ending
        return base + ending


class Roots:
    """Consonants with vowels woven in, prefixes and circumfixes."""

    name = "roots"
    patterns = {"PFV": "1a2a3", "IPFV": "12u3", "PASS": "1u2i3", "CAUS": "1a22a3", "RECP": "1aa2a3"}
    suppletive = {"jaa'a": {"PFV": "jaa'", "IPFV": "ta"}, "akala": {"PFV": "akal", "IPFV": "hut"}, "ra'a": {"PFV": "ra'", "IPFV": "shuf"}}

    def __init__(self, chance):
        self.roots = {}
        consonants = "btjhkdrzsfqlmn"
        while len(self.roots) < 420:
            root = [chance.choice(consonants) for _ in range(3)]
            if chance.random() < 0.2:
                root[chance.choice([0, 1, 2])] = chance.choice("wy")
            if root[0] == root[1]:
                continue
            self.roots.setdefault(self.weave(root, "1a2a3") + "a", root)
        self.lemmas = list(self.suppletive) + list(self.roots)

    def cells(self):
        for voice, aspect, person in product(
            ["ACT", "PASS", "CAUS", "RECP"], ["PFV", "IPFV"], ["1;SG", "2;SG", "3;SG", "1;PL", "3;PL"]
        ):
            yield ["V", voice, aspect] + person.split(";")
        yield ["V.MSDR"]
        yield ["V.PTCP", "ITER"]

    def weave(self, root, pattern):
        word = "".join(root[int(sign) - 1] if sign in "123" else sign for sign in pattern)
        # A weak consonant between vowels makes one long vowel, at the end it falls.
        for weak, long in [("awa", "aa"), ("aya", "aa"), ("uwi", "ii"), ("uyi", "ii"), ("wu", "uu"), ("yu", "ii"), ("aw", "o"), ("ay", "e")]:
            word = word.replace(weak, long)
        return word

    def form(self, lemma, tags):
        irregular = self.suppletive.get(lemma)
        root = self.roots.get(lemma) or list(lemma.replace("'", "y").replace("a", ""))
        root = (root + ["y", "n"])[:3] if len(root) < 3 else root
        if tags[0] == "V.MSDR":
            return "ma" + self.weave(root, "12a3a") + "t"
        if tags[0] == "V.PTCP":
            doubled = root[0] + "a"
            return doubled + self.weave(root, "1aa2i3")
        voice, aspect, person, number = tags[1:]
        if irregular and voice == "ACT":
            stem = irregular[aspect]
        else:
            stem = self.weave(root, self.patterns[aspect if voice == "ACT" else voice])
        if aspect == "PFV":
            return stem + {"1SG": "tu", "2SG": "ta", "3SG": "a", "1PL": "na", "3PL": "uu"}[person + number]
        before = {"1SG": "a", "2SG": "ta", "3SG": "ya", "1PL": "na", "3PL": "ya"}[person + number]
        return before + stem + ("uuna" if number == "PL" and person == "3" else "u")


def lines(language, count, chance):
    """Lines of different lemmas and tags: the n-th lemma comes with 1/n of the first's weight, but for a floor."""
    cells = list(language.cells())
    weights = [max(1 / (rank + 1), 0.02) for rank in range(len(language.lemmas))]
    found = {}
    while len(found) < count:
        lemma = chance.choices(language.lemmas, weights)[0]
        tags = chance.choice(cells)
        found[lemma, ";".join(tags)] = language.form(lemma, tags)
    return [(lemma, form, tags) for (lemma, tags), form in found.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=1000)
    arguments = parser.parse_args()
    arguments.directory.mkdir(parents=True, exist_ok=True)
    for kind in [Harmony, Ablaut, Roots]:
        chance = random.Random(f"{kind.name} {arguments.seed}")
        language = kind(chance)
        rest = lines(language, arguments.pairs + 700, chance)
        for part, size in [("train", arguments.pairs), ("valid", 200), ("test", 500)]:
            own, rest = rest[:size], rest[size:]
            path = arguments.directory / f"{language.name}.{part}"
            Path(f"{path}.tsv").write_text("".join("\t".join(line) + "\n" for line in own), encoding="utf-8")
            tagged = "".join(
                lemma + "".join(f"<{tag}>" for tag in tags.split(";")) + f"\t{form}\n" for lemma, form, tags in own
            )
            Path(f"{path}.tagged.tsv").write_text(tagged, encoding="utf-8")


if __name__ == "__main__":
    main()
