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
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True
METHODS = {"minmax": "MinMax", "entropy": "Entropy", "percentile": "Percentile"}


class Samples:
    """A CalibrationDataReader over the file: one sample at a time."""

    def __init__(self, path, port):
        import numpy as np
        shape = [dim.dim_value for dim in port.type.tensor_type.shape.dim][1:]
        if not shape or 0 in shape:
            raise ValueError(f"its input '{port.name}' is open in more than the batch")
        numbers = np.memmap(path, np.float32, "r")
        self.name, self.samples = port.name, numbers.reshape(-1, 1, *shape)
        self.next = 0

    def get_next(self):
        if self.next == len(self.samples):
            return None
        self.next += 1
        return {self.name: self.samples[self.next - 1]}

    def rewind(self):
        self.next = 0


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
        quantization.quantize_static(
            str(folded), out, reader, quant_format=quantization.QuantFormat.QDQ, per_channel=True,
            reduce_range=True, activation_type=quantization.QuantType.QInt8,
            weight_type=quantization.QuantType.QInt8,
            calibrate_method=getattr(quantization.CalibrationMethod, METHODS[method]),
            extra_options={"ActivationSymmetric": True, "WeightSymmetric": True})
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
    except (OSError, ValueError, RuntimeError) as error:
        pathlib.Path(out).unlink(missing_ok=True)
        print(f"cannot quantise {source}: {' '.join(str(error).split())}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
