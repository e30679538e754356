"""What compare_speed.py runs: the commands of both sides, and the files that they read.

Requires: Python 3.11.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SMALL = ["--tokens", "words", "--embedding", "256", "--batch-size", "64"]
SETTINGS = {  # options, steps that are timed here and there
    "addition": (["--tokens", "characters", "--embedding", "32", "--hidden", "128",
                  "--batch-size", "128"], 400, 200),
    "small": ([*SMALL, "--hidden", "256"], 60, 40),
    "nmt": ([*SMALL, "--hidden", "512", "--layers", "2", "--bidirectional", "--attention",
             "general"], 15, 10),
}
OUTPUT_TOKENS = 30


class Bench:
    """The commands of both sides, and the files that they read."""

    def __init__(self, arguments: argparse.Namespace, directory: Path):
        self.arguments, self.directory = arguments, directory
        self.rounds, self.threads = arguments.rounds, arguments.threads
        self.builds = {"here": arguments.commands}
        if arguments.base:
            self.builds["base"] = arguments.base

    def command(self, build: str, name: str, *options) -> list[str]:
        return [str(self.builds[build] / f"seq2seq-{name}"), *map(str, options)]

    def instruction_set(self) -> str:
        asked = os.environ.get("SEQ2SEQ_INSTRUCTIONS")
        return f"instruction set {asked or 'the fastest there is'}"

    def pytorch(self, task: str, threads: int | None = None, **options) -> dict:
        command = [self.arguments.python, str(HERE / "pytorch_speed.py"), task,
                   "--threads", str(threads or self.threads)]
        for name, value in options.items():
            command += [f"--{name.replace('_', '-')}", str(value)]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": str(threads or self.threads)}
        return json.loads(run(command, env=environment).splitlines()[-1])

    def corpus(self, name: str, **options) -> Path:
        suffix = "".join(f"-{key}{value}" for key, value in options.items())
        path = self.directory / f"{name}{suffix}.tsv"
        if not path.exists():
            if name == "addition":
                command = self.command("here", "corpus", "addition", "--count", 45_000)
            else:
                types = {"types": 10_000} if name == "nmt" else {}
                command = [sys.executable, str(HERE / "make_small_corpus.py")]
                for key, value in {**types, **options}.items():
                    command += [f"--{key}", str(value)]
            path.write_text(run(command))
        return path

    def model(self, name: str) -> Path:
        """A model of so few steps that it is there soon, and so many that it knows which words
        are frequent; beside it the same in 8 bits."""
        path = self.directory / f"{name}.safetensors"
        if not path.exists():
            self.train("here", name, 100, model=path)
            run(self.command("here", "convert", "--model", path, "--to", "int8", "--output",
                             path.with_suffix(".int8")))
        return path

    def pairs(self, name: str, count: int) -> Path:
        path = self.directory / f"{name}-{count}-pairs.tsv"
        lines = self.corpus(name).read_text().split("\n")[:count]
        path.write_text("\n".join(lines) + "\n")
        return path

    def train(self, build: str, name: str, steps: int, *options, model: Path | None = None,
              threads: int | None = None, corpus: Path | None = None,
              settings: list[str] | None = None) -> list[dict]:
        """Trains with the settings of a name, or others; gives the lines of the log."""
        log = self.directory / "log.jsonl"
        kept = model or self.directory / "trained.safetensors"
        run(self.command(
            build, "train", "--recipe", "plain", "--train", corpus or self.corpus(name),
            *(SETTINGS[name][0] if settings is None else settings), *options, "--steps", steps,
            "--threads", threads or self.threads, "--model", kept, "--log", log, "--quiet", "--overwrite"))
        Path(f"{kept}.checkpoint").unlink(missing_ok=True)
        return [json.loads(line) for line in log.read_text().splitlines()]

    def training_speed(self, build: str, name: str, steps: int, *options, **others) -> float:
        """Target tokens/s of steps, the first fifth of them left out."""
        log = self.train(build, name, steps + steps // 4, *options, **others)
        timed = [line for line in log if line["event"] == "step"][-steps:]
        tokens = sum(line["target_tokens"] for line in timed)
        return tokens / sum(
            line["target_tokens"] / line["target_tokens_per_second"] for line in timed)

    def decoding_seconds(self, build: str, pairs: Path, beam: int, rows: int, suffix: str,
                         form: str = "jsonl") -> tuple[float, list[float]]:
        """Seconds of the command, and of jsonl the log probability of each line's output."""
        sources = pairs.with_suffix(".txt")
        sources.write_text("".join(
            line.split("\t")[0] + "\n" for line in pairs.read_text().splitlines()))
        command = self.command(
            build, "decode", "--model", self.model("nmt").with_suffix(suffix), "--input", sources,
            "--beam", beam, "--batch-size", rows, "--min-length", OUTPUT_TOKENS, "--max-length",
            OUTPUT_TOKENS, "--threads", self.threads, "--format", form, "--quiet")
        begin = time.perf_counter()
        output = run(command)
        seconds = time.perf_counter() - begin
        return seconds, [json.loads(line)["hypotheses"][0]["log_probability"]
                         for line in output.splitlines() if form == "jsonl"]

    def decoding_speed(self, build: str, beam: int, rows: int, lines: int, suffix: str,
                       form: str) -> float:
        """Sentences/s, the start of the process and the first batch left out."""
        first, _ = self.decoding_seconds(build, self.pairs("nmt", rows), beam, rows, suffix, form)
        all_lines, _ = self.decoding_seconds(
            build, self.pairs("nmt", rows + lines), beam, rows, suffix, form)
        return lines / (all_lines - first)


def operations(name: str, corpus: Path) -> float:
    """Floating-point operations in products a target token, forward and backward."""
    pieces = str.split if option(name, "--tokens") == "words" else list
    pairs = [line.split("\t") for line in corpus.read_text().splitlines()]
    sources = sum(len(pieces(source)) for source, _ in pairs)
    targets = sum(len(pieces(target)) + 1 for _, target in pairs)
    types = len({piece for _, target in pairs for piece in pieces(target)}) + 4
    embedding, hidden = int(option(name, "--embedding")), int(option(name, "--hidden"))
    layers = int(option(name, "--layers") or 1)
    below = [embedding] + [hidden] * (layers - 1)
    width = hidden // 2 if option(name, "--bidirectional") is not None else hidden
    encoder = sum(4 * hidden * (size + width) for size in below)
    decoder = sum(4 * hidden * (size + hidden) for size in below) + types * hidden
    if option(name, "--attention"):
        encoder += hidden * hidden
        decoder += 2 * hidden * hidden + 2 * hidden * sources / len(pairs)
    return 6 * (decoder + encoder * sources / targets)


def option(name: str, flag: str) -> str | None:
    """What the settings of a name say of an option; nothing if they do not have it."""
    settings = [*SETTINGS[name][0], ""]
    return settings[settings.index(flag) + 1] if flag in settings else None


def processor() -> str:
    """The processor's name, as Linux tells it."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def run(command: list[str], **options) -> str:
    """The standard output of a command; an error of it ends the script."""
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, **options)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {result.returncode}")
    return result.stdout
