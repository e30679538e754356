"""Tries the scripts of `--completion` in real shells, each behind a terminal, and the manual pages.

Usage: try_shells.py BIN
  BIN  where `swift build` has put the commands

For each shell that is here: types the beginnings of words with tabs, and compares the words that the command gets.
Without any of the shells it ends with 69.
"""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

COMMANDS = ["seq2seq-train", "seq2seq-tune", "seq2seq-decode", "seq2seq-evaluate", "seq2seq-inspect", "seq2seq-convert",
            "seq2seq-corpus"]

START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "PS1='> '; bind 'set enable-bracketed-paste off'"),
    "zsh": (["zsh", "-f", "-i"], "PS1='> '; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -D -u"),
    "fish": (["fish", "--no-config", "-i"], "function fish_prompt; echo '> '; end"),
}
SOURCE = {
    "bash": "source <(command {0} --completion bash)",
    "zsh": "source <(command {0} --completion zsh)",
    "fish": "command {0} --completion fish | source",
}
SHOW = {
    "bash": "{0}() {{ printf '<%s>' \"$@\"; echo '<EN''D>'; }}",
    "zsh": "{0}() {{ printf '<%s>' \"$@\"; echo '<EN''D>'; }}",
    "fish": "function {0}; printf '<%s>' $argv; echo '<EN''D>'; end",
}

# What is typed, and the words that the command should get; --option=value counts as two words.
CASES = [
    ("seq2seq-train --optimi\tsg\t", ["--optimizer", "sgd"]),
    ("seq2seq-train --tra\tpai\t--qui\t", ["--train", "pairs.tsv", "--quiet"]),
    ("seq2seq-train --train my\t", ["--train", "my pairs.tsv"]),
    ("seq2seq-train --train=pai\t", ["--train", "pairs.tsv"]),
    ("seq2seq-train --train pairs.tsv --hidden pai\t", ["--train", "pairs.tsv", "--hidden", "pai"]),
    ("seq2seq-decode --format=js\t", ["--format", "jsonl"]),
    ("seq2seq-decode --length-penalty gn\t0.6", ["--length-penalty", "gnmt:0.6"]),
    ("seq2seq-decode --model pai\t--mode\tmy\t", ["--model", "pairs.tsv", "--model", "my pairs.tsv"]),
    ("seq2seq-evaluate --metrics wer,tok\t", ["--metrics", "wer,token-accuracy"]),
    ("seq2seq-evaluate --outp\tmy\t--by-l\t", ["--output", "my pairs.tsv", "--by-length"]),
    ("seq2seq-convert --to i\t--mod\tpai\t", ["--to", "int8", "--model", "pairs.tsv"]),
    ("seq2seq-corpus rever\t--cou\t5", ["reversal", "--count", "5"]),
    ("seq2seq-inspect pai\t--compa\tmy\t", ["pairs.tsv", "--compare", "my pairs.tsv"]),
    ("seq2seq-corpus --count 5 rever\tadd\t", ["--count", "5", "reversal", "add"]),
]

# What is typed, and what should be shown to choose from.
CHOICES = [
    ("seq2seq-train --optimizer \t\t", ["sgd", "adam", "adamw"]),
    ("seq2seq-train --sched\t\t\t", ["--schedule", "--scheduled-sampling"]),
    ("seq2seq-corpus \t\t", ["reversal", "sorting", "phrases"]),
    ("seq2seq-decode --model \t\t", ["pairs.tsv", "my"]),
]


