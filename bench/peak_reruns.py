#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Does the answer of `assay peak` hold when it is measured again? One search, then independent reruns at its rate.

The engine is real: EfficientNet-Lite0 on the CPU (`assay get efficientnet-lite0` first). Each rerun is a process of
its own and as long as the search's confirmation. Exits 1 when one of them is not VALID.

usage: peak_reruns.py [--reruns 5] [--budget 5m] [--latency-bound 100ms] [--confidence 0.99] [--out FILE] [-- OPTIONS]
"""
import argparse
import json
import pathlib
import sys
import tempfile

import common

CONFIRMATION = 0.2  # of the budget: as assay peak divides it


def seconds_of(text):
    unit = {"s": 1, "m": 60, "h": 3600}
    return float(text[:-1]) * unit[text[-1]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reruns", type=int, default=5)
    parser.add_argument("--budget", default="5m")
    parser.add_argument("--latency-bound", default="100ms")
    parser.add_argument("--confidence", default="0.99")
    parser.add_argument("--out", help="file for the table")
    parser.add_argument("options", nargs="*", help="for peak and run alike, after --")
    options = parser.parse_args()
    system = options.options or ["--model", str(common.ROOT / "models" / "efficientnet-lite0.toml"), "--synthetic"]
    common_options = [*system, "--scenario", "server", "--latency-bound", options.latency_bound, "--quiet"]
    before = common.machine()
    with tempfile.TemporaryDirectory(dir=common.BUILD) as name:
        folder = pathlib.Path(name)
        peak = common.assay_json("peak", "resnet50", *common_options, "--budget", options.budget, "--confidence",
                                 options.confidence, "--out", folder / "peak")
        print(json.dumps({key: peak[key] for key in peak if key != "probes"}), flush=True)
        rows = []
        for number in range(options.reruns if peak["is_confirmed"] else 0):
            result = common.assay_json(
                "run", "resnet50", *common_options, "--target-qps", peak["peak"], "--budget",
                f"{CONFIRMATION * seconds_of(options.budget):g}s", "--out", folder / f"rerun-{number}")["result"]
            rows.append([number + 1, result["queries_issued"], result["over_latency"],
                         f"{result['latency']['p99_ns'] / 1e6:.1f} ms", result["verdict"]])
            print(rows[-1], flush=True)
    valid = sum(row[-1] == "VALID" for row in rows)
    text = "\n".join([
        f"peak {peak.get('peak')}/s, interval {peak['low']:.4g} to {peak['high']:.4g}, "
        f"bound {options.latency_bound}, budget {options.budget}: {valid} of {options.reruns} reruns VALID",
        str(before), "", common.table(["rerun", "queries", "late", "p99", "verdict"], rows)])
    print(text)
    if options.out:
        pathlib.Path(options.out).write_text(text + "\n", encoding="utf-8")
    sys.exit(0 if valid == options.reruns else 1)


if __name__ == "__main__":
    main()
