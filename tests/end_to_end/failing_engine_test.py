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
import time
import unittest
import zlib

from product import BUILD, SOURCE, ProductTest, ending

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
REASONS = {"throws": "failed while computing a batch", "other_shape": "the model's output is i64 [",
           "memory": "allocat",  # "cannot allocate ...", "OOM when allocating ..."
           "hangs": "the engine did not give back its last batches within 10 s"}
WRITTEN_AS = {"openvino": None, "onnxruntime": None, "libtorch": "torchscript",
              "tensorflow": "savedmodel"}
MADE = None  # the folder of cards, models and photographs
OVERCOMMIT = pathlib.Path("/proc/sys/vm/overcommit_memory")
makers = {}  # engine: the process that writes its models


def grey_png(level, side=8):
    """A picture of one grey level."""
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))

    rows = (b"\0" + bytes([level]) * side) * side
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", side, side, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def setUpModule():
    global MADE
    MADE = pathlib.Path(tempfile.mkdtemp(prefix="assay-failing-"))
    unittest.addModuleCleanup(shutil.rmtree, MADE)
    # What an engine's own Python package writes takes its time: all packages at once.
    failing_models.write_onnx(MADE)
    for engine, form in WRITTEN_AS.items():
        if form and PYTHON.exists() and is_built(engine):
            with open(said_by(engine), "w", encoding="utf-8") as said:
                makers[engine] = subprocess.Popen(
                    [PYTHON, "-B", failing_models.__file__, MADE, form], stdin=subprocess.DEVNULL,
                    stdout=said, stderr=said)
            unittest.enterModuleContext(ending(makers[engine]))
    for kind in failing_models.KINDS:
        (MADE / f"{kind}.toml").write_text(CARD.format(kind=kind))
    photos = MADE / "photos"
    photos.mkdir()
    for i in range(PHOTOS):
        (photos / f"{i:02}.png").write_bytes(grey_png(255 if i == BRIGHT else 20 + i))
    (photos / "val_map.txt").write_text("".join(f"{i:02}.png 0\n" for i in range(PHOTOS)))
    for maker in makers.values():
        maker.wait()


def said_by(engine):
    """What the maker of its models said."""
    return MADE / f"{engine}.log"


def is_built(engine):
    return (BUILD / "lib" / "assay" / f"backend_{engine}.so").exists()


def why_not(engine):
    """Why there are no tests with the engine; "" where its models are there."""
    if not is_built(engine):
        return f"this build has no backend {engine}"
    if WRITTEN_AS[engine] is None:
        return ""
    if not PYTHON.exists():
        return f"no {PYTHON} to make models for {engine} with"
    if makers[engine].returncode == 0:
        return ""
    said = said_by(engine).read_text(encoding="utf-8")
    if "No module named" in said:
        return f"{PYTHON}: {said.splitlines()[-1]}"
    raise RuntimeError(said)


def run_of(engine, kind, *options):
    """A run on photographs of which one cannot be classified."""
    return ("run", "resnet50", "--model", f"{kind}.toml", "--data", "photos", "--backend", engine,
            "--quiet", *options)


class FailingEngine(ProductTest):
    engine = ""

    @classmethod
    def setUpClass(cls):
        if reason := why_not(cls.engine):
            raise unittest.SkipTest(reason)

    def setUp(self):
        super().setUp()
        shutil.copytree(MADE, self.folder, dirs_exist_ok=True)

    def fail_in_mid_run(self, kind, *options):
        """Returns run.json."""
        if kind == "memory" and OVERCOMMIT.read_text().strip() == "1":
            self.skipTest("this machine grants memory that it does not have")
        result = self.assay(*run_of(self.engine, kind, "--out", "run", *options), timeout=60)
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


def tests_of(engine):
    """A class with the tests for one engine; with a table, no test is forgotten for one of them."""
    class Tests(FailingEngine):
        def test_a_graph_that_cannot_be_computed(self):
            record = self.fail_in_mid_run("throws", "--scenario", "offline", "--batch", "4",
                                          "--budget", "2s")
            self.check_counts(record)

        def test_an_answer_of_another_shape(self):
            record = self.fail_in_mid_run("other_shape", "--scenario", "server", "--target-qps",
                                          "200", "--batch", "4", "--budget", "2s")
            self.check_counts(record)

        def test_a_lack_of_memory(self):
            self.check_counts(self.fail_in_mid_run("memory", "--scenario", "singlestream",
                                                   "--budget", "2s"))

        def test_accuracy_counts_no_photograph_twice(self):
            for kind in ("throws", "other_shape"):
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

    Tests.engine, Tests.__qualname__ = engine, engine
    return Tests


class HangingEngines(ProductTest):
    """All at once: each waits for the ten seconds that an engine has to give its batches back."""
    SCENARIOS = {"openvino": ("singlestream",), "onnxruntime": ("offline",),
                 "libtorch": ("server", "--target-qps", "100"), "tensorflow": ("singlestream",)}

    def check_end(self, process, engine):
        _, said = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 3, said)
        self.assertIn(REASONS["hangs"], said.splitlines()[-1])
        record = self.record(self.folder / engine)
        self.assertEqual(record["state"], "failed")
        self.assertEqual(record["failure"], REASONS["hangs"])
        self.assertGreater(record["result"]["samples_completed"], 0)
        self.assertLess(record["result"]["samples_completed"], record["result"]["samples_issued"])

    def test_a_computation_that_does_not_end(self):
        engines = [engine for engine in WRITTEN_AS if not why_not(engine)]
        if not engines:
            self.skipTest("this build has no engine")
        shutil.copytree(MADE, self.folder, dirs_exist_ok=True)
        begin = time.monotonic()
        processes = {engine: self.enterContext(ending(self.start(*run_of(
            engine, "hangs", "--budget", "2s", "--out", engine, "--scenario",
            *self.SCENARIOS[engine])))) for engine in engines}
        for engine, process in processes.items():
            with self.subTest(engine):
                self.check_end(process, engine)
        self.assertLess(time.monotonic() - begin, 90)  # 12.5 s and the time to load an engine


Openvino = tests_of("openvino")
Onnxruntime = tests_of("onnxruntime")
Libtorch = tests_of("libtorch")
Tensorflow = tests_of("tensorflow")
del FailingEngine  # has no tests of its own


if __name__ == "__main__":
    unittest.main()
