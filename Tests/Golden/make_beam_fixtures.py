"""Makes beam_search.json: what beam search in PyTorch finds with the models of the other fixtures.

Usage: python3 make_beam_fixtures.py
Requires: Python 3.11, torch 2.x, numpy, safetensors, regex.

Each entry names a fixture, options and for each source of the fixture's batch the n best
targets with their log probabilities and scores, computed by beam_in_pytorch.py in float64.
"""

import argparse
import json
from pathlib import Path

import safetensors
import torch

from beam_in_pytorch import BeamSearch
from load_into_pytorch import load

DIRECTORY = Path(__file__).parent
MODELS = [
    "general_attention", "additive_input_feeding", "reverse_source", "copy_tied",
    "copy_input_feeding", "coverage", "coverage_input_feeding"]
CAP = 8


def main():
    entries = []
    for name in MODELS:
        path = str(DIRECTORY / f"{name}.safetensors")
        model, _ = load(path)
        with safetensors.safe_open(path, framework="pt") as file:
            batch = json.loads(file.metadata()["batch"])
        for beam in (1, 5, 12):
            for penalty in ("none", "average", "gnmt:0.6"):
                for coverage in (0.0, 0.3) if model.attention is not None else (0.0,):
                    options = argparse.Namespace(
                        beam=beam, n_best=min(beam, 5), length_penalty=penalty,
                        coverage_penalty=coverage)
                    search = BeamSearch(model, options, CAP)
                    with torch.no_grad():
                        found = [search.search(pair["source"], pair.get("copies")) for pair in batch]
                    entries.append({
                        "model": name, "beam": beam, "count": options.n_best, "penalty": penalty,
                        "coverage": coverage, "cap": CAP,
                        "hypotheses": [[
                            {"tokens": one.ids, "log_probability": one.log_probability,
                             "score": one.score, "finished": one.finished}
                            for one in hypotheses] for hypotheses in found]})
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    (DIRECTORY / "beam_search.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
