#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Our LoadGen against the reference, same null system under test, alternating.

Needs ../shared/peers (or $ASSAY_SHARED/peers) with null_sut_bench.cc and bench-reference-v0.7.
usage: loadgen_side_by_side.py [--pairs 5]
"""
import argparse
import json
import statistics
import subprocess
import sys
import tempfile

import common

CASES = [
    ("SingleStream, 1 M queries", ["--scenario", "ss", "--queries", "1000000"], "ns_per_query"),
    ("Offline, 10 M samples", ["--scenario", "offline", "--queries", "10000000"], "ns_per_sample"),
    ("Server 10 000/s, lag p50 (ns)", ["--scenario", "server", "--qps", "10000", "--queries", "50000"],
     "lag_p50_ns"),
    ("Server 100 000/s, lag p50 (ns)", ["--scenario", "server", "--qps", "100000", "--queries", "300000"],
     "lag_p50_ns"),
    ("Server 100 000/s, lag p99 (ns)", ["--scenario", "server", "--qps", "100000", "--queries", "300000"],
     "lag_p99_ns"),
]


def run(program, arguments):
    with tempfile.TemporaryDirectory() as folder:  # no audit.config there
        done = subprocess.run([str(program), *arguments, "--json"], capture_output=True, text=True,
                              check=True, cwd=folder)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    ours = common.BUILD / "bench" / "null_sut_bench_v07"
    theirs = common.SHARED / "peers" / "bench-reference-v0.7"
    for program in (ours, theirs):
        if not program.exists():
            print(f"skipped: no {program}")
            return 77
    rows = []
    for name, arguments, key in CASES:
        run(ours, arguments), run(theirs, arguments)
        pairs = [(run(ours, arguments)[key], run(theirs, arguments)[key]) for _ in range(options.pairs)]
        a, b = (statistics.median(p[i] for p in pairs) for i in (0, 1))
        rows.append([name, f"{a:.1f}", f"{b:.1f}", f"{statistics.median(q / p for p, q in pairs if p):.1f} x"])
        print(rows[-1], flush=True)
    print(common.machine())
    print(common.table(["what", "ours", "reference v0.7", "median ratio"], rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
