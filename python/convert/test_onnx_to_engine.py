# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of reading ONNX files, and of making engines' own files from them where the engines' packages
are installed."""
import contextlib
import importlib.util
import io
import json
import pathlib
import shutil
import struct
import tempfile
import unittest

import onnx_to_engine
from onnx_writing import message, model, node, number, port, tensor, varint

try:
    import numpy as np

    import onnx_graph
except ModuleNotFoundError:
    np = None


def constants(arrays):
    """The tensors of arrays by name."""
    kinds = {np.dtype(value): key for key, value in onnx_graph.TYPES.items()}
    return [tensor(name, kinds[array.dtype], array.shape, array.tobytes())
            for name, array in ((name, np.asarray(a)) for name, a in arrays.items())]


def every_operation():
    """A network in which each known operation takes part."""
    random = np.random.default_rng(3)

    def weights(*shape):
        return random.standard_normal(shape).astype(np.float32)

    nodes = [
        node("Conv", ["x:0", "k1", "b1"], "c1", strides=[2, 2], pads=[0, 0, 1, 1],
             kernel_shape=[3, 3]),
        node("BatchNormalization", ["c1", "scale", "shift", "mean", "variance"], "n1",
             epsilon=0.001),
        node("Clip", ["n1", "zero", "six"], "r6"),
        node("Conv", ["r6", "k2"], "c2", group=4, pads=[1, 1, 1, 1], kernel_shape=[3, 3]),
        node("Relu", ["c2"], "r"),
        node("Add", ["r", "per_channel"], "shifted"),
        node("Mul", ["shifted", "r6"], "product"),
        node("MaxPool", ["product"], "m", kernel_shape=[2, 2], strides=[1, 1], pads=[0, 0, 1, 1]),
        node("AveragePool", ["m"], "a", kernel_shape=[2, 2], strides=[2, 2]),
        node("Flatten", ["a"], "flat"),
        node("MatMul", ["flat", "narrow"], "four"),
        node("GlobalAveragePool", ["a"], "g"),
        node("Reshape", ["g", "rows"], "pooled"),
        node("Add", ["four", "pooled"], "both"),
        node("Gemm", ["both", "w", "b"], "scores", transB=1),
        node("Identity", ["scores"], "logits"),
        node("Softmax", ["logits"], "softmax:0", axis=-1),
        node("ArgMax", ["logits"], "class", axis=1, keepdims=0),
    ]
    arrays = {"k1": weights(4, 3, 3, 3), "b1": weights(4), "scale": weights(4),
              "shift": weights(4), "mean": weights(4), "variance": np.abs(weights(4)),
              "zero": np.float32(0), "six": np.float32(6), "k2": weights(4, 1, 3, 3),
              "per_channel": weights(4, 1, 1), "narrow": weights(16, 4),
              "rows": np.array([0, 4], np.int64), "w": weights(5, 4), "b": weights(5)}
    return model(nodes, constants(arrays), [port("x:0", [None, 3, 8, 8])],
                 [port("logits", [None, 5]), port("softmax:0", [None, 5]),
                  port("class", [None], 7)])


@unittest.skipIf(np is None, "no numpy here")
class OnnxToEngine(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-convert-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = self.folder / "out"

    def write(self, data):
        path = self.folder / "model.onnx"
        path.write_bytes(data)
        return str(path)

    def run_main(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = onnx_to_engine.main([*map(str, arguments)])
        return code, out.getvalue(), err.getvalue()

    def test_a_graph_is_read_as_it_was_written(self):
        graph = onnx_graph.read_graph(self.write(every_operation()))
        self.assertEqual(graph.inputs[0], onnx_graph.Port("x:0", np.float32, [None, 3, 8, 8]))
        self.assertEqual([p.name for p in graph.outputs], ["logits", "softmax:0", "class"])
        self.assertEqual(graph.outputs[2].type, np.int64)
        self.assertEqual(graph.nodes[0].attributes["pads"], [0, 0, 1, 1])
        self.assertAlmostEqual(graph.nodes[1].attributes["epsilon"], 0.001)
        self.assertEqual(graph.weights["per_channel"].shape, (4, 1, 1))
        self.assertEqual(graph.weights["zero"].shape, ())

    def test_numbers_that_are_no_raw_bytes_are_read_too(self):
        floats = number(1, 2) + number(2, 1) + message(8, "f") + message(
            4, struct.pack("<2f", 1.5, -2))
        longs = number(1, 2) + number(2, 7) + message(8, "l") + message(7, varint(5) + varint(-1))
        self.assertEqual(onnx_graph._array(floats).tolist(), [1.5, -2])
        self.assertEqual(onnx_graph._array(longs).tolist(), [5, -1])

    def test_a_file_cut_anywhere_is_refused(self):
        whole = every_operation()
        for size in range(0, len(whole) - 10, 37):
            with self.assertRaises(onnx_graph.ConversionError, msg=f"cut at {size}"):
                onnx_graph.read_graph(self.write(whole[:size]))

    def test_outputs_that_differ_are_refused(self):
        right = {"y": np.array([[1.0, -4.0]])}
        self.assertAlmostEqual(
            onnx_to_engine.compare(right, {"y": np.array([[1.002, -4.0]])})["y"], 0.0005)
        with self.assertRaisesRegex(onnx_graph.ConversionError, "'y' differs by 0.0025"):
            onnx_to_engine.compare(right, {"y": np.array([[1.01, -4.0]])})
        with self.assertRaisesRegex(onnx_graph.ConversionError, "came out as"):
            onnx_to_engine.compare(right, {"y": np.array([1.0, -4.0])})
        with self.assertRaisesRegex(onnx_graph.ConversionError, "differs by nan"):
            onnx_to_engine.compare(right, {"y": np.array([[np.nan, -4.0]])})
        with self.assertRaisesRegex(onnx_graph.ConversionError, "differs by 0.5"):
            onnx_to_engine.compare({"c": np.array([1, 2])}, {"c": np.array([1, 3])})

    def test_a_wrong_command_line_tells_the_usage(self):
        code, _, err = self.run_main("a.onnx", "plan", "out")
        self.assertEqual(code, 2)
        self.assertIn("torchscript|savedmodel", err)

    def convert_every_operation(self, target):
        code, out, err = self.run_main(self.write(every_operation()), target, self.out)
        self.assertEqual(code, 0, err)
        facts = json.loads(out)
        self.assertEqual(set(facts["differences"]), {"logits", "softmax:0", "class"})
        self.assertLess(max(facts["differences"].values()), 1e-5)
        self.assertTrue(self.out.exists())
        return facts

    def refuse_an_unknown_operation(self, target):
        odd = model([node("Erf", ["x"], "y")], [], [port("x", [None, 2])], [port("y", [None, 2])])
        code, out, err = self.run_main(self.write(odd), target, self.out)
        self.assertEqual((code, out), (3, ""))
        self.assertIn("it uses Erf; only these are converted: Add, ArgMax", err)
        self.assertFalse(self.out.exists())

    @unittest.skipIf(importlib.util.find_spec("torch") is None, "no torch here")
    def test_torchscript_computes_what_onnx_does(self):
        self.assertEqual(self.convert_every_operation("torchscript")["layout"], "NCHW")
        import torch
        self.assertIn("Tensor x)", str(torch.jit.load(str(self.out)).forward.schema))
        self.out.unlink()
        self.refuse_an_unknown_operation("torchscript")

    @unittest.skipIf(importlib.util.find_spec("tensorflow") is None, "no tensorflow here")
    def test_a_savedmodel_computes_what_onnx_does(self):
        self.assertEqual(self.convert_every_operation("savedmodel")["layout"], "NHWC")
        shutil.rmtree(self.out)
        self.refuse_an_unknown_operation("savedmodel")

    @unittest.skipIf(importlib.util.find_spec("torch") is not None, "torch is here")
    def test_without_the_engines_package_the_way_to_it_is_told(self):
        code, _, err = self.run_main(self.write(every_operation()), "torchscript", self.out)
        self.assertEqual(code, 3)
        self.assertIn("run scripts/setup --engines libtorch", err)


if __name__ == "__main__":
    unittest.main()
