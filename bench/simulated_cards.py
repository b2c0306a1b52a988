#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""The harness at the published rates of ten cards: simulated cards as fast as those of a published
result (../shared/golden/dell_v07.csv), and what keeping them busy costs this machine.

usage: simulated_cards.py [--runs 5] [--seconds 10] [--csv FILE] [--parts offline,server,...]
Parts: offline, server (ResNet50), dlrm-offline, dlrm-server (at DLRM's rates and bound), scaling.
"""
import argparse
import csv
import os
import pathlib
import statistics
import subprocess
import tempfile

import common

SYSTEM = "DSS8440_QuadroRTX8000x10_TRT"
LARGEST_BATCH = {"resnet50": 128, "dlrm": 512}
# Part of a full batch's time that does not depend on its size: what makes small batches dear.
FIXED_SHARE = 0.06
CARDS = 10
SHORT_SECONDS = 10  # from here on a run warms up for the same time, two seconds


def published(path):
    """(benchmark, scenario) -> figure, of the system with ten cards."""
    with open(path, encoding="utf-8") as file:
        return {(row["benchmark"], row["scenario"]): float(row["figure"])
                for row in csv.DictReader(file) if row["system"] == SYSTEM}


def machine_file(folder, benchmark, samples_per_second, cards=CARDS):
    """Each card needs `largest / samples_per_second` for a full batch."""
    largest = LARGEST_BATCH[benchmark]
    full_ms = 1e3 * largest / samples_per_second
    one_ms = full_ms * (FIXED_SHARE + (1 - FIXED_SHARE) / largest)
    path = folder / f"{benchmark}-{cards}.toml"
    path.write_text(
        f'name = "{cards} cards"\n[[device]]\nname = "simulated card"\ncount = {cards}\n'
        f"curve = [ {{ batch = 1, ms = {one_ms} }}, {{ batch = {largest}, ms = {full_ms} }} ]\n"
        'jitter = { kind = "gaussian", percent = 1.0 }\n', encoding="utf-8")
    return path


def run(machine, benchmark, seconds, *options):
    """run.json, and the CPU time of the process in seconds."""
    with tempfile.TemporaryDirectory(dir=common.BUILD) as folder:
        before = os.times()
        record = common.assay_json(
            "run", "resnet50", "--backend", "simulated", "--backend-config", machine, "--batch",
            LARGEST_BATCH[benchmark], "--budget", f"{seconds}s", *options, "--out",
            pathlib.Path(folder) / "run", "--quiet")
        after = os.times()
    cpu = (after.children_user + after.children_system
           - before.children_user - before.children_system)
    return record["result"], cpu


def cost(short, long):
    """CPU ns a sample: what a longer run takes more, so that start and end do not count."""
    (result, cpu), (longer, more_cpu) = short, long
    samples = longer["samples_completed"] - result["samples_completed"]
    return 1e9 * (more_cpu - cpu) / samples


def timers(benchmark, samples_per_second, seconds):
    """CPU ns a sample that the cards' own wake-ups take, one for each full batch: measured with
    threads that do nothing else. No harness can save it."""
    batch = LARGEST_BATCH[benchmark]
    done = subprocess.run([common.BUILD / "bench" / "timer_floor", str(CARDS),
                           str(samples_per_second / batch / CARDS), str(seconds)],
                          capture_output=True, text=True, check=True)
    return float(done.stdout) / batch


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.figures = published(options.csv)

    def offline(self, benchmark, cards=CARDS):
        """Rate and CPU ns a sample, medians."""
        sum_of_cards = self.figures[benchmark, "Offline"] * cards / CARDS
        machine = machine_file(self.folder, benchmark, sum_of_cards / cards, cards)
        rates, costs, floors = [], [], []
        for _ in range(self.options.runs):
            short = run(machine, benchmark, SHORT_SECONDS, "--scenario", "offline")
            long = run(machine, benchmark, SHORT_SECONDS + self.options.seconds, "--scenario",
                       "offline")
            rates.append(long[0]["headline"])
            costs.append(cost(short, long))
            floors.append(timers(benchmark, rates[-1], self.options.seconds))
            print(f"{benchmark} offline, {cards} cards: {rates[-1]:.0f}/s of {sum_of_cards:.0f}/s, "
                  f"{costs[-1]:.0f} ns CPU a sample, {floors[-1]:.0f} of them the cards' wake-ups",
                  flush=True)
        return (statistics.median(rates), statistics.median(costs), statistics.median(floors),
                sum_of_cards)

    def server(self, benchmark, bound):
        target = self.figures[benchmark, "Server"]
        machine = machine_file(self.folder, benchmark,
                               self.figures[benchmark, "Offline"] / CARDS)
        options = ("--scenario", "server", "--target-qps", target, "--latency-bound", bound)
        rows = []
        for _ in range(self.options.runs):
            short = run(machine, benchmark, SHORT_SECONDS, *options)
            result, cpu = run(machine, benchmark, SHORT_SECONDS + self.options.seconds, *options)
            rows.append((result, cost(short, (result, cpu))))
            lag, latency = result["lag"], result["latency"]
            print(f"{benchmark} server: {result['headline']:.0f} q/s {result['verdict']}, p99 "
                  f"{latency['p99_ns'] / 1e6:.2f} ms, lag p99 {lag['p99_ns'] / 1e3:.0f} us, "
                  f"{rows[-1][1]:.0f} ns CPU a sample, "
                  f"{[f['rule'] for f in result['findings'] if f['severity'] == 'error']}", flush=True)
        return target, rows


def offline_row(bench, benchmark):
    rate, ns, floor, sum_of_cards = bench.offline(benchmark)
    return [f"{benchmark} Offline", f"{rate:.0f}/s", f"{rate / sum_of_cards:.4f} of the cards' sum",
            f"{ns:.0f}, {floor:.0f} of them the cards' wake-ups"]


def server_row(bench, benchmark, bound):
    target, rows = bench.server(benchmark, bound)
    verdicts = [r["verdict"] for r, _ in rows]
    p99 = statistics.median(r["latency"]["p99_ns"] for r, _ in rows) / 1e6
    lag = statistics.median(r["lag"]["p99_ns"] for r, _ in rows) / 1e3
    return [f"{benchmark} Server at {bound}", f"{target:.0f} q/s",
            f"{verdicts.count('VALID')} of {len(rows)} VALID, p99 {p99:.2f} ms, lag p99 {lag:.0f} µs",
            f"{statistics.median(ns for _, ns in rows):.0f}"]


def scaling_row(bench):
    one, ten = bench.offline("resnet50", 1)[0], bench.offline("resnet50", CARDS)[0]
    return [f"resnet50 Offline, 1 to {CARDS} cards", f"{one:.0f}/s to {ten:.0f}/s",
            f"efficiency {ten / (CARDS * one):.4f}", ""]


PARTS = {"offline": lambda bench: offline_row(bench, "resnet50"),
         "server": lambda bench: server_row(bench, "resnet50", "15ms"),
         "dlrm-offline": lambda bench: offline_row(bench, "dlrm"),
         "dlrm-server": lambda bench: server_row(bench, "dlrm", "30ms"),
         "scaling": scaling_row}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=9)
    parser.add_argument("--csv", type=pathlib.Path,
                        default=common.SHARED / "golden" / "dell_v07.csv")
    parser.add_argument("--parts", default=",".join(PARTS))
    options = parser.parse_args()
    if not options.csv.exists():
        raise SystemExit(f"no {options.csv}: --csv names the published figures")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, pathlib.Path(folder))
        rows = [PARTS[part](bench) for part in options.parts.split(",")]
    print(common.machine())
    print(common.table(["what", "rate", "result", "CPU ns a sample"], rows))


if __name__ == "__main__":
    main()
