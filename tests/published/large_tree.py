# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""A tree of more than 30,000 files: every result is read, in bounded memory, with progress on stderr.

usage: large_tree.py ASSAY TREE   The tree is copied under new names with hard links. Exits 77 (skipped)
without it.
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
WANTED_FILES = 30_000
MOST_BYTES = 48 << 20  # measured: 17 MB for 1,680 results in 30,448 files


def main():
    assay, tree = sys.argv[1], pathlib.Path(sys.argv[2])
    source = next(tree.glob("closed/*/results"), None)
    if source is None:
        print(f"skipped: no published tree in {tree}")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="assay-large-", dir=tree.parent) as folder:
        copies = files = 0
        while files < WANTED_FILES:
            copy = pathlib.Path(folder) / "closed" / f"Submitter{copies:02}"
            shutil.copytree(source.parent, copy, copy_function=os.link)
            copies += 1
            files += sum(len(names) for _, _, names in os.walk(copy))
        results = copies * sum(1 for _ in source.glob("*/*/*/"))
        begin = time.monotonic()
        done = subprocess.run([assay, "report", folder, "--csv", "-"], capture_output=True, text=True,
                              check=True)
        seconds = time.monotonic() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    rows = done.stdout.count("\n") - 1
    print(f"{files} files, {rows} results, {seconds:.2f} s, peak {peak / 1e6:.1f} MB")
    assert rows == results, f"{rows} rows instead of {results}"
    assert peak < MOST_BYTES, f"peak of {peak} bytes"
    assert f"{results:,} results read" in done.stderr, done.stderr
    return 0


if __name__ == "__main__":
    sys.exit(main())
