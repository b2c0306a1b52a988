# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of making 8-bit files, where ONNX Runtime and its quantiser are installed."""
import contextlib
import io
import json
import pathlib
import struct
import tempfile
import unittest
from unittest import mock

import quantise
from onnx_writing import FLOAT, model, node, port, tensor

try:
    import numpy as np
    import onnx
    import onnxruntime  # noqa: F401
except ModuleNotFoundError:
    onnx = None


@unittest.skipIf(onnx is None, "no numpy, onnx and onnxruntime here")
class Quantise(unittest.TestCase):
    SAMPLES = 10  # not a whole number of slices

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.source = self.folder / "model.onnx"
        self.source.write_bytes(model(
            [node("Conv", ["x", "kernel"], "c", kernel_shape=[1, 1]), node("Relu", ["c"], "y")],
            [tensor("kernel", FLOAT, [2, 3, 1, 1], struct.pack("<6f", 1, 2, 3, -1, -2, -3))],
            [port("x", [None, 3, 4, 4])], [port("y", [None, 2, 4, 4])]))
        numbers = np.random.default_rng(7).normal(size=(self.SAMPLES, 3, 4, 4))
        numbers.astype(np.float32).tofile(self.folder / "samples.f32")

    def quantise(self, method, out="int8.onnx", samples="samples.f32"):
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            code = quantise.main([str(self.source), str(self.folder / samples), method,
                                  str(self.folder / out)])
        return code, said.getvalue(), complained.getvalue()

    def test_every_method_takes_every_sample(self):
        for method in quantise.METHODS:
            with self.subTest(method):
                code, said, complained = self.quantise(method)
                self.assertEqual(code, 0, complained)
                self.assertEqual(json.loads(said.splitlines()[-1])["samples"], self.SAMPLES)

    def test_percentile_collects_no_more_than_a_slice_at_once(self):
        from onnxruntime.quantization.calibrate import HistogramCollector
        taken = []
        collect = HistogramCollector.collect

        def watched(collector, arrays):
            taken.append(len(arrays["x"]))
            return collect(collector, arrays)

        with mock.patch.object(HistogramCollector, "collect", watched):
            self.quantise("percentile")
        self.assertEqual(taken, [4, 4, 2])

    def test_entropy_is_refused_where_the_memory_is_too_small(self):
        # c holds 32 numbers of each of 10 samples: 1280 bytes. x and y do not count.
        for available, expected in ((1280, 0), (1279, 3)):
            with mock.patch.object(quantise, "available_memory", lambda a=available: a):
                code, _, complained = self.quantise("entropy")
            self.assertEqual(code, expected, complained)
        self.assertIn("entropy keeps every tensor of all 10 samples in memory", complained)

    def test_a_file_that_is_no_model_is_refused_in_one_sentence(self):
        self.source.write_text("this is no model")
        code, _, complained = self.quantise("minmax")
        self.assertEqual(code, 3)
        self.assertTrue(complained.startswith(f"cannot quantise {self.source}: "), complained)
        self.assertEqual(complained.count("\n"), 1)
        self.assertFalse((self.folder / "int8.onnx").exists())


if __name__ == "__main__":
    unittest.main()
