"""Times this toolkit and PyTorch side by side, in training and in decoding.

Usage: python3 compare_speed.py [--cases NAMES] [--rounds N] [--growth] [options]
Requires: Python 3.11; pytorch_speed.py's packages in the Python named by --python.

First both sides compute the same model's loss, gradient norm and outputs on the same
pairs; if the numbers differ, nothing is timed. Then the two run in turn, round after round,
so that a change of the machine's speed meets both, and with them a large product in NumPy
(OpenBLAS), the practical peak of the machine in the same run. Prints Markdown: medians,
ratios, GFLOP/s and shares of that product. The cases:

    train-addition, train-small, train-nmt       target tokens/s of training steps
    scale-small, scale-nmt                       the same on one thread and on two
    greedy-1, greedy-64, beam-1, beam-64         sentences/s, 30 tokens each, with the nmt
                                                 model in floats and in 8 bits
    start                                        seconds to the first word of one line

`train` and `decode` stand for all of their kind. With --growth our speed alone is measured
as sizes grow. Each case takes one to three minutes, so a machine that others use may be
kept quiet for one at a time; --command-base times other builds of our commands too.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from speed_bench import HERE, SETTINGS, Bench, operations, option, processor, run

DECODING = {  # beam, rows, lines here in floats, in 8 bits, and there
    "greedy-1": (1, 1, 100, 200, 15), "greedy-64": (1, 64, 640, 960, 192),
    "beam-1": (5, 1, 60, 120, 10), "beam-64": (5, 64, 192, 256, 64)}
CASES = ([f"train-{name}" for name in SETTINGS] + ["scale-small", "scale-nmt"]
         + list(DECODING) + ["start"])
GROWTH = {
    "hidden": ("--hidden", [32, 64, 128, 256, 512, 1024]),
    "batch": ("--batch-size", [1, 8, 64, 512]),
    "vocabulary": ("--types", [100, 1_000, 10_000, 100_000]),
    "length": ("--length", [5, 20, 100, 1_000]),
    "pairs": ("--pairs", [1_000, 10_000, 100_000, 1_000_000]),
}
TOLERANCE = 1e-4


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(arguments, Path(arguments.directory or directory))
        print(f"{processor()}, {os.cpu_count()} cores, {arguments.threads} threads, "
              f"{bench.instruction_set()}; {bench.pytorch('product')['versions']}; medians of "
              f"{arguments.rounds} rounds\n", flush=True)
        if arguments.growth:
            for name in arguments.growth.split(","):
                growth(bench, name)
            return
        for case in chosen(arguments.cases):
            kind, _, name = case.partition("-")
            if kind == "train":
                training(bench, name)
            elif kind == "scale":
                scaling(bench, name)
            elif kind == "start":
                start(bench)
            else:
                decoding(bench, case)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Times Seq2Seq and PyTorch side by side.")
    parser.add_argument("--cases", default="train,decode,start", metavar="NAMES")
    parser.add_argument("--growth", nargs="?", const=",".join(GROWTH), metavar="NAMES",
                        help="measure how speed changes with " + ", ".join(GROWTH))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--commands", type=Path,
                        default=HERE.parent.parent / ".build" / "release", metavar="DIRECTORY")
    parser.add_argument("--base", type=Path, metavar="DIRECTORY", help="commands of another build")
    parser.add_argument("--python", default=sys.executable, help="a Python with torch")
    parser.add_argument("--directory", metavar="DIRECTORY",
                        help="where corpora and models are kept for the next run")
    return parser.parse_args()


def chosen(names: str) -> list[str]:
    kinds = {"train": [case for case in CASES if case.startswith("train-")],
             "decode": list(DECODING)}
    cases = [case for name in names.split(",") for case in kinds.get(name, [name])]
    unknown = [case for case in cases if case not in CASES]
    if unknown:
        sys.exit(f"there is no case {unknown[0]}; the cases are {', '.join(CASES)}")
    return cases


def training(bench: Bench, name: str):
    """Training here and in PyTorch."""
    _, steps, steps_there = SETTINGS[name]
    model, size = bench.model(name), int(option(name, "--batch-size"))
    pairs = bench.pairs(name, size)
    # The rest of the settings is the model's.
    log = bench.train("here", name, 1, "--from", model, corpus=pairs,
                      settings=["--batch-size", str(size)])
    there = bench.pytorch("loss", model=model, pairs=pairs)
    for number in ("loss", "gradient_norm"):
        check(f"{name}: {number}", log[0][number], there[number])
    speeds, peaks = {}, []
    for _ in range(bench.rounds):
        peaks.append(bench.pytorch("product")["numpy"])
        for build in bench.builds:
            note(speeds, build, bench.training_speed(build, name, steps))
        note(speeds, "PyTorch", bench.pytorch(
            "train", model=model, pairs=bench.corpus(name), batch_size=size, steps=steps_there)["speed"])
    work = operations(name, bench.corpus(name)) / 1e9
    here, peak = median(speeds["here"]), median(peaks)
    heading("training, target tokens/s", [*bench.builds, "PyTorch", "ratio", "GFLOP/s here",
                                          "NumPy's product", "share"])
    row(name, *(spread(speeds[build]) for build in [*bench.builds, "PyTorch"]),
        f"{here / median(speeds['PyTorch']):.2f}", f"{here * work:.0f}", spread(peaks),
        f"{100 * here * work / peak:.0f} %")


def scaling(bench: Bench, name: str):
    """Training on two threads against one."""
    speeds, peaks = {}, {}
    for _ in range(bench.rounds):
        for threads in (1, 2):
            note(peaks, threads, bench.pytorch("product", threads)["numpy"])
            for build in bench.builds:
                note(speeds, (build, threads), bench.training_speed(
                    build, name, SETTINGS[name][1] // 2 * threads, threads=threads))
    heading("target tokens/s", ["one thread", "two threads", "ratio", "ratio of NumPy's product"])
    for build in bench.builds:
        one, two = speeds[build, 1], speeds[build, 2]
        row(f"{name}, {build}", spread(one), spread(two), f"{median(two) / median(one):.2f}",
            f"{median(peaks[2]) / median(peaks[1]):.2f}")


def decoding(bench: Bench, case: str):
    """Decoding here, in floats and in 8 bits, and in PyTorch."""
    beam, rows, lines, lines_int8, lines_there = DECODING[case]
    model, pairs = bench.model("nmt"), bench.pairs("nmt", rows)
    _, found = bench.decoding_seconds("here", pairs, beam, rows, ".safetensors")
    there = bench.pytorch("decode", model=model, pairs=pairs, beam=beam, batch_size=rows)
    for line, (one, other) in enumerate(zip(found, there["log_probabilities"], strict=True), 1):
        check(f"{case}: log probability of line {line}", one, other)
    # The texts alone, of which nobody asks how probable they are, may be found faster.
    speeds, forms = {}, {
        "float32": (".safetensors", lines, "jsonl"), "int8": (".int8", lines_int8, "jsonl"),
        "text": (".safetensors", lines, "text")}
    for _ in range(bench.rounds):
        for build in bench.builds:
            for form, (suffix, count, records) in forms.items():
                note(speeds, (build, form), bench.decoding_speed(
                    build, beam, rows, count, suffix, records))
        note(speeds, "PyTorch", bench.pytorch(
            "decode", model=model, pairs=bench.pairs("nmt", lines_there), beam=beam,
            batch_size=rows)["speed"])
    heading("decoding, sentences/s", ["float32", "text alone", "int8", "PyTorch",
                                      "float32 / PyTorch", "text / PyTorch", "int8 / float32"])
    for build in bench.builds:
        floats, text, int8 = (speeds[build, form] for form in ("float32", "text", "int8"))
        there = median(speeds["PyTorch"])
        row(f"{case}, {build}", spread(floats), spread(text), spread(int8), spread(speeds["PyTorch"]),
            f"{median(floats) / there:.2f}", f"{median(text) / there:.2f}",
            f"{median(int8) / median(floats):.2f}")


def start(bench: Bench):
    """Milliseconds of a process that decodes one line to one word, files in the page cache."""
    model, speeds = bench.model("nmt"), {}
    for _ in range(4 * bench.rounds):
        for build in bench.builds:
            for suffix in (".safetensors", ".int8"):
                command = bench.command(
                    build, "decode", "--model", model.with_suffix(suffix), "--max-length", 1,
                    "--threads", bench.threads, "--quiet")
                begin = time.perf_counter()
                run(command, input="s1 s2 s3\n")
                note(speeds, (build, suffix), 1000 * (time.perf_counter() - begin))
    heading("first word, ms", ["float32", "int8"])
    for build in bench.builds:
        row(build, spread(speeds[build, ".safetensors"]), spread(speeds[build, ".int8"]))


def growth(bench: Bench, name: str):
    """Target tokens/s of the small model as one size grows."""
    flag, sizes = GROWTH[name]
    heading(name, ["target tokens/s", "microseconds a token"])
    for size in sizes:
        shape, options = {}, []
        if flag in ("--types", "--length", "--pairs"):
            shape = {flag.removeprefix("--"): size}
            if flag == "--length":  # as many tokens in a batch
                shape["pairs"] = max(64, 100_000 // size)
                options = ["--batch-size", max(1, 1_000 // size)]
        else:
            options = [flag, size]
        corpus = bench.corpus("small", **shape)
        steps = max(10, min(60, 4_000 // size if flag == "--hidden" else 30))
        speeds = [bench.training_speed("here", "small", steps, *options, corpus=corpus)
                  for _ in range(bench.rounds)]
        row(f"{size:,}", spread(speeds), f"{1e6 / median(speeds):.1f}")
    print()


def note(speeds: dict, key, value: float):
    speeds.setdefault(key, []).append(value)


def spread(values: list[float]) -> str:
    """The median, with the least and the greatest."""
    low, middle, high = (f"{value:,.{0 if value >= 100 else 1}f}"
                         for value in (min(values), median(values), max(values)))
    return f"{middle} ({low} to {high})"


def check(what: str, here: float, there: float):
    if abs(here - there) > TOLERANCE * abs(there):
        sys.exit(f"{what} differs: {here} here, {there} in PyTorch. Nothing was timed.")


def heading(first: str, columns: list[str]):
    print(f"| {first} | {' | '.join(columns)} |\n|{'---|' * (len(columns) + 1)}")


def row(*cells: str):
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
