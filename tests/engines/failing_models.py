# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Classifiers that fail on a bright photograph, in each engine's own format.

usage: failing_models.py FOLDER torchscript|savedmodel     with the engine's own Python package
       write_onnx(FOLDER)                                  standard library only

The class of a picture f32 {3, 8, 8} (numbers from 0 to 4) is the whole part of its mean; above 2:
  throws       the graph cannot be computed: an index out of range, a shape that holds other numbers
  other_shape  the answer has another shape than for the other pictures
"""
import pathlib
import struct
import sys

KINDS = ("throws", "other_shape")


def write_onnx(folder):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python" / "convert"))
    from onnx_writing import FLOAT, INT64, model, node, port, tensor

    def whole(name, *numbers):
        return tensor(name, INT64, [len(numbers)], struct.pack(f"<{len(numbers)}q", *numbers))

    level = [node("GlobalAveragePool", ["x"], "means"), node("Flatten", ["means"], "channels"),
             node("MatMul", ["channels", "third"], "column"),
             node("Reshape", ["column", "one_row"], "level")]
    tensors = [tensor("third", FLOAT, [3, 1], struct.pack("<3f", 1 / 3, 1 / 3, 1 / 3)),
               whole("one_row", -1)]
    throws = [node("Cast", ["level"], "index", to=INT64),
              node("Gather", ["table", "index"], "picked", axis=0),
              node("ReduceMax", ["index"], "top", axes=[0], keepdims=1),
              node("Add", ["top", "two"], "rows"),
              node("Concat", ["rows", "one_row"], "shape", axis=0),
              node("Reshape", ["six", "shape"], "rows_of_six"),
              node("ReduceMax", ["rows_of_six"], "nothing", keepdims=0),
              node("Add", ["picked", "nothing"], "class")]
    other_shape = [node("Less", ["level", "bound"], "is_dark"),
                   node("NonZero", ["is_dark"], "where"),
                   node("Reshape", ["where", "one_row"], "class")]
    inputs = [port("x", [None, 3, 8, 8])]
    (folder / "throws.onnx").write_bytes(model(
        level + throws, [*tensors, whole("table", 0, 1, 2), whole("two", 2), whole("six", *[0] * 6)],
        inputs, [port("class", [None], INT64)]))
    (folder / "other_shape.onnx").write_bytes(model(
        level + other_shape, [*tensors, tensor("bound", FLOAT, [1], struct.pack("<f", 2))], inputs,
        [port("class", ["how many are dark"], INT64)]))


def write_torchscript(folder):
    import torch

    class Throws(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("table", torch.arange(3))

        def forward(self, x):
            return torch.index_select(self.table, 0, x.mean((1, 2, 3)).to(torch.int64))

    class OtherShape(torch.nn.Module):
        def forward(self, x):
            return torch.nonzero(x.mean((1, 2, 3)) < 2).reshape(-1)

    for kind, module in zip(KINDS, (Throws(), OtherShape())):
        torch.jit.script(module.eval()).save(str(folder / f"{kind}.pt"))


def write_savedmodel(folder):
    import tensorflow as tf

    def level(x):
        return tf.reduce_mean(x, (1, 2, 3))

    functions = (lambda x: {"class": tf.gather(tf.range(3, dtype=tf.int64),
                                               tf.cast(level(x), tf.int64))},
                 lambda x: {"class": tf.reshape(tf.where(level(x) < 2), [-1])})
    for kind, function in zip(KINDS, functions):
        module = tf.Module()
        module.serve = tf.function(function, input_signature=[
            tf.TensorSpec([None, 8, 8, 3], tf.float32, name="x")])
        tf.saved_model.save(module, str(folder / f"{kind}.savedmodel"), signatures=module.serve)


if __name__ == "__main__":
    {"torchscript": write_torchscript, "savedmodel": write_savedmodel}[sys.argv[2]](
        pathlib.Path(sys.argv[1]))
