# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the graph of an ONNX file: nodes, weights, inputs and outputs. Needs numpy, not the onnx
package. Source of the field numbers: onnx/onnx.proto (ONNX 1.x)."""
import re
import struct
from typing import Any, NamedTuple

import numpy as np

# TensorProto.DataType.
TYPES = {1: np.float32, 2: np.uint8, 3: np.int8, 6: np.int32, 7: np.int64, 9: np.bool_,
         10: np.float16, 11: np.float64}
# TensorProto: which field holds the values of a type when they are not raw bytes.
TYPED_VALUES = {1: 4, 11: 10, 7: 7, 6: 5, 3: 5, 2: 5, 9: 5}


class ConversionError(Exception):
    """One sentence for a person."""


class Node(NamedTuple):
    operation: str
    inputs: list
    outputs: list
    attributes: dict


class Port(NamedTuple):
    """An input or output of the graph; an open dimension is None."""
    name: str
    type: Any
    shape: list


def key_of(port):
    """A port's name as an argument or a key: TensorFlow's own tensors without their ":0"."""
    key = port.name.removesuffix(":0")
    if not re.fullmatch(r"[A-Za-z_]\w*", key):
        raise ConversionError(f"'{port.name}' cannot be the name of an input or output there")
    return key


class Graph(NamedTuple):
    nodes: list
    weights: dict  # name -> array
    inputs: list
    outputs: list


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data):
    """(number, value) of each field: an integer, or bytes."""
    at, found = 0, []
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, at = bytes(data[at:at + size]), at + size
        elif kind == 2:
            size, at = _varint(data, at)
            if at + size > len(data):
                raise IndexError
            value, at = data[at:at + size], at + size
        else:
            raise IndexError
        found.append((key >> 3, value))
    return found


def _all(data, number):
    return [value for found, value in fields(data) if found == number]


def _one(data, number, fallback=b""):
    values = _all(data, number)
    return values[-1] if values else fallback


def _text(data):
    return bytes(data).decode("utf-8")


def _signed(value):
    return value - (1 << 64) if value >> 63 else value


def _integers(values):
    """Repeated integers, packed or not."""
    numbers = []
    for value in values:
        if isinstance(value, int):
            numbers.append(_signed(value))
            continue
        at = 0
        while at < len(value):
            number, at = _varint(value, at)
            numbers.append(_signed(number))
    return numbers


def _array(tensor):
    dims, kind = _integers(_all(tensor, 1)), _one(tensor, 2, 0)
    if kind not in TYPES:
        raise ConversionError(f"it holds a tensor of ONNX type {kind}")
    if _all(tensor, 13):
        raise ConversionError("its weights lie in another file")
    raw = _one(tensor, 9)
    if raw or not TYPED_VALUES.get(kind) or not _all(tensor, TYPED_VALUES[kind]):
        return np.frombuffer(raw, TYPES[kind]).reshape(dims)
    values = _all(tensor, TYPED_VALUES[kind])
    if kind in (1, 11):
        return np.frombuffer(b"".join(map(bytes, values)), TYPES[kind]).reshape(dims)
    return np.array(_integers(values), TYPES[kind]).reshape(dims)


def _attribute(data):
    """The value of an AttributeProto, by the field that is filled."""
    readers = {2: lambda values: struct.unpack("<f", values[-1])[0],
               3: lambda values: _signed(values[-1]),
               4: lambda values: _text(values[-1]),
               5: lambda values: _array(values[-1]),
               7: lambda values: np.frombuffer(b"".join(map(bytes, values)), np.float32).tolist(),
               8: _integers}
    for number, read in readers.items():
        values = _all(data, number)
        if values:
            return _text(_one(data, 1)), read(values)
    return _text(_one(data, 1)), None


def _node(data):
    return Node(operation=_text(_one(data, 4)),
                inputs=[_text(name) for name in _all(data, 1)],
                outputs=[_text(name) for name in _all(data, 2)],
                attributes=dict(_attribute(value) for value in _all(data, 5)))


def _port(data):
    tensor = _one(_one(data, 2), 1)
    kind = _one(tensor, 1, 0)
    shape = [_one(dim, 1, None) for dim in _all(_one(tensor, 2), 1)]
    return Port(_text(_one(data, 1)), TYPES.get(kind), shape)


def read_graph(path):
    """Throws ConversionError for what is no ONNX file, OSError for what cannot be read."""
    with open(path, "rb") as file:
        data = memoryview(file.read())
    try:
        graph = _one(data, 7)
        weights = {_text(_one(tensor, 8)): _array(tensor) for tensor in _all(graph, 5)}
        inputs = [_port(port) for port in _all(graph, 11)]
        read = Graph([_node(node) for node in _all(graph, 1)], weights,
                     [port for port in inputs if port.name not in weights],
                     [_port(port) for port in _all(graph, 12)])
    except (IndexError, ValueError, TypeError, struct.error) as error:
        raise ConversionError("it is no complete ONNX file") from error
    if not read.nodes or not read.inputs or not read.outputs:
        raise ConversionError("it holds no graph with inputs and outputs")
    return read
