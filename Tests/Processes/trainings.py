"""Starts trainings of one or several processes, and looks at the files that they write."""

import json
import os
import re
import signal
import struct
import subprocess
import sys
import time

SETTINGS = """--train pairs.tsv --valid valid.tsv --recipe plain --embedding 32 --hidden 64 --layers 2
    --attention general --dropout 0.2 --ema 0.99 --label-smoothing 0.1 --batch-tokens 120
    --scheduled-sampling 0.3 --accumulate 5 --validate-every 70 --checkpoint-every 20 --learning-rate 0.01""".split()
OPTIONS = [*SETTINGS, "--steps", "200", "--overwrite", "--quiet"]


def environment():
    """That of each launcher. Open MPI's looks after 20 seconds whether a host is still there, as the page says, and
    between network namespaces of one machine UCX, which MPICH uses, would find shared memory."""
    return {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
            "OMPI_MCA_oob_tcp_keepalive_time": "5", "OMPI_MCA_oob_tcp_keepalive_intvl": "5",
            "OMPI_MCA_oob_tcp_keepalive_probes": "3"}


def header(path):
    """What a model file or a checkpoint says of itself, and its content."""
    with open(path, "rb") as file:
        content = file.read()
    size = struct.unpack("<Q", content[:8])[0]
    return json.loads(content[8:8 + size]), content[8 + size:]


def steps_of(path):
    """How many steps a checkpoint has taken; 0 if there is none."""
    if not os.path.exists(path):
        return 0
    for value in header(path)[0]["__metadata__"].values():
        if value.startswith("{") and '"progress"' in value:
            return json.loads(value)["progress"]["steps"]
    sys.exit(f"{path} tells no steps")


def parts_of_checkpoint(path):
    """The bytes of a checkpoint's numbers, and what it says, without the seconds that things took."""
    head, data = header(path)
    metadata = head["__metadata__"]
    told = {name: value for name, value in metadata.items()}
    for name, value in metadata.items():
        if value.startswith("{") and '"progress"' in value:
            position = json.loads(value)
            position["progress"].pop("seconds")
            position["history"].pop("times", None)
            told[name] = position
        elif re.search("checksum|crc", name):
            told.pop(name)
    head.pop("__metadata__")
    return data, head, told


class Bench:
    def __init__(self, plain, mpi, launcher, folder):
        self.plain, self.mpi, self.folder = os.path.abspath(plain), os.path.abspath(mpi), folder
        self.launcher = [launcher]
        version = subprocess.run([launcher, "--version"], capture_output=True, text=True).stdout
        self.is_open_mpi = "Open MPI" in version or "OpenRTE" in version
        if self.is_open_mpi:
            self.launcher += ["--oversubscribe", "--bind-to", "none"]
        elif "HYDRA" not in version:
            sys.exit(f"{launcher} is neither Open MPI's nor MPICH's: {version}")
        self.version = "Open MPI" if self.is_open_mpi else "MPICH"
        self.version += " " + re.search(r"\d+\.\d+\S*", version)[0]
        for name, task, count in [("pairs.tsv", "addition", 3000), ("valid.tsv", "addition", 150)]:
            with open(self.path(name), "w") as file:
                subprocess.run([f"{self.plain}/seq2seq-corpus", task, "--count", str(count), "--seed", str(count)],
                               stdout=file, check=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def command(self, count, words, launcher):
        if count == 0:
            return [f"{self.plain}/seq2seq-train", *words]
        return [*(launcher or self.launcher), "-n", str(count), f"{self.mpi}/seq2seq-train", *words]

    def start(self, count, *words, options=OPTIONS, launcher=None):
        """Starts `count` processes, or one without MPI if that is 0."""
        return subprocess.Popen(self.command(count, [*options, *words], launcher), cwd=self.folder, env=environment(),
                                stderr=subprocess.STDOUT, stdout=subprocess.PIPE, text=True, start_new_session=True)

    def train(self, count, *words, options=OPTIONS, launcher=None):
        process = self.start(count, *words, options=options, launcher=launcher)
        messages = process.communicate(timeout=600)[0]
        if process.returncode != 0:
            sys.exit(f"{count} processes ended with {process.returncode}:\n{messages}")

    def compare(self, name, other):
        with open(self.path(name), "rb") as first, open(self.path(other), "rb") as second:
            if first.read() != second.read():
                sys.exit(f"{name} and {other} differ")
        checkpoints = [parts_of_checkpoint(self.path(path + ".checkpoint")) for path in (name, other)]
        if checkpoints[0] != checkpoints[1]:
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


def reference(bench, steps):
    """The name of a model that one process without MPI has made in so many steps."""
    name = f"one-{steps}.safetensors"
    if not os.path.exists(bench.path(name)):
        bench.train(0, "--model", name, "--threads", "1", "--steps", str(steps), "--quiet", options=SETTINGS)
    return name


def begin(bench, count, name, steps, *words, launcher=None):
    """Starts a training, and returns once it has written a checkpoint of its own."""
    before = steps_of(bench.path(name + ".checkpoint"))
    process = bench.start(count, "--model", name, "--threads", "1", "--steps", str(steps), *words, options=SETTINGS,
                          launcher=launcher)
    deadline = time.monotonic() + 120
    while process.poll() is None and steps_of(bench.path(name + ".checkpoint")) < max(20, before + 1):
        if time.monotonic() > deadline:
            sys.exit("No checkpoint after two minutes")
        time.sleep(0.05)
    if process.poll() is not None:
        sys.exit(f"The training had ended by itself, with {process.returncode}:\n{process.communicate()[0]}")
    return process


def await_end(process, folder, what, limit):
    """Waits until a training and all its processes have ended, which must be soon, by themselves and with a message."""
    begin = time.monotonic()
    try:
        told = process.communicate(timeout=limit)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        sys.exit(f"{what}: not all had ended after {limit} s")
    while left := trainings(folder):
        if time.monotonic() - begin > limit:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            sys.exit(f"{what}: {len(left)} processes had not ended after {limit} s")
        time.sleep(0.1)
    if process.returncode == 0 or not told.strip():
        sys.exit(f"{what}: ended with {process.returncode} and the message '{told.strip()}'")
    return told, time.monotonic() - begin


def trainings(folder):
    """All trainings that work in a folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm") as file:
                if file.read().startswith("seq2seq-train") and os.readlink(f"/proc/{pid}/cwd") == folder:
                    found.append(int(pid))
        except OSError:
            continue
    return found


def goes_on(bench, name, steps, count=0):
    """Goes on from a checkpoint to the end, and compares with one process that was never stopped."""
    at = steps_of(bench.path(name + ".checkpoint"))
    if not 0 < at < steps:
        sys.exit(f"The checkpoint of step {at} is not one of the middle")
    bench.train(count, "--model", name, "--threads", "1", "--steps", str(steps), "--quiet", "--resume",
                options=SETTINGS)
    bench.compare(reference(bench, steps), name)
    return at


def peaks(process, count):
    """The most memory that each training has taken, in KiB; `count` is 0 if the process itself is the only one."""
    found = {}
    while process.poll() is None:
        for pid in workers(process.pid) if count else [process.pid]:
            try:
                with open(f"/proc/{pid}/status") as file:
                    found[pid] = int(re.search(r"VmHWM:\s+(\d+)", file.read())[1])
            except (FileNotFoundError, TypeError):
                continue
        time.sleep(0.05)
    return sorted(found.values())
