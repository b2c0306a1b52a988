#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""What the page of published results costs: to make, to load, to paint, to filter with 1,200 results.

usage: report_page.py ASSAY TREE MODULES   TREE holds closed/<submitter>/...; MODULES is the node_modules
folder of scripts/setup --browser. Prints a table for docs/performance.md.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

COPIES = 6


def multiply(tree, root):
    """The tree several times under new system names; its files are hard links."""
    for submission in sorted((tree / "closed").iterdir()):
        for number in range(COPIES):
            for part in ("results", "systems", "measurements"):
                for entry in sorted((submission / part).iterdir()):
                    target = root / "closed" / submission.name / part / f"{number + 1}-{entry.name}"
                    target.parent.mkdir(parents=True, exist_ok=True)
                    if entry.is_dir():
                        shutil.copytree(entry, target, copy_function=link_or_copy)
                    else:
                        link_or_copy(entry, target)


def link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def start(assay, verb):
    """Milliseconds of a verb that does nothing but start, median of 21."""
    times = []
    for _ in range(21):
        begin = time.monotonic()
        subprocess.run([assay, verb, "--help"], check=True, capture_output=True)
        times.append((time.monotonic() - begin) * 1e3)
    return statistics.median(times)


def make(assay, tree, page):
    """Seconds, best of three: the files are in memory from the second time on."""
    times = []
    for _ in range(3):
        begin = time.monotonic()
        subprocess.run([assay, "report", tree, "-o", page], check=True, capture_output=True)
        times.append(time.monotonic() - begin)
    return min(times)


def main():
    assay, tree, modules = map(pathlib.Path, sys.argv[1:4])
    with tempfile.TemporaryDirectory(prefix="assay-page-", dir=tree.parent) as folder:
        root = pathlib.Path(folder)
        page, large = root / "page.html", root / "large.html"
        multiply(tree, root / "tree")
        rows = [("page of 210 results, made in", f"{make(assay, tree, page) * 1e3:.0f} ms", "≤ 1 s"),
                ("its size", f"{page.stat().st_size / 1e6:.2f} MB", "≤ 1.5 MB")]
        rows += [(f"start of `assay {verb}`, median of 21", f"{start(assay, verb):.1f} ms", "≤ 20 ms")
                 for verb in ("report", "compare")]
        made = make(assay, root / "tree", large)
        script = pathlib.Path(__file__).with_name("report_page.mjs")
        done = subprocess.run(["node", script, page, large], check=True, capture_output=True, text=True,
                              env=dict(os.environ, ASSAY_BROWSER_MODULES=str(modules)))
        answer = json.loads(done.stdout)
        rows += [("its first paint, warm browser, median of 5",
                  f"{statistics.median(answer['paints']):.0f} ms", "≤ 200 ms"),
                 (f"page of {answer['results']:,} results, made in", f"{made * 1e3:.0f} ms", ""),
                 ("a filter on it until the next frame, median of 20",
                  f"{statistics.median(answer['repaints']):.0f} ms", "≤ 100 ms"),
                 ("the slowest of them", f"{max(answer['repaints']):.0f} ms", "")]
    print("| what | measured | asked for |\n|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
