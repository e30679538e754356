"""Trains one model by several processes over MPI, and compares with one process, byte for byte.

Usage: try_processes.py BIN MPI_BIN [MPIRUN] [PART ...]
  BIN      where `swift build` has put the commands
  MPI_BIN  where `swift build --traits MPI` has put them
  MPIRUN   the program that starts processes, of Open MPI or MPICH; mpirun if it is not given
  PART     bits, resume, errors, signals, memory, hosts: what to try; all if none is named

bits     model and checkpoint after 200 steps: without MPI, and with 1, 2, 3, 4 and 8 processes of 1 and 2 threads
resume   killed at ten moments, one process or all of them, and gone on with by another number of processes
errors   a process with other pairs, one without a file: all end, with a message and the right code
signals  SIGTERM to a process, Ctrl-C at MPIRUN, kill -9 of a process: all end, and the checkpoint leads to the same
         bytes
memory   the peaks of one process and of each of four
hosts    two network namespaces joined by a cable, each with a host's name: the same bytes, the bytes that the cable
         carries, and the cable cut in mid-training. It needs root and the program ip

It ends with 69 if there is no MPI, or a part cannot be tried here.
"""

import math
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from trainings import (OPTIONS, SETTINGS, Bench, await_end, begin, environment, goes_on, header, peaks, reference,
                       steps_of, trainings, workers)
from two_hosts import Hosts

# Seconds within which all processes have ended after one of them is gone, and after the network is.
PATIENCE, SILENCE = 30, 60


def bits(bench):
    bench.train(0, "--model", "one.safetensors", "--threads", "1")
    for count in [1, 2, 3, 4, 8]:
        for threads in ["1", "2"]:
            bench.train(count, "--model", "several.safetensors", "--threads", threads)
            bench.compare("one.safetensors", "several.safetensors")
            print(f"{count} processes of {threads} threads: the bytes of one without MPI", flush=True)


def resume(bench):
    chance = random.Random(5)
    steps, name = 1000, "killed.safetensors"
    reference(bench, steps)
    for turn in range(10):
        count = chance.choice([1, 2, 3, 4])
        process = begin(bench, count, name, steps, "--resume", "--quiet")
        time.sleep(chance.uniform(0, 0.5))
        pids = workers(process.pid)
        if len(pids) != count or process.poll() is not None:
            sys.exit(f"{len(pids)} of {count} processes were there to be killed")
        for pid in pids if turn % 2 else [chance.choice(pids)]:
            os.kill(pid, signal.SIGKILL)
        seconds = await_end(process, bench.folder, "kill", PATIENCE)[1]
        print(f"killed {'all' if turn % 2 else 'one'} of {count} processes after step"
              f" {steps_of(bench.path(name + '.checkpoint'))}: all had ended {seconds:.1f} s later with"
              f" {process.returncode}", flush=True)
    goes_on(bench, name, steps, count=3)
    print("killed ten times and gone on with by other numbers of processes: the bytes of one", flush=True)


def ends(bench, what, process, code, *messages):
    begin = time.monotonic()
    told = process.communicate(timeout=60)[0]
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
                                   stderr=subprocess.STDOUT, stdout=subprocess.PIPE, start_new_session=True)
        ends(bench, what, process, code, message)


def signals(bench):
    steps = 600
    # SIGTERM is what a batch system sends: all stop together, save and say so.
    for what, number, name in [("SIGTERM to one of three", signal.SIGTERM, "term.safetensors"),
                               ("kill -9 of one of three", signal.SIGKILL, "nine.safetensors"),
                               ("Ctrl-C at the launcher of three", signal.SIGINT, "interrupt.safetensors")]:
        process = begin(bench, 3, name, steps)
        pids = workers(process.pid)
        if len(pids) != 3:
            sys.exit(f"{what}: there are {len(pids)} processes")
        os.kill(process.pid if number == signal.SIGINT else pids[1], number)
        told, seconds = await_end(process, bench.folder, what, PATIENCE)
        if number == signal.SIGTERM and (process.returncode != 130 or "Stopped: " not in told):
            sys.exit(f"{what}: ended with {process.returncode}, not 130 and a word that it stopped:\n{told}")
        at = goes_on(bench, name, steps)
        print(f"{what}: all had ended {seconds:.1f} s later with {process.returncode}; gone on with from step {at}, the"
              " bytes of one", flush=True)


