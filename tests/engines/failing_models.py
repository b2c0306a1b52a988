# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Classifiers that fail on a bright photograph, in each engine's own format.

usage: failing_models.py FOLDER torchscript|savedmodel     with the engine's own Python package
       write_onnx(FOLDER)                                  standard library only

The class of a picture f32 {3, 8, 8} (numbers from 0 to 4) is the whole part of its mean; above 2:
  throws       the graph cannot be computed: an index out of range, a shape that holds other numbers
  other_shape  the answer has another shape than for the other pictures
  memory       a tensor is asked for that no machine can hold
  hangs        a loop does not end
"""
import pathlib
import struct
import sys

KINDS = ("throws", "other_shape", "memory", "hangs")
SIDE = 1 << 20  # a square of numbers of 4 bytes is 4 TiB; more, and OpenVINO fails before it asks


def write_onnx(folder):
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python" / "convert"))
    from onnx_writing import BOOL, FLOAT, INT64, graph, model, node, port, tensor

    def whole(name, *numbers):
        return tensor(name, INT64, [len(numbers)], struct.pack(f"<{len(numbers)}q", *numbers))

    level = [node("GlobalAveragePool", ["x"], "means"), node("Flatten", ["means"], "channels"),
             node("MatMul", ["channels", "third"], "column"),
             node("Reshape", ["column", "one_row"], "level"),
             node("Cast", ["level"], "index", to=INT64),
             node("ReduceMax", ["index"], "top", axes=[0], keepdims=1)]
    tensors = [tensor("third", FLOAT, [3, 1], struct.pack("<3f", 1 / 3, 1 / 3, 1 / 3)),
               whole("one_row", -1)]
    throws = [node("Gather", ["table", "index"], "picked", axis=0),
              node("Add", ["top", "two"], "rows"),
              node("Concat", ["rows", "one_row"], "shape", axis=0),
              node("Reshape", ["six", "shape"], "rows_of_six"),
              node("ReduceMax", ["rows_of_six"], "nothing", keepdims=0),
              node("Add", ["picked", "nothing"], "class")]
    other_shape = [node("Less", ["level", "bound"], "is_dark"),
                   node("NonZero", ["is_dark"], "where"),
                   node("Reshape", ["where", "one_row"], "class")]
    memory = [node("Gather", ["sides", "top"], "side", axis=0),
              node("Concat", ["side", "side"], "square", axis=0),
              node("Expand", ["zero", "square"], "zeros"),
              node("ReduceMax", ["zeros"], "nothing", keepdims=0),
              node("Add", ["index", "nothing"], "class")]
    once = graph([node("Identity", ["go_on"], "goes_on"), node("Add", ["before", "one"], "after")],
                 [whole("one", 1)],
                 [port("turn", [], INT64), port("go_on", [], BOOL), port("before", [None], INT64)],
                 [port("goes_on", [], BOOL), port("after", [None], INT64)])
    hangs = [node("Gather", ["turns", "top"], "turns_here", axis=0),
             node("Loop", ["turns_here", "", "index"], "class", body=once)]
    for kind, nodes, own_tensors, rows in (
            ("throws", throws,
             [whole("table", 0, 1, 2), whole("two", 2), whole("six", *[0] * 6)], None),
            ("other_shape", other_shape,
             [tensor("bound", FLOAT, [1], struct.pack("<f", 2))], "how many are dark"),
            ("memory", memory, [whole("sides", 1, 1, 1, SIDE), whole("zero", 0)], None),
            ("hangs", hangs, [whole("turns", 0, 0, 0, (1 << 31) - 1)], None)):
        (folder / f"{kind}.onnx").write_bytes(model(
            level + nodes, tensors + own_tensors, [port("x", [None, 3, 8, 8])],
            [port("class", [rows], INT64)]))


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

    class Memory(torch.nn.Module):
        def forward(self, x):
            level = x.mean((1, 2, 3)).to(torch.int64)
            side = 1
            if bool(level.max() > 2):
                side = 1 << 20
            return level + torch.zeros((side, side), dtype=torch.int64).max()

    class Hangs(torch.nn.Module):
        def forward(self, x):
            level = x.mean((1, 2, 3)).to(torch.int64)
            while bool(level.max() > 2):
                level = torch.abs(level)
            return level

    for kind, module in zip(KINDS, (Throws(), OtherShape(), Memory(), Hangs())):
        torch.jit.script(module.eval()).save(str(folder / f"{kind}.pt"))


def write_savedmodel(folder):
    import tensorflow as tf

    def level(x):
        return tf.reduce_mean(x, (1, 2, 3))

    def index(x):
        return tf.cast(level(x), tf.int64)

    def throws(x):
        return {"class": tf.gather(tf.range(3, dtype=tf.int64), index(x))}

    def other_shape(x):
        return {"class": tf.reshape(tf.where(level(x) < 2), [-1])}

    def memory(x):
        side = tf.where(tf.reduce_max(index(x)) > 2, tf.constant(SIDE, tf.int64), 1)
        return {"class": index(x) + tf.reduce_max(tf.tile(index(x)[:1, None], [side, side]))}

    def hangs(x):
        return {"class": tf.while_loop(lambda i: tf.reduce_max(i) > 2, lambda i: [tf.abs(i)],
                                       [index(x)])[0]}

    for kind, function in zip(KINDS, (throws, other_shape, memory, hangs)):
        module = tf.Module()
        module.serve = tf.function(function, input_signature=[
            tf.TensorSpec([None, 8, 8, 3], tf.float32, name="x")])
        tf.saved_model.save(module, str(folder / f"{kind}.savedmodel"), signatures=module.serve)


if __name__ == "__main__":
    {"torchscript": write_torchscript, "savedmodel": write_savedmodel}[sys.argv[2]](
        pathlib.Path(sys.argv[1]))
