"""Feeds damaged model files and senseless inputs to `seq2seq-decode` and looks for crashes.

Usage: python3 fuzz_decode.py SEQ2SEQ-DECODE MODEL.safetensors [MORE.safetensors ...]
           [--seconds N] [--seed N] [--keep DIRECTORY]
Requires: Python 3.11 alone.

A run must end by itself, within its time, with an exit code that the README lists; and if it
decodes, it must write a line for each line of the input. Half of the damaged models have no
checksums, which a model file may lack, so that the damage gets past them. What breaks the
rules is kept with the command line that does it, and the exit code is 1 then.
"""

import argparse
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXIT_CODES = {0, 64, 65, 66}
SECONDS_PER_RUN = 20

NUMBERS = [0, 1, -1, 2, 3, 7, 1e300, -1e300, 1e-300, 2**31, 2**63, 2**64, 1.5, "1", None, True, [], {}]
TEXTS = ["", "none", "words", "characters", "\u0000", "é", "e\u0301", "👩‍👩‍👧", "<unk>", "\ud7ff", "a" * 5000]
FLOATS = [0.0, -0.0, 1e38, -1e38, float("inf"), float("-inf"), float("nan"), 1e-45, 1e4, -1e4]
OPTIONS = [
    [], ["--beam", "3"], ["--beam", "4", "--n-best", "4"], ["--length-penalty", "average"],
    ["--length-penalty", "gnmt:1.2", "--beam", "2"], ["--min-length", "4"], ["--block-ngrams", "2"],
    ["--ban-unknown"], ["--sample"], ["--sample", "--top-k", "2"],
    ["--sample", "--top-p", "0.5", "--temperature", "0.01"], ["--scores"], ["--batch-size", "1"],
    ["--coverage-penalty", "0.5", "--beam", "3"], ["--replace-unknown"], ["--alignments"],
    ["--threads", "2"], ["--verify-invariance"],
    ["--precision", "int8"], ["--precision", "int8", "--beam", "3", "--verify-invariance"],
]


