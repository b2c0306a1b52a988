# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""What the benches share: running a command, medians, the machine's state, one Markdown table."""
import json
import os
import pathlib
import platform
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("ASSAY_BUILD_DIR", ROOT / "build" / "release"))
ASSAY = BUILD / "bin" / "assay"
SHARED = pathlib.Path(os.environ.get("ASSAY_SHARED", ROOT.parent / "shared"))


def assay_json(*arguments, may_be_invalid=True):
    """Runs `assay ARGUMENTS --json` and returns its record."""
    done = subprocess.run([str(ASSAY), *map(str, arguments), "--json"], capture_output=True, text=True)
    if done.returncode not in ((0, 1) if may_be_invalid else (0,)):
        raise SystemExit(f"assay {' '.join(map(str, arguments))} exited {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def summary(values):
    """Median, least and largest of a list."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def machine():
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                if line.startswith("model name")), platform.processor())
    return {"cpu": cpu, "cores": os.cpu_count(), "load": os.getloadavg()[0], "kernel": platform.release()}


def loaded_library(pid, part):
    """The path of the library whose name contains `part` in a running process, or None."""
    try:
        with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
            return next((line.split()[-1] for line in maps if part in line and "/" in line), None)
    except FileNotFoundError:
        return None


def table(headers, rows):
    lines = ["| " + " | ".join(headers) + " |", "|" + "---|" * len(headers)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)
