# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Each real engine fails in the middle of a run: the run ends with the reason and exit code 3, and
nothing is counted twice."""
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

from product import BUILD, SOURCE, ProductTest

sys.path.insert(0, str(SOURCE / "tests" / "engines"))
import failing_models  # noqa: E402 (its folder has just become known)

PYTHON = pathlib.Path(os.environ.get("ASSAY_TEST_PYTHON", SOURCE / ".venv" / "bin" / "python"))
PHOTOS, BRIGHT = 64, 40  # the warm-up takes the first 16 photographs
CARD = """name = "failing"
title = "A classifier that fails"
task = "image-classification"
license = "Apache-2.0"
origin = "made by a test"
[file]
path = "{kind}.onnx"
[engine.libtorch]
path = "{kind}.pt"
[engine.tensorflow]
path = "{kind}.savedmodel"
layout = "NHWC"
[input]
name = "x"
type = "f32"
layout = "NCHW"
size = [8, 8]
channels = "RGB"
[preprocess]
crop = "central-square"
crop_fraction = 1
resize = "bilinear"
scale = [64, 64, 64]
[output]
name = "class"
kind = "argmax"
label_offset = 0
classes = 1000
"""
REASONS = {"throws": "failed while computing a batch", "other_shape": "the model's output is i64 ["}


def grey_png(level, side=8):
    """A picture of one grey level."""
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))

    rows = (b"\0" + bytes([level]) * side) * side
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", side, side, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class FailingEngine(ProductTest):
    engine, make, made = "", None, None

    @classmethod
    def setUpClass(cls):
        """Cards, models and photographs, once for all tests of the engine."""
        if not (BUILD / "lib" / "assay" / f"backend_{cls.engine}.so").exists():
            raise unittest.SkipTest(f"this build has no backend {cls.engine}")
        cls.made = pathlib.Path(tempfile.mkdtemp(prefix="assay-failing-"))
        cls.addClassCleanup(shutil.rmtree, cls.made)
        failing_models.write_onnx(cls.made)
        if cls.make:
            cls.make_with_python()
        for kind in failing_models.KINDS:
            (cls.made / f"{kind}.toml").write_text(CARD.format(kind=kind))
        photos = cls.made / "photos"
        photos.mkdir()
        for i in range(PHOTOS):
            (photos / f"{i:02}.png").write_bytes(grey_png(255 if i == BRIGHT else 20 + i))
        (photos / "val_map.txt").write_text("".join(f"{i:02}.png 0\n" for i in range(PHOTOS)))

    @classmethod
    def make_with_python(cls):
        if not PYTHON.exists():
            raise unittest.SkipTest(f"no {PYTHON} to make models for {cls.engine} with")
        made = subprocess.run([PYTHON, "-B", failing_models.__file__, cls.made, cls.make],
                              capture_output=True, text=True)
        if "No module named" in made.stderr:
            raise unittest.SkipTest(f"{PYTHON}: {made.stderr.splitlines()[-1]}")
        if made.returncode != 0:
            raise RuntimeError(made.stderr)

    def setUp(self):
        super().setUp()
        shutil.copytree(self.made, self.folder, dirs_exist_ok=True)

    def fail_in_mid_run(self, kind, *options):
        """Runs on photographs of which one cannot be classified. Returns run.json."""
        result = self.assay("run", "resnet50", "--model", f"{kind}.toml", "--data", "photos",
                            "--backend", self.engine, *options, "--out", "run",
                            timeout=60)
        self.assertEqual(result.code, 3, str(result))
        sentence = result.err.splitlines()[-1]
        self.assertTrue(sentence.startswith("assay: "), str(result))
        self.assertIn(REASONS[kind], sentence)
        self.assertNotIn("VALID", result.out)
        record = self.record(self.folder / "run")
        self.assertEqual(record["state"], "failed")
        self.assertIn(record["failure"], sentence)
        return record

    def check_counts(self, record):
        counts = record["result"]
        self.assertGreater(counts["samples_completed"], 0)
        self.assertLessEqual(counts["samples_completed"], counts["samples_issued"])
        rules = {finding["rule"] for finding in counts["findings"]}
        self.assertFalse(rules & {"duplicate-answer", "unknown-id", "sut-threw"}, rules)

    def check_accuracy_log(self):
        """No photograph was answered twice, and the bright one without a label."""
        entries = json.loads((self.folder / "run" / "mlperf_log_accuracy.json").read_text())
        seen = [entry["qsl_idx"] for entry in entries]
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual([e["data"] for e in entries if e["qsl_idx"] == BRIGHT], [""])


def tests_of(engine, make=None):
    """A class with the tests for one engine; with a table, no test is forgotten for one of them."""
    class Tests(FailingEngine):
        def test_a_graph_that_cannot_be_computed(self):
            record = self.fail_in_mid_run("throws", "--scenario", "offline", "--batch", "4",
                                          "--budget", "5s")
            self.check_counts(record)

        def test_an_answer_of_another_shape(self):
            record = self.fail_in_mid_run("other_shape", "--scenario", "server", "--target-qps",
                                          "200", "--batch", "4", "--budget", "5s")
            self.check_counts(record)

        def test_accuracy_counts_no_photograph_twice(self):
            for kind in failing_models.KINDS:
                with self.subTest(kind):
                    self.fail_in_mid_run(kind, "--mode", "accuracy")
                    self.check_accuracy_log()
                    (self.folder / "run").rename(self.folder / f"run-{kind}")

        def test_a_wrong_file(self):
            for model in self.folder.glob("throws.*"):
                if model.suffix == ".savedmodel":
                    (model / "saved_model.pb").write_text("this is no model")
                elif model.suffix != ".toml":
                    model.write_text("this is no model")
            self.refuse(3, "run", "resnet50", "--model", "throws.toml", "--data", "photos",
                        "--backend", self.engine, "--budget", "1s", "--out", "run",
                        says=("throws.",))

    Tests.engine, Tests.make, Tests.__qualname__ = engine, make, engine
    return Tests


Openvino = tests_of("openvino")
Onnxruntime = tests_of("onnxruntime")
Libtorch = tests_of("libtorch", make="torchscript")
Tensorflow = tests_of("tensorflow", make="savedmodel")
del FailingEngine  # has no tests of its own


if __name__ == "__main__":
    unittest.main()
