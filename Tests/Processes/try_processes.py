"""Trains one model by several processes over MPI, and compares with one process, byte for byte.

Usage: try_processes.py BIN MPI_BIN [MPIRUN] [PART ...]
  BIN      where `swift build` has put the commands
  MPI_BIN  where `swift build --traits MPI` has put them
  MPIRUN   the program that starts processes; mpirun if it is not given
  PART     bits, resume, errors, memory: what to try; all if none is named

bits    model and checkpoint after 200 steps: without MPI, and with 1, 2, 3, 4 and 8 processes of 1 and 2 threads
resume  killed at ten moments, one process or all of them, and gone on with by another number of processes
errors  a process with other pairs, one without a file: all end, with a message and the right code; Ctrl-C and SIGTERM
        are shown and not judged
memory  the peaks of one process and of each of four
"""

import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

OPTIONS = """--train pairs.tsv --valid valid.tsv --recipe plain --embedding 32 --hidden 64 --layers 2 --attention general
    --dropout 0.2 --ema 0.99 --label-smoothing 0.1 --batch-tokens 120 --scheduled-sampling 0.3 --accumulate 5
    --steps 200 --validate-every 70 --checkpoint-every 20 --learning-rate 0.01 --overwrite --quiet""".split()


def environment():
    return {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def parts_of_checkpoint(path):
    """The bytes of a checkpoint's numbers, and what it says, without the seconds that things took."""
    with open(path, "rb") as file:
        content = file.read()
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:8 + size])
    metadata = header["__metadata__"]
    told = {name: value for name, value in metadata.items()}
    for name, value in metadata.items():
        if value.startswith("{") and '"progress"' in value:
            position = json.loads(value)
            position["progress"].pop("seconds")
            position["history"].pop("times", None)
            told[name] = position
        elif re.search("checksum|crc", name):
            told.pop(name)
    header.pop("__metadata__")
    return content[8 + size:], header, told