def memory(bench):
    options = """--train pairs.tsv --recipe plain --embedding 512 --hidden 1024 --layers 2 --batch-size 4 --accumulate 4
        --steps 4 --threads 1 --overwrite --quiet --model large.safetensors""".split()
    found = {}
    for count in [0, 4]:
        process = bench.start(count, options=options)
        found[count] = [peak / 1024 for peak in peaks(process, count)]
        print(f"{count or 'one without MPI'}: peaks of {[f'{peak:.0f} MB' for peak in found[count]]}", flush=True)
        if process.returncode != 0 or len(found[count]) != max(1, count):
            sys.exit(f"{count} processes ended with {process.returncode}, and {len(found[count])} of them were seen")
    [moment] = header(bench.path("large.safetensors.checkpoint"))[0]["checkpoint.first_moment"]["shape"]
    half = moment * 4 / 2 ** 20
    if max(found[4]) > found[0][0] - half:
        sys.exit(f"One of four takes less, but not by half of the moments, {half:.0f} MB")
    print(f"each of four takes less by {found[0][0] - max(found[4]):.0f} MB at least, half of the moments are"
          f" {half:.0f} MB", flush=True)


def hosts(bench):
    if os.geteuid() != 0 or not shutil.which("ip"):
        return "it needs root and the program ip"
    with Hosts(bench) as two:
        bench.train(4, "--model", "far.safetensors", "--threads", "1", "--steps", "600", "--quiet", options=SETTINGS,
                    launcher=two.launcher(2))
        bench.compare(reference(bench, 600), "far.safetensors")
        print("two hosts of two processes: the bytes of one without MPI", flush=True)
        for accumulate in [2, 4, 6]:
            count_bytes(bench, two, accumulate)
        process = begin(bench, 4, "cut.safetensors", 600, "--quiet", launcher=two.launcher(2))
        if len(trainings(bench.folder)) != 4:
            sys.exit(f"There are {len(trainings(bench.folder))} processes")
        two.cut()
        told, seconds = await_end(process, bench.folder, "the cable cut", SILENCE)
        reason = re.search(r"(?m)^.*(?:sign of life|lost|unreachable|timed? ?out).*$", told)
        print(f"the cable cut: all had ended {seconds:.1f} s later with {process.returncode}:"
              f" {reason[0] if reason else told}", flush=True)
    at = goes_on(bench, "cut.safetensors", 600, count=2)
    print(f"gone on with from step {at}: the bytes of one", flush=True)
    return None


def count_bytes(bench, two, accumulate):
    """Compares what a host of one process sends in a step with the documentation's formula."""
    options = f"""--train pairs.tsv --recipe plain --embedding 256 --hidden 512 --batch-size 2 --accumulate {accumulate}
        --threads 1 --overwrite --quiet --model counted.safetensors""".split()
    sent = []
    for steps in [2, 12]:
        before = two.sent()
        bench.train(2, "--steps", str(steps), options=options, launcher=two.launcher(1))
        sent.append(two.sent() - before)
    tensors = header(bench.path("counted.safetensors"))[0]
    # The second bias of a layer is zero and is no weight.
    weights = 4 * sum(math.prod(tensor["shape"]) for name, tensor in tensors.items()
                      if name != "__metadata__" and ".bias_hh_" not in name)
    expected = weights / 2 * (accumulate // 2 + 1)
    found = (sent[1] - sent[0]) / 10
    print(f"--accumulate {accumulate}, {weights / 1e6:.2f} MB of weights: {found / 1e6:.2f} MB sent in a step, by the"
          f" formula {expected / 1e6:.2f}", flush=True)
    if not 0.97 < found / expected < 1.1:
        sys.exit("That is not what the documentation says")


def main():
    plain, mpi, *rest = sys.argv[1:]
    launcher = rest.pop(0) if rest and rest[0] not in PARTS else "mpirun"
    if not shutil.which(launcher):
        print("There is no MPI here.")
        sys.exit(69)
    passed_over = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(plain, mpi, launcher, os.path.realpath(folder))
        print(bench.version)
        for part in rest or PARTS:
            if reason := PARTS[part](bench):
                passed_over.append(f"{part} was not tried: {reason}.")
    for line in passed_over:
        print(line)
    sys.exit(69 if passed_over else 0)


PARTS = {"bits": bits, "resume": resume, "errors": errors, "signals": signals, "memory": memory, "hosts": hosts}
main()
