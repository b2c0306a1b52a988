#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Offline throughput of ResNet50 through Assay against a bare loop of the same engine (bench/bare/).

Same file, batch, streams and threads; alternating; median of the ratios of neighbouring runs.
usage: engine_overhead.py [--engines openvino,onnxruntime,libtorch,tensorflow] [--pairs 5] [--seconds 15]
                          [--streams 2] [--threads 2] [--batch 1]
Engines that this build has not are left out with a line.
"""
import argparse
import pathlib
import statistics
import subprocess
import tempfile

import common

FORMATS = {"openvino": None, "onnxruntime": None, "libtorch": "torchscript",
           "tensorflow": "savedmodel"}


def is_built(engine):
    return (common.BUILD / "lib" / "assay" / f"backend_{engine}.so").exists() and (
        common.BUILD / "bench" / f"bare_{engine}").exists()


def assay(engine, options):
    """Samples per second, and where the model came from."""
    with tempfile.TemporaryDirectory() as folder:
        record = common.assay_json(
            "run", "resnet50", "--synthetic", "--scale", "tiny", "--backend", engine, "--scenario",
            "offline", "--budget", f"{options.seconds}s", "--streams", options.streams, "--threads",
            options.threads, "--batch", options.batch, *options.extra.get(engine, ()), "--out",
            pathlib.Path(folder) / "run", "--quiet")
    return record["result"]["headline"], record["provenance"]


def bare(engine, model, options):
    shape = "224x224x3" if engine == "tensorflow" else "3x224x224"
    done = subprocess.run(
        [common.BUILD / "bench" / f"bare_{engine}", model, "input_tensor:0", "ArgMax:0",
         f"{options.batch}x{shape}", *map(str, (options.streams, options.threads, options.seconds))],
        capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bare_{engine} exited {done.returncode}: {done.stderr}")
    return float(done.stdout)


def measure(engine, options):
    """One row of the table."""
    if FORMATS[engine]:
        done = subprocess.run([common.ASSAY, "convert", "resnet50", "--synthetic", "--to",
                               FORMATS[engine]], capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"assay convert exited {done.returncode}: {done.stderr}")
    _, provenance = assay(engine, options)  # makes the model, warms the page cache
    pairs = []
    for _ in range(options.pairs):
        ours, _ = assay(engine, options)
        pairs.append((ours, bare(engine, provenance["model_file"], options)))
        print(f"{engine}: assay {pairs[-1][0]:.2f}/s  bare {pairs[-1][1]:.2f}/s  ratio "
              f"{pairs[-1][0] / pairs[-1][1]:.4f}", flush=True)
    ratios = [a / b for a, b in pairs]
    return [f"{engine} {provenance['backend_version']}, {provenance['precision_used']}",
            f"{statistics.median(a for a, _ in pairs):.2f}",
            f"{statistics.median(b for _, b in pairs):.2f}", f"{statistics.median(ratios):.4f}",
            f"{min(ratios):.4f} to {max(ratios):.4f}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engines", default=",".join(FORMATS))
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--streams", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=1)
    options = parser.parse_args()
    # OpenVINO queues requests itself, in both programs two for each stream.
    options.extra = {"openvino": ("--requests", 2 * options.streams)}
    rows = []
    for engine in options.engines.split(","):
        if is_built(engine):
            rows.append(measure(engine, options))
        else:
            print(f"{engine}: left out, not in {common.BUILD}")
    print(common.machine())
    print(common.table(["engine", "Assay /s", "bare loop /s", "median ratio", "ratios"], rows))


if __name__ == "__main__":
    main()