class Terminal:
    """A shell behind a terminal of 80 columns."""

    def __init__(self, words, folder, path):
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            variables = {"PATH": path, "HOME": folder, "TERM": "xterm", "LANG": "C.UTF-8", "COLUMNS": "80"}
            os.execvpe(words[0], words, variables)

    def read(self, end=None, seconds=10.0, quiet=0.25):
        """What it shows, up to a text or until it says nothing more."""
        text = ""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if select.select([self.descriptor], [], [], seconds if end else quiet)[0]:
                try:
                    text += os.read(self.descriptor, 65536).decode("utf-8", "replace")
                except OSError:
                    break
                if end and end in text:
                    break
            elif not end:
                break
        return text

    def type(self, keys):
        os.write(self.descriptor, keys.encode())

    def press(self, keys):
        """Types keys, with time for an answer after each tab; returns what is shown."""
        shown = ""
        for piece in re.findall(r"[^\t]*\t|[^\t]+", keys):
            self.type(piece)
            if piece.endswith("\t"):
                shown += self.read()
        return shown

    def close(self):
        os.close(self.descriptor)
        os.kill(self.process, 9)
        os.waitpid(self.process, 0)


def plain(shown):
    """What is shown without colours and movements of the cursor."""
    return re.sub(r"\x1b[\[\]()][0-9;?]*[A-Za-z]|\x1b.", "", shown)


def parted(words):
    """The words with --option=value as two."""
    return [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])]


def try_shell(shell, folder, path):
    words, start = START[shell]
    terminal = Terminal(words, folder, path)
    terminal.read(quiet=1.0)
    lines = [start] + [SOURCE[shell].format(name) for name in COMMANDS] + [SHOW[shell].format(name) for name in COMMANDS]
    for line in lines + ["echo re''ady"]:
        terminal.type(line + "\r")
    terminal.read(end="ready\r\n")
    wrong = 0
    for keys, expected in CHOICES:
        shown = terminal.press(keys)
        terminal.type("\x03")
        terminal.read()
        missing = [word for word in expected if word not in plain(shown)]
        if missing:
            wrong += 1
            print(f"{shell}: {keys!r} does not offer {missing}: {shown!r}")
    for keys, expected in CASES:
        terminal.press(keys)
        terminal.type("\r")
        shown = plain(terminal.read(end="<END>"))
        match = re.search(r"((?:<[^<>]*>)*)<END>", shown)
        found = parted(re.findall(r"<([^<>]*)>", match.group(1))) if match else None
        if [word.strip() for word in found or []] != expected:
            wrong += 1
            print(f"{shell}: {keys!r} gave {found}, not {expected}" + ("" if match else f": {shown!r}"))
    terminal.close()
    print(f"{shell}: {len(CASES + CHOICES) - wrong} of {len(CASES + CHOICES)} are right")
    return wrong


def try_manual(name, binary, folder):
    """The page without a warning of the tools that are here, and no line beyond the terminal."""
    page = os.path.join(folder, name + ".1")
    with open(page, "wb") as file:
        file.write(subprocess.run([os.path.join(binary, name), "--manual"], check=True, stdout=subprocess.PIPE).stdout)
    wrong = 0
    for tool in (["mandoc", "-Tlint", "-Wall", page], ["man", "-l", "--warnings=w", page]):
        if not shutil.which(tool[0]):
            continue
        run = subprocess.run(tool, capture_output=True, text=True, env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"})
        complaints = run.stdout + run.stderr if tool[0] == "mandoc" else run.stderr
        if tool[0] == "man":
            complaints += "".join(line + "\n" for line in run.stdout.split("\n") if len(line) > 80)
        if complaints:
            wrong += 1
            print(f"{name}: {' '.join(tool[:3])}: {complaints}")
    return wrong


def main():
    binary = os.path.abspath(sys.argv[1])
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pairs.tsv", "my pairs.tsv"):
            open(os.path.join(folder, name), "w").close()
        path = binary + ":" + os.environ["PATH"]
        shells = [shell for shell in START if shutil.which(shell)]
        wrong += sum(try_shell(shell, folder, path) for shell in shells)
        wrong += sum(try_manual(name, binary, folder) for name in COMMANDS)
    if not shells:
        print("There is none of the shells here.")
        sys.exit(69)
    sys.exit(1 if wrong else 0)


main()
