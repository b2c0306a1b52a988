#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""What the whole harness adds to a single query: SingleStream on the null engine, from LoadGen through
endpoint and program to the answer, beside the reference's LoadGen alone with a system under test that
answers at once (../shared/peers). Time a query, alternating.

usage: single_stream.py [--pairs 5] [--seconds 3]
"""
import argparse
import pathlib
import statistics
import tempfile

import common
import loadgen_side_by_side as side_by_side


def ours(seconds):
    """Nanoseconds from one query to the next."""
    with tempfile.TemporaryDirectory(dir=common.BUILD) as folder:
        result = common.assay_json("run", "resnet50", "--backend", "null", "--scenario", "singlestream",
                                   "--budget", f"{seconds}s", "--out", pathlib.Path(folder) / "run",
                                   "--quiet")["result"]
    return result["duration_ns"] / result["samples_completed"], result["latency"]["p50_ns"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    reference = common.SHARED / "peers" / side_by_side.PROGRAMS["v0.7"][1]
    if not reference.exists():
        raise SystemExit(f"no {reference}: $ASSAY_SHARED names the folder of the peers")
    pairs = []
    for _ in range(options.pairs):
        a_query, latency = ours(options.seconds)
        alone = side_by_side.run(reference, side_by_side.LOADS["ss"].arguments(1), {})["ns_per_query"]
        pairs.append((a_query, latency, alone))
        print(f"Assay {a_query:.0f} ns/query, latency p50 {latency} ns; the reference's LoadGen alone "
              f"{alone:.0f} ns/query", flush=True)
    print(common.machine())
    print(common.table(["SingleStream", "median"], [
        ["Assay's whole harness, a query", f"{statistics.median(p[0] for p in pairs):.0f} ns"],
        ["of it latency p50", f"{statistics.median(p[1] for p in pairs):.0f} ns"],
        ["the reference's LoadGen alone, a query", f"{statistics.median(p[2] for p in pairs):.0f} ns"],
        ["ratio of neighbours", f"{statistics.median(p[2] / p[0] for p in pairs):.2f}"]]))


if __name__ == "__main__":
    main()
