"""Makes beam_search.json, beam_language_model.json and beam_further_sources.json: what beam
search in PyTorch finds with the models of the other fixtures, alone, with a language model
beside them, and with tags and second sources beside the sources and of GRUs.

Usage: python3 make_beam_fixtures.py [FILE.json ...]
Requires: Python 3.11, torch 2.x, numpy, safetensors, regex.

Each entry names a fixture, options and for each source of the fixture's batch the n best
targets with their log probabilities and scores, computed by beam_in_pytorch.py in float64.
"""

import argparse
import json
import sys
from pathlib import Path

import safetensors
import torch

from beam_in_pytorch import BeamSearch, LanguageModel
from load_into_pytorch import load

DIRECTORY = Path(__file__).parent
MODELS = [
    "general_attention", "additive_input_feeding", "reverse_source", "copy_tied",
    "copy_input_feeding", "coverage", "coverage_input_feeding"]
FURTHER_MODELS = [
    "tags", "tags_copy", "second_source", "second_source_copy", "second_source_input_feeding",
    "second_source_tags", "gru_attention", "gru_tied"]
CAP = 8
# The language model's ids of the target's: some in another order, some unknown.
LANGUAGE_MODEL_IDS = [0, 1, 2, 3, 6, 5, 4, 3, 7, 10, 8]


def main():
    files = {
        "beam_search.json": lambda name: write_plain(name, MODELS, (1, 5, 12)),
        "beam_language_model.json": write_with_language_model,
        "beam_further_sources.json": lambda name: write_plain(name, FURTHER_MODELS, (1, 5)),
    }
    for name in sys.argv[1:] or files:
        files[name](name)


def write_plain(output: str, models: list[str], beams: tuple):
    entries = []
    for name in models:
        path = str(DIRECTORY / f"{name}.safetensors")
        model, _ = load(path)
        with safetensors.safe_open(path, framework="pt") as file:
            batch = json.loads(file.metadata()["batch"])
        for beam in beams:
            for penalty in ("none", "average", "gnmt:0.6"):
                for coverage in (0.0, 0.3) if model.attention is not None else (0.0,):
                    options = argparse.Namespace(
                        beam=beam, n_best=min(beam, 5), length_penalty=penalty,
                        coverage_penalty=coverage)
                    search = BeamSearch(model, options, CAP)
                    with torch.no_grad():
                        found = [search.search(
                            pair["source"], pair.get("copies"), tags=pair.get("tags"),
                            second=pair.get("second")) for pair in batch]
                    entries.append({
                        "model": name, "beam": beam, "count": options.n_best, "penalty": penalty,
                        "coverage": coverage, "cap": CAP,
                        "hypotheses": [[
                            {"tokens": one.ids, "log_probability": one.log_probability,
                             "score": one.score, "finished": one.finished}
                            for one in hypotheses] for hypotheses in found]})
    write(output, entries)


def write_with_language_model(output: str):
    entries = []
    for name in ("general_attention", "additive_input_feeding", "copy_tied"):
        path = str(DIRECTORY / f"{name}.safetensors")
        model, _ = load(path)
        with safetensors.safe_open(path, framework="pt") as file:
            batch = json.loads(file.metadata()["batch"])
        for other in ("language_model", "language_model_tied"):
            network, _ = load(str(DIRECTORY / f"{other}.safetensors"))
            for weight in (0.2, 1.5):
                for beam, penalty in ((1, "none"), (5, "none"), (5, "average"), (12, "gnmt:0.6")):
                    options = argparse.Namespace(
                        beam=beam, n_best=min(beam, 5), length_penalty=penalty,
                        coverage_penalty=0.0)
                    search = BeamSearch(
                        model, options, CAP, LanguageModel(network, weight, LANGUAGE_MODEL_IDS))
                    found = []
                    for pair in batch:
                        # Of what only the source has every second token is known to it.
                        count = max(0, max(pair.get("copies", [0])) - len(LANGUAGE_MODEL_IDS) + 1)
                        further = [3 if index % 2 else 4 + index for index in range(count)]
                        with torch.no_grad():
                            found.append((further, search.search(
                                pair["source"], pair.get("copies"), further)))
                    entries.append({
                        "model": name, "language_model": other, "weight": weight,
                        "ids": LANGUAGE_MODEL_IDS, "further": [further for further, _ in found],
                        "beam": beam, "count": options.n_best, "penalty": penalty,
                        "coverage": 0.0, "cap": CAP,
                        "hypotheses": [[
                            {"tokens": one.ids, "log_probability": one.log_probability,
                             "score": one.score, "finished": one.finished}
                            for one in hypotheses] for _, hypotheses in found]})
    write(output, entries)


def write(name: str, entries: list[dict]):
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    (DIRECTORY / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
