#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Whether two programs print the same, called with the same arguments.

usage: same_output.py PROGRAM_A PROGRAM_B [ARGUMENT...]   prints the lines that differ and exits 1.
"""
import difflib
import subprocess
import sys


def lines_of(program, arguments):
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True)
    return done.stdout.decode("utf-8", "replace").splitlines()


def main():
    first, second, *arguments = sys.argv[1:]
    a, b = lines_of(first, arguments), lines_of(second, arguments)
    if not a:
        print(f"{first} prints nothing")
        return 1
    for line in difflib.unified_diff(a, b, first, second, lineterm="", n=0):
        print(line)
    print(f"{len(a)} lines, {'the same' if a == b else 'not the same'}")
    return 0 if a == b else 1


if __name__ == "__main__":
    sys.exit(main())
