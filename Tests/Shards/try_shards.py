"""Runs the commands of the page "Decoding in shards" and compares their output with that of one process.

Usage: try_shards.py BIN [LINES]
  BIN    where `swift build` has put the commands
  LINES  how many lines to decode, 3,500 if it is not given

The commands are those of the page, with other options of the search in place of `--sample` too. It passes over the tools
that are not here; without GNU parallel and PySpark it ends with 69. Spark needs a Java runtime.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

PAGE = os.path.join(os.path.dirname(__file__), "../../Sources/Seq2Seq/Seq2Seq.docc/Shards.md")
SEARCHES = {
    "greedy": "",
    "beam": "--beam 4 --n-best 2 --format tsv --length-penalty gnmt:0.6",
    "sampling": "--sample --temperature 1.5 --format jsonl",
}


def blocks():
    """The page's blocks of code, as (heading, language, code)."""
    with open(PAGE, encoding="utf-8") as file:
        sections = re.split(r"^## ", file.read(), flags=re.MULTILINE)
    return [(section.split("\n", 1)[0], language, code) for section in sections
            for language, code in re.findall(r"^```(\w+)\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)]


def run(command, folder, **variables):
    process = subprocess.run(command, cwd=folder, env={**os.environ, **variables}, stderr=subprocess.PIPE, text=True)
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}:\n{process.stderr[-4000:]}")


def shell(code, folder, **variables):
    run(["bash", "-euo", "pipefail", "-c", code], folder, **variables)


def prepare(folder, count):
    """A model of a few steps in model.safetensors, and lines of many lengths in lines.txt, the last without an end."""
    shell("""
        seq2seq-corpus copy --count 2000 --seed 3 > pairs.tsv
        seq2seq-train --train pairs.tsv --model model.safetensors --recipe plain --embedding 16 --hidden 24 \\
            --attention general --steps 60 --learning-rate 0.01 --threads 1 --quiet""", folder)
    shell(f"seq2seq-corpus copy --count {count} --seed 5 | cut -f 1 > lines.txt", folder)
    with open(os.path.join(folder, "lines.txt"), encoding="utf-8") as file:
        lines = file.read().split("\n")[:-1]
    # What other tools may take for the end of a line, and a line that is blank.
    for place, odd in [(7, ""), (1003, "a\u2028b"), (1500, "a\x0cb\x85c"), (2000, "\ufeffab"), (2001, "a\tb")]:
        if place < len(lines):
            lines[place] = odd
    with open(os.path.join(folder, "lines.txt"), "w", encoding="utf-8", newline="") as file:
        file.write("\n".join(lines))


def with_parallel(folder, search):
    plain, numbered = [code for heading, _, code in blocks() if heading == "GNU parallel"]
    shell(numbered.replace("--sample", search) if search else plain, folder)


def with_xargs(folder, search):
    [code] = [code for heading, _, code in blocks() if heading == "xargs"]
    shell(code.replace("--sample", search), folder)


def with_array(folder, search):
    """Each task of the array, one after the other."""
    task, together = [code for heading, _, code in blocks() if heading == "A SLURM array"]
    with open(os.path.join(folder, "lines.txt"), encoding="utf-8", newline="") as file:
        last = (file.read().count("\n")) // 1000
    for number in range(last + 1):
        shell(task.replace("--sample", search), folder, SLURM_ARRAY_TASK_ID=str(number), SLURM_CPUS_PER_TASK="1")
    shell(together.replace("seq 0 9", f"seq 0 {last}"), folder)


def with_spark(folder, search):
    [code] = [code for heading, language, code in blocks() if language == "python"]
    # Small partitions, so that there are several.
    code = code.replace("--sample", search).replace('"1000000"', '"20000"')
    shutil.rmtree(os.path.join(folder, "output"), ignore_errors=True)
    run([sys.executable, "-c", code], folder, PYSPARK_PYTHON=sys.executable)
    shell("cat output/part-* > output.txt", folder)


def tools():
    found = [("xargs", with_xargs), ("an array", with_array)]
    if shutil.which("parallel"):
        found.append(("GNU parallel", with_parallel))
    if importlib.util.find_spec("pyspark") and shutil.which("java"):
        found.append(("Spark", with_spark))
    return found


def main():
    os.environ["PATH"] = os.path.abspath(sys.argv[1]) + os.pathsep + os.environ["PATH"]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3500
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder, count)
        for name, search in SEARCHES.items():
            shell(f"seq2seq-decode --model model.safetensors {search} < lines.txt > expected.txt", folder)
            for tool, decode in tools():
                begin = time.monotonic()
                decode(folder, search)
                shell("cmp expected.txt output.txt", folder)
                print(f"{name}, {count} lines, {tool}: the bytes of one process, {time.monotonic() - begin:.1f} s")
                os.remove(os.path.join(folder, "output.txt"))
    if len(tools()) == 2:
        print("There is neither GNU parallel nor PySpark with a Java runtime here.")
        sys.exit(69)


main()
