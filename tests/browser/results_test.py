#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Runs runs_browser.mjs on example pages of runs and results_browser.mjs on pages of published results: an
example's, and a real tree's where it is at hand.

usage: results_test.py PROGRAM ASSAY TREE MODULES [FOLDER]   PROGRAM is write_example_page; MODULES is
the node_modules folder of scripts/setup --browser; pages and pictures stay in FOLDER when it is given.
Exits 77 (skipped) where there is no chromium, node or playwright-core.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
HERE = pathlib.Path(__file__).parent


def missing(modules):
    """What this machine lacks for the test, in words; "" when nothing."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        return "no chromium here (scripts/setup --browser)"
    if not shutil.which("node"):
        return "no node here (scripts/setup --browser)"
    if not (modules / "playwright-core").is_dir() or not (modules / "axe-core").is_dir():
        return f"no playwright-core and axe-core in {modules} (scripts/setup --browser)"
    return ""


def drive(modules, script, *arguments):
    browsers = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    environment = dict(os.environ, ASSAY_BROWSER_MODULES=str(modules),
                       ASSAY_CHROMIUM=next(path for path in browsers if path))
    command = ["node", str(HERE / script), *map(str, arguments)]
    return subprocess.run(command, env=environment, check=False).returncode


def main():
    program, assay, tree = map(pathlib.Path, sys.argv[1:4])
    modules = pathlib.Path(sys.argv[4])
    lack = missing(modules)
    if lack:
        print(f"skipped: {lack}")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="assay-results-") as temporary:
        root = pathlib.Path(sys.argv[5] if len(sys.argv) > 5 else temporary).resolve()
        root.mkdir(parents=True, exist_ok=True)
        subprocess.run([program, str(root)], check=True)
        status = drive(modules, "runs_browser.mjs", root / "all.html", root / "run1.html", root / "hostile.html",
                       *sys.argv[5:6])
        status = drive(modules, "results_browser.mjs", root / "results.html", root / "hostile-results.html",
                       *sys.argv[5:6]) or status
        if not (tree / "closed").is_dir():
            print(f"skipped: the page of a real tree: no published tree in {tree}")
            return status
        subprocess.run([assay, "report", tree, "-o", root / "tree.html"], check=True)
        return drive(modules, "results_browser.mjs", root / "tree.html", root / "hostile-results.html", *sys.argv[5:6]) or status


if __name__ == "__main__":
    sys.exit(main())
