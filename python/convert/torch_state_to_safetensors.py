#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Converts a PyTorch state dictionary (torch's old, non-zip serialisation) to safetensors.

usage: torch_state_to_safetensors.py STATE.pth OUT.safetensors

Needs nothing but Python's standard library, and never runs code from the file: the unpickler knows
an ordered dictionary, tensors and storages; anything else is refused with a sentence.
"""
import array
import collections
import json
import math
import os
import pickle
import struct
import sys

# The file begins with these two numbers, each pickled (torch/serialization.py).
MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
SAFETENSORS_ALIGNMENT = 8

StorageKind = collections.namedtuple("StorageKind", "safetensors_type array_code bytes_each")
STORAGE_KINDS = {
    "FloatStorage": StorageKind("F32", "f", 4),
    "DoubleStorage": StorageKind("F64", "d", 8),
    "HalfStorage": StorageKind("F16", "H", 2),
    "BFloat16Storage": StorageKind("BF16", "H", 2),
    "LongStorage": StorageKind("I64", "q", 8),
    "IntStorage": StorageKind("I32", "i", 4),
    "CharStorage": StorageKind("I8", "b", 1),
    "ByteStorage": StorageKind("U8", "B", 1),
    "BoolStorage": StorageKind("BOOL", "B", 1),
}
# What a storage looks like before its bytes are read, and a tensor as a view of one.
StorageRef = collections.namedtuple("StorageRef", "kind key count")
Tensor = collections.namedtuple("Tensor", "storage offset shape strides")


class ConversionError(Exception):
    """One sentence for a person."""


def _is_count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_counts(values):
    return isinstance(values, tuple) and all(map(_is_count, values))


def _tensor(storage, offset, shape, strides, *_):
    """Stands in for torch._utils._rebuild_tensor_v2."""
    if not (isinstance(storage, StorageRef) and _is_count(offset) and _are_counts(shape)
            and _are_counts(strides) and len(shape) == len(strides)):
        raise ConversionError("a tensor in it is not described as torch describes one")
    return Tensor(storage, offset, shape, strides)


class StateUnpickler(pickle.Unpickler):
    """Knows the few names of a state dictionary and no others."""

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in STORAGE_KINDS:
            return STORAGE_KINDS[name]
        raise ConversionError(f"it asks for {module}.{name}, which no dictionary of weights needs: "
                              "such a file could run code and is not read any further")

    def persistent_load(self, pid):
        if not (isinstance(pid, tuple) and len(pid) == 6 and pid[0] == "storage"):
            raise ConversionError("it refers to something that is no storage")
        _, kind, key, _, count, view = pid
        if not (isinstance(kind, StorageKind) and isinstance(key, str) and _is_count(count)):
            raise ConversionError("a storage in it is not described as torch describes one")
        if view is not None:
            raise ConversionError("it holds views of storages, which torch wrote before version 0.4")
        return StorageRef(kind, key, count)


def _load(file):
    """The next pickle of the file."""
    try:
        return StateUnpickler(file).load()
    except ConversionError:
        raise
    except Exception as error:  # damaged pickles raise nearly anything
        reason = str(error) or type(error).__name__
        raise ConversionError(f"a part of it cannot be unpickled ({reason})") from error


def _read_storages(file, refs):
    """Bytes of each storage, by key. They follow the pickles: a count, then the values."""
    keys = _load(file)
    if not isinstance(keys, list) or set(keys) != set(refs):
        raise ConversionError("its list of storages does not fit its tensors")
    storages = {}
    for key in keys:
        ref = refs[key]
        head = file.read(8)
        if len(head) != 8 or struct.unpack("<q", head)[0] != ref.count:
            raise ConversionError(f"it ends or differs at storage {key}")
        size = ref.count * ref.kind.bytes_each
        content = file.read(size)
        if len(content) != size:
            raise ConversionError(f"it ends within storage {key}")
        storages[key] = content
    if file.read(1):
        raise ConversionError("bytes follow behind the last storage")
    return storages


def _row_major(shape):
    strides, step = [], 1
    for extent in reversed(shape):
        strides.insert(0, step)
        step *= extent
    return strides


def _gather(values, offset, shape, strides):
    """Appends what a view shows of `values`, last dimension fastest."""
    if not shape:
        return values[offset:offset + 1]
    extent, stride = shape[0], strides[0]
    if len(shape) == 1:
        if stride == 0:
            return values[offset:offset + 1] * extent
        return values[offset:offset + (extent - 1) * stride + 1:stride]
    result = array.array(values.typecode)
    for i in range(extent):
        result.extend(_gather(values, offset + i * stride, shape[1:], strides[1:]))
    return result


def contiguous_bytes(tensor, content):
    """The tensor's values in row-major order. `content` is its storage."""
    kind, count = tensor.storage.kind, math.prod(tensor.shape)
    if count == 0:
        return b""
    last = tensor.offset + sum((n - 1) * s for n, s in zip(tensor.shape, tensor.strides))
    if last >= tensor.storage.count or count > tensor.storage.count:
        raise ConversionError("a tensor in it reaches beyond its storage")
    # A dimension of one element may have any stride and moves nothing.
    moving = [(n, s) for n, s in zip(tensor.shape, tensor.strides) if n > 1]
    shape, strides = [n for n, _ in moving], [s for _, s in moving]
    if strides == _row_major(shape):
        begin = tensor.offset * kind.bytes_each
        return content[begin:begin + count * kind.bytes_each]
    values = array.array(kind.array_code)
    values.frombytes(content)
    return _gather(values, tensor.offset, shape, strides).tobytes()


def read_state(path):
    """Name -> (safetensors type, shape, bytes). Throws ConversionError."""
    with open(path, "rb") as file:
        if _load(file) != MAGIC or _load(file) != PROTOCOL:
            raise ConversionError("it is not in torch's old serialisation")
        system = _load(file)
        if not isinstance(system, dict) or system.get("little_endian") is not True:
            raise ConversionError("it was written on a big-endian machine")
        state = _load(file)
        if not isinstance(state, dict) or not state:
            raise ConversionError("it holds no dictionary of tensors")
        refs = {}
        for name, tensor in state.items():
            if not (isinstance(name, str) and isinstance(tensor, Tensor)):
                raise ConversionError(f"its entry {name!r} is no tensor")
            if refs.setdefault(tensor.storage.key, tensor.storage) != tensor.storage:
                raise ConversionError(f"its storage {tensor.storage.key} is described in two ways")
        storages = _read_storages(file, refs)
    return {name: (tensor.storage.kind.safetensors_type, tensor.shape,
                   contiguous_bytes(tensor, storages[tensor.storage.key]))
            for name, tensor in state.items()}


def write_safetensors(path, tensors):
    """Writes beside the target and renames."""
    header, offset = {}, 0
    for name, (kind, shape, content) in tensors.items():
        end = offset + len(content)
        header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % SAFETENSORS_ALIGNMENT)
    temporary = f"{path}.{os.getpid()}.part"
    try:
        with open(temporary, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            for _, _, content in tensors.values():
                file.write(content)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    source, target = arguments
    if sys.byteorder != "little":
        print("this conversion runs on little-endian machines only", file=sys.stderr)
        return 3
    try:
        write_safetensors(target, read_state(source))
    except ConversionError as error:
        print(f"cannot convert {source}: {error}", file=sys.stderr)
        return 3
    except OSError as error:
        print(f"cannot convert {source} to {target}: {error.strerror}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
