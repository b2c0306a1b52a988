#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Offline throughput of a network in 8 bits against the same in f32, on one engine: calibrates it, then
runs both in turn; median of the ratios of neighbouring runs. Speed does not depend on the weights' values,
accuracy does: see tests/end_to_end/calibrate_test.py.

usage: int8_speed.py --model CARD --data DIR [--backend openvino] [--pairs 5] [--seconds 10] [--count 100]
Without --model: ResNet50 with synthetic weights and data, which are made.
"""
import argparse
import json
import pathlib
import re
import statistics
import subprocess
import tempfile

import common

SYNTHETIC = "resnet50-synthetic"


def output(*arguments):
    done = subprocess.run([str(common.ASSAY), *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"assay {' '.join(map(str, arguments))} exited {done.returncode}: {done.stderr}")
    return done.stdout


def synthetic(folder):
    """A card for the synthetic network, and its data."""
    model, data = json.loads(output("make", "resnet50", "--scale", "tiny", "--json"))
    card = (common.ROOT / "models" / "resnet50.toml").read_text(encoding="utf-8")
    card = re.sub(r"\[(source|engine\.tensorflow)\]\n.*?\n\n", "", card, flags=re.S)
    card = card.replace("models/resnet50_v1.onnx", model).replace("reference = true", "reference = false")
    card = re.sub(r'^origin = .*$', 'origin = "synthetic weights"', card, flags=re.M)
    path = folder / f"{SYNTHETIC}.toml"
    path.write_text(card, encoding="utf-8")
    return path, data


def rate(card, precision, options):
    with tempfile.TemporaryDirectory(dir=common.BUILD) as folder:
        record = common.assay_json(
            "run", "resnet50", "--model", card, "--data", options.data, "--backend", options.backend,
            "--precision", precision, "--scenario", "offline", "--budget", f"{options.seconds}s", "--out",
            pathlib.Path(folder) / "run", "--quiet")
    return record["result"]["headline"], record["provenance"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--data")
    parser.add_argument("--backend", default="openvino")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--count", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if not options.model:
            options.model, options.data = synthetic(pathlib.Path(folder))
        eight = output("calibrate", "resnet50", "--model", options.model, "--data", options.data, "--count",
                       options.count).strip()
        pairs = []
        for _ in range(options.pairs):
            (fast, facts), (slow, _) = rate(eight, "i8", options), rate(options.model, "f32", options)
            pairs.append((fast, slow))
            print(f"8 bits {fast:.2f}/s  f32 {slow:.2f}/s  ratio {fast / slow:.3f}", flush=True)
    ratios = [fast / slow for fast, slow in pairs]
    print(common.machine())
    print(common.table(
        ["network, engine", "8 bits /s", "f32 /s", "median ratio", "ratios"],
        [[f"{facts['model_name']}, {facts['backend_name']} {facts['backend_version']}",
          f"{statistics.median(f for f, _ in pairs):.2f}", f"{statistics.median(s for _, s in pairs):.2f}",
          f"{statistics.median(ratios):.3f}", f"{min(ratios):.3f} to {max(ratios):.3f}"]]))


if __name__ == "__main__":
    main()
