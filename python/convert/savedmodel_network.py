# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""An ONNX graph as a TensorFlow SavedModel. Needs tensorflow.

TensorFlow's CPU convolutions want the channels last: pictures are fed as NHWC and stay so inside; the
signature's names are the graph's."""
import math
import os

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf  # noqa: E402 (the variable is read while it is imported)

from onnx_graph import ConversionError, key_of

LAYOUT = "NHWC"


def maker():
    return f"tensorflow {tf.__version__}"


def _channels_last(array):
    return np.ascontiguousarray(np.transpose(array, (0, 2, 3, 1))) if array.ndim == 4 else array


def _beside(value, other):
    """A constant as it is laid out beside `other`: one for pictures has its channels first."""
    if not isinstance(value, np.ndarray) or len(other.shape) != 4 or value.ndim < 3:
        return value
    return _channels_last(value.reshape((1,) * (4 - value.ndim) + value.shape))


def _pads(node):
    top, left, bottom, right = node.attributes.get("pads") or [0, 0, 0, 0]
    return [[0, 0], [top, bottom], [left, right], [0, 0]]


def _pair(node, name):
    return node.attributes.get(name) or [1, 1]


def _conv(node, x, weight, bias=None):
    group = node.attributes.get("group", 1)
    strides, dilations, kernel = _pair(node, "strides"), _pair(node, "dilations"), weight
    if group == 1:
        y = tf.nn.conv2d(x, np.transpose(kernel, (2, 3, 1, 0)), strides, _pads(node),
                         dilations=dilations)
    elif group == x.shape[3] and kernel.shape[1] == 1:
        out, _, height, width = kernel.shape
        filters = kernel.reshape(group, out // group, height, width).transpose(2, 3, 0, 1)
        y = tf.nn.depthwise_conv2d(x, filters, [1, *strides, 1], _pads(node), dilations=dilations)
    else:
        raise ConversionError(f"Conv in {group} groups that are not one per channel")
    return y if bias is None else tf.nn.bias_add(y, bias)


def _batch_normalization(node, x, scale, shift, mean, variance):
    return tf.raw_ops.FusedBatchNormV3(
        x=x, scale=scale, offset=shift, mean=mean, variance=variance,
        epsilon=node.attributes.get("epsilon", 1e-5), is_training=False).y


def _max_pool(node, x):
    return tf.nn.max_pool2d(x, node.attributes["kernel_shape"], _pair(node, "strides"), _pads(node))


def _average_pool(node, x):
    if any(node.attributes.get("pads") or []):
        raise ConversionError("AveragePool with pads")
    return tf.nn.avg_pool2d(x, node.attributes["kernel_shape"], _pair(node, "strides"), "VALID")


def _clip(node, x, low=None, high=None):
    low = -np.inf if low is None else float(low)
    high = np.inf if high is None else float(high)
    return tf.nn.relu6(x) if (low, high) == (0, 6) else tf.clip_by_value(x, low, high)


def _gemm(node, a, b, c=None):
    at = node.attributes
    if at.get("alpha", 1.0) != 1.0 or at.get("beta", 1.0) != 1.0 or at.get("transA", 0):
        raise ConversionError("Gemm with alpha, beta or transA")
    y = tf.matmul(a, np.ascontiguousarray(b.T) if at.get("transB", 0) else b)
    return y if c is None else tf.nn.bias_add(y, c)


def _channels_first(x):
    """The order of numbers that ONNX means, where it matters."""
    return tf.transpose(x, (0, 3, 1, 2)) if len(x.shape) == 4 and x.shape[1:3] != (1, 1) else x


def _flatten(node, x):
    if node.attributes.get("axis", 1) != 1:
        raise ConversionError("Flatten with another axis than 1")
    return tf.reshape(_channels_first(x), (-1, _numbers_in_a_sample(x)))


def _numbers_in_a_sample(x):
    return math.prod(int(side) for side in x.shape[1:])


def _reshape(node, x, shape):
    wanted = shape.tolist()
    if len(wanted) == 4:
        raise ConversionError("Reshape to four dimensions")
    if wanted[0] not in (0, -1):
        raise ConversionError("Reshape that sets the batch")
    first = _channels_first(x)
    rest = [int(first.shape[i]) if d == 0 else int(d) for i, d in enumerate(wanted) if i > 0]
    if -1 in rest:
        rest[rest.index(-1)] = _numbers_in_a_sample(x) // -math.prod(rest)
    return tf.reshape(first, (-1, *rest))


def _axis(node, x, fallback):
    axis = node.attributes.get("axis", fallback)
    if len(x.shape) == 4:
        raise ConversionError(f"{node.operation} over pictures")
    return axis


def _arg_max(node, x):
    y = tf.argmax(x, _axis(node, x, 0))
    return tf.expand_dims(y, _axis(node, x, 0)) if node.attributes.get("keepdims", 1) else y


OPERATIONS = {
    "Add": lambda node, a, b: _beside(a, b) + _beside(b, a),
    "ArgMax": _arg_max,
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_normalization,
    "Clip": _clip,
    "Conv": _conv,
    "Flatten": _flatten,
    "Gemm": _gemm,
    "GlobalAveragePool": lambda node, x: tf.reduce_mean(x, (1, 2), keepdims=True),
    "Identity": lambda node, x: tf.identity(x),
    "MatMul": lambda node, a, b: tf.matmul(a, b),
    "MaxPool": _max_pool,
    "Mul": lambda node, a, b: _beside(a, b) * _beside(b, a),
    "Relu": lambda node, x: tf.nn.relu(x),
    "Reshape": _reshape,
    "Softmax": lambda node, x: tf.nn.softmax(x, _axis(node, x, -1)),
}


def known_operations():
    return sorted(OPERATIONS)


def compute(graph, inputs):
    """The graph's outputs by their names in the signature."""
    values = dict(graph.weights)
    values.update(zip((port.name for port in graph.inputs), inputs))
    for node in graph.nodes:
        arguments = [values[name] if name else None for name in node.inputs]
        values[node.outputs[0]] = OPERATIONS[node.operation](node, *arguments)
    return {key_of(port): tf.identity(values[port.name]) for port in graph.outputs}


def _spec(port):
    shape = [None, *port.shape[1:]]
    if len(shape) == 4:
        shape = [None, shape[2], shape[3], shape[1]]
    return tf.TensorSpec(shape, port.type, name=key_of(port))


def convert(graph, out, batch):
    """Writes the folder. `batch` is not needed."""
    del batch
    module = tf.Module()
    module.serve = tf.function(lambda *inputs: compute(graph, inputs),
                               input_signature=[_spec(port) for port in graph.inputs])
    tf.saved_model.save(module, str(out), signatures=module.serve)


def run(path, graph, batch):
    """The outputs of the folder that was written, by the graph's names."""
    serve = tf.saved_model.load(str(path)).signatures["serving_default"]
    fed = {key_of(port): tf.constant(_channels_last(array))
           for port, array in zip(graph.inputs, batch)}
    outputs = serve(**fed)
    return {port.name: outputs[key_of(port)].numpy() for port in graph.outputs}
