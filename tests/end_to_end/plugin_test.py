# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""A backend built outside the tree, as docs/adding-a-backend.md says, found and run by the binary."""
import os
import shutil
import subprocess
import unittest

from product import BUILD, SOURCE, ProductTest


def is_sanitized():
    return "ASSAY_SANITIZE:STRING=\n" not in (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")


@unittest.skipUnless(shutil.which("cmake"), "no cmake to build the sample with")
@unittest.skipIf(is_sanitized(), "a sanitized build takes only modules compiled like it")
class SampleBackend(ProductTest):
    def setUp(self):
        super().setUp()
        self.modules = self.folder / "sample"
        for command in (["cmake", "-S", SOURCE / "examples" / "backend-sample", "-B", self.modules,
                         f"-DAssay_DIR={BUILD}"], ["cmake", "--build", self.modules]):
            done = subprocess.run(command, capture_output=True, text=True, timeout=300,
                                  env={**os.environ, "HOME": str(self.folder)}, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.environment["ASSAY_BACKENDS"] = f"/nonexistent:{self.modules}"

    def test_it_is_listed_runs_and_is_named_in_the_result(self):
        self.assertIn(f"a plug-in: {self.modules}/backend_sample.so", self.succeed("list").out)
        common = ("run", "resnet50", "--backend", "sample", "--synthetic", "--scale", "tiny")
        self.succeed(*common, "--scenario", "offline", "--budget", "1s", "--batch", "4", "--out", "run")
        provenance = self.record(self.folder / "run")["provenance"]
        self.assertEqual(provenance["backend_name"], "sample")
        self.assertEqual(provenance["precision_used"], "f32")
        self.succeed(*common, "--mode", "accuracy", "--out", "accuracy")
        self.refuse(2, *common, "--precision", "bf16", says=("no precision 'bf16'", "f32"))
        self.environment["ASSAY_BACKENDS"] = ""
        self.refuse(2, *common, says=("unknown backend 'sample'",))
