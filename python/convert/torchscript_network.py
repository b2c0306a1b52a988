# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""An ONNX graph as TorchScript. Needs torch.

The module's inputs come in the graph's order and with its names, those of TensorFlow without their
":0"; its outputs are a dictionary by the graph's names."""
import inspect

import numpy as np
import torch
import torch.nn.functional as F

from onnx_graph import ConversionError, key_of

LAYOUT = "NCHW"


def maker():
    return f"torch {torch.__version__}"


def _padded(x, node, value):
    """x with the node's pads, and nothing left to pad."""
    pads = node.attributes.get("pads")
    if not pads or not any(pads):
        return x
    half = len(pads) // 2
    order = [pads[i + side * half] for i in reversed(range(half)) for side in (0, 1)]
    return F.pad(x, order, value=value)


def _symmetric(node):
    """(padding for torch, whether it says all): torch pads both sides alike."""
    pads = node.attributes.get("pads") or [0, 0, 0, 0]
    half = len(pads) // 2
    return pads[:half], pads[:half] == pads[half:]


def _conv(node, x, weight, bias=None):
    padding, is_symmetric = _symmetric(node)
    if not is_symmetric:
        x, padding = _padded(x, node, 0.0), [0] * len(padding)
    a = node.attributes
    return F.conv2d(x, weight, bias, a.get("strides", [1, 1]), padding, a.get("dilations", [1, 1]),
                    a.get("group", 1))


def _batch_normalization(node, x, scale, shift, mean, variance):
    return F.batch_norm(x, mean, variance, scale, shift,
                        eps=node.attributes.get("epsilon", 1e-5))


def _max_pool(node, x):
    padding, is_symmetric = _symmetric(node)
    if not is_symmetric:
        x, padding = _padded(x, node, -float("inf")), [0] * len(padding)
    return F.max_pool2d(x, node.attributes["kernel_shape"], node.attributes.get("strides", [1, 1]),
                        padding)


def _average_pool(node, x):
    counts = bool(node.attributes.get("count_include_pad", 0))
    padding, is_symmetric = _symmetric(node)
    if not is_symmetric:
        raise ConversionError("AveragePool with pads that differ from side to side")
    return F.avg_pool2d(x, node.attributes["kernel_shape"],
                        node.attributes.get("strides", [1, 1]), padding, count_include_pad=counts)


def _clip(node, x, low=None, high=None):
    bounds = [None if bound is None else float(bound) for bound in (low, high)]
    return torch.clamp(x, *bounds)


def _gemm(node, a, b, c=None):
    at = node.attributes
    if at.get("alpha", 1.0) != 1.0 or at.get("beta", 1.0) != 1.0 or at.get("transA", 0):
        raise ConversionError("Gemm with alpha, beta or transA")
    return F.linear(a, b if at.get("transB", 0) else b.t(), c)


def _flatten(node, x):
    if node.attributes.get("axis", 1) != 1:
        raise ConversionError("Flatten with another axis than 1")
    return torch.flatten(x, 1)


def _reshape(node, x, shape):
    wanted = [x.shape[i] if d == 0 else int(d) for i, d in enumerate(shape.tolist())]
    return x.reshape(wanted)


def _arg_max(node, x):
    return torch.argmax(x, node.attributes.get("axis", 0), bool(node.attributes.get("keepdims", 1)))


OPERATIONS = {
    "Add": lambda node, a, b: a + b,
    "ArgMax": _arg_max,
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_normalization,
    "Clip": _clip,
    "Conv": _conv,
    "Flatten": _flatten,
    "Gemm": _gemm,
    "GlobalAveragePool": lambda node, x: x.mean((2, 3), keepdim=True),
    "Identity": lambda node, x: x,
    "MatMul": lambda node, a, b: torch.matmul(a, b),
    "MaxPool": _max_pool,
    "Mul": lambda node, a, b: a * b,
    "Relu": lambda node, x: F.relu(x),
    "Reshape": _reshape,
    "Softmax": lambda node, x: F.softmax(x, node.attributes.get("axis", -1)),
}


def known_operations():
    return sorted(OPERATIONS)


class Network(torch.nn.Module):
    def __init__(self, graph):
        super().__init__()
        self.graph = graph
        self.places = {name: f"weight_{i}" for i, name in enumerate(graph.weights)}
        for name, place in self.places.items():
            self.register_buffer(place, torch.from_numpy(np.array(graph.weights[name])))
        self.forward = self._named_forward()

    def _named_forward(self):
        """A function whose arguments bear the names of the graph's inputs: the file keeps them."""
        def forward(*inputs):
            return self.compute(*inputs)

        forward.__signature__ = inspect.Signature(
            [inspect.Parameter(key_of(port), inspect.Parameter.POSITIONAL_OR_KEYWORD)
             for port in self.graph.inputs])
        return forward

    def compute(self, *inputs):
        values = {name: getattr(self, place) for name, place in self.places.items()}
        values.update(zip((port.name for port in self.graph.inputs), inputs))
        for node in self.graph.nodes:
            arguments = [values[name] if name else None for name in node.inputs]
            values[node.outputs[0]] = OPERATIONS[node.operation](node, *arguments)
        return {port.name: values[port.name] for port in self.graph.outputs}


def convert(graph, out, batch):
    """Writes the file. `batch`: arrays for the inputs, in their order."""
    with torch.no_grad():
        network = Network(graph).eval()
        traced = torch.jit.trace(network, tuple(map(torch.from_numpy, batch)), strict=False)
        torch.jit.freeze(traced).save(str(out))


def run(path, graph, batch):
    """The outputs of the file that was written, by name."""
    del graph
    with torch.no_grad():
        outputs = torch.jit.load(str(path))(*map(torch.from_numpy, batch))
    return {name: value.numpy() for name, value in outputs.items()}
