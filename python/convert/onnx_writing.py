# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Writes ONNX files field by field, for tests: standard library only. Source of the field numbers:
onnx/onnx.proto (ONNX 1.x)."""
import struct

FLOAT, INT64, BOOL = 1, 7, 9  # TensorProto.DataType


def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value >= 0x80:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def message(field, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def tensor(name, kind, shape, raw):
    """`raw`: the numbers' bytes."""
    return (b"".join(number(1, d) for d in shape) + number(2, kind) + message(8, name)
            + message(9, raw))


def attribute(name, value):
    if isinstance(value, float):
        return message(1, name) + varint(2 << 3 | 5) + struct.pack("<f", value) + number(20, 1)
    if isinstance(value, int):
        return message(1, name) + number(3, value) + number(20, 2)
    if isinstance(value, bytes):  # of graph()
        return message(1, name) + message(6, value) + number(20, 5)
    return message(1, name) + b"".join(number(8, v) for v in value) + number(20, 7)


def node(operation, inputs, output, **attributes):
    return (b"".join(message(1, name) for name in inputs) + message(2, output)
            + message(4, operation)
            + b"".join(message(5, attribute(*item)) for item in attributes.items()))


def port(name, shape, kind=FLOAT):
    """An open dimension is None, or a name of its own."""
    dims = b"".join(message(1, number(1, d) if isinstance(d, int) else message(2, d or "N"))
                    for d in shape)
    return message(1, name) + message(2, message(1, number(1, kind) + message(2, dims)))


def graph(nodes, tensors, inputs, outputs):
    return (b"".join(message(1, n) for n in nodes) + message(2, "test")
            + b"".join(message(5, t) for t in tensors)
            + b"".join(message(11, p) for p in inputs) + b"".join(message(12, p) for p in outputs))


def model(nodes, tensors, inputs, outputs):
    """A file of IR version 8 and operator set 13."""
    return (number(1, 8) + message(7, graph(nodes, tensors, inputs, outputs))
            + message(8, number(2, 13)))
