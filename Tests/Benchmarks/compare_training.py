"""Times `seq2seq-train` and PyTorch side by side on the same pairs.

Usage: python3 compare_training.py --train PAIRS.tsv [options]
Requires: Python 3.11; train_pytorch.py's packages in the Python named by --python.

The two run in turn, several times, so that a change of the machine's speed meets both.
Prints a line a run, then the medians, their ratio and the peak resident memory of each.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
DEFAULT_COMMAND = HERE.parent.parent / ".build" / "release" / "seq2seq-train"
NAMES = ("Seq2Seq", "PyTorch")


def main():
    arguments = parse_arguments()
    results = {name: [] for name in NAMES}
    with tempfile.TemporaryDirectory() as directory:
        for run in range(1, arguments.runs + 1):
            for name, measure in zip(NAMES, (measure_seq2seq, measure_pytorch)):
                speed, peak = measure(arguments, Path(directory))
                results[name].append((speed, peak))
                print(f"run {run}  {name}  {speed:9.0f} target tokens/s  {peak:6.0f} MiB",
                      flush=True)
    medians = {name: median(speed for speed, _ in runs) for name, runs in results.items()}
    for name, runs in results.items():
        speeds = [speed for speed, _ in runs]
        print(f"{name}: median {medians[name]:.0f} target tokens/s "
              f"(from {min(speeds):.0f} to {max(speeds):.0f}), "
              f"peak {max(peak for _, peak in runs):.0f} MiB")
    print(f"ratio of the medians: {medians['Seq2Seq'] / medians['PyTorch']:.2f}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Times Seq2Seq and PyTorch side by side.")
    parser.add_argument("--train", type=Path, required=True, metavar="PAIRS.tsv")
    parser.add_argument("--command", type=Path, default=DEFAULT_COMMAND, help="our seq2seq-train")
    parser.add_argument("--python", default=sys.executable, help="a Python with torch")
    parser.add_argument("--tokens", choices=["characters", "words"], default="words")
    parser.add_argument("--embedding", type=int, default=128)
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def measure_seq2seq(arguments: argparse.Namespace, directory: Path) -> tuple[float, float]:
    """Target tokens a second and peak MiB of our command."""
    log = directory / "log.jsonl"
    model = directory / "model.safetensors"
    _, peak = run([
        str(arguments.command), "--recipe", "plain", *shared_options(arguments), "--model", str(model),
        "--log", str(log), "--quiet"])
    finished = json.loads(log.read_text().splitlines()[-1])
    if finished["event"] != "finished":
        sys.exit(f"the log does not end with the event 'finished': {finished}")
    for path in (model, Path(f"{model}.checkpoint")):
        path.unlink(missing_ok=True)
    return finished["target_tokens_per_second"], peak


def measure_pytorch(arguments: argparse.Namespace, directory: Path) -> tuple[float, float]:
    """Target tokens a second and peak MiB of PyTorch."""
    output, peak = run([
        arguments.python, str(HERE / "train_pytorch.py"), *shared_options(arguments), "--bucket"])
    return json.loads(output.splitlines()[-1])["target_tokens_per_second"], peak


def shared_options(arguments: argparse.Namespace) -> list[str]:
    """What both are told."""
    names = ("train", "tokens", "embedding", "hidden", "batch_size", "steps", "threads")
    options = []
    for name in names:
        options += [f"--{name.replace('_', '-')}", str(getattr(arguments, name))]
    return options


def run(command: list[str]) -> tuple[str, float]:
    """A command's output and its peak resident memory in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with process.stdout:
        output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return output, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