class Bench:
    def __init__(self, plain, mpi, launcher, folder):
        self.plain, self.mpi, self.folder = os.path.abspath(plain), os.path.abspath(mpi), folder
        self.launcher = [launcher]
        version = subprocess.run([launcher, "--version"], capture_output=True, text=True).stdout
        if "Open MPI" in version or "OpenRTE" in version:
            self.launcher += ["--oversubscribe", "--bind-to", "none"]
        self.version = version.strip().split("\n")[0]
        for name, task, count in [("pairs.tsv", "addition", 3000), ("valid.tsv", "addition", 150)]:
            with open(self.path(name), "w") as file:
                subprocess.run([f"{self.plain}/seq2seq-corpus", task, "--count", str(count), "--seed", str(count)],
                               stdout=file, check=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def command(self, count, words):
        if count == 0:
            return [f"{self.plain}/seq2seq-train", *words]
        return [*self.launcher, "-n", str(count), f"{self.mpi}/seq2seq-train", *words]

    def start(self, count, *words, options=OPTIONS):
        """Starts `count` processes, or one without MPI if that is 0."""
        return subprocess.Popen(self.command(count, [*options, *words]), cwd=self.folder, env=environment(),
                                stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True)

    def train(self, count, *words, options=OPTIONS):
        process = self.start(count, *words, options=options)
        messages = process.communicate(timeout=600)[1]
        if process.returncode != 0:
            sys.exit(f"{count} processes ended with {process.returncode}:\n{messages}")

    def compare(self, name, other):
        with open(self.path(name), "rb") as first, open(self.path(other), "rb") as second:
            if first.read() != second.read():
                sys.exit(f"{name} and {other} differ")
        if parts_of_checkpoint(self.path(name + ".checkpoint")) != parts_of_checkpoint(self.path(other + ".checkpoint")):
            sys.exit(f"The checkpoints of {name} and {other} differ")


def workers(pid):
    """The trainings among the descendants of a process."""
    found = []
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        children = [int(word) for word in file.read().split()]
    for child in children:
        try:
            with open(f"/proc/{child}/comm") as file:
                if file.read().startswith("seq2seq-train"):
                    found.append(child)
            found += workers(child)
        except FileNotFoundError:
            continue
    return found


def bits(bench):
    bench.train(0, "--model", "one.safetensors", "--threads", "1")
    for count in [1, 2, 3, 4, 8]:
        for threads in ["1", "2"]:
            bench.train(count, "--model", "several.safetensors", "--threads", threads)
            bench.compare("one.safetensors", "several.safetensors")
            print(f"{count} processes of {threads} threads: the bytes of one without MPI", flush=True)


def resume(bench):
    chance = random.Random(5)
    if not os.path.exists(bench.path("one.safetensors")):
        bench.train(0, "--model", "one.safetensors", "--threads", "1")
    options = [word for word in OPTIONS if word != "--overwrite"] + ["--threads", "1", "--model", "killed.safetensors"]
    for name in ["killed.safetensors", "killed.safetensors.checkpoint"]:
        if os.path.exists(bench.path(name)):
            os.remove(bench.path(name))
    for turn in range(10):
        count = chance.choice([1, 2, 3, 4])
        process = bench.start(count, "--resume", options=options)
        time.sleep(chance.uniform(1, 3))
        pids = workers(process.pid)
        victims = pids if turn % 2 else [chance.choice(pids)] if pids else []
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        begin = time.monotonic()
        process.communicate(timeout=60)
        print(f"killed {len(victims)} of {count} processes: all had ended {time.monotonic() - begin:.1f} s later"
              f" with {process.returncode}", flush=True)
    bench.train(3, "--resume", options=options)
    bench.compare("one.safetensors", "killed.safetensors")
    print("killed ten times and gone on with by other numbers of processes: the bytes of one", flush=True)


def ends(bench, what, process, code, *messages):
    begin = time.monotonic()
    told = process.communicate(timeout=60)[1]
    if process.returncode != code or not all(re.search(message, told) for message in messages):
        sys.exit(f"{what}: ended with {process.returncode}, not {code}:\n{told}")
    print(f"{what}: ended with {code}, {time.monotonic() - begin:.1f} s after", flush=True)


def errors(bench):
    words = ["--model", "other.safetensors", "--threads", "1"]
    # Each process in a folder of its own, in which other pairs may be, or none.
    script = 'cd "$0-${OMPI_COMM_WORLD_RANK:-$PMI_RANK}" && exec "$@"'
    for what, change, code, message in [
        ("other pairs", lambda path: open(path, "a").write("1+1\t2\n"), 65, "Process 2 has other"),
        ("no pairs", os.remove, 66, "process 2: .*pairs.tsv"),
    ]:
        for rank in range(3):
            shutil.rmtree(bench.path(f"at-{rank}"), ignore_errors=True)
            os.mkdir(bench.path(f"at-{rank}"))
            for name in ["pairs.tsv", "valid.tsv"]:
                shutil.copy(bench.path(name), bench.path(f"at-{rank}"))
        change(bench.path("at-2/pairs.tsv"))
        command = [*bench.launcher, "-n", "3", "sh", "-c", script, bench.path("at"), f"{bench.mpi}/seq2seq-train"]
        process = subprocess.Popen([*command, *OPTIONS, *words], cwd=bench.folder, env=environment(), text=True,
                                   stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
        ends(bench, what, process, code, message)
    for name, number in [("Ctrl-C", signal.SIGINT), ("SIGTERM", signal.SIGTERM)]:
        process = bench.start(3, *words, "--steps", "100000", options=[
            word for word in OPTIONS if word not in ("--steps", "200", "--quiet")])
        time.sleep(6)
        pids = workers(process.pid)
        os.kill(pids[0] if number == signal.SIGTERM else process.pid, number)
        process.communicate(timeout=60)
        print(f"{name}: ended with {process.returncode}", flush=True)


def peaks(process):
    found = {}
    while process.poll() is None:
        for pid in workers(process.pid) or [process.pid]:
            try:
                with open(f"/proc/{pid}/status") as file:
                    found[pid] = int(re.search(r"VmHWM:\s+(\d+)", file.read())[1])
            except (FileNotFoundError, TypeError):
                continue
        time.sleep(0.05)
    return sorted(found.values())


def memory(bench):
    options = """--train pairs.tsv --recipe plain --embedding 512 --hidden 1024 --layers 2 --batch-size 4 --accumulate 4
        --steps 4 --threads 1 --overwrite --quiet --model large.safetensors""".split()
    for count in [0, 4]:
        process = bench.start(count, options=options)
        print(f"{count or 'one without MPI'}: peaks of {[f'{peak / 1024:.0f} MB' for peak in peaks(process)]}", flush=True)


def main():
    plain, mpi, *rest = sys.argv[1:]
    launcher = rest.pop(0) if rest and rest[0] not in PARTS else "mpirun"
    if not shutil.which(launcher):
        print("There is no MPI here.")
        sys.exit(69)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(plain, mpi, launcher, folder)
        print(bench.version)
        for part in rest or PARTS:
            PARTS[part](bench)


PARTS = {"bits": bits, "resume": resume, "errors": errors, "memory": memory}
main()
