#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""ResNet50 with PyTorch on a CUDA card, through Assay against a bare loop of the same file (bench/bare/libtorch.cc).

Both copy each batch from pinned memory to the card and the labels back. Offline: samples per second of the same
batches and requests in flight. SingleStream: queries per second, one at a time. Server: what `assay peak` confirms
within the rules' bound, against the bare loop's throughput in batches of the same size.
usage: cuda_libtorch.py [--precisions f32,f16] [--pairs 3] [--seconds 8] [--batch 128] [--server-batch 32]
                        [--streams 4] [--peak-budget 60s]
"""
import argparse
import pathlib
import statistics
import subprocess
import tempfile

import common

MODEL = ["resnet50", "--synthetic"]


def bare(model, precision, batch, streams, seconds):
    done = subprocess.run(
        [common.BUILD / "bench" / "bare_libtorch", model, "input_tensor:0", "ArgMax:0", f"{batch}x3x224x224",
         *map(str, (streams, streams, seconds)), "cuda", precision], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bare_libtorch exited {done.returncode}: {done.stderr[:500]}")
    return float(done.stdout)


def assay(verb, precision, *options):
    with tempfile.TemporaryDirectory() as folder:
        return common.assay_json(verb, *MODEL, "--backend", "libtorch", "--precision", precision, *options, "--out",
                                 pathlib.Path(folder) / "run", "--quiet")


def run_rate(precision, scenario, *options):
    """Samples per second, and where the model came from."""
    record = assay("run", precision, "--scenario", scenario, *options)
    return record["result"]["completed_per_second"], record["provenance"]


def pairs_of(name, options, ours, theirs):
    pairs = []
    for _ in range(options.pairs):
        pairs.append((ours(), theirs()))
        print(f"{name}: assay {pairs[-1][0]:.1f}/s  bare {pairs[-1][1]:.1f}/s  ratio "
              f"{pairs[-1][0] / pairs[-1][1]:.4f}", flush=True)
    ratios = [a / b for a, b in pairs]
    return [name, f"{statistics.median(a for a, _ in pairs):.1f}/s", f"{statistics.median(b for _, b in pairs):.1f}/s",
            f"{statistics.median(ratios):.4f}", f"{min(ratios):.4f} to {max(ratios):.4f}"]


def measure(precision, options):
    """The rows of one precision, and the card's name."""
    budget = f"{options.seconds}s"
    _, provenance = run_rate(precision, "singlestream", "--budget", "2s")  # makes model and data
    model = provenance["model_file"]
    rows = [
        pairs_of(f"{precision} Offline, batches of {options.batch}, {options.streams} in flight", options,
                 lambda: run_rate(precision, "offline", "--batch", options.batch, "--streams", options.streams,
                                  "--budget", budget)[0],
                 lambda: bare(model, precision, options.batch, options.streams, options.seconds)),
        pairs_of(f"{precision} SingleStream", options,
                 lambda: run_rate(precision, "singlestream", "--budget", budget)[0],
                 lambda: bare(model, precision, 1, 1, options.seconds))]
    peak = assay("peak", precision, "--scenario", "server", "--batch", options.server_batch, "--streams",
                 options.streams, "--budget", options.peak_budget)
    floor = bare(model, precision, options.server_batch, options.streams, options.seconds)
    found = peak.get("peak") or 0
    print(f"{precision} Server: {found}/s, interval {peak['low']:.5g} to {peak['high']:.5g}, confirmed: "
          f"{peak['is_confirmed']}; bare {floor:.1f}/s", flush=True)
    rows.append([f"{precision} Server at 15 ms, batches up to {options.server_batch}", f"{found:.1f}/s",
                 f"{floor:.1f}/s", f"{found / floor:.4f}", f"interval {peak['low']:.5g} to {peak['high']:.5g}/s, " +
                 ("confirmed" if peak["is_confirmed"] else "not confirmed")])
    return rows, provenance


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--precisions", default="f32,f16")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--server-batch", type=int, default=32)
    parser.add_argument("--streams", type=int, default=4)
    parser.add_argument("--peak-budget", default="60s")
    options = parser.parse_args()
    done = subprocess.run([common.ASSAY, "convert", *MODEL, "--to", "torchscript"], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"assay convert exited {done.returncode}: {done.stderr}")
    rows = []
    for precision in options.precisions.split(","):
        found, provenance = measure(precision, options)
        rows += found
    print(common.machine(), provenance["backend_version"], provenance.get("devices"))
    print(common.table(["", "Assay", "bare loop", "ratio", "ratios"], rows))


if __name__ == "__main__":
    main()
