# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of the conversion: files built here by hand, without PyTorch.

usage: python3 -m unittest discover -s python/convert
"""
import collections
import io
import json
import os
import pickle
import struct
import sys
import tempfile
import types
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import torch_state_to_safetensors as converter  # noqa: E402


class Storage:
    """A storage as torch pickles it: by a persistent id."""

    def __init__(self, kind, key, count):
        self.pid = ("storage", getattr(FAKE_TORCH, kind), key, "cpu", count, None)


class _View:
    """A tensor as torch pickles it: a call of _rebuild_tensor_v2."""

    def __init__(self, storage, offset, shape, strides):
        self.parts = (storage, offset, shape, strides, False, collections.OrderedDict())

    def __reduce__(self):
        return FAKE_UTILS._rebuild_tensor_v2, self.parts


class Runs:
    """An object whose unpickling calls a function of the attacker's choice."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def _fake_modules():
    """Just enough of torch's names for the pickler to write them."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for name in ("FloatStorage", "LongStorage", "EvilStorage"):
        setattr(torch, name, type(name, (), {"__module__": "torch"}))

    def _rebuild_tensor_v2():
        raise AssertionError("the real function must never be called")
    _rebuild_tensor_v2.__module__ = "torch._utils"
    _rebuild_tensor_v2.__qualname__ = "_rebuild_tensor_v2"
    utils._rebuild_tensor_v2 = _rebuild_tensor_v2
    torch._utils = utils
    return torch, utils


FAKE_TORCH, FAKE_UTILS = _fake_modules()


class Pickler(pickle.Pickler):
    def persistent_id(self, obj):
        return obj.pid if isinstance(obj, Storage) else None


def pickled(*objects):
    out = io.BytesIO()
    sys.modules.update({"torch": FAKE_TORCH, "torch._utils": FAKE_UTILS})
    try:
        for obj in objects:
            Pickler(out, protocol=2).dump(obj)
    finally:
        del sys.modules["torch"], sys.modules["torch._utils"]
    return out.getvalue()


HEAD = (converter.MAGIC, converter.PROTOCOL, {"little_endian": True, "protocol_version": 1001})


def state_file(state, storages):
    """`storages`: key -> (struct code, values)."""
    content = pickled(*HEAD, state, list(storages))
    for code, values in storages.values():
        content += struct.pack("<q", len(values)) + struct.pack(f"<{len(values)}{code}", *values)
    return content


def two_tensors():
    """A 2x3 matrix stored transposed from the second element on, and a counter."""
    weights, counter = Storage("FloatStorage", "10", 7), Storage("LongStorage", "11", 1)
    state = collections.OrderedDict(
        matrix=_View(weights, 1, (2, 3), (1, 2)), counter=_View(counter, 0, (), ()))
    return state_file(state, {"10": ("f", [9, 1, 2, 3, 4, 5, 6]), "11": ("q", [42])})


class ConversionTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = os.path.join(folder.name, "state.pth")
        self.target = os.path.join(folder.name, "out.safetensors")

    def read(self, content):
        with open(self.source, "wb") as file:
            file.write(content)
        return converter.read_state(self.source)

    def assert_refused(self, content, reason):
        with self.assertRaisesRegex(converter.ConversionError, reason):
            self.read(content)

    def test_strides_and_offset_are_honoured(self):
        tensors = self.read(two_tensors())
        # Element (row, column) lies at 1 + row + 2 * column of [9 1 2 3 4 5 6].
        self.assertEqual(tensors["matrix"],
                         ("F32", (2, 3), struct.pack("<6f", 1, 3, 5, 2, 4, 6)))
        self.assertEqual(tensors["counter"], ("I64", (), struct.pack("<q", 42)))

    def test_a_dimension_of_one_may_have_any_stride(self):
        state = {"a": _View(Storage("FloatStorage", "1", 2), 0, (2, 1), (1, 77))}
        tensors = self.read(state_file(state, {"1": ("f", [5, 6])}))
        self.assertEqual(tensors["a"][2], struct.pack("<2f", 5, 6))

    def test_two_tensors_may_share_a_storage(self):
        storage = Storage("FloatStorage", "1", 4)
        state = {"a": _View(storage, 0, (2,), (1,)), "b": _View(storage, 1, (2,), (2,))}
        tensors = self.read(state_file(state, {"1": ("f", [1, 2, 3, 4])}))
        self.assertEqual(tensors["a"][2], struct.pack("<2f", 1, 2))
        self.assertEqual(tensors["b"][2], struct.pack("<2f", 2, 4))

    def test_the_written_file_is_safetensors(self):
        with open(self.source, "wb") as file:
            file.write(two_tensors())
        self.assertEqual(converter.main([self.source, self.target]), 0)
        with open(self.target, "rb") as file:
            content = file.read()
        length = struct.unpack("<Q", content[:8])[0]
        header = json.loads(content[8:8 + length])
        self.assertEqual(length % 8, 0)
        self.assertEqual(header["matrix"], {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]})
        self.assertEqual(header["counter"]["data_offsets"], [24, 32])
        self.assertEqual(content[8 + length:], struct.pack("<6fq", 1, 3, 5, 2, 4, 6, 42))

    def test_a_pickle_that_calls_a_function_is_refused_and_nothing_runs(self):
        trace = self.source + ".ran"
        for call in (Runs(os.system, f"touch {trace}"), Runs(eval, "1"), Runs(getattr, "", "format")):
            state = {"a": call}
            self.assert_refused(pickled(*HEAD, state), "could run code")
        self.assertFalse(os.path.exists(trace))

    def test_code_in_any_of_the_pickles_is_refused(self):
        bad = pickled(Runs(os.system, "true"))
        good = [pickled(part) for part in HEAD]
        for position in range(3):
            self.assert_refused(b"".join(good[:position]) + bad, "could run code")
        state = {"a": _View(Storage("FloatStorage", "1", 1), 0, (1,), (1,))}
        self.assert_refused(pickled(*HEAD, state) + bad, "could run code")

    def test_an_unknown_storage_is_refused(self):
        state = {"a": _View(Storage("EvilStorage", "1", 1), 0, (1,), (1,))}
        self.assert_refused(state_file(state, {"1": ("f", [1])}), "torch.EvilStorage")

    def test_a_storage_cannot_be_called(self):
        call = b"\x80\x02ctorch\nFloatStorage\n)R."
        self.assert_refused(pickled(*HEAD) + call, "cannot be unpickled")

    def test_a_file_cut_anywhere_is_refused(self):
        whole = two_tensors()
        for size in range(len(whole)):
            with self.assertRaises(converter.ConversionError, msg=f"cut at {size}"):
                self.read(whole[:size])

    def test_bytes_behind_the_end_are_refused(self):
        self.assert_refused(two_tensors() + b"x", "bytes follow")

    def test_a_tensor_larger_than_its_storage_is_refused(self):
        for offset, shape, strides in ((0, (3,), (1,)), (1, (2,), (1,)), (0, (2,), (2,)),
                                       (0, (10**9,), (0,))):
            state = {"a": _View(Storage("FloatStorage", "1", 2), offset, shape, strides)}
            self.assert_refused(state_file(state, {"1": ("f", [1, 2])}), "beyond its storage")

    def test_negative_numbers_are_refused(self):
        state = {"a": _View(Storage("FloatStorage", "1", 2), -1, (1,), (1,))}
        self.assert_refused(state_file(state, {"1": ("f", [1, 2])}), "not described")

    def test_a_zip_archive_is_refused(self):
        self.assert_refused(b"PK\x03\x04" + bytes(100), "cannot be unpickled|not in torch's old")

    def test_failures_are_one_sentence_with_exit_code_3(self):
        with open(self.source, "wb") as file:
            file.write(two_tensors()[:50])
        written = io.StringIO()
        standard_error, sys.stderr = sys.stderr, written
        try:
            self.assertEqual(converter.main([self.source, self.target]), 3)
            self.assertEqual(converter.main([self.source + "x", self.target]), 3)
        finally:
            sys.stderr = standard_error
        self.assertEqual(len(written.getvalue().splitlines()), 2)
        self.assertFalse(os.path.exists(self.target))


if __name__ == "__main__":
    unittest.main()
