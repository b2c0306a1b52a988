#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Assay Authors
# SPDX-License-Identifier: Apache-2.0
"""Makes an 8-bit ONNX file (QDQ) from an ONNX file and calibration samples, with ONNX Runtime's quantiser.

usage: quantise.py MODEL.onnx SAMPLES.f32 METHOD OUT.onnx

SAMPLES.f32: the network's inputs as float32, one sample after the other. METHOD: minmax, entropy or
percentile. Weights are int8, symmetric, one scale for each output channel, and use 7 of the 8 bits:
processors without VNNI add products up in 16 bits, which 8 bits times 8 bits overflow. Activations are
int8, symmetric, as TensorRT wants them. Nothing is trained. Prints what was done as JSON.
"""
import json
import logging
import math
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
SLICE = 4  # samples whose tensors percentile keeps in memory at once
METHODS = {"minmax": "MinMax", "entropy": "Entropy", "percentile": "Percentile"}
# The stride is that of each method, whatever its name. In slices percentile finds the same ranges to
# a thousandth; entropy's bins are made for the first slice, and its ranges became half as wide.
ADDED_OPTIONS = {"percentile": {"CalibStridedMinMax": SLICE}}


class Samples:
    """A CalibrationDataReader over the file: one sample at a time, slice after slice."""

    def __init__(self, path, port):
        import numpy as np
        shape = [dim.dim_value for dim in port.type.tensor_type.shape.dim][1:]
        if not shape or 0 in shape:
            raise ValueError(f"its input '{port.name}' is open in more than the batch")
        numbers = np.memmap(path, np.float32, "r")
        self.name, self.samples = port.name, numbers.reshape(-1, 1, *shape)
        self.set_range(0, len(self.samples))

    def __len__(self):
        """In whole slices, as ONNX Runtime wants it; the last one may hold fewer samples."""
        return -(-len(self.samples) // SLICE) * SLICE

    def set_range(self, start_index, end_index):
        self.next, self.end = start_index, min(end_index, len(self.samples))

    def get_next(self):
        if self.next == self.end:
            return None
        self.next += 1
        return {self.name: self.samples[self.next - 1]}


def require_memory(network, count):
    """Throws MemoryError where the tensors of all samples do not fit."""
    shapes = ([max(1, dim.dim_value) for dim in value.type.tensor_type.shape.dim]
              for value in network.graph.value_info)
    needed = count * 4 * sum(math.prod(shape) for shape in shapes)
    available = available_memory()
    if needed > available:
        raise MemoryError(
            f"entropy keeps every tensor of all {count} samples in memory, {needed / 1e9:.1f} GB, "
            f"and {available / 1e9:.1f} GB are there: use fewer samples, percentile or minmax")


def available_memory():
    lines = pathlib.Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))


def quantise(source, samples, method, out):
    import onnx
    import onnxruntime
    from onnxruntime import quantization
    from onnxruntime.quantization.shape_inference import quant_pre_process
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        folded = pathlib.Path(folder) / "folded.onnx"
        # Normalisations become part of the convolutions before them.
        quant_pre_process(source, str(folded), skip_symbolic_shape=True)
        known = {weight.name for weight in onnx.load(folded).graph.initializer}
        port = next(p for p in onnx.load(folded).graph.input if p.name not in known)
        reader = Samples(samples, port)
        if method == "entropy":
            require_memory(onnx.load(folded), len(reader.samples))
        quantization.quantize_static(
            str(folded), out, reader, quant_format=quantization.QuantFormat.QDQ, per_channel=True,
            reduce_range=True, activation_type=quantization.QuantType.QInt8,
            weight_type=quantization.QuantType.QInt8,
            calibrate_method=getattr(quantization.CalibrationMethod, METHODS[method]),
            extra_options={"ActivationSymmetric": True, "WeightSymmetric": True,
                           **ADDED_OPTIONS.get(method, {})})
    kinds = [node.op_type for node in onnx.load(out).graph.node]
    return {"made_by": f"onnxruntime {onnxruntime.__version__}", "method": method,
            "samples": len(reader.samples), "quantised": kinds.count("QuantizeLinear")}


def main(arguments):
    if len(arguments) != 4 or arguments[2] not in METHODS:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    source, samples, method, out = arguments
    try:
        print(json.dumps(quantise(source, samples, method, out)))
        return 0
    except ModuleNotFoundError as error:
        print(f"cannot quantise {source}: there is no Python package '{error.name}' here: run "
              "scripts/setup --engines onnxruntime,calibration", file=sys.stderr)
        return 3
    except Exception as error:  # ONNX Runtime and protobuf have exceptions of their own
        pathlib.Path(out).unlink(missing_ok=True)
        says = " ".join(str(error).split()) or type(error).__name__
        print(f"cannot quantise {source}: {says}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
