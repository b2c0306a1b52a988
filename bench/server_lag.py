#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Issue lag of the Server scenario on the simulated backend, quiet and while dd writes the same disk.

usage: server_lag.py [--runs 5] [--qps 20000] [--seconds 10]
"""
import argparse
import os
import pathlib
import signal
import statistics
import subprocess
import tempfile

import common


def one_run(options, folder):
    record = common.assay_json(
        "run", "resnet50", "--backend", "simulated",
        "--backend-config", common.ROOT / "examples" / "simulated-4-cards.toml",
        "--scenario", "server", "--target-qps", options.qps, "--budget", f"{options.seconds}s",
        "--out", folder, "--quiet")
    result = record["result"]
    return {"lag_p99_us": result["lag"]["p99_ns"] / 1e3, "qps": result["headline"],
            "verdict": result["verdict"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--qps", type=int, default=20000)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    runs = {"quiet": [], "dd on the same disk": []}
    with tempfile.TemporaryDirectory(dir=common.BUILD) as name:
        folder = pathlib.Path(name)
        for i in range(options.runs):
            runs["quiet"].append(one_run(options, folder / f"quiet-{i}"))
            writer = subprocess.Popen(
                f"while :; do dd if=/dev/zero of={folder}/ballast bs=1M count=1024 conv=fdatasync; done",
                shell=True, start_new_session=True, stderr=subprocess.DEVNULL)
            runs["dd on the same disk"].append(one_run(options, folder / f"dd-{i}"))
            os.killpg(writer.pid, signal.SIGKILL)
            writer.wait()
            subprocess.run(["sync"], check=True)  # what it has left behind must not disturb the next run
            print(runs["quiet"][-1], runs["dd on the same disk"][-1], flush=True)
    print(common.machine())
    print(common.table(
        ["condition", "scheduled queries/s", "lag p99, median (µs)", "largest", "verdicts"],
        [[name, f"{statistics.median(r['qps'] for r in rows):.0f}",
          f"{statistics.median(r['lag_p99_us'] for r in rows):.1f}",
          f"{max(r['lag_p99_us'] for r in rows):.1f}", ", ".join(sorted({r['verdict'] for r in rows}))]
         for name, rows in runs.items()]))


if __name__ == "__main__":
    main()
