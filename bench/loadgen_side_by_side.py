#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""What our LoadGen costs beside the reference's: the same null system under test, runs alternating.

Needs the peers' folder (../shared/peers, or $ASSAY_SHARED/peers) with bench-reference-v0.7 and -v6, and
the build's bench/null_sut_bench_v07, _v6 and spin_floor. Prints a Markdown table for each profile: medians, the
first run of each program left out. Quiet the machine first; the load is printed with the figures.

usage: loadgen_side_by_side.py [--pairs 5] [--profile v0.7|v6] [--quick] [--out FILE] [--raw FILE]
"""
import argparse
import dataclasses
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import common

MILLION = 1_000_000
QUICK = 50  # --quick issues this much less
PROGRAMS = {"v0.7": ("null_sut_bench_v07", "bench-reference-v0.7"), "v6": ("null_sut_bench_v6", "bench-reference-v6")}
GENTLE = {"ASSAY_LOADGEN_PACING": "gentle"}


@dataclasses.dataclass
class Load:
    """One way of driving a bench; every row that looks at it shares its runs."""
    scenario: str
    queries: int
    qps: float = 0
    paced: bool = False    # two more sides: ours only sleeping between queries, and a bare loop that only spins
    profiles: tuple = tuple(PROGRAMS)

    def arguments(self, scale):
        words = ["--scenario", self.scenario, "--queries", str(max(1000, self.queries // scale)), "--json"]
        return words + (["--qps", f"{self.qps:g}"] if self.qps else [])


LOADS = {
    "ss": Load("ss", MILLION),
    "offline": Load("offline", MILLION),
    "offline10": Load("offline", 10 * MILLION),
    "server1": Load("server", MILLION, MILLION),
    "server3": Load("server", 3 * MILLION, 3 * MILLION),
    "server10": Load("server", 3 * MILLION, 10 * MILLION),
    "lag10k": Load("server", 50_000, 10_000, paced=True),
    "lag100k": Load("server", 300_000, 100_000, paced=True),
    "ticks": Load("ms", 150_000, 300_000, profiles=("v0.7",)),
}


@dataclasses.dataclass
class Row:
    """A figure of a load. `better` says which way; `target` is None where there is none."""
    what: str
    load: str
    figure: object            # of a run's JSON
    unit: str
    target: float = None
    better: str = "less"
    side: str = "ours"        # or "gentle", "floor"

    def reached(self, value):
        if self.target is None:
            return "–"
        return "yes" if (value <= self.target if self.better == "less" else value >= self.target) else "NO"

    def target_text(self):
        if self.target is None:
            return "–"
        return f"{'≤' if self.better == 'less' else '≥'} {number(self.target)} {self.unit}"


def per_million_ms(run):
    return run["finish_s"] * 1e3 * MILLION / max(run["queries"], run["samples"])


def core_share(run):
    return 100 * run["cpu_s"] / run["total_s"]


def schedule_share(run):
    return 100 * run["achieved_qps"] / run["scheduled_qps"]


def of(key, factor=1.0):
    return lambda run: run[key] * factor


def lag_rows(load, rate):
    rows = []
    for side, pacing, p50, p99 in (("ours", "exact", 1, 20), ("gentle", "gentle", None, None),
                                   ("floor", "bare loop's", None, None)):
        what = f"Server {rate}/s, {pacing} pacing: "
        rows += [Row(what + "issue lag p50", load, of("lag_p50_ns", 1e-3), "µs", p50, side=side),
                 Row(what + "issue lag p99", load, of("lag_p99_ns", 1e-3), "µs", p99, side=side),
                 Row(what + "of one core", load, core_share, "%", side=side)]
    return rows



ROWS = [
    Row("SingleStream loop, 1 M queries", "ss", of("ns_per_query"), "ns/query", 150),
    Row("Offline, 10 M samples", "offline10", of("ns_per_sample"), "ns/sample", 30),
    # Answered by the issuing thread, one query a call. The drawn schedule's own rate is near 3 M/s.
    Row("Server, 3 M/s asked: issued", "server3", of("achieved_qps", 1e-6), "M/s", better="more"),
    Row("Server, 3 M/s asked: of the schedule", "server3", schedule_share, "%", 99.9, "more"),
    Row("Server, 10 M/s asked: issued", "server10", of("achieved_qps", 1e-6), "M/s", 3, "more"),
    *lag_rows("lag10k", "10,000"),
    *lag_rows("lag100k", "100,000"),
    Row("memory, SingleStream 1 M", "ss", of("rss_bytes_per_query"), "B/query", 32),
    Row("memory, Offline 1 M", "offline", of("rss_bytes_per_sample"), "B/sample", 32),
    Row("memory, Server 1 M", "server1", of("rss_bytes_per_query"), "B/query", 32),
    Row("before the first query, Server 3 M", "server3", of("pregen_s"), "s", 0.15),
    Row("last answer to return, SingleStream", "ss", per_million_ms, "ms per M", 50),
    Row("last answer to return, Offline", "offline", per_million_ms, "ms per M", 50),
    Row("last answer to return, Server", "server1", per_million_ms, "ms per M", 50),
    Row("MultiStream, 300,000 ticks/s asked: queries issued", "ticks", of("queries_per_s", 1e-3), "k/s", 200, "more"),
]


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def run(program, arguments, environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ASSAY_LOADGEN_")}
    with tempfile.TemporaryDirectory() as folder:  # no audit.config there
        done = subprocess.run([str(program), *arguments], capture_output=True, text=True, cwd=folder,
                              env={**clean, **environment}, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{program.name} {' '.join(arguments)} exited {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def measure(load, sides, options):
    """Alternating runs of each side; returns side -> list of runs, the first left out."""
    runs = {side: [] for side in sides}
    for i in range(options.pairs + 1):
        for side, (program, environment) in sides.items():
            result = run(program, load.arguments(QUICK if options.quick else 1), environment)
            if i > 0:
                runs[side].append(result)
    return runs


def measure_all(profile, ours, theirs, options):
    taken = {}
    for name, load in LOADS.items():
        if profile not in load.profiles or (options.loads and name not in options.loads.split(",")):
            continue
        sides = {"ours": (ours, {}), "reference": (theirs, {})}
        if load.paced:
            sides["gentle"] = (ours, GENTLE)
            sides["floor"] = (common.BUILD / "bench" / "spin_floor", {})
        print(f"{profile} {name} ...", file=sys.stderr, flush=True)
        taken[name] = measure(load, sides, options)
    return taken


def line(row, runs, is_quick):
    mine, peers = ([row.figure(r) for r in runs[side]] for side in (row.side, "reference"))
    value, peer = statistics.median(mine), statistics.median(peers)
    ratios = [(p / m if row.better == "less" else m / p) for m, p in zip(mine, peers) if m > 0 and p > 0]
    ratio = f"{number(statistics.median(ratios))} ({number(min(ratios))}–{number(max(ratios))})" if ratios else "–"
    return [row.what, row.target_text(), f"{number(value)} {row.unit}", f"{number(peer)} {row.unit}", ratio,
            "–" if is_quick else row.reached(value)]


def report(profile, taken, options):
    facts = common.machine()
    text = [f"### Profile {profile}", "",
            f"{options.pairs} alternating pairs{', counts divided by ' + str(QUICK) if options.quick else ''}; "
            f"{facts['cpu']}, {facts['cores']} cores, kernel {facts['kernel']}, load {facts['load']:.2f}. "
            "Ratio: how many times better than the reference, median of pairs (least–most).", "",
            common.table(["what", "target", "ours", "reference", "ratio", "reached"],
                         [line(row, taken[row.load], options.quick) for row in ROWS if row.load in taken]), ""]
    return "\n".join(text)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--profile", choices=PROGRAMS, help="only this one")
    parser.add_argument("--loads", help="only these, with commas: " + ",".join(LOADS))
    parser.add_argument("--quick", action="store_true", help="one short pair each: does it work at all?")
    parser.add_argument("--out", type=pathlib.Path, help="file for the tables")
    parser.add_argument("--raw", type=pathlib.Path, help="file for every run, as JSON")
    options = parser.parse_args()
    if options.quick:
        options.pairs = 1
    return options


def main():
    options = parse()
    text, raw = "", {}
    for profile, (mine, peer) in PROGRAMS.items():
        if options.profile not in (None, profile):
            continue
        ours, theirs = common.BUILD / "bench" / mine, common.SHARED / "peers" / peer
        missing = next((program for program in (ours, theirs) if not program.exists()), None)
        if missing is not None:
            print(f"skipped: no {missing}")
            return 77
        raw[profile] = measure_all(profile, ours, theirs, options)
        text += report(profile, raw[profile], options) + "\n"
    print(text, end="")
    if options.out:
        options.out.write_text(text, encoding="utf-8")
    if options.raw:
        options.raw.write_text(json.dumps(raw), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