class Model:
    """A model file in its parts."""

    def __init__(self, data: bytes):
        length = int.from_bytes(data[:8], "little")
        self.header = json.loads(data[8:8 + length])
        self.data = bytearray(data[8 + length:])

    def encoded(self) -> bytes:
        header = json.dumps(self.header, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
        header += b" " * (-len(header) % 8)
        return struct.pack("<Q", len(header)) + header + bytes(self.data)


def damaged_model(data: bytes) -> bytes:
    """The bytes of a model file with something wrong in it, or nothing."""
    kind = random.random()
    if kind < 0.1:
        return data
    if kind < 0.4:
        return damaged_bytes(data)
    model = Model(data)
    metadata = model.header["__metadata__"]
    metadata.pop("checksum", None)
    metadata.pop("metadata_checksum", None)
    for _ in range(random.choice([1, 1, 2, 5])):
        random.choice([damage_configuration, damage_vocabulary, damage_tensor, damage_weights,
                       damage_weights, damage_metadata])(model)
    encoded = model.encoded()
    return damaged_bytes(encoded) if random.random() < 0.1 else encoded


def damaged_bytes(data: bytes) -> bytes:
    data = bytearray(data)
    for _ in range(random.choice([1, 1, 3, 30])):
        place = random.randrange(len(data)) if random.random() < 0.5 else random.randrange(min(600, len(data)))
        kind = random.randrange(5)
        if kind == 0:
            data[place] ^= 1 << random.randrange(8)
        elif kind == 1:
            data[place] = random.choice([0, 255, 0x22, 0x5C, 0x7B, 0x30, random.randrange(256)])
        elif kind == 2:
            del data[place:place + random.choice([1, 8, 100, 10**9])]
        elif kind == 3:
            data[place:place] = random.randbytes(random.choice([1, 8, 100]))
        else:
            data[place:place + 8] = struct.pack("<q", random.choice([0, -1, 2**62, 2**31, len(data)]))
        if not data:
            break
    return bytes(data)


def damage_configuration(model: Model):
    metadata = model.header["__metadata__"]
    try:
        configuration = json.loads(metadata["configuration"])
        key = random.choice(sorted(configuration))
        if random.random() < 0.2:
            del configuration[key]
        else:
            configuration[key] = random.choice(NUMBERS + TEXTS)
        metadata["configuration"] = json.dumps(configuration)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        metadata["configuration"] = random.choice(TEXTS)


def damage_vocabulary(model: Model):
    metadata = model.header["__metadata__"]
    key = random.choice(["source_vocabulary", "target_vocabulary"])
    try:
        vocabulary = json.loads(metadata[key])
        place = random.randrange(len(vocabulary))
        random.choice([
            lambda: vocabulary.__setitem__(place, random.choice(TEXTS)),
            lambda: vocabulary.pop(place), lambda: vocabulary.insert(place, random.choice(TEXTS)),
            lambda: random.shuffle(vocabulary), lambda: vocabulary.__setitem__(place, 3),
            lambda: vocabulary.__setitem__(place, vocabulary[0])])()
        metadata[key] = json.dumps(vocabulary)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        metadata[key] = random.choice(TEXTS)


def damage_tensor(model: Model):
    names = [name for name in model.header if name != "__metadata__"]
    if not names:
        return
    name = random.choice(names)
    tensor = model.header[name]
    kind = random.randrange(5)
    if kind == 0:
        tensor["shape"] = [random.choice([0, 1, -1, 4, 2**32, 2**62]) for _ in range(random.randrange(4))]
    elif kind == 1:
        tensor["data_offsets"] = [random.choice([0, -1, 4, 2**62, len(model.data)]) for _ in range(2)]
    elif kind == 2:
        tensor["dtype"] = random.choice(["F16", "F64", "I32", ""])
    elif kind == 3:
        del model.header[name]
    else:
        model.header[random.choice(TEXTS)] = tensor


def damage_weights(model: Model):
    """Weights are any numbers, also those that are none."""
    share = random.choice([0.001, 0.05, 1])
    common = random.choice(FLOATS) if random.random() < 0.5 else None
    for place in range(0, len(model.data) - 3, 4):
        if random.random() < share:
            value = random.choice(FLOATS) if common is None else common
            struct.pack_into("<f", model.data, place, value)


def damage_metadata(model: Model):
    metadata = model.header["__metadata__"]
    key = random.choice(sorted(metadata) + ["more"])
    metadata[key] = random.choice(TEXTS)
    if random.random() < 0.3:
        metadata.pop(random.choice(sorted(metadata)), None)


def senseless_input() -> bytes:
    """Good lines among bad ones."""
    lines = []
    for _ in range(random.choice([0, 1, 5, 40])):
        kind = random.randrange(9)
        if kind == 0:
            lines.append(random.randbytes(random.choice([1, 20, 300])).replace(b"\n", b""))
        elif kind == 1:
            lines.append(b"")
        elif kind == 2:
            lines.append(json.dumps({"id": random.choice(NUMBERS), "source": random.choice(TEXTS + NUMBERS)}).encode())
        elif kind == 3:
            lines.append(b'{"source":"abc"' + random.randbytes(3).replace(b"\n", b""))
        elif kind == 4:
            lines.append(random.choice(TEXTS).encode("utf-8", "surrogatepass"))
        elif kind == 5:
            lines.append(b"[" * random.choice([1, 1000]) + b'{"a":' * random.choice([0, 3, 2000]))
        elif kind == 6:
            lines.append(("x " * random.choice([1, 100, 3000])).encode())
        else:
            lines.append("".join(random.choice("abcde fgh the") for _ in range(random.randrange(30))).encode())
    return b"\n".join(lines) + (b"\n" if random.random() < 0.8 else b"")


def line_count(data: bytes) -> int:
    data = data.removeprefix(b"\xef\xbb\xbf")
    return data.count(b"\n") + (0 if data.endswith(b"\n") or not data else 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default="fuzz-findings")
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    models = [Path(path).read_bytes() for path in arguments.models]
    end, runs, findings, codes = time.monotonic() + arguments.seconds, 0, 0, {}
    with tempfile.TemporaryDirectory() as directory:
        while time.monotonic() < end:
            runs += 1
            path, input_path = Path(directory, "model.safetensors"), Path(directory, "input.txt")
            path.write_bytes(damaged_model(random.choice(models)))
            data = senseless_input()
            input_path.write_bytes(data)
            form = random.choice(["text", "tsv", "jsonl"])
            words = ["--model", str(path), "--max-length", "30", "--format", form] + random.choice(OPTIONS)
            if "--n-best" in words and form == "text":
                continue
            problem = run(arguments.command, words, input_path, line_count(data), codes)
            if problem:
                findings += 1
                place = Path(arguments.keep, f"{arguments.seed}-{runs}")
                place.mkdir(parents=True, exist_ok=True)
                os.replace(path, place / "model.safetensors")
                os.replace(input_path, place / "input.txt")
                (place / "problem.txt").write_text(" ".join(words) + "\n" + problem + "\n")
                print(f"run {runs}: {problem.splitlines()[0]}", flush=True)
    counts = ", ".join(f"{count} with {code}" for code, count in sorted(codes.items()))
    print(f"{runs} runs ({counts}): {findings} findings")
    sys.exit(1 if findings else 0)


def run(command: str, words: list[str], input_path: Path, lines: int, codes: dict) -> str | None:
    """What is wrong with a run, or nothing."""
    try:
        with input_path.open("rb") as file:
            result = subprocess.run(
                [command] + words, stdin=file, capture_output=True, timeout=SECONDS_PER_RUN)
    except subprocess.TimeoutExpired:
        return f"did not end in {SECONDS_PER_RUN} seconds"
    codes[result.returncode] = codes.get(result.returncode, 0) + 1
    messages = result.stderr.decode("utf-8", "replace")[:2000]
    if result.returncode not in EXIT_CODES:
        return f"ended with {result.returncode}\n{messages}"
    if result.returncode == 0 or result.stdout:
        written = len({line.split(b"\t")[0] for line in result.stdout.splitlines()}) \
            if "tsv" in words else result.stdout.count(b"\n")
        if written != lines:
            return f"wrote {written} lines of {lines}\n{messages}"
    return None


if __name__ == "__main__":
    main()
