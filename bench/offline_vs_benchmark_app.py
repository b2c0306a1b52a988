#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Offline throughput of ResNet50 through Assay against OpenVINO's own benchmark_app.

Same ONNX file, precision, streams, batch and requests in flight; alternating; median of the ratios
of neighbouring runs. usage: offline_vs_benchmark_app.py [--pairs 5] [--seconds 20] [--streams 2] [--batch 1]
"""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

import common

VENV = pathlib.Path(os.environ.get("ASSAY_VENV", common.ROOT / ".venv"))


def benchmark_app(model, options):
    command = [str(VENV / "bin" / "benchmark_app"), "-m", str(model), "-d", "CPU", "-hint", "none",
               "-infer_precision", "f32", "-ip", "f32", "-nstreams", str(options.streams),
               "-nireq", str(options.requests), "-shape", f"input_tensor:0[{options.batch},3,224,224]",
               "-t", str(options.seconds), "-api", "async"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    time.sleep(options.seconds / 2)
    tbb = common.loaded_library(process.pid, "libtbb.so")
    output = process.communicate()[0]
    match = re.search(r"Throughput:\s+([\d.]+)\s+FPS", output)
    if match is None:
        raise SystemExit(f"benchmark_app printed no throughput:\n{output}")
    return float(match.group(1)), tbb


def assay(options):
    with tempfile.TemporaryDirectory() as folder:
        record = common.assay_json(
            "run", "resnet50", "--synthetic", "--scenario", "offline", "--scale", "tiny",
            "--budget", f"{options.seconds}s", "--streams", options.streams, "--batch", options.batch,
            "--requests", options.requests, "--out", pathlib.Path(folder) / "run", "--quiet")
    libraries = record["provenance"]["backend_libraries"]
    tbb = next((path for name, path in libraries.items() if "tbb" in name), None)
    return record["result"]["headline"], tbb, record["provenance"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--streams", type=int, default=2)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--requests", type=int, default=4)
    options = parser.parse_args()
    _, _, provenance = assay(options)  # makes the model, warms the page cache
    model = provenance["model_file"]
    pairs = []
    for _ in range(options.pairs):
        ours, our_tbb, _ = assay(options)
        theirs, their_tbb = benchmark_app(model, options)
        pairs.append((ours, theirs))
        print(f"assay {ours:.2f}/s  benchmark_app {theirs:.2f}/s  ratio {ours / theirs:.4f}", flush=True)
    ratio = statistics.median(a / b for a, b in pairs)
    print(common.machine())
    print(f"libtbb: assay {our_tbb}, benchmark_app {their_tbb}")
    print(common.table(["", "Assay /s", "benchmark_app /s", "median ratio"],
                       [[f"ResNet50 f32, {options.streams} streams, batch {options.batch}",
                         f"{statistics.median(a for a, _ in pairs):.2f}",
                         f"{statistics.median(b for _, b in pairs):.2f}", f"{ratio:.4f}"]]))


if __name__ == "__main__":
    main()
